"""The facts of this room. Those about a line also name its referral."""

from datetime import datetime

from joinedup.kernel.facts import fact
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.referrals.domain.ids import ContactId, QuestionId, RaisedId, RedirectId, ReferralId


@fact
class ReferralReceived:
    """About a referral: it was asked for. `urgency` may be `not_stated`."""

    arrived_by: str
    organisation: str
    urgency: str


@fact
class LineAsked:
    """About a line: one service was asked for. A blank `service` leaves the choice to us.

    It may be asked for again where it was answered and the person got worse. `urgency` may be
    `not_stated`; the answer counts from `counts_from`. Whether the person was registered with a
    practice here and lived here is as it was held then, None where it is not known.
    """

    referral_id: ReferralId
    service: str
    locality: str
    urgency: str = ""
    lead: str = ""
    counts_from: datetime | None = None
    is_registered: bool | None = None
    is_resident: bool | None = None


@fact
class LinePlaced:
    """About a line: its locality became known, once it was known whom it is about."""

    referral_id: ReferralId
    locality: str


@fact
class LineOpened:
    """About a line: a clinician looked at it for the first time."""

    referral_id: ReferralId


@fact
class LineTriaged:
    """About a line: sent to a team, which has not accepted it yet."""

    referral_id: ReferralId
    response_class: str
    lead: str
    team: str


@fact
class MoreAsked:
    """About a line: a question was put; `clock` is `paused` or `runs`."""

    referral_id: ReferralId
    question_id: QuestionId
    asked_of: str
    reason: str
    by_when: datetime
    clock: str


@fact
class QuestionAnswered:
    """About a line: a question was answered, or taken back when `how` says so."""

    referral_id: ReferralId
    question_id: QuestionId
    how: str


@fact
class AdviceGiven:
    """About a line: closed with advice; nobody visits."""

    referral_id: ReferralId
    reason: str


@fact
class LineRedirected:
    """About a line: offered to another service outside; nothing moves until they accept."""

    referral_id: ReferralId
    redirect_id: RedirectId
    to: str
    reason: str


@fact
class RedirectConfirmed:
    """About a line: the other side accepted, and it is closed here."""

    referral_id: ReferralId
    redirect_id: RedirectId
    to: str


@fact
class RedirectRefused:
    """About a line: the other side did not accept; it is still ours."""

    referral_id: ReferralId
    redirect_id: RedirectId
    to: str
    reason: str


@fact
class HelpRefused:
    """About a line: the front door cannot help, and `now_held_by` has it."""

    referral_id: ReferralId
    reason: str
    now_held_by: str


@fact
class LineAccepted:
    """About a line: the team took it on; custody moved."""

    referral_id: ReferralId
    team: str


@fact
class LineDeclined:
    """About a line: the team did not take it on; it is back with the front door."""

    referral_id: ReferralId
    team: str
    reason: str


@fact
class LineAllocated:
    """About a line: somebody of the team is to go."""

    referral_id: ReferralId
    team: str
    worker: AccountId


@fact
class WorkerStoodDown:
    """About a line: whoever was to go left the team, or acts no longer; nobody is to go now."""

    referral_id: ReferralId
    team: str
    worker: AccountId
    because: str


@fact
class ContactRecorded:
    """About a line: somebody reached the person, or tried.

    `clock` is `stopped` of a contact that answers the line from now, else `runs`.
    """

    referral_id: ReferralId
    contact_id: ContactId
    kind: str
    profession: str
    clock: str


@fact
class LineAnswered:
    """About a line: a contact answers it. Triage, a class or a lead may say so later than it was.

    Recorded again when another, told late, answered it sooner, and after a clock ran again.
    """

    referral_id: ReferralId
    kind: str


@fact
class NoAccessStepTaken:
    """About a line: nobody answered, and a step that the place asks for was taken."""

    referral_id: ReferralId
    step: str


@fact
class NoAccessConfirmed:
    """About a line: a second clinician agrees that the person could not be reached."""

    referral_id: ReferralId


@fact
class LineReclassified:
    """About a line: its class changed; a new clock runs from the same receipt."""

    referral_id: ReferralId
    response_class: str
    was: str
    reason: str


@fact
class AnswerPutOff:
    """About a line: a later answer was agreed; its response clock stands still until then."""

    referral_id: ReferralId
    since: datetime
    until: datetime
    reason: str


@fact
class LeadChanged:
    """About a line: another profession leads; no new referral.

    A clock that ended with what does not answer for this lead runs again from the same receipt.
    """

    referral_id: ReferralId
    lead: str
    was: str


@fact
class LineClosed:
    """About a line: it is over, with its outcome.

    `is_caller_told` says whether whoever rang, and has no way to read it, was told; None of others.
    """

    referral_id: ReferralId
    outcome: str
    is_caller_told: bool | None = None


