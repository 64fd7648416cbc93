"""A form of statements, each to be agreed with or not: the same on every page that asks them."""

from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from joinedup.web import fields
from joinedup.web.forms import Form
from joinedup.web.sentences.voice import QUESTIONS, SCALE

LONGEST_WORDS: Final = 2000


class Questionnaire(Form):
    """An answer to each item that one wants to answer, and words."""

    of: ClassVar[str] = "professional"

    key = fields.Key()
    words = fields.Words(
        _("Is there anything more you want to say?"),
        hint=_("Do not write names. No one answers what you write here."),
        max_length=LONGEST_WORDS,
        rows=4,
    )

    def __init__(self, *args: Any, **django: Any) -> None:
        super().__init__(*args, **django)
        for item, question in QUESTIONS[self.of].items():
            self.fields[item] = fields.OneOf(question, SCALE)

    @property
    def asked(self) -> list[Any]:
        """The items as boxes, in order."""
        return [self[item] for item in QUESTIONS[self.of]]

    def arguments(self) -> dict[str, Any]:
        """A score for each item that was answered, the words, and whatever else was asked."""
        given = dict(self.cleaned_data)
        scores = {item: given.pop(item) for item in QUESTIONS[self.of]}
        return {"scores": {item: int(one) for item, one in scores.items() if one}, **given}


class OfAPerson(Questionnaire):
    """Nine things of a person, and whether somebody helped."""

    of = "person"

    was_helped = fields.Tick(_("Somebody helped me to answer"))
