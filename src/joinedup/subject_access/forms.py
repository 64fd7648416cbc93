"""What whoever answers a request for a copy is asked."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from joinedup.subject_access.domain.requests import (
    LONGEST_NAME,
    LONGEST_NAMES,
    LONGEST_REASON,
    CheckedHow,
    Requester,
)
from joinedup.subject_access.domain.reviewing import Judgement
from joinedup.web import fields, moments
from joinedup.web.forms import Form
from joinedup.web.sentences.kinds import Sentence

REQUESTERS: Final[Mapping[Requester, Sentence]] = {
    Requester.THEMSELVES: _("The person themselves"),
    Requester.ATTORNEY: _("Their attorney or deputy, whose papers are on the record"),
    Requester.REPRESENTATIVE: _("Somebody with their written authority, such as a solicitor"),
    Requester.PARENT: _("A parent, for a child who cannot ask themselves"),
}
CHECKS: Final[Mapping[CheckedHow, Sentence]] = {
    CheckedHow.KNOWN: _("Known here by sight"),
    CheckedHow.PAPERS: _("By a paper with their photograph"),
    CheckedHow.AUTHORITY: _("By their papers, and the authority in writing"),
    CheckedHow.SIGNED_IN: _("They asked from their own pages, signed in"),
}
JUDGEMENTS: Final[Mapping[Judgement, Sentence]] = {
    Judgement.PARTLY: _("Give it, and leave out what is about somebody else"),
    Judgement.GIVE: _("Give all of it"),
    Judgement.WITHHOLD: _("Give none of it"),
}


class OpenRequest(Form):
    """Who a copy is about, who asks for it, and since when."""

    refusal_fields: ClassVar[Mapping[str, str]] = {
        "access_nobody": "nhs_number",
        "access_open_already": "nhs_number",
        "access_later": "received_on",
    }

    key = fields.Key()
    nhs_number = fields.NhsNumberText(
        _("NHS number of the person"), missing=_("Type their NHS number"), width=20
    )
    born_on = moments.Day(_("Their date of birth"), missing=_("Type their date of birth"))
    requester = fields.OneOf(
        _("Who asks?"),
        [(one.value, said) for one, said in REQUESTERS.items()],
        missing=_("Choose who asks"),
    )
    requester_name = fields.Text(
        _("Their name"), missing=_("Type the name of whoever asks"), max_length=LONGEST_NAME
    )
    checked_how = fields.OneOf(
        _("How did you make sure who they are?"),
        [(one.value, said) for one, said in CHECKS.items()],
        missing=_("Choose how you made sure who they are"),
    )
    received_on = moments.Day(
        _("On which day was it received?"),
        hint=_("The month to answer in counts from this day"),
        missing=_("Type the day on which it was received"),
    )

    def arguments(self) -> dict[str, Any]:
        """The request as the service takes it."""
        typed = super().arguments()
        return {
            **typed,
            "nhs_number": typed["nhs_number"].value,
            "requester": Requester(typed["requester"]),
            "checked_how": CheckedHow(typed["checked_how"]),
        }


class Judge(Form):
    """Whether one row is given."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"access_reason": "reason"}

    seen = fields.Seen()
    judgement = fields.OneOf(
        _("What is given?"),
        [(one.value, said) for one, said in JUDGEMENTS.items()],
        missing=_("Choose what is given"),
    )
    reason = fields.Text(
        _("Why?"),
        hint=_("Wanted where nothing is given, and to give what was kept back for safety"),
        max_length=LONGEST_REASON,
    )

    def arguments(self) -> dict[str, Any]:
        """The judgement; the row goes beside it."""
        typed = self.cleaned_data
        return {
            "seen": typed["seen"],
            "judgement": Judgement(typed["judgement"]),
            "reason": typed["reason"],
        }


class Step(Form):
    """A button, for the version that the page showed."""

    seen = fields.Seen()


class LeaveOut(Form):
    """Names of others that stand in words and on no relationship."""

    seen = fields.Seen()
    names = fields.Words(
        _("Names of others to leave out as well"),
        hint=_("One a line. What holds one of them is gathered anew, for you to judge."),
        max_length=LONGEST_NAMES,
        rows=3,
    )


class Release(Form):
    """That the copy is read before it is given."""

    seen = fields.Seen()
    will_read = fields.Tick(
        _("I will read the whole copy before I give it to anybody"),
        missing=_("Tick that you will read it: the rule finds no name that it does not know"),
    )

    def arguments(self) -> dict[str, Any]:
        """The version that was seen."""
        return {"seen": self.cleaned_data["seen"]}


class _SayWhy(Form):
    """Why something is done with a request."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"access_reason": "because"}

    seen = fields.Seen()
    because = fields.Text(_("Why?"), missing=_("Say why"), max_length=LONGEST_REASON)


class Extend(_SayWhy):
    """Why more time is taken."""

    def __init__(self, *args: Any, **django: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_extend_%s", **django})


class Close(_SayWhy):
    """Why a request is closed."""

    def __init__(self, *args: Any, **django: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_close_%s", **django})
