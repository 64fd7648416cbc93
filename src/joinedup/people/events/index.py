"""What can happen to somebody in the index. Facts are kept for ever: none holds a name or place."""

from datetime import date, datetime
from uuid import UUID

from joinedup.kernel.audience import Audience
from joinedup.kernel.facts import fact, kept_close
from joinedup.people.domain.documents import DocumentKind, EndedHow
from joinedup.people.domain.items import Because, ItemKind, OwnView
from joinedup.people.domain.pairs import Answer, JoinedBecause
from joinedup.people.domain.patterns import Pattern
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.relations import Relation
from joinedup.people.domain.sharing import DecidedBy, Decision
from joinedup.people.domain.whereabouts import WhereKind


@fact
class PersonRegistered:
    """Somebody new is in the index."""

    is_number_verified: bool


@fact
class OpenedDespite:
    """Somebody went on to this person though another system told of them otherwise, as it says."""

    system: str
    differs: tuple[str, ...]


@fact
class PersonDescribed:
    """Somebody of whom no one could say who they are is in the index by a description."""


@fact
class PersonIdentified:
    """Who somebody described is, is known now: `into` is the person they turned out to be.

    It is None where they were not in the index, and the same entry was completed.
    """

    into: UUID | None


@fact
class PersonAbsorbed:
    """Somebody in the index turned out to be the one who had been described."""

    absorbed: UUID


@fact
class PersonJoined:
    """Two entries turned out to be one person: this one is known as `into` from now."""

    into: UUID
    because: JoinedBecause


@fact
class PersonParted:
    """Somebody joined to another is another person after all: not the one they were `into`."""

    was_into: UUID


@fact
class PersonLeft:
    """Somebody who had been joined to this person is another person after all."""

    parted: UUID


@fact
class PairAnswered:
    """Somebody said whether this person and `other` are one, or that it cannot be told yet."""

    other: UUID
    answer: Answer


@fact
class DetailsCorrected:
    """Details of somebody were corrected: the names of those that were."""

    changed: tuple[str, ...]


@fact
class IdentifierLinked:
    """Another system's identifier for somebody is known."""

    identifier_id: UUID


@fact
class PersonMoved:
    """Somebody is in another place for a time, or back home."""

    kind: WhereKind


@fact
class PracticeChanged:
    """Somebody is registered with another practice, or with none: locality may have changed."""

    registration_id: UUID | None


@fact
class LocationRestricted:
    """Where somebody is, is shown to nobody from now."""

    reason: str


@fact
class RecordRestricted:
    """The whole record is open to those who are named for it, and to nobody else."""

    reason: str


@fact
class RecordOpenedAgain:
    """The whole record is open again to those with a part in this person's care."""

    reason: str


@fact
class NamedForRecord:
    """Somebody is one of those who may open this restricted record."""

    account_id: UUID


@fact
class NamedNoLonger:
    """Somebody is one of those who may open this restricted record no more."""

    account_id: UUID


@fact
class LocationShownAgain:
    """The restriction of where somebody is was lifted."""

    reason: str


@fact
class DeathRecorded:
    """Somebody has died."""

    died_on: date


@fact
class DeathTakenBack:
    """A death was recorded by mistake: somebody said how they know that the person lives."""

    died_on: date


@fact
class DeathWentBack:
    """A death was told of a record that was joined to theirs by mistake, and went back with it."""

    died_on: date
    to: UUID


@fact
class RecordReceived:
    """A source sent entries of somebody's record: how many are new, and how many were changed."""

    source: str
    received_id: UUID | None
    new_count: int
    changed_count: int


@fact
class RecordAdded:
    """Somebody wrote an entry in the record here, or corrected one."""

    entry_id: UUID
    kind: EntryKind
    version: int


@fact
class EntryMovedAway:
    """An entry of another system was filed here by mistake: it is struck out, and theirs now."""

    entry_id: UUID
    kind: EntryKind
    now: UUID


@fact
class EntryMovedHere:
    """An entry of another system came from the record of whoever it was filed with by mistake."""

    entry_id: UUID
    kind: EntryKind
    was: UUID


@fact
class AudienceChosen:
    """It was chosen who, of those with a part in this person's care, may see one item."""

    item_id: UUID
    item: ItemKind
    audience: Audience
    of: str
    because: Because


@kept_close
@fact
class OwnViewMarked:
    """It was marked whether this person reads one item online, and until when that holds."""

    item_id: UUID
    item: ItemKind
    view: OwnView
    because: Because
    review_on: date | None


