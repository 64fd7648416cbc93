"""What is filled in on the duty board: going on duty, what was done, capacity and notes."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain.duty_board import NoteKind
from joinedup.referrals.domain.safety_net import AGAIN_AFTER, Action
from joinedup.referrals.forms import choices
from joinedup.web.fields import OneOf, Phone, Seen, Text, Words
from joinedup.web.forms import Form
from joinedup.web.moments import Moment

MOST_COUNTED = 9999

ACTIONS = {
    Action.DONE: _("I did it"),
    Action.RANG_TEAM: _("I rang the team"),
    Action.RANG_REFERRER: _("I rang whoever referred"),
    Action.RANG_PERSON: _("I rang the person, or whoever is with them"),
    Action.GAVE_ON: _("I gave it to somebody else"),
    Action.CAN_WAIT: _("It can wait"),
}
NOTES = {
    NoteKind.STAFF_SICKNESS: _("Staff sickness"),
    NoteKind.PARTNER_DOWN: _("A partner or system is down"),
    NoteKind.INCIDENT: _("Incident"),
    NoteKind.OTHER: _("Other"),
}
_AGAIN = {
    timedelta(minutes=15): _("After 15 minutes"),
    timedelta(minutes=30): _("After 30 minutes"),
    timedelta(hours=1): _("After an hour"),
    timedelta(hours=2): _("After two hours"),
}
NEVER = "never"


class Count(Text):
    """A whole number of nought or more."""

    def clean(self, value: Any) -> Any:
        """The number as typed, spaces aside."""
        given = super().clean(value)
        if not given.isascii() or not given.isdigit() or int(given) > MOST_COUNTED:
            raise ValidationError(_("Enter a whole number, like 3."), code="no_count")
        return int(given)


class GoOnDuty(Form):
    """Watch in a role until a time, on a number."""

    duty_role = OneOf(_("Duty"), [], missing=_("Choose what you are on duty as"))
    number = Phone(_("Number you can be rung on"), missing=_("Say on which number you can be rung"))
    until = Moment(_("Until when"), missing=_("Say when you go"))
    in_place_of = OneOf(_("In place of"), [], as_list=True)
    refusal_fields: ClassVar[Mapping[str, str]] = {
        "duty_time_wrong": "until",
        "duty_number_missing": "number",
        "duty_role_not_yours": "duty_role",
        "on_duty_already": "duty_role",
        "duty_has_ended": "in_place_of",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        roles: Sequence[tuple[str, str]] = (),
        colleagues: Sequence[tuple[str, str]] = (),
        initial: MutableMapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["duty_role"].choices = list(roles)  # type: ignore[attr-defined]
        nobody = ("", _("Nobody: I come on beside whoever is on"))
        self.fields["in_place_of"].choices = [nobody, *colleagues]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Whom one relieves as the duty that ends."""
        given = super().arguments()
        chosen = given["in_place_of"]
        return {**given, "in_place_of": UUID(chosen) if chosen else None}


class StayOnDuty(Form):
    """Say another time to go."""

    until = Moment(_("Until when"), missing=_("Say when you go"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"duty_time_wrong": "until"}


class AnswerRaised(Form):
    """Say what was done about something that waited too long."""

    action = OneOf(_("What did you do?"), list(ACTIONS.items()), missing=_("Choose what you did"))
    words = Words(
        _("In your words"),
        hint=_("To whom you gave it, or why it can wait: the next on duty reads this."),
        rows=2,
    )
    again = OneOf(
        _("Tell us again if it is still so"),
        [*((str(one.seconds), _AGAIN[one]) for one in AGAIN_AFTER), (NEVER, _("Not again"))],
        missing=_("Choose whether to be told again"),
        inline=True,
    )
    refusal_fields: ClassVar[Mapping[str, str]] = {"raised_again_unknown": "again"}

    def arguments(self) -> dict[str, Any]:
        """How long until it is raised again, if it is to be."""
        given = super().arguments()
        chosen = given["again"]
        return {**given, "again": None if chosen == NEVER else timedelta(seconds=int(chosen))}


class EnterCapacity(Form):
    """A figure as somebody was told it."""

    kind = OneOf(_("Of what"), choices.capacities, as_list=True, missing=_("Choose of what"))
    count = Count(
        _("How many"), missing=_("Say how many"), width=4, inputmode="numeric", max_length=6
    )
    words = Text(_("Where, or for whom"), max_length=300)
    as_of = Moment(_("As of"), missing=_("Say as of when"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"capacity_as_of_wrong": "as_of"}

    def __init__(
        self, data: Any = None, *, initial: MutableMapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, auto_id="capacity-%s")


class NoteForShift(Form):
    """Something that whoever is on needs to know."""

    kind = OneOf(_("About"), list(NOTES.items()), as_list=True, missing=_("Choose about what"))
    words = Words(_("Note"), missing=_("Write the note"), rows=2)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s")


class AllocateFromBoard(Form):
    """Say who goes, from the row of a line."""

    seen = Seen()
    worker = OneOf(_("Who goes"), [], as_list=True, missing=_("Choose who goes"))
    refusal_fields: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("already_to_go", "not_of_the_team"), "worker"
    )

    def __init__(self, data: Any = None, *, workers: Sequence[tuple[AccountId, str]] = ()) -> None:
        super().__init__(data)
        offered = [(str(one), name) for one, name in workers]
        self.fields["worker"].choices = [("", _("Who goes?")), *offered]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The worker as the account that they are."""
        given = super().arguments()
        return {**given, "worker": AccountId(UUID(given["worker"]))}
