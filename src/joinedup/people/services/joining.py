"""Whether two entries are one person: joined, told apart, left open, and parted again."""

from datetime import datetime
from uuid import UUID

from joinedup.foundation import anchors, instant, journey
from joinedup.foundation import scope as access
from joinedup.foundation.models import Merge, periods
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Actor, Scope
from joinedup.kernel.errors import NotFound, NotPermitted, Reason
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import events
from joinedup.people.domain import likeness
from joinedup.people.domain.likeness import POINTS, Sign
from joinedup.people.domain.pairs import (
    Answer,
    ChooseSurvivor,
    Joined,
    JoinedBecause,
    MergedMeanwhile,
    NotMerged,
    PairAnswered,
    SameRecord,
    WhyDangerous,
    WordsMissing,
)
from joinedup.people.domain.relations import LONGEST_BECAUSE, said
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person, PossibleDuplicate
from joinedup.people.queries.described import described
from joinedup.people.services import key_workers, rows
from joinedup.people.services.comparing import in_order, to_be_compared
from joinedup.people.services.correcting import carry_whereabouts, move
from joinedup.people.services.deaths import carry_death, take_death_home
from joinedup.people.services.identifying import IDENTIFIED


@journey.change
def join_people(
    pair_id: UUID, *, seen: Version | None, joined: Joined, at: datetime, by: Actor
) -> PersonId:
    """Say that two entries are one person; says under which id they are known from now.

    Every row stays where it was written and is read through the merge. A restriction of either is
    one of both. Where something speaks against it, it takes the reason in words.
    """
    pair = _asked(pair_id, seen=seen, by=by)
    words = said(joined.words, longest=LONGEST_BECAUSE)
    if joined.survivor not in (pair.one_id, pair.other_id):
        raise ChooseSurvivor()
    one, other = _both_locked(pair.one_id, pair.other_id, seen=joined.seen)
    details = described([one.pk, other.pk])
    dangers = likeness.likeness(details[one.pk], details[other.pk]).dangers
    if not words and (dangers or joined.because is JoinedBecause.OTHER):
        raise WhyDangerous(at="words")
    survivor, absorbed = (one, other) if joined.survivor == one.pk else (other, one)
    was = PersonId(absorbed.pk)
    carry_death(absorbed, survivor)
    anchors.merge(was, joined.survivor, reason=joined.because.value, at=at, by=by)
    absorbed.save(update_fields=["version"])
    rows.rekey(absorbed)
    carry_whereabouts(absorbed, survivor, at=at, by=by)
    rows.save(survivor)
    if survivor.died_on is not None:
        key_workers.end_at_a_death(joined.survivor, at=at, by=by)
    _answer(pair, Answer.ONE_PERSON, words, at=at, by=by)
    fact = events.PersonJoined(into=joined.survivor, because=joined.because)
    journey.record(fact, about=pair, person=was, content=words or None, at=at, by=by)
    told = events.PersonAbsorbed(absorbed=was)
    journey.record(
        told, about=survivor, person=joined.survivor, content=words or None, at=at, by=by
    )
    to_be_compared([survivor.pk])
    return joined.survivor


@journey.change
def ask_about(one_id: PersonId, *, other: PersonId, at: datetime, by: Actor) -> UUID:
    """Have two records compared that somebody takes for one person's; says which pair they are.

    Of whom it was said that they are two it is asked again, because somebody asks.
    """
    access.require_permission(by.scope, Permission.PERSON_MERGE)
    known_as = anchors.surviving([one_id, other])
    first, second = in_order(known_as[one_id], known_as[other])
    if first == second:
        raise SameRecord()
    _may_decide(by.scope, PersonId(first), PersonId(second))
    details = described([first, second])
    if len(details) != 2:
        raise NotFound()
    found = likeness.likeness(details[first], details[second])
    signs = (*found.signs, Sign.SAID_BY_SOMEBODY)
    pair, is_new = PossibleDuplicate.objects.get_or_create(
        one_id=first,
        other_id=second,
        defaults={
            "found_at": at,
            "score": found.score + POINTS[Sign.SAID_BY_SOMEBODY],
            "signs": " ".join(signs),
        },
    )
    if not is_new:
        pair = journey.lock(PossibleDuplicate, pair.id, seen=None)
        pair.signs, pair.answer = " ".join(signs), Answer.OPEN.value
        pair.save(update_fields=["signs", "answer", "version"])
    _record(pair, Answer.OPEN, "", at=at, by=by)
    return pair.id


