"""What is read of a message, in the values of the rooms that keep it: entries, and contacts."""

from joinedup.people.domain.record import LONGEST, THERE_NOW, EntryKind, EntrySent
from joinedup.referrals.domain.contacts import ContactKind

__all__ = ["LONGEST", "THERE_NOW", "ContactKind", "EntryKind", "EntrySent"]
