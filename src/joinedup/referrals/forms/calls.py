"""The call pad: the referral form as a conversation goes, and how a call may end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import instant, place
from joinedup.foundation.place import ReasonKind
from joinedup.referrals.domain import wording
from joinedup.referrals.domain.calls import Outcome, Sent
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.forms import choices
from joinedup.referrals.forms.referring import Referral
from joinedup.referrals.queries.call_rows import CallRow
from joinedup.web.fields import HiddenId, OneOf, Phone, Seen, Text, Tick, Words
from joinedup.web.forms import Form
from joinedup.web.moments import Moment
from joinedup.web.sentences.kinds import Sentence

CALLER: Final = ("caller_name", "caller_number", "caller_number_not_known")
"""What every call says, whatever comes of it."""
BEGINNING: Final = ("began_at", "began_reason")
NEIGHBOUR, ORGANISATION = "neighbour", "organisation"


class Pad(Referral):
    """Everything that a call may tell. Only what its outcome needs must be answered."""

    who = Text(_("Who is it about?"), max_length=200)
    caller_organisation = OneOf(_("Rings from"), choices.callers, as_list=True)
    began_at = Moment(_("The call began"))
    began_reason = OneOf(
        _("Why it is taken down later"), choices.reasons_for_telling_late, as_list=True
    )
    taken_on_paper_by = Text(_("Who took it, if it was not you"), max_length=wording.LONGEST_NAME)
    description = Text(
        _("How you would know them again"),
        hint=_("For example: man of about 80, grey coat, found at the bus station"),
        max_length=300,
    )
    despite_death = Tick(choices.DESPITE_DEATH)

    asked_as: ClassVar[Mapping[str, Sentence]] = {
        "caller_name": _("Who is calling?"),
        "caller_role": _("Their role"),
        "caller_number": _("Direct number to ring back"),
        "is_crew_on_scene": _("A crew is waiting on scene"),
        "change_words": _("What has changed, or what is wanted?"),
        "services": _("What is asked for?"),
        "agreement": _("Do they agree?"),
    }
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "call_without_person": "who",
        "began_after_receipt": "began_at",
        "person_has_died": "despite_death",
    }

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["seen"].required = False
        self.fields["caller_name"].error_messages["required"] = _("Ask who is calling")
        self.fields["caller_number"].help_text = ""
        self.fields["change_words"].help_text = _("In their own words")

    def told(self, fields: Mapping[str, Sequence[str]]) -> Told:
        """What is typed so far, complete or not."""

        def typed(name: str) -> str:
            return next(iter(fields.get(name, ())), "")

        number = typed("caller_number")
        is_not_known = bool(typed("caller_number_not_known")) and not number
        return Told(
            caller_name=typed("caller_name"),
            caller_role=typed("caller_role"),
            caller_organisation=typed("caller_organisation"),
            caller_number=None if is_not_known else number,
            is_crew_waiting=bool(typed("is_crew_on_scene")),
            description=typed("description"),
            wanted=typed("change_words"),
            taken_on_paper_by=typed("taken_on_paper_by"),
            fields=fields,
        )

    def beginning(self, *, was: CallRow) -> Beginning | None:
        """When the call began, where somebody put it right: the boxes know no seconds."""
        at = self.cleaned_data.get("began_at")
        reason = self.cleaned_data.get("began_reason", "")
        if at is None:
            return None
        if at == was.began_at.replace(second=0, microsecond=0):
            at = was.began_at
        if (at, reason) == (was.began_at, was.began_reason):
            return None
        return Beginning(at=at, reason=reason)

    def arguments(self) -> dict[str, Any]:
        """Nothing by name: a referral is sent as one value."""
        return {}

    def keep_errors(self, names: Iterable[str] = ()) -> bool:
        """Forget what is wrong but with some of the boxes; say whether anything is left."""
        kept = set(names)
        for name in [one for one in self.errors if one not in kept]:
            del self.errors[name]
        return bool(self.errors)


class ChosenPerson(Form):
    """Somebody who was found."""

    choose = HiddenId()


class AboutExisting(Form):
    """More is told about a referral that is open already."""

    existing = OneOf(_("Which referral?"), [], missing=_("Choose the referral it is about"))
    picture = OneOf(
        _("How are they compared with then?"),
        [("worse", _("Worse")), ("same", _("The same, or better"))],
        missing=_("Ask whether they are worse"),
        inline=True,
    )

    def __init__(self, data: Any = None, *, open_ones: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["existing"].choices = open_ones  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The referral, and worse or not, as the service asks."""
        given = self.cleaned_data
        return {
            "referral_id": ReferralId(UUID(given["existing"])),
            "worse": given["picture"] == "worse",
        }


