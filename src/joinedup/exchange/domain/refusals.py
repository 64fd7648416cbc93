"""What this room's rules refuse."""

from joinedup.kernel.errors import Refused


class PartnerUnknown(Refused):
    """Nobody of that name sends messages to this place."""

    code = "partner_unknown"


class SenderIsAnother(Refused):
    """The message says that another partner sent it."""

    code = "sender_is_another"


class MessageIdReused(Refused):
    """A message with this id came before, and said something else."""

    code = "message_id_reused"


class AlreadyHere(Refused):
    """The sender's identifier names a referral that is here, and this says something else."""

    code = "referral_already_here"


class AnotherPerson(Refused):
    """An update carries another NHS number than the referral it means to change."""

    code = "person_differs"


class NewerKnown(Refused):
    """Taken back before something newer about it was sent, and received after that."""

    code = "newer_is_known"


class PersonWithoutNumber(Refused):
    """Neither an NHS number nor a number of the sender's own: they would be made twice."""

    code = "number_missing"


class SeveralPeopleMeant(Refused):
    """A search of a record names more than one person: half an answer would pass for a whole."""

    code = "search_of_several"


class NumberSuperseded(Refused):
    """The sender says that this entry of somebody was replaced by another."""

    code = "number_superseded"


class NumberDoubtful(Refused):
    """The sender says that tracing the NHS number found nobody, or several."""

    code = "number_doubtful"


class EntryNotInUse(Refused):
    """The sender says that it does not use this entry of somebody any more."""

    code = "entry_not_in_use"


class TwoPeopleMeant(Refused):
    """What the sender calls somebody means two different people here."""

    code = "two_people_meant"


class RecordIsOurs(Refused):
    """The place keeps the record of this kind and sends it to the partner: it takes none."""

    code = "record_is_ours"


class ContactNotClear(Refused):
    """A contact of one of our referrals that does not say what a clock needs to know."""

    code = "contact_not_clear"


class NotAllTaken(Refused):
    """Part of what is taken whole or not at all was refused: carries every reason."""

    code = "not_all_taken"


class DeathWithoutDate(Refused):
    """Somebody is said to have died, but not when."""

    code = "death_without_date"
