"""Referrals kept with their history leave what the same steps leave one by one."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from joinedup.foundation import anchors, care, instant, verify
from joinedup.foundation.models import Care, Clock, Delivery, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.people import services as people
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import (
    NOT_KNOWN,
    ForThisVisit,
    KnownPerson,
    Observation,
    Urgency,
)
from joinedup.referrals.models import (
    Allocation,
    ClosingSummary,
    Contact,
    Decision,
    Line,
    Referral,
    VisitDetail,
)
from joinedup.referrals.models import Observation as ObservationRow
from joinedup.referrals.services import history_steps as steps
from joinedup.referrals.services.history import History
from tests.builders import people as build_people
from tests.builders import referrals as build

MINUTE = timedelta(minutes=1)
SAFETY_NET = "Ring us if they get worse."
KEPT: tuple[type[models.Model], ...] = (
    Referral,
    VisitDetail,
    ObservationRow,
    Line,
    Clock,
    Decision,
    Allocation,
    Contact,
    ClosingSummary,
    Care,
)
A_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Office:
    """Whoever has a part in the stories, as they are now."""

    def __init__(self) -> None:
        self.joan = build.gp()
        self.sam = build.clinician()
        self.ann = build.staff(
            "ann", Role.TEAM_MEMBER, team=build.TEAM, profession="community_nurse"
        )
        self.ruth = build.staff(
            "ruth", Role.TEAM_MANAGER, team=build.TEAM, profession="community_matron"
        )


class Telling:
    """The steps of one story, each some minutes after the one before."""

    def __init__(self, office: Office, at: datetime, *, pace: int, into: str) -> None:
        self.office, self.at, self.pace, self.into = office, at, pace * MINUTE, into

    def then(self) -> datetime:
        """The next moment."""
        self.at += self.pace
        return self.at

    def opened(self) -> steps.Step:
        return steps.Opened(at=self.then(), by=self.office.sam)

    def sent(self) -> tuple[steps.Step, ...]:
        triaged = steps.Triaged(
            at=self.then(),
            by=self.office.sam,
            response_class=self.into,
            lead="nurse",
            team_code=build.TEAM,
            safety_net=SAFETY_NET,
        )
        return steps.Opened(at=triaged.at, by=self.office.sam), triaged

    def accepted(self) -> steps.Step:
        return steps.Accepted(at=self.then(), by=self.office.ann)

    def given_to(self, worker: Actor) -> steps.Step:
        who = AccountId(worker.account_id)
        return steps.Allocated(at=self.then(), by=self.office.ruth, worker=who)

    def taken_on(self) -> tuple[steps.Step, ...]:
        return (*self.sent(), self.accepted(), self.given_to(self.office.ann))

    def declined(self) -> steps.Step:
        reason, words = "no_capacity", "Both nurses are out."
        return steps.Declined(at=self.then(), by=self.office.ann, reason=reason, words=words)

    def seen(self, kind: str = "face_to_face") -> steps.Step:
        return steps.Contacted(
            at=self.then(),
            by=self.office.ann,
            kind=kind,
            profession="community_nurse",
            words="At home.",
        )

    def closed(self, outcome: str = "completed") -> steps.Step:
        words = "Seen and treated."
        return steps.Closed(at=self.then(), by=self.office.ann, outcome=outcome, words=words)

    def advised(self) -> steps.Step:
        reason = "advice_to_referrer"
        return steps.Advised(at=self.then(), by=self.office.sam, reason=reason, words="Wait.")

    def withdrawn(self) -> steps.Step:
        return steps.Withdrawn(at=self.then(), by=self.office.joan, reason="better", words="Up.")


WAYS: tuple[Callable[[Telling], tuple[steps.Step, ...]], ...] = (
    lambda t: (),
    lambda t: (*t.taken_on(), t.seen("attempted"), t.seen(), t.seen("call"), t.closed()),
    lambda t: (*t.sent(), t.declined(), *t.taken_on(), t.seen(), t.closed("no_further_service")),
    lambda t: (t.opened(), t.opened(), t.advised()),
    lambda t: (*t.taken_on(), t.withdrawn()),
    lambda t: (*t.taken_on(), t.seen("remote_assessment")),
    lambda t: (*t.taken_on(), t.given_to(t.office.ruth), t.closed("in_hospital")),
    lambda t: (*t.sent(), t.accepted(), t.seen("call")),
)


def a_story(office: Office, person: PersonId, number: int, *, key: str) -> History:
    """One of eight ways that a referral goes, by its number."""
    rng, at = random.Random(number), build.TUESDAY + number * 31 * MINUTE
    asked, into = rng.choice(
        [("rapid", "rapid"), ("fast", "rapid"), (NOT_KNOWN, "normal"), ("normal", "fast")]
    )
    request = build.a_request(
        person=KnownPerson(person_id=person),
        urgency=Urgency(response_class=asked, if_nobody_comes="Ambulance"),
        observations=(Observation(code="pulse", value=Decimal(88), taken_at=at),),
        for_this_visit=ForThisVisit(key_safe_code="C1942" if number % 2 else ""),
        call_back_by=at + 5 * MINUTE if number % 3 else None,
    )
    telling = Telling(office, at, pace=rng.choice((11, 47)), into=into)
    told = WAYS[number % len(WAYS)](telling)
    return History(request=request, key=key, at=at, by=office.joan, steps=told)


def told_singly(histories: list[History]) -> None:
    """Tell every step by its own service, in the order of time, the clock held at each."""
    lines: dict[str, LineId] = {}
    moments = [(one.at, one, None) for one in histories]
    moments += [(step.at, one, step) for one in histories for step in one.steps]
    for at, one, step in sorted(moments, key=lambda moment: moment[0]):
        with instant.frozen(at):
            if step is None:
                by = as_now(one.by, at)
                made = services.send_referral(one.request, key=one.key, at=at, by=by)
                lines[one.key] = LineId(Line.objects.get(referral_id=made).id)
            else:
                _told(replace(step, by=as_now(step.by, at)), lines[one.key])


def as_now(actor: Actor, at: datetime) -> Actor:
    """Somebody who acts at an instant: what they may see is weighed then."""
    return replace(actor, scope=replace(actor.scope, now=at))


def _told(step: steps.Step, line_id: LineId) -> None:
    about: dict[str, Any] = {"seen": None, "at": step.at, "by": step.by}
    match step:
        case steps.Opened():
            services.open_line(line_id, at=step.at, by=step.by)
        case steps.Triaged():
            services.triage_line(
                line_id,
                response_class=step.response_class,
                lead=step.lead,
                team_code=step.team_code,
                safety_net=step.safety_net,
                **about,
            )
        case steps.Accepted():
            services.accept_line(line_id, **about)
        case steps.Declined():
            services.decline_line(line_id, reason=step.reason, words=step.words, **about)
        case steps.Allocated():
            services.allocate_line(line_id, worker=step.worker, **about)
        case steps.Contacted():
            services.record_contact(
                line_id,
                kind=step.kind,
                profession=step.profession,
                happened_at=step.at,
                words=step.words,
                **about,
            )
        case steps.Closed():
            services.close_line(line_id, outcome=step.outcome, words=step.words, **about)
        case steps.Advised():
            services.advise_only(line_id, reason=step.reason, words=step.words, **about)
        case steps.Withdrawn():
            referral = Line.objects.get(id=line_id).referral_id
            services.withdraw_referral(referral, reason=step.reason, words=step.words, **about)


def left(persons: list[PersonId], histories: list[History]) -> dict[str, list[Any]]:
    """Every row and fact about some people, each id replaced by what it is the id of."""
    names: dict[str, str] = {str(one): f"person {n}" for n, one in enumerate(persons)}
    order = {one.key: n for n, one in enumerate(histories)}
    referrals = Referral.objects.filter(person_id__in=persons)
    names |= {str(one.id): f"referral {order[one.key]}" for one in referrals}
    names |= {one.reference: "a reference" for one in referrals}
    lines = Line.objects.filter(referral__in=referrals).select_related("referral")
    names |= {str(one.id): f"line of {names[str(one.referral_id)]}" for one in lines}
    for kind in (Contact, Allocation):
        for row in kind.objects.filter(line__in=lines):
            when = getattr(row, "happened_at", None) or row.since
            names[str(row.id)] = f"{kind.__name__} of {names[str(row.line_id)]} at {when}"
    for clock in Clock.objects.filter(about_id__in=[one.id for one in lines]):
        rank = (clock.rule_code, clock.started_at, clock.superseded_by_id is None)
        names[str(clock.id)] = f"clock {rank} of {names[str(clock.about_id)]}"
    entries = Entry.objects.filter(subject_id__in=persons).order_by("subject", "seq")
    for entry in entries:
        names.setdefault(str(entry.change_id), f"change {names[str(entry.subject_id)]} {entry.seq}")
    found = {one.__name__: sorted(rows_of(one, persons, lines, names)) for one in KEPT}
    found["Entry"] = sorted(said(one, names) for one in entries.select_related("content"))
    return found


def rows_of(kind: Any, persons: Any, lines: Any, names: dict[str, str]) -> list[str]:
    listed = {
        Referral: {"person_id__in": persons},
        Care: {"person_id__in": persons, "because__in": BEGUN_BY_REFERRALS},
        Clock: {"about_id__in": [one.id for one in lines]},
        Line: {"id__in": [one.id for one in lines]},
        VisitDetail: {"referral__person_id__in": persons},
        ObservationRow: {"referral__person_id__in": persons},
    }
    rows = kind.objects.filter(**listed.get(kind, {"line__in": lines}))
    return [said(row, names) for row in rows]


BEGUN_BY_REFERRALS = [care.OPEN_REFERRAL, care.SENT_TO_TEAM, care.EPISODE, care.ALLOCATED]
NOT_COMPARED = {"id", "key", "digest", "content_digest", "content_id"}


def said(row: models.Model, names: dict[str, str]) -> str:
    columns = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in NOT_COMPARED
    }
    if isinstance(row, Clock | Contact | Allocation | Line | Referral):
        columns["is"] = str(row.pk)
    if isinstance(row, Entry):
        columns["content"] = row.content.text if row.content else None
    text = repr({name: _plain(value) for name, value in columns.items()})
    for reference in re.findall(r"'reference': '([^']+)'", text):
        text = text.replace(reference, names[reference])
    return A_UUID.sub(lambda found: names.get(found[0], found[0]), text)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


@pytest.fixture
def office(clock: instant.Hands) -> Office:
    clock.at = build.TUESDAY - timedelta(days=1)
    return Office()


def some_people(count: int) -> list[PersonId]:
    listed = [
        people.ToRegister(build_people.a_key(), build_people.some_details()) for _ in range(count)
    ]
    loaded = people.load_people(listed, at=instant.now(), by=build_people.the_office())
    return list(loaded.person_ids)


def stories(office: Office, persons: list[PersonId], *, key: str) -> list[History]:
    """Two of them about the same person, and each way several times."""
    return [
        a_story(office, persons[number % len(persons)], number, key=f"{key}{number}")
        for number in range(40)
    ]


def test_both_ways_leave_the_same_rows_and_facts(office: Office, clock: instant.Hands) -> None:
    singly, at_once = some_people(32), some_people(32)
    told, kept = stories(office, singly, key="s"), stories(office, at_once, key="b")
    clock.at = build.TUESDAY + timedelta(days=9)

    told_singly(told)
    done = services.keep_histories(kept)

    assert (done.kept, done.known, done.refused) == (40, 0, ())
    one, other = left(singly, told), left(at_once, kept)
    for kind in one:
        assert one[kind] == other[kind], kind
    assert {kind for kind, rows in one.items() if rows} == {*(k.__name__ for k in KEPT), "Entry"}
    assert verify.report().is_sound


def test_keeping_the_same_twice_changes_nothing(office: Office, clock: instant.Hands) -> None:
    kept = stories(office, some_people(8), key="b")
    clock.at = build.TUESDAY + timedelta(days=9)
    services.keep_histories(kept[:30])
    entries = Entry.objects.count()

    again = services.keep_histories([*kept[:30], *kept[:3]])

    assert (again.kept, again.known) == (0, 33)
    assert Entry.objects.count() == entries


def test_what_is_over_is_told_to_nobody(office: Office, clock: instant.Hands) -> None:
    kept = stories(office, some_people(8), key="b")
    before = Delivery.objects.count()
    clock.at = build.TUESDAY + timedelta(days=9)

    services.keep_histories(kept)

    assert Delivery.objects.count() == before


def test_a_step_that_breaks_a_rule_refuses_its_history_alone(
    office: Office, clock: instant.Hands
) -> None:
    kept = stories(office, some_people(8), key="b")[:8]
    clock.at = build.TUESDAY + timedelta(days=9)
    closing = steps.Closed(
        at=kept[1].at + MINUTE, by=office.ann, outcome="completed", words="Never seen."
    )
    early = steps.Opened(at=kept[2].at - MINUTE, by=office.sam)
    stranger = build.nurse("zoe", team="acht_wycombe")
    accepted = replace(kept[4], steps=(steps.Accepted(at=kept[4].at + MINUTE, by=stranger),))
    unready = replace(kept[5], request=replace(kept[5].request, asked=()))
    several = replace(
        kept[6], request=replace(kept[6].request, asked=build.asking("falls", "therapy"))
    )
    kept[1], kept[2] = replace(kept[1], steps=(closing,)), replace(kept[2], steps=(early,))
    kept[4], kept[5], kept[6] = accepted, unready, several

    done = services.keep_histories(kept)

    assert done.kept == 3
    assert {(one.at, one.code) for one in done.refused} == {
        ("b1", "NotPermitted"),
        ("b2", "step_out_of_order"),
        ("b4", "NotPermitted"),
        ("b5", "referral_incomplete"),
        ("b6", "history_not_plain"),
    }
    assert set(Referral.objects.values_list("key", flat=True)) == {"b0", "b3", "b7"}
    assert verify.report().is_sound


def test_somebody_merged_or_hidden_is_told_step_by_step(
    office: Office, clock: instant.Hands
) -> None:
    merged, into, hidden, plain = some_people(4)
    anchors.merge(merged, into, reason="the_same", at=instant.now(), by=office.sam)
    care.restrict(hidden, kind="location", reason="person_asked", at=instant.now(), by=office.sam)
    told = [a_story(office, one, 1, key=str(one)) for one in (merged, into, hidden, plain)]
    clock.at = build.TUESDAY + timedelta(days=9)

    done = services.keep_histories(told)

    assert {one.code for one in done.refused} == {"history_not_plain"}
    assert Referral.objects.get().person_id == plain
