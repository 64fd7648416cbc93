"""What somebody answers is kept: that they did, and apart from it what they said."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase, digits
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from joinedup.foundation import anchors, journey, place
from joinedup.foundation import scope as access
from joinedup.foundation.models import Anchor
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, NotPermitted, Reason, Refused
from joinedup.kernel.ids import PersonId
from joinedup.voice import events, queries
from joinedup.voice.domain.questions import (
    EDITION,
    LONGEST_WORDS,
    Answer,
    Asked,
    Context,
    How,
    checked,
)
from joinedup.voice.domain.scoring import quarter_of
from joinedup.voice.models import Given, Paper, Reply, Score

_LETTERS: Final = sorted({*ascii_uppercase, *digits} - set("IO01"))


class AnsweredAlready(Refused):
    """They said lately how it was."""

    code = "voice_answered_already"


class PaperUsed(Refused):
    """No form of this number waits to be typed in."""

    code = "voice_paper_used"


@journey.change
def tell(
    person_id: PersonId, answer: Answer, *, of_care: Context, key: UUID, at: datetime, by: Actor
) -> None:
    """Keep what somebody says of their own care; the same `key` again is the same."""
    access.require_own(by.scope, person_id)
    _give(person_id, answer, of_care, key=key, how=How.OWN_PAGES, at=at, by=by)


@journey.change
def tell_as_staff(answer: Answer, *, key: UUID, at: datetime, by: Actor) -> None:
    """Keep what one of the staff says of working together: once a quarter."""
    of = queries.asked_of(by.scope)
    if of is None:
        raise NotPermitted(reasons=(Reason("voice_not_asked", {}),))
    if Given.objects.filter(made_key=key).exists():
        return
    # Of two that answer at once in one name, the second sees the first.
    Anchor.objects.select_for_update(no_key=True).filter(id=by.account_id).first()
    if not queries.is_staff_due(by.scope):
        raise AnsweredAlready()
    team = min(by.scope.teams, default=by.scope.organisation)
    _keep(of, answer, Context(team_code=team), how=How.STAFF, at=at)
    made = Given.objects.create(made_key=key, of=of.value, account_id=by.account_id, at=at)
    fact = events.VoiceGiven(of=of.value, how=How.STAFF.value)
    anchors.ensure_account(by.account_id)
    journey.record(fact, about=made, account=by.account_id, at=at, by=by)


@journey.change
def make_paper(person_id: PersonId, *, of_care: Context, at: datetime, by: Actor) -> str:
    """Give somebody the form on paper; says the number by which it is typed in."""
    access.require_permission(by.scope, Permission.LETTER_ISSUE)
    survivor = anchors.surviving([person_id])[person_id]
    access.require(by.scope, survivor)
    number = "".join(secrets.choice(_LETTERS) for _ in range(8))
    made = Paper.objects.create(
        number=number,
        person_id=survivor,
        service_code=of_care.service_code,
        team_code=of_care.team_code,
        made_at=at,
        made_by=by.account_id,
    )
    fact = events.VoicePaperMade(paper=made.id)
    journey.record(fact, about=made, person=survivor, at=at, by=by)
    return number


@journey.change
def type_in(number: str, answer: Answer, *, at: datetime, by: Actor) -> None:
    """Keep what came back on paper: once for each form, whoever types."""
    access.require_permission(by.scope, Permission.LETTER_ISSUE)
    tidy = number.upper().replace(" ", "").replace("-", "")
    held = Paper.objects.select_for_update(no_key=True).filter(number=tidy, used_at=None).first()
    if held is None:
        raise PaperUsed(at="number")
    held.used_at = at
    held.save(update_fields=["used_at"])
    of_care = Context(service_code=held.service_code, team_code=held.team_code)
    _give(queries.whose_paper(held), answer, of_care, key=held.id, how=How.PAPER, at=at, by=by)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file: of which day and care, under a key of its source."""

    key: str
    quarter_day: datetime
    of_care: Context
    answer: Answer


@journey.change
def read_rows(of: Asked, rows: Iterable[FileRow], *, at: datetime, by: Actor) -> tuple[int, int]:
    """Keep the rows of a file, all or none; says how many are new, and how many were known."""
    access.require_permission(by.scope, Permission.VOICE_READ)
    new = known = 0
    for row in rows:
        digest = hashlib.sha256(f"{of}:{row.key}".encode()).hexdigest()
        if Reply.objects.filter(file_key=digest).exists():
            known += 1
            continue
        _keep(of, row.answer, row.of_care, how=How.FILE, at=row.quarter_day, file_key=digest)
        new += 1
    if new:
        fact = events.VoiceFileRead(of=of.value, count=new)
        journey.record(fact, about=Anchor(id=journey.place_anchor_id()), place=True, at=at, by=by)
    return new, known


def _give(
    person_id: PersonId,
    answer: Answer,
    of_care: Context,
    *,
    key: UUID,
    how: How,
    at: datetime,
    by: Actor,
) -> None:
    if Given.objects.filter(made_key=key).exists():
        return
    if Anchor.objects.select_for_update(no_key=True).filter(id=person_id).first() is None:
        raise NotFound()
    if queries.has_answered(anchors.resolved(person_id)[1], at=at):
        raise AnsweredAlready()
    _keep(Asked.PERSON, answer, of_care, how=how, at=at)
    made = Given.objects.create(made_key=key, of=Asked.PERSON.value, person_id=person_id, at=at)
    fact = events.VoiceGiven(of=Asked.PERSON.value, how=how.value)
    journey.record(fact, about=made, person=person_id, at=at, by=by)


def _keep(
    of: Asked,
    answer: Answer,
    of_care: Context,
    *,
    how: How,
    at: datetime,
    file_key: str | None = None,
) -> None:
    scores = checked(of, answer.scores)
    day = at.astimezone(ZoneInfo(place.current().zone)).date()
    reply = Reply.objects.create(
        id=uuid4(),
        of=of.value,
        edition=EDITION,
        quarter=quarter_of(day),
        how=how.value,
        was_helped=answer.was_helped,
        service_code=of_care.service_code,
        team_code=of_care.team_code,
        words=answer.words.strip()[:LONGEST_WORDS],
        file_key=file_key,
    )
    Score.objects.bulk_create(
        Score(id=uuid4(), reply=reply, item=item, score=score) for item, score in scores.items()
    )
