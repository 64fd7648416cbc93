"""The rows that this room's queries answer with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from joinedup.kernel.ids import AccountId, ClockId, PersonId, Version
from joinedup.people.queries import Card
from joinedup.people.queries.signs import AlertSign
from joinedup.referrals.domain.belonging import Belonging
from joinedup.referrals.domain.ids import (
    ContactId,
    DraftId,
    LineId,
    QuestionId,
    RedirectId,
    ReferralId,
)
from joinedup.referrals.domain.lateness import is_late
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.queries.beside import CameBack, FiledRow, Looking, WaitsFor


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line in a queue, with all that its row on the page shows.

    `service_code` is blank where the front door chooses. `asked_class` is None when not stated.
    `where_address` and `contact_number` are blank for somebody whose whereabouts are restricted.
    `rang_at` is when the call began, where it was entered well after it.
    """

    line_id: LineId
    version: Version
    referral_id: ReferralId
    reference: str
    person_id: PersonId
    card: Card
    stage: Stage
    service_code: str
    lead: str | None
    asked_class: str | None
    response_class: str | None
    locality_code: str | None
    where_kind: str
    where_address: str
    contact_number: str
    change_words: str
    team_code: str
    held_by_team: str
    worker_id: AccountId | None
    worker_name: str
    waits_for: WaitsFor
    received_at: datetime
    opened_at: datetime | None
    sent_at: datetime | None
    is_clock_paused: bool
    triage_due_at: datetime | None
    response_due_at: datetime | None
    call_back_by: datetime | None
    caller_name: str
    caller_number: str | None
    falls_due_at: datetime | None
    is_crew_on_scene: bool
    is_first: bool
    has_respect_form: bool
    has_risk: bool
    needs_interpreter: bool
    may_be_duplicate: bool
    has_later_information: bool
    is_told_worse: bool
    no_answer_count: int
    came_back: CameBack | None
    looking: tuple[Looking, ...]
    alerts: tuple[AlertSign, ...] = ()
    may_be_two_records: bool = False
    rang_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How many lines stand behind each tab, under the same filters as the list.

    `oldest_unopened` is when the line was received that has waited longest for anybody to look.
    `callers_owed` are those who are owed a call that no open line owes, whatever came of theirs;
    `open_calls` are those that nobody has ended.
    """

    to_triage: int
    waiting_for_information: int
    with_team: int
    no_worker: int
    call_back: int
    all_open: int
    oldest_unopened: datetime | None
    callers_owed: int = 0
    open_calls: int = 0

    def of(self, tab: str) -> int:
        """The lines behind one tab; none behind a tab that the queue does not have."""
        counted = getattr(self, tab, 0)
        return counted if isinstance(counted, int) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many lines arrived or came back since, and the word to ask by next time."""

    new_count: int
    latest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow:
    """One measurement, a number or a choice, that came with the referral or was added later."""

    code: str
    value: Decimal | str
    unit: str
    taken_at: datetime
    is_later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """The referral as it was sent. None means the referrer answered *not known*.

    `where_until` is None too when there is no plan to move (`is_staying`).
    """

    referral_id: ReferralId
    version: Version
    reference: str
    person_id: PersonId
    arrived_by: str
    received_at: datetime
    began_at: datetime | None
    taken_on_paper_by: str
    caller_name: str
    caller_role: str
    caller_organisation_code: str
    caller_team_code: str
    caller_number: str | None
    is_told_by_voice: bool
    where_kind: str
    where_address: str
    where_postcode: str
    where_until: datetime | None
    is_staying: bool
    contact_number: str | None
    who_is_with_them: str
    change_words: str | None
    since_words: str | None
    asked_class: str | None
    if_nobody_comes: str | None
    agreement_kind: str
    agreement_by_whom: str | None
    agreement_reason: str | None
    agreement_explained: str | None
    is_crew_on_scene: bool
    risks: str | None
    allergies: str | None
    respect_kind: str
    respect_signed_on: date | None
    is_respect_original_seen: bool
    interpreter: str
    carer: str
    other_words: str
    observations: tuple[ObservationRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionRow:
    """What was told after the referral was sent; `taken_on_paper_by` names who wrote it down.

    Whoever told it may be rung on `caller_number`: the one they gave, or else their own.
    """

    words: str
    is_worse: bool
    urgency: str | None
    told_by: str
    caller_role: str
    caller_number: str
    organisation_code: str
    taken_on_paper_by: str
    at: datetime
    recorded_at: datetime

    @property
    def is_told_late(self) -> bool:
        """Whether it was entered so long after it was told that both times are worth saying."""
        return is_late(self.at, told_at=self.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question put about a line; `ended_how` is `answered`, or says why nobody waits any more."""

    question_id: QuestionId
    asked_of: str
    reason: str
    words: str
    by_when: datetime
    is_clock_paused: bool
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    ended_how: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectRow:
    """An offer of the line to somebody outside, and what they said."""

    redirect_id: RedirectId
    to: str
    reason: str
    words: str
    offered_at: datetime
    confirmed_at: datetime | None
    refused_at: datetime | None
    refused_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision taken about a line, oldest first on the page."""

    kind: str
    response_class: str
    lead: str
    team_code: str
    reason: str
    words: str
    decided_by: str
    recorded_by: str
    at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """Somebody reached the person, or tried to."""

    contact_id: ContactId
    kind: str
    profession: str
    made_by: str
    recorded_by: str
    words: str
    stops_clock: bool
    happened_at: datetime
    recorded_at: datetime
    late_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccessRow:
    """A step that the place asks for when nobody answers; `at` is None until it is taken."""

    step: str
    is_required: bool
    is_next: bool
    at: datetime | None
    taken_by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRow:
    """A clock stood still."""

    reason: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A clock that runs or ran on a line; `measures` is `triage` or `response`."""

    clock_id: ClockId
    measures: str
    rule_code: str
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    pauses: tuple[PauseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLine:
    """Another open line of the same person; its words are None for whoever may not open them.

    `referral_version` is what adding to its referral takes.
    """

    line_id: LineId
    referral_id: ReferralId
    referral_version: Version
    reference: str
    service_code: str
    stage: Stage
    held_by_team: str
    received_at: datetime
    change_words: str | None
    may_read: bool
    is_likely_duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRow:
    """How a line ended, and whether word of it reached the referrer.

    `how` is the kind of reason that `outcome` is one of. `delivery` is `delivered`, `waiting`,
    `failed`, `not_needed` of what was withdrawn, or `by_voice` where there is no address.
    `now_with` is the organisation that has the person since, where the front door named one.
    """

    line_id: LineId
    how: str
    outcome: str
    words: str
    closed_by: str
    closed_at: datetime
    delivery: str
    delivered_at: datetime | None
    now_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageView:
    """Everything that the triage and line pages show about one line.

    `acts` is what the viewer may do to it where it stands.
    """

    line: QueueRow
    asked: AskedFor
    news2: int | None
    additions: tuple[AdditionRow, ...]
    questions: tuple[QuestionRow, ...]
    redirects: tuple[RedirectRow, ...]
    decisions: tuple[DecisionRow, ...]
    contacts: tuple[ContactRow, ...]
    no_access: tuple[NoAccessRow, ...]
    is_no_access_confirmed: bool
    clocks: tuple[ClockRow, ...]
    others: tuple[OtherLine, ...]
    closing: ClosingRow | None
    acts: frozenset[Act]
    has_visit_details: bool
    may_see_visit_details: bool
    filed: tuple[FiledRow, ...]
    belonging: Belonging | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDetails:
    """Where to go and how to get in, for this visit; the numbers there, where others see none."""

    visit_address: str
    key_safe_code: str
    access_note: str
    contact_number: str = ""
    who_is_with_them: str = ""
    carer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A referral begun and not sent; `fields` is what the form held, by field name."""

    draft_id: DraftId
    version: Version
    fields: Mapping[str, Sequence[str]]
    person_id: PersonId | None
    began_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnLine:
    """What withdrawing would do to one open line. The team and worker named must stand down."""

    line_id: LineId
    version: Version
    service_code: str
    stage: Stage
    team_code: str
    worker_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPreview:
    """What withdrawing a referral would close, and what it would leave as it is."""

    referral_id: ReferralId
    card: Card
    version: Version
    reference: str
    closes: tuple[WithdrawnLine, ...]
    already_closed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReferral:
    """The referral that a partner's own identifier names, and its versions."""

    referral_id: ReferralId
    reference: str
    version: Version
    person_id: PersonId
    open_lines: tuple[tuple[LineId, Version], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """What a status message back to a sending partner says of one line."""

    line_id: LineId
    referral_id: ReferralId
    reference: str
    arrived_by: str
    sender_code: str
    sender_reference: str
    stage: Stage
    service_code: str
    closed_how: str
    outcome: str
    closing_words: str
    is_accepted: bool
    was_reached: bool