@fact
class RelationshipBegun:
    """Somebody stands by this person: an unpaid carer, next of kin, or who holds a key."""

    relationship_id: UUID
    relation: Relation
    is_unpaid_carer: bool
    other: UUID | None


@fact
class RelationshipChanged:
    """What is known of somebody who stands by this person was changed."""

    relationship_id: UUID
    was: UUID


@fact
class RelationshipEnded:
    """Somebody stands by this person no more, or was noted by mistake."""

    relationship_id: UUID


@fact
class AlertRaised:
    """There is something that whoever goes to this person must know."""

    alert_id: UUID
    kind: str
    review_on: date


@fact
class AlertChanged:
    """An alert was looked at again: it still holds, or holds otherwise."""

    alert_id: UUID
    was: UUID
    review_on: date


@fact
class AlertEnded:
    """An alert holds no more."""

    alert_id: UUID
    kind: str


@fact
class GlassBroken:
    """Somebody with no part in this person's care opened their record in an emergency."""

    glass_id: UUID
    reason: str
    until: datetime


@fact
class GlassClosed:
    """A record that was opened in an emergency was closed again before its time was over."""

    glass_id: UUID


@fact
class GlassReviewed:
    """It was reviewed why this person's record was opened in an emergency."""

    glass_id: UUID
    finding: str


@fact
class CareClaimed:
    """Somebody said themselves that they care for this person now: open to them for a day."""

    claim_id: UUID
    reason: str
    until: datetime


@fact
class CareClaimEnded:
    """Somebody who had said that they care for this person said that they do no longer."""

    claim_id: UUID


@fact
class CareClaimReviewed:
    """It was reviewed why somebody said themselves that they care for this person."""

    claim_id: UUID
    finding: str


@fact
class OptOutsRequested:
    """A list was made of everybody's NHS number, to be checked for national data opt-outs."""

    request_id: UUID


@fact
class OptOutsAnswered:
    """A list that was checked for national data opt-outs was answered."""

    request_id: UUID


@fact
class TypeOneOptOutChanged:
    """The practice's record says that this person dissents from secondary use, or no longer."""

    is_opted_out: bool


@fact
class KeyWorkerNamed:
    """Somebody was named to co-ordinate this person's care; `was` is who was until then."""

    key_worker_id: UUID
    worker: UUID
    was: UUID | None


@fact
class KeyWorkerEnded:
    """Whoever co-ordinated this person's care does no longer, and nobody was named instead."""

    key_worker_id: UUID


@fact
class CarerIdentified:
    """This person cares for somebody, unpaid; `was` is what was noted of it until then."""

    carer_id: UUID
    was: UUID | None
    wants_assessment: bool
    is_on_register: bool


@fact
class CarerEnded:
    """This person cares for nobody now, and is on the carers register no longer."""

    carer_id: UUID


@fact
class OwnRecordSaid:
    """This person works here, and never opens their own record as staff."""

    account_id: UUID


@fact
class OwnRecordTakenBack:
    """This person is not, or no longer, somebody who works here under an account."""

    account_id: UUID


@fact
class LookReviewed:
    """It was judged why somebody looked at this person's record, or opened many people's."""

    look_id: UUID
    pattern: Pattern
    finding: str


@fact
class WellKnownSaid:
    """Every look at this person is judged from now, or is so no longer."""

    is_so: bool


@fact
class DocumentRecorded:
    """A document on what somebody wants, or who decides for them, was recorded or received."""

    document_id: UUID
    kind: DocumentKind
    issued_on: date | None
    source: str


@fact
class OriginalSeen:
    """Somebody saw the original of a document on a day."""

    document_id: UUID
    kind: DocumentKind
    seen_on: date


@fact
class DocumentReviewed:
    """A document was found still right on a day; it is to be looked at again by another."""

    document_id: UUID
    kind: DocumentKind
    reviewed_on: date
    next_on: date | None


@fact
class DocumentEnded:
    """A document is in force no more: how, and since which day."""

    document_id: UUID
    kind: DocumentKind
    how: EndedHow
    ended_on: date


@fact
class SharingDecided:
    """The person, or who may for them, decided of sharing; no code is everybody, or the whole."""

    decision_id: UUID
    kind: Decision
    section: str
    organisation: str
    decided_by: DecidedBy


@fact
class SharingTakenBack:
    """What was decided of sharing holds no more."""

    decision_id: UUID
    kind: Decision
    section: str
    organisation: str
    decided_by: DecidedBy
