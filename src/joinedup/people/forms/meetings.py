"""Meetings about people: what is asked to call one, and to put somebody on its agenda."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain.meetings import LONGEST_REASON, LONGEST_TITLE
from joinedup.people.queries.meetings import MeetingRow
from joinedup.web import fields, filters
from joinedup.web.forms import Form
from joinedup.web.moments import Moment


class CallMeeting(Form):
    """What a meeting is called, when it is, and who attends."""

    key = fields.Key()
    title = fields.Text(
        _("What is the meeting called?"),
        hint=_("Without a person's name: “Frailty MDT, Wycombe”"),
        missing=_("Say what the meeting is called"),
        max_length=LONGEST_TITLE,
    )
    starts_at = Moment(_("From"), missing=_("Say when it begins"))
    ends_at = Moment(_("Until"), missing=_("Say when it ends"))
    usernames = fields.Words(
        _("Who attends, beside you?"),
        hint=_("User names, one on each line, of any organisation: as they sign in by"),
        missing=_("Name at least one who attends"),
        rows=4,
        max_length=2000,
    )

    refusal_fields: ClassVar = {
        "meeting_time_wrong": "ends_at",
        "meeting_without_title": "title",
        "meeting_too_many": "usernames",
        "account_unknown": "usernames",
        "cannot_open_anybody": "usernames",
        "nobody_is_named": "usernames",
    }

    def arguments(self) -> dict[str, Any]:
        """The names one by one."""
        return {**self.cleaned_data, "usernames": self.cleaned_data["usernames"].splitlines()}


class PutOnAgenda(Form):
    """On the agenda of which meeting somebody is put, and why."""

    meeting_id = fields.OneOf(_("Meeting"), [], as_list=True, missing=_("Choose the meeting"))
    reason = fields.Words(
        _("Why are they to be spoken of?"),
        missing=_("Say why they are to be spoken of"),
        rows=3,
        max_length=LONGEST_REASON,
    )

    refusal_fields: ClassVar = {"meeting_over": "meeting_id", "agenda_already": "meeting_id"}

    def __init__(self, *given: Any, meetings: Sequence[MeetingRow] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [
            (str(one.meeting_id), f"{one.title}, {filters.moment(one.starts_at)}")
            for one in meetings
        ]
        self.fields["meeting_id"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The meeting by its id."""
        return {**self.cleaned_data, "meeting_id": UUID(self.cleaned_data["meeting_id"])}


class CancelMeeting(Form):
    """That a meeting does not take place."""

    seen = fields.Seen()


class TakeOff(Form):
    """A button alone."""
