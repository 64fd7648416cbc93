"""The form of each questionnaire that staff fill or type in."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.voice.domain.questions import Answer, Context
from joinedup.web import fields
from joinedup.web.forms import Form
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


class MakePaper(Form):
    """About which care somebody is asked on paper."""

    service = fields.OneOf(_("About which care"), (), as_list=True)

    def __init__(self, *args: Any, **django: Any) -> None:
        super().__init__(*args, **django)
        here = place.current().services.values()
        field = self.fields["service"]
        field.choices = [  # type: ignore[attr-defined]
            ("", _("None in particular")),
            *((one.code, one.name) for one in here),
        ]

    def arguments(self) -> dict[str, Any]:
        """The care."""
        return {"of_care": Context(service_code=self.cleaned_data["service"])}


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