@journey.change
def say_two_people(
    pair_id: UUID, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Say that two entries are two people: nobody is asked again, and why is kept."""
    given = said(words, longest=LONGEST_BECAUSE)
    if not given:
        raise WordsMissing(at="words")
    _say(pair_id, Answer.TWO_PEOPLE, given, seen=seen, at=at, by=by)


@journey.change
def cannot_tell(
    pair_id: UUID, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> None:
    """Say that it cannot be told yet: the pair stays, with what was tried."""
    given = said(words, longest=LONGEST_BECAUSE)
    _say(pair_id, Answer.NOT_YET, given, seen=seen, at=at, by=by)


@journey.change
def part_people(
    absorbed_id: PersonId, *, seen: Version | None, words: str, at: datetime, by: Actor
) -> PersonId:
    """Say that somebody joined to another is another person after all; says from whom.

    Each row is theirs again with whom it was written. Whoever looks after either since they were
    joined goes on seeing both; a restriction of both stays one of both until it is lifted.
    """
    access.require_permission(by.scope, Permission.PERSON_MERGE)
    given = said(words, longest=LONGEST_BECAUSE)
    if not given:
        raise WordsMissing(at="words")
    merge = Merge.objects.filter(absorbed_id=absorbed_id, until__isnull=True).first()
    if merge is None:
        raise NotMerged()
    into = PersonId(merge.into_id)
    _may_decide(by.scope, absorbed_id, into)
    absorbed, survivor = _in_id_order(absorbed_id, into, seen=(seen, None))
    anchors.unmerge(absorbed_id, at=at, by=by)
    if merge.reason == IDENTIFIED:
        absorbed.identified_at = None
    _bring_home(survivor, merge, at=at, by=by)
    with_them = anchors.all_of(absorbed_id)
    take_death_home(survivor, absorbed, with_them=with_them, at=at, by=by)
    rows.save(absorbed)
    rows.save(survivor)
    _tell_apart(absorbed_id, into, given, at=at, by=by)
    parted = events.PersonParted(was_into=into)
    journey.record(parted, about=absorbed, person=absorbed_id, content=given, at=at, by=by)
    left = events.PersonLeft(parted=absorbed_id)
    journey.record(left, about=survivor, person=into, content=given, at=at, by=by)
    to_be_compared([absorbed.pk, survivor.pk])
    return into


def _say(
    pair_id: UUID, answer: Answer, words: str, *, seen: Version | None, at: datetime, by: Actor
) -> None:
    pair = _asked(pair_id, seen=seen, by=by)
    _answer(pair, answer, words, at=at, by=by)
    _record(pair, answer, words, at=at, by=by)


def _record(
    pair: PossibleDuplicate, answer: Answer, words: str, *, at: datetime, by: Actor
) -> None:
    for mine, theirs in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
        fact = events.PairAnswered(other=theirs, answer=answer)
        journey.record(fact, about=pair, person=mine, content=words or None, at=at, by=by)


def _asked(pair_id: UUID, *, seen: Version | None, by: Actor) -> PossibleDuplicate:
    access.require_permission(by.scope, Permission.PERSON_MERGE)
    pair = journey.lock(PossibleDuplicate, pair_id, seen=seen)
    _may_decide(by.scope, PersonId(pair.one_id), PersonId(pair.other_id))
    if not Answer(pair.answer).is_asked:
        raise PairAnswered()
    return pair


def _may_decide(scope: Scope, one: PersonId, other: PersonId) -> None:
    """Whoever may open one of two may say whether they are one; of nobody restricted to all."""
    decisions = access.decisions(scope, [one, other])
    if any(decision.refusals for decision in decisions.values()):
        raise NotPermitted(reasons=(Reason(access.ACCESS_RESTRICTED, {}),))
    if not any(decision.is_allowed for decision in decisions.values()):
        access.require(scope, one)


def _both_locked(
    one: UUID, other: UUID, *, seen: tuple[Version | None, Version | None]
) -> tuple[Person, Person]:
    merged = Merge.objects.filter(absorbed_id__in=[one, other], until__isnull=True)
    if merged.exists():
        raise MergedMeanwhile()
    locked = _in_id_order(one, other, seen=seen)
    # Somebody may have joined one of them while this waited for the lock.
    if merged.exists():
        raise MergedMeanwhile()
    return locked


def _in_id_order(
    one: UUID, other: UUID, *, seen: tuple[Version | None, Version | None]
) -> tuple[Person, Person]:
    wanted = dict(zip((one, other), seen, strict=True))
    locked = {id_: journey.lock(Person, id_, seen=wanted[id_]) for id_ in sorted(wanted)}
    return locked[one], locked[other]


def _answer(
    pair: PossibleDuplicate, answer: Answer, words: str, *, at: datetime, by: Actor
) -> None:
    pair.answer, pair.words = answer.value, words
    pair.answered_at, pair.answered_by = at, by.account_id
    pair.save(update_fields=["answer", "words", "answered_at", "answered_by", "version"])


def _tell_apart(absorbed: PersonId, into: PersonId, words: str, *, at: datetime, by: Actor) -> None:
    """Keep that the two are two, whether or not they were a pair that somebody was asked about."""
    one, other = in_order(absorbed, into)
    pair, _is_new = PossibleDuplicate.objects.get_or_create(
        one_id=one, other_id=other, defaults={"found_at": at, "score": 0}
    )
    pair.version += 1
    _answer(pair, Answer.TWO_PEOPLE, words, at=at, by=by)


def _bring_home(survivor: Person, merge: Merge, *, at: datetime, by: Actor) -> None:
    """End where the survivor was said to be only because the other entry said so."""
    carried = survivor.whereabouts.filter(
        periods.not_ended(instant.now()), since=merge.since, recorded_by=merge.merged_by
    )
    if carried.exists():
        move(survivor, Stay(kind=WhereKind.HOME), at=at, by=by)