class AdviceOnly(Form):
    """The call ends with advice; nobody visits."""

    advice_reason = OneOf(
        _("Who was advised"),
        choices.reasons(ReasonKind.ADVICE_ONLY),
        missing=_("Choose who was advised"),
    )
    advice = Words(_("The advice"), missing=_("Write what was advised"), rows=3)
    safety_net = Words(
        _("If things change"), missing=_("Write what they are to do if things change"), rows=3
    )

    def arguments(self) -> dict[str, Any]:
        """The reason under the service's name for it."""
        given = super().arguments()
        given["reason"] = given.pop("advice_reason")
        return given


class CallBack(Form):
    """The caller is promised a call."""

    call_back_in = OneOf(
        _("When?"),
        [
            ("15", _("In 15 minutes")),
            ("30", _("In 30 minutes")),
            ("60", _("In an hour")),
            ("120", _("In 2 hours")),
            ("at", _("At a time")),
        ],
        missing=_("Say by when they are rung back"),
        inline=True,
    )
    call_back_at = Moment(_("Ring back by"))
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "call_already_due": "call_back_at",
    }

    def clean(self) -> dict[str, Any]:
        """A time, where one was to be named."""
        given = super().clean()
        is_left = given.get("call_back_in") == "at" and not given.get("call_back_at")
        if is_left and "call_back_at" not in self.errors:
            self.add_error("call_back_at", _("Enter the day and time"))
        return given

    def arguments(self) -> dict[str, Any]:
        """The instant that is promised."""
        given = self.cleaned_data
        if given["call_back_in"] == "at":
            return {"by_when": given["call_back_at"]}
        return {"by_when": instant.now() + timedelta(minutes=int(given["call_back_in"]))}


class NotForUs(Form):
    """The caller is told who takes it."""

    not_for_us_reason = OneOf(
        _("Why it is not for us"),
        lambda: [("", _("Choose")), *choices.reasons(ReasonKind.CANNOT_HELP)()],
        missing=_("Choose why it is not for us"),
        as_list=True,
    )
    sent_to = OneOf(
        _("Who takes it"), choices.elsewhere, missing=_("Choose who takes it"), as_list=True
    )
    sent_to_name = Text(
        _("Who is it, if they are not on the list"), max_length=wording.LONGEST_NAME
    )
    sent_to_number = Phone(
        _("Their number"), hint=_("Left empty, the number that we have for them")
    )
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "nobody_takes_it": "sent_to",
        "no_number_to_ring": "sent_to_number",
    }

    def clean(self) -> dict[str, Any]:
        """A name, where they are not on the list."""
        given = super().clean()
        if given.get("sent_to") == choices.SOMEBODY_ELSE and not given.get("sent_to_name"):
            self.add_error("sent_to_name", _("Write who takes it"))
        return given

    def arguments(self) -> dict[str, Any]:
        """Who takes it, with the number that the place has unless another was given."""
        given = self.cleaned_data
        if given["sent_to"] == choices.SOMEBODY_ELSE:
            sent = Sent(
                to=choices.SOMEBODY_ELSE,
                name=given["sent_to_name"],
                number=given["sent_to_number"] or "",
            )
            return {"reason": given["not_for_us_reason"], "sent": sent}
        kind, _colon, code = given["sent_to"].partition(":")
        here = place.current()
        known = here.neighbours.get(code) if kind == NEIGHBOUR else here.organisations.get(code)
        number = given["sent_to_number"] or (known.telephone if known else "") or ""
        sent = Sent(to=code, name=known.name if known else code, number=number)
        return {"reason": given["not_for_us_reason"], "sent": sent}


class CutOff(Form):
    """The line went dead."""


class GoOn(Form):
    """Go on with a colleague's call."""

    seen = Seen()


class RungBack(Form):
    """The promised call was made."""

    seen = Seen()
    words = Words(_("What was said"), missing=_("Write what was said"), rows=2)


OUTCOMES: Final[Mapping[str, type[Form]]] = {
    Outcome.ABOUT_EXISTING: AboutExisting,
    Outcome.ADVICE_ONLY: AdviceOnly,
    Outcome.CALL_BACK: CallBack,
    Outcome.NOT_FOR_US: NotForUs,
    Outcome.CUT_OFF: CutOff,
}