@fact
class LineWithdrawn:
    """About a line: the referrer took it back."""

    referral_id: ReferralId
    reason: str


@fact
class ReferralCompleted:
    """About a referral: its last open line closed."""


@fact
class InformationAdded:
    """About a referral: more was told; `picture` is `worse` or `same`."""

    picture: str
    organisation: str


@fact
class WorseTold:
    """About an open line: the picture is worse; `urgency` is its class from now, never lower.

    If it waited for an answer it waits for triage again. If it was answered before, the service is
    asked for again on another line.
    """

    referral_id: ReferralId
    urgency: str
    was: str


@fact
class CallBackPromised:
    """About a line: somebody was promised a call, or a line that has closed owed it before."""

    referral_id: ReferralId
    by_when: datetime


@fact
class CallBackKept:
    """About a line: the promised call was made."""

    referral_id: ReferralId


@fact
class VisitDetailsSeen:
    """About a line: somebody looked at where to go and how to get in."""

    referral_id: ReferralId


@fact
class ReferralFollowed:
    """About a referral: it follows its person, now known as `person`.

    Whether they were registered and lived here counts from here on for all its lines.
    """

    person: PersonId
    was: PersonId
    is_registered: bool | None = None
    is_resident: bool | None = None


@fact
class CallTaken:
    """About a call: somebody rang the front door."""

    began_at: datetime
    is_crew_waiting: bool


@fact
class CallBeginningChanged:
    """About a call: when it began was put right, with the reason where it was well before."""

    began_at: datetime
    was: datetime
    reason: str


@fact
class CallTakenOver:
    """About an open call: a colleague goes on with it."""

    was: AccountId


@fact
class CallAboutPerson:
    """About a call: whom it is about became known; `person` is blank where it was not they."""

    person: PersonId | None
    was: PersonId | None


@fact
class PersonRungAbout:
    """About a call, told of its person: somebody rang about them. `is_mistaken` takes it back."""

    is_mistaken: bool


@fact
class CallFinished:
    """About a call: it is over, and what came of it. `to` takes what is not for us."""

    outcome: str
    reason: str
    referral_id: ReferralId | None
    to: str
    call_back_by: datetime | None


@fact
class CallerRungBack:
    """About a call: the promise to ring back was kept."""


@fact
class TelephoneFileRead:
    """About a file of the telephone system: how many of its calls were kept, and how many not."""

    source: str
    accepted_count: int
    unchanged_count: int
    refused_count: int


@fact
class SafetyNetRaised:
    """About a line, else about what was raised: it has waited too long, and a duty role is told.

    `is_held` says whether anybody was on duty in it; it was `meant_for` the first on the list.
    """

    raised_id: RaisedId
    rule: str
    duty_role: str
    meant_for: str
    is_held: bool
    turn: int


@fact
class SafetyNetAnswered:
    """About a line, else about what was raised: somebody said what they did."""

    raised_id: RaisedId
    rule: str
    action: str


@fact
class SafetyNetCleared:
    """About a line, else about what was raised: the thing itself was done meanwhile."""

    raised_id: RaisedId
    rule: str


@fact
class CapacityEntered:
    """How much there is of something tonight, as of an instant."""

    kind: str
    count: int
    as_of: datetime


@fact
class ShiftNoted:
    """Something that whoever is on duty needs to know was written down."""

    kind: str


@fact
class ShiftNoteEnded:
    """A note of the shift is over."""

    kind: str


@fact
class HandoverBegun:
    """A watch is being handed over, so many open rows of it."""

    duty_role: str
    change_at: datetime
    row_count: int


@fact
class HandoverRowsGiven:
    """Rows of a handover were given to somebody, who has not accepted them yet."""

    duty_role: str
    to: AccountId
    row_count: int


@fact
class LineHandedOver:
    """About a line: somebody accepted it in a handover, from whoever had it."""

    referral_id: ReferralId
    duty_role: str
    giver: AccountId
    taker: AccountId


@fact
class HandoverConfirmed:
    """One side of a handover confirmed: so many rows stayed, so many callers were owed a call."""

    duty_role: str
    side: str
    stayed_count: int
    owed_count: int = 0


@fact
class HandoverStopped:
    """A handover was stopped; what was accepted in it stays accepted."""

    duty_role: str


@fact
class PackPrinted:
    """The downtime pack was written, with so many lines as of an instant."""

    as_of: datetime
    line_count: int
    digest: str


@fact
class EntryFiled:
    """About a line: a contact, or its end, was filed by hand in a partner's own system."""

    kind: str
    partner: str
    filed_at: datetime
