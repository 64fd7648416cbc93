"""A county filled at once: its people, what other systems hold of them, and years of referrals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import batched, chain, islice
from typing import Final

from joinedup.demo.domain import county
from joinedup.demo.domain.county import Coming, Way
from joinedup.demo.domain.day import DAY
from joinedup.demo.domain.parts import Soon, Who
from joinedup.demo.services import casting, coming, recording, staffing
from joinedup.demo.services import peopling as invented
from joinedup.foundation import instant, place
from joinedup.foundation.place import ReasonKind
from joinedup.foundation.place_schema import Practice, ResponseClass, Service, Team
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import services as referrals
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    NOT_KNOWN,
    Agreement,
    AgreementKind,
    AskedService,
    Caller,
    KnownPerson,
    PersonContact,
    Request,
    Urgency,
    WhatChanged,
    Where,
)
from joinedup.referrals.services import history_steps as steps
from joinedup.referrals.services.history import History

TOLD_AT_ONCE: Final = 10_000

type Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """How much a county holds."""

    people: int
    entries: int
    referrals: int
    first_people: tuple[PersonId, ...]


def fill(count: int, *, years: float, at: datetime, seed: int, say: Say) -> Filled:
    """Fill an empty place with so many people and the referrals of so many years.

    Staff and people were there before the first referral. The same seed is the same county.
    """
    began_at = at - timedelta(days=365.25 * years + 2)
    with instant.frozen(began_at):
        staffing.make(at=began_at)
        crew = staffing.crew(at=began_at)
        ids = _people(count, at=began_at, seed=seed, say=say)
    kept = _entries(ids, at=at, seed=seed, say=say)
    told = _referrals(ids, crew, years=years, at=at, seed=seed, say=say)
    return Filled(len(ids), kept, told, tuple(ids[: len(DAY)]))


def _people(count: int, *, at: datetime, seed: int, say: Say) -> list[PersonId]:
    here, on = place.current(), at.date()
    # The stories of the day were written of those who come first by the usual seed.
    known = invented.people(min(count, len(DAY)), here=here, on=on, seed=invented.SEED)
    others = invented.people(count, here=here, on=on, seed=seed)
    listed = chain(known, islice(others, len(DAY), None))
    by, ids = system("demonstration"), list[PersonId]()
    while some := list(islice(listed, TOLD_AT_ONCE)):
        ids += people.load_people(some, at=at, by=by).person_ids
        say(f"{len(ids):,} of {count:,} people")
    return ids


def _entries(ids: Sequence[PersonId], *, at: datetime, seed: int, say: Say) -> int:
    by, kept = system("demonstration"), 0
    source = recording.source(place.current())
    if source is None:
        say("no entries of their records: the place has no partner who would send them")
        return 0
    of_each = recording.entries(ids, at=at, seed=seed)
    for done in batched(of_each, TOLD_AT_ONCE):
        kept += people.keep_many(done, source=source, received_id=None, at=at, by=by).accepted
        say(f"{kept:,} of {county.ENTRIES_A_PERSON * len(ids):,} entries of their records")
    return kept


def _referrals(
    ids: Sequence[PersonId],
    crew: staffing.Crew,
    *,
    years: float,
    at: datetime,
    seed: int,
    say: Say,
) -> int:
    teller, told = Teller(place.current(), ids, crew, until=at), 0
    count = county.referral_count(len(ids), years)
    drawn = coming.referrals(len(ids), years, until=at, seed=seed)
    for some in batched(drawn, TOLD_AT_ONCE // 5):
        told += referrals.keep_histories(map(teller.history, some)).kept
        say(f"{told:,} of {count:,} referrals")
    return told


class Teller:
    """Turns what comes into a referral and its steps, by whoever does such work here."""

    def __init__(
        self, here: place.Place, ids: Sequence[PersonId], crew: staffing.Crew, *, until: datetime
    ) -> None:
        self.here, self.ids, self.crew, self.until = here, ids, crew, until
        self.cast = casting.current()
        self.practices = list(here.practices.values())

    def history(self, one: Coming) -> History:
        """A referral with every step that it took until now."""
        practice = self.practices[one.person % len(self.practices)]
        by = self.crew.referrers[practice.code]
        service = self.cast.service(one.wanted.asked, one.wanted.who)
        answered = self.cast.response_class(one.wanted.soon or Soon.SOON)
        all_of_them = self._steps(one, practice, service, answered, by)
        return History(
            request=self._request(one, practice, service, by),
            key=one.key,
            at=one.at,
            by=by,
            steps=tuple(step for step in all_of_them if step.at <= self.until),
        )

    def _request(self, one: Coming, practice: Practice, service: Service, by: Actor) -> Request:
        soon = one.wanted.soon
        return Request(
            referrer=Caller(
                name=self.crew.names[by.account_id],
                role="GP",
                organisation_code=practice.code,
                team_code=practice.code,
                direct_number=practice.telephone or self.here.front_door.telephone,
            ),
            person=KnownPerson(person_id=self.ids[one.person]),
            where=Where(kind=WhereKind.HOME, until=NO_PLAN_TO_MOVE),
            contact=PersonContact(number="07700900123"),
            change=WhatChanged(words=one.wanted.words, since_words="since yesterday"),
            asked=(AskedService(service_code=service.code),),
            urgency=Urgency(
                response_class=self.cast.response_class(soon).code if soon else NOT_KNOWN,
                if_nobody_comes="Likely to go to hospital",
            ),
            agreement=Agreement(kind=AgreementKind.AGREES),
        )

    def _steps(
        self,
        one: Coming,
        practice: Practice,
        service: Service,
        answered: ResponseClass,
        by: Actor,
    ) -> Iterator[steps.Step]:
        door = self.crew.front_door[one.person % len(self.crew.front_door)]
        triage = self.here.triage_rule(answered.code if one.wanted.soon else None)
        triaged_at = one.at + triage.limit * one.triage_share
        yield steps.Opened(at=one.at + (triaged_at - one.at) / 2, by=door)
        if one.way is Way.ADVICE:
            yield steps.Advised(
                at=triaged_at,
                by=door,
                reason=self.cast.reason(ReasonKind.ADVICE_ONLY).code,
                words="Ask for a place on the round tomorrow morning.",
            )
            return
        teams = self._teams(practice.locality, service, answered.code, one.wanted.who)
        lead, first = teams[0]
        due_at = self.here.calendar(answered.calendar).add(one.at, answered.limit)
        answer_at = one.at + (due_at - one.at) * one.answer_share
        answer_at = max(answer_at, triaged_at + timedelta(minutes=9))
        sent_at = triaged_at
        yield self._sent(sent_at, door, first, lead, answered)
        if one.way is Way.DECLINED_FIRST and len(teams) > 1:
            worker = self.crew.workers[first.code, lead]
            reason = self.cast.reason(ReasonKind.DECLINE, "capacity").code
            declined_at = sent_at + timedelta(minutes=2)
            yield steps.Declined(at=declined_at, by=worker, reason=reason, words="All are out.")
            lead, first = teams[1]
            sent_at = declined_at + timedelta(minutes=3)
            yield self._sent(sent_at, door, first, lead, answered)
        yield from self._answered(one, first, lead, sent_at, answer_at, by)

    def _sent(
        self, at: datetime, door: Actor, team: Team, lead: str, answered: ResponseClass
    ) -> steps.Step:
        return steps.Triaged(
            at=at,
            by=door,
            response_class=answered.code,
            lead=lead,
            team_code=team.code,
            safety_net=answered.safety_net,
        )

    def _answered(
        self,
        one: Coming,
        team: Team,
        lead: str,
        sent_at: datetime,
        answer_at: datetime,
        by: Actor,
    ) -> Iterator[steps.Step]:
        worker = self.crew.workers[team.code, lead]
        accepted_at = sent_at + (answer_at - sent_at) / 5
        yield steps.Accepted(at=accepted_at, by=worker)
        if one.way is Way.WITHDRAWN:
            reason = self.cast.reason(ReasonKind.WITHDRAW, "arranged").code
            yield steps.Withdrawn(at=accepted_at + timedelta(minutes=1), by=by, reason=reason)
            return
        allocated_at = sent_at + (answer_at - sent_at) / 3
        yield steps.Allocated(at=allocated_at, by=worker, worker=worker.account_id)
        yield steps.Contacted(
            at=max(answer_at, allocated_at),
            by=worker,
            kind="face_to_face",
            profession=self.crew.professions[worker.account_id],
            words="Seen at home, plan agreed.",
        )
        outcome = "in_hospital" if one.way is Way.IN_HOSPITAL else "completed"
        yield steps.Closed(
            at=max(answer_at, allocated_at) + one.after,
            by=worker,
            outcome=outcome,
            words="Seen and treated. The practice knows.",
        )

    def _teams(
        self, locality: str, service: Service, response_class: str, who: Who
    ) -> Sequence[tuple[str, Team]]:
        return _teams(self.here.code, locality, service.code, response_class, self.cast.lead(who))


@cache
def _teams(
    code: str, locality: str, service: str, response_class: str, lead: str
) -> Sequence[tuple[str, Team]]:
    """Who would be asked here on a working morning, with the lead whom each of them has."""
    del code
    here = place.current()
    asked = here.services[service]
    leads = [one for one in (lead, *asked.leads) if one in asked.leads] or list(asked.leads)
    morning = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    found = [
        (one, suggested.team)
        for one in leads
        for suggested in here.team_for(one, response_class, locality, morning, service=service)
        if not here.partner_of_team(suggested.team.code)
    ]
    # The front door sends its own work on where anybody else can take it.
    return sorted(found, key=lambda pair: pair[1].code == here.front_door.team)
