"""Reading letters with a code: whether one opens a record, and how those of somebody stand."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from joinedup.foundation import accounts, anchors
from joinedup.foundation import scope as access
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import letters
from joinedup.mycare.models import LetterCode, Resident
from joinedup.people.queries import own as people

_SALT = "joinedup.mycare.letter"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a code and a date of birth came to: the code's row, and whether both are right."""

    code_id: UUID | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that was given to somebody and may still be used."""

    code_id: UUID
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    seen_how: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ReadsOnline:
    """Whether somebody sees their own care online, since when, and the letter they were given."""

    since: datetime | None
    how: str
    letter: LetterRow | None


def digest_of(code: str) -> str:
    """By what a code is known here: the code itself, 60 bits of chance, is kept nowhere."""
    return salted_hmac(_SALT, code, algorithm="sha256").hexdigest()


def tried(typed: str, born_on: date, *, at: datetime) -> Tried:
    """What somebody's code and date of birth come to."""
    code = letters.read(typed)
    held = LetterCode.objects.filter(digest=digest_of(code)).first()
    if held is None or not letters.is_open(held.standing(), at=at):
        return Tried(None, is_right=False)
    born = people.born_on(PersonId(held.person_id))
    return Tried(held.id, is_right=letters.is_theirs(born, born_on))


def code_named(typed: str) -> UUID:
    """Which letter a code is of, whoever has it; raises `NotFound`."""
    held = LetterCode.objects.filter(digest=digest_of(letters.read(typed))).first()
    if held is None:
        raise NotFound()
    return held.id


def is_known(code_id: UUID) -> bool:
    """Whether whoever a code was given to sees their own care already."""
    person = LetterCode.objects.filter(id=code_id).values_list("person_id", flat=True).get()
    survivor = anchors.surviving([PersonId(person)])[PersonId(person)]
    return _live_resident(survivor) is not None


def reads_online(scope: Scope, person_id: PersonId) -> ReadsOnline:
    """How it stands with somebody's own view, for staff who may open them."""
    survivor = anchors.surviving([person_id])[person_id]
    access.require(scope, survivor)
    resident = _live_resident(survivor)
    ids = anchors.all_of(survivor)
    newest = LetterCode.objects.filter(person_id__in=ids, used_at__isnull=True)
    held = newest.filter(revoked_at__isnull=True).order_by("-issued_at").first()
    return ReadsOnline(
        since=resident.since if resident else None,
        how=resident.how if resident else "",
        letter=_row(held, scope.now) if held else None,
    )


def _live_resident(person_id: PersonId) -> Resident | None:
    held = Resident.objects.filter(person_id__in=anchors.all_of(person_id), until__isnull=True)
    return held.order_by("since").first()


def _row(held: LetterCode, at: datetime) -> LetterRow:
    return LetterRow(
        code_id=held.id,
        issued_at=held.issued_at,
        issued_by=accounts.names([held.issued_by]).get(held.issued_by, ""),
        expires_at=held.expires_at,
        seen_how=letters.SeenHow(held.seen_how).label,
        is_open=letters.is_open(held.standing(), at=at),
    )
