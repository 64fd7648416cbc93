"""What happens to accounts, hand-offs, kept words and the store itself."""

from datetime import datetime
from uuid import UUID

from joinedup.kernel.facts import fact


@fact
class AccountMade:
    """Somebody, or a partner's system, can act here from now."""

    is_system: bool


@fact
class RoleGiven:
    """An account holds a role in an organisation, perhaps in one team."""

    role: str
    organisation: str
    team: str


@fact
class RoleEnded:
    """An account holds a role no longer."""

    role: str
    organisation: str
    team: str


@fact
class PasswordSet:
    """An account's password was set."""


@fact
class AccountDeactivated:
    """An account can act no longer."""


@fact
class AccountDormant:
    """An account can act no longer, because nobody signed in by it for a long time."""


@fact
class AccountReactivated:
    """An account can act again."""


@fact
class TokenIssued:
    """A partner's system was given a token to sign in by; the one before it stopped working."""


@fact
class TokenRevoked:
    """A partner's system can sign in by its token no longer."""


@fact
class ClientMade:
    """A system of a partner may ask here, within scopes."""

    client: UUID
    scopes: tuple[str, ...]
    a_minute: int
    ends_at: datetime | None


@fact
class ClientSecretMade:
    """A client was given a secret; the ones before stop working at a time."""

    client: UUID
    others_end_at: datetime


@fact
class ClientEnded:
    """A client may ask no longer."""

    client: UUID


@fact
class AppRegistered:
    """An app may be opened here, to read kinds of resource of one person at a time."""

    app: UUID
    kinds: tuple[str, ...]
    ends_at: datetime | None


@fact
class AppEnded:
    """An app may be opened no longer, and reads nothing more."""

    app: UUID


@fact
class AppLetRead:
    """Somebody let an app read of this person, for as long as they are signed in."""

    app: UUID
    grant: UUID
    kinds: tuple[str, ...]


@fact
class DeliveryRetried:
    """Somebody had a hand-off tried again at once."""

    channel: str
    attempt_count: int


@fact
class DeliveryHeld:
    """A hand-off waits until somebody releases it."""

    channel: str


@fact
class DeliveryReleased:
    """A hand-off that was held goes out again."""

    channel: str


@fact
class DeliveryGivenUp:
    """A hand-off is tried no more; it stays to be seen as undelivered."""

    channel: str
    attempt_count: int


@fact
class ContentDestroyed:
    """The words beside an entry were destroyed, by retention or a lawful order."""

    because: str


@fact
class StoreRestored:
    """The store was put back from a backup; hand-offs to the outside wait to be released."""

    backup_made_at: datetime
    held_count: int
    backup_id: UUID


@fact
class WentOnDuty:
    """Somebody watches in a duty role from now."""

    duty_role: str
    team: str
    until: datetime


@fact
class DutyProlonged:
    """Somebody on duty goes at another time than they had said."""

    duty_role: str
    until: datetime


@fact
class CameOffDuty:
    """Somebody is on duty no longer before the time they had said: they went, or were relieved."""

    duty_role: str
    team: str
    because: str


@fact
class LogExported:
    """The log of the place was exported, for a purpose, from an instant on.

    `opt_outs_checked_at` is when the list was made that national opt-outs were told of.
    """

    purpose: str
    since: datetime | None
    opt_outs_checked_at: datetime | None
