"""What is read of a message, in values of the rooms that keep it: entries, documents, contacts."""

from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    DocumentSent,
    Focus,
    Involved,
    Known,
    Paper,
)
from joinedup.people.domain.items import by_labels, is_label_refused
from joinedup.people.domain.record import LONGEST, THERE_NOW, EntryKind, EntrySent
from joinedup.referrals.domain.contacts import ContactKind

__all__ = [
    "LONGEST",
    "THERE_NOW",
    "ContactKind",
    "Cpr",
    "DocumentKind",
    "DocumentSent",
    "EntryKind",
    "EntrySent",
    "Focus",
    "Involved",
    "Known",
    "Paper",
    "by_labels",
    "is_label_refused",
]
