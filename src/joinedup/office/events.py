"""What happens at sign-in by an identity provider, and to who works here."""

from uuid import UUID

from joinedup.kernel.facts import fact


@fact
class IdentityBound:
    """An account is signed in to from now by who its holder is at a provider."""

    provider: str
    identity: UUID


@fact
class IdentityEnded:
    """An account is signed in to no longer by who somebody is at a provider."""

    identity: UUID


@fact
class Launched:
    """A system opened us for somebody, with a person chosen there."""

    provider: str


@fact
class LinkMade:
    """A client was given a link that opens us once for somebody, with a person chosen there."""

    client: UUID
    link: UUID


@fact
class PasskeyAdded:
    """Somebody signs in by a passkey of theirs from now on."""

    passkey: UUID


@fact
class PasskeyRemoved:
    """A passkey opens its owner's account no longer."""

    passkey: UUID


@fact
class PasskeyRenamed:
    """Somebody calls a passkey of theirs something else."""

    passkey: UUID


@fact
class SessionsEnded:
    """Somebody was signed out elsewhere: by themselves, or everywhere by an administrator."""

    count: int


@fact
class SignedIn:
    """Somebody signed in through a provider, who said how surely they showed who they are."""

    provider: str
    strength: str
    identity: UUID


@fact
class SignedOut:
    """Somebody who had signed in through a provider is signed out: by themselves, or there."""

    provider: str
    because: str


@fact
class StaffFileTaken:
    """A file of joiners, movers and leavers is carried out, each row from its day on."""

    row_count: int


@fact
class StaffChangeWithdrawn:
    """Somebody's joining, moving or leaving was taken back before its day."""

    event: str
