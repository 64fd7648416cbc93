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
    """A person is loaded by NHS number only, so that nobody is made twice."""

    code = "number_missing"


class DeathWithoutDate(Refused):
    """Somebody is said to have died, but not when."""

    code = "death_without_date"
