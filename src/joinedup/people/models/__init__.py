"""Tables of the person index, of the record that systems keep of people, and who stands by them."""

from joinedup.people.models.carers import Carer
from joinedup.people.models.documents import Document, DocumentNote
from joinedup.people.models.duplicates import PossibleDuplicate, ToCompare
from joinedup.people.models.index import (
    FormerDetail,
    Identifier,
    Person,
    Registration,
    SearchKey,
    Whereabouts,
)
from joinedup.people.models.items import ItemChoice
from joinedup.people.models.key_workers import KeyWorker
from joinedup.people.models.looks import LooksJudged, LookToReview, WellKnown
from joinedup.people.models.meetings import AgendaItem, Attendee, Meeting
from joinedup.people.models.record import RecordEntry, SourceHeard
from joinedup.people.models.relations import Alert, Relationship

__all__ = [
    "AgendaItem",
    "Alert",
    "Attendee",
    "Carer",
    "Document",
    "DocumentNote",
    "FormerDetail",
    "Identifier",
    "ItemChoice",
    "KeyWorker",
    "LookToReview",
    "LooksJudged",
    "Meeting",
    "Person",
    "PossibleDuplicate",
    "RecordEntry",
    "Registration",
    "Relationship",
    "SearchKey",
    "SourceHeard",
    "ToCompare",
    "WellKnown",
    "Whereabouts",
]
