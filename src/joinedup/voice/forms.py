"""The form of each questionnaire that staff fill or type in."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.voice.domain.questions import Answer
from joinedup.web import fields
from joinedup.web.questionnaire import OfAPerson, Questionnaire


class TellVoice(Questionnaire):
    """Five things of a professional."""

    def arguments(self) -> dict[str, Any]:
        """The answer, and the key by which it counts once."""
        given = super().arguments()
        return {"answer": Answer(given["scores"], given["words"]), "key": given["key"]}


class TellAsPractice(TellVoice):
    """Six things of a practice."""

    of = "practice"


class TypeIn(OfAPerson):
    """Nine things, as they came back on paper."""

    number = fields.Text(
        _("The number on the form"),
        hint=_("It has 8 letters and figures"),
        missing=_("Type the number on the form"),
        max_length=20,
        width=10,
    )
    refusal_fields: ClassVar[dict[str, str]] = {"voice_paper_used": "number"}

    def arguments(self) -> dict[str, Any]:
        """The number, and the answer."""
        given = super().arguments()
        answer = Answer(given["scores"], given["words"], given["was_helped"])
        return {"number": given["number"], "answer": answer}
