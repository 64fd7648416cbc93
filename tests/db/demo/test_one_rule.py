"""Every door gives the same answer: list, detail, search, count and what programs are told.

A random world, at several instants, asked by everybody about everybody through every door, and by
a twin of the rule over the bare tables. Another world: `JOINEDUP_SEED=7 pytest tests/db/demo`.
"""

import html
import json
import logging
import os
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import anchors, instant
from joinedup.foundation.models import Account, Anchor, Reading, ReadingOf, Subject
from joinedup.foundation.scope import decisions, explain, readable, visible
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Person, RecordEntry
from joinedup.people.queries import record
from joinedup.people.queries.outward import EntriesWanted, outward_entries
from joinedup.people.queries.record_sections import PARTS
from joinedup.web.room_view import SELECTED_MEMBERSHIP
from tests.builders.world import HOUR, NOW, Staff, World, a_world, numbers
from tests.builders.world_sharing import WRITTEN
from tests.db.demo import twin
from tests.db.demo.twin import Rows, Viewer

LOG = logging.getLogger(__name__)
SEED = int(os.environ.get("JOINEDUP_SEED", "2026"))
# Now; just as what ended an hour ago stops being looked at; and when all of it has.
INSTANTS = (timedelta(), 23 * HOUR, 25 * HOUR)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LINE = re.compile(r"/referrals/lines/([0-9a-f-]{36})")
REFERRAL = re.compile(r'href="/referrals/([0-9a-f-]{36})"')
NEXT = re.compile(r'href="([^"]+)" rel="next"')
COUNT = re.compile(r'tab=all_open[^>]*>[^<]*<span class="ju-tabs__count">(\d+)<')
ALLOWED, ELSEWHERE, REFUSED = 200, 303, 403
DOORS = {
    "entries of all",
    "entries",
    "count of entries",
    "entry",
    "FHIR entries",
    "entry page",
    "timeline",
    "list",
    "many at once",
    "grounds",
    "card",
    "single",
    "search by number",
    "search by name",
    "page of search by name",
    "person page",
    "emergency page",
    "emergency card",
    "reading",
    "line page",
    "status page",
    "withdraw page",
    "queue",
    "count on a tab",
    "count of a poll",
    "team list",
    "following",
    "my work",
    "app, list",
    "app, many at once",
    "app, entries",
}

type Answer = tuple[str, object, object, object]
"""A door, about whom or what, what it said, and what the rule says."""


class Desk:
    """One of the staff at one instant: their scope, their browser, and the rule's own view."""

    def __init__(self, staff: Staff, rows: Rows, rng: random.Random) -> None:
        self.rows, self.rng, self.scope = rows, rng, staff.scope()
        self.viewer = Viewer(staff.account_id, staff.membership_id, at=instant.now())
        self.browser = Client(SERVER_NAME="127.0.0.1")
        account = Account.objects.get(id=staff.account_id)
        self.has_pages = account.is_active and self.viewer.role != "system"
        if self.has_pages:
            self.browser.force_login(account, backend=BACKEND)
            session = self.browser.session
            session[SELECTED_MEMBERSHIP] = str(staff.membership_id or "")
            session.save()

    def some[T](self, things: Iterable[T], count: int) -> list[T]:
        """A few of many, by chance."""
        listed = list(things)
        return self.rng.sample(listed, min(count, len(listed)))

    def get(self, route: str, *args: object, **asked: str) -> Any:
        """A page."""
        return self.browser.get(reverse(route, args=args), asked)

    def everything(self, route: str, *args: object, **asked: str) -> str:
        """A list with all its pages one after another; nothing where it is refused."""
        answer = self.get(route, *args, **asked)
        text = answer.content.decode() if answer.status_code == ALLOWED else ""
        shown = text
        while found := NEXT.search(shown):
            shown = self.browser.get(html.unescape(found[1])).content.decode()
            text += shown
        return text


def by_query(desk: Desk, everybody: list[PersonId]) -> Iterator[Answer]:
    """The list, the single question, the question about many, and the cards."""
    scope, rows, viewer = desk.scope, desk.rows, desk.viewer
    people_only = Anchor.objects.filter(visible(scope, person="id"), kind=Subject.PERSON)
    listed = set(people_only.values_list("id", flat=True))
    many = decisions(scope, everybody)
    shown = people.cards(scope, everybody)
    for one in everybody:
        expected = rows.sees_now(viewer, one)
        yield "list", one, one in listed, expected
        yield "many at once", one, many[one].is_allowed, expected
        yield "grounds", one, set(many[one].grounds), rows.grounds(viewer, one)
        yield "card", one, shown[one].is_open, expected
        if viewer.role in twin.FIND:
            some = rows.sees_in_emergency(viewer, rows.now_known_as(one)) and not expected
            yield "emergency card", one, shown[one].is_emergency_open, some
    for one in desk.some(everybody, 4):
        yield "single", one, explain(scope, one).is_allowed, rows.sees_now(viewer, one)


def by_record(desk: Desk, everybody: list[PersonId]) -> Iterator[Answer]:
    """Entries of records: of all people at once, of one, one alone, and as programs read them."""
    scope, rows, viewer = desk.scope, desk.rows, desk.viewer
    if viewer.role not in twin.SEE_RECORDS:
        return
    read = {one.pk: rows.reads(viewer, one, WRITTEN[one.words][2]) for one in rows.entries}
    listed = set(RecordEntry.objects.filter(readable(scope, PARTS)).values_list("pk", flat=True))
    for one in rows.entries:
        if one.person_id == rows.now_known_as(one.person_id):
            yield "entries of all", one.pk, one.pk in listed, read[one.pk]
    for one in desk.some([one for one in everybody if rows.sees_now(viewer, one)], 6):
        known = rows.now_known_as(one)
        theirs = {e.pk for e in rows.entries if rows.now_known_as(e.person_id) == known}
        page = record.record_of(scope, one, limit=100)
        expected = {pk for pk in theirs if read[pk]}
        yield "entries", one, {row.entry_id for row in page.rows}, expected
        yield "count of entries", one, page.total, len(expected)
        told = [
            row.row.entry_id
            for kind in EntryKind
            for row in outward_entries(scope, one, EntriesWanted(kind=kind)).rows
        ]
        yield "FHIR entries", one, set(told), expected
    for entry in desk.some(rows.entries, 6):
        try:
            record.entry_of(scope, entry.pk)
        except NotPermitted:
            yield "entry", entry.pk, False, read[entry.pk]
        else:
            yield "entry", entry.pk, True, read[entry.pk]


def by_app(desk: Desk, everybody: list[PersonId]) -> Iterator[Answer]:
    """What an app reads that somebody opened about one person: of them as its user, of none else.

    Asked of every person, though one whom its user may not see is never opened in it.
    """
    rows, viewer = desk.rows, desk.viewer
    for about in desk.some(everybody, 2):
        known = rows.now_known_as(about)
        scope = replace(desk.scope, only=frozenset(anchors.resolved(about)[1]))
        people_only = Anchor.objects.filter(visible(scope, person="id"), kind=Subject.PERSON)
        listed = set(people_only.values_list("id", flat=True))
        many = decisions(scope, everybody)
        for one in everybody:
            expected = rows.sees_now(viewer, one) and rows.now_known_as(one) == known
            yield "app, list", one, one in listed, expected
            yield "app, many at once", one, many[one].is_allowed, expected
        if viewer.role not in twin.SEE_RECORDS:
            continue
        readable_here = RecordEntry.objects.filter(readable(scope, PARTS))
        entries = set(readable_here.values_list("pk", flat=True))
        for entry in rows.entries:
            if entry.person_id == rows.now_known_as(entry.person_id):
                read = rows.reads(viewer, entry, WRITTEN[entry.words][2])
                expected = read and entry.person_id == known
                yield "app, entries", entry.pk, entry.pk in entries, expected


def by_record_pages(desk: Desk) -> Iterator[Answer]:
    """The page of an entry, and the timeline on the page of a person."""
    rows, viewer = desk.rows, desk.viewer
    for entry in desk.some(rows.entries, 2):
        is_read = rows.reads(viewer, entry, WRITTEN[entry.words][2])
        status = ALLOWED if is_read else REFUSED
        yield "entry page", entry.pk, desk.get("desk:entry", entry.pk).status_code, status
        known = rows.now_known_as(entry.person_id)
        if viewer.role in twin.SEE_RECORDS and rows.sees(viewer, known):
            page = desk.get("desk:person", known, kind=entry.kind).content.decode()
            link = reverse("desk:entry", args=[entry.pk])
            yield "timeline", entry.pk, link in page, is_read


def by_search(desk: Desk, everybody: list[PersonId]) -> Iterator[Answer]:
    """What a person finds by number and by name, on the page and as a program."""
    numbered = numbers()
    for one in desk.some(numbered, 2):
        yield from _found(desk, one, "number", numbered[one])
    for one in desk.some(numbered, 1):
        person = Person.objects.get(pk=one)
        assert person.born_on is not None
        named = f"{person.given_name} {person.family_name} {person.born_on:%d/%m/%Y}"
        yield from _found(desk, one, "name", named)
        if (one, "access") in desk.rows.restricted:
            # Without the birth a restricted record is not even there.
            yield from _found(desk, one, "half a name", person.family_name + " HP19", hides=True)


def _found(
    desk: Desk, one: PersonId, by: str, text: str, *, hides: bool = False
) -> Iterator[Answer]:
    known = desk.rows.now_known_as(one)
    may_find = desk.viewer.role in twin.FIND
    told = desk.browser.post(reverse("people:find_json"), {"text": text})
    status = ALLOWED if may_find else REFUSED
    yield f"search by {by}, status", one, told.status_code, status
    if not may_find:
        return
    found = {row["id"]: row["can_open"] for row in json.loads(told.content)["found"]}
    expected = None if hides else desk.rows.sees(desk.viewer, known)
    yield f"search by {by}", one, found.get(str(known)), expected
    if by == "number":
        return
    page = desk.browser.post(reverse("people:found"), {"text": text}).content.decode()
    is_linked = f'href="{reverse("desk:person", args=[known])}">Open<' in page
    yield f"page of search by {by}", one, is_linked, bool(expected)


def by_person(desk: Desk, everybody: list[PersonId]) -> Iterator[Answer]:
    """The page of a person, and what the log of reading says of it."""
    for one in desk.some(everybody, 4):
        known = desk.rows.now_known_as(one)
        sees, sees_some = (
            desk.rows.sees(desk.viewer, known),
            desk.rows.sees_in_emergency(desk.viewer, known),
        )
        some = ALLOWED if sees_some else REFUSED
        yield "emergency page", one, desk.get("desk:emergency", one).status_code, some
        # Of whom some is open, the page leads to as much of it.
        status = ALLOWED if sees else ELSEWHERE if sees_some else REFUSED
        yield "person page", one, desk.get("desk:person", one).status_code, status
        if status == ELSEWHERE:
            continue
        written = Reading.objects.order_by("-id")[0]
        of = dict(ReadingOf.objects.filter(reading=written).values_list("person_id", "ground"))
        who = (written.account_id, written.route, written.outcome)
        outcome = "shown" if status == ALLOWED else "refused"
        yield "reading", one, who, (desk.viewer.account_id, "desk:person", outcome)
        grounds = desk.rows.grounds(desk.viewer, known) if status == ALLOWED else {None}
        yield "reading's ground", one, of.get(known) in grounds, True


def by_line(desk: Desk) -> Iterator[Answer]:
    """The pages of lines and of referrals."""
    rows, viewer = desk.rows, desk.viewer
    for line in desk.some(rows.lines, 3):
        may = viewer.role in twin.SEE_LINES and rows.sees_now(viewer, line.referral.person_id)
        status = ALLOWED if may else REFUSED
        yield "line page", line.id, desk.get("referrals:line", line.id).status_code, status
    for one in desk.some(rows.referrals, 2):
        may = viewer.role in twin.OPEN and rows.sees_now(viewer, one.person_id)
        status = ALLOWED if may else REFUSED
        for route in ("status", "withdraw"):
            answered = desk.get(f"referrals:{route}", one.id).status_code
            yield f"{route} page", one.id, answered, status


def by_list(desk: Desk) -> Iterator[Answer]:
    """Which lines and referrals each list shows, and what its tabs and its poll count."""
    rows, viewer = desk.rows, desk.viewer
    open_ones = rows.open_lines(viewer)
    at_door = {one.id for one in open_ones if viewer.role in twin.TRIAGE}
    queue = desk.everything("referrals:queue", tab="all_open")
    yield from _listed("queue", queue, LINE, at_door, (one.id for one in rows.lines))
    if at_door:
        yield "count on a tab", "all_open", int(COUNT.findall(queue)[0]), len(at_door)
        since = {"since": UUID(int=0).hex}
        poll = desk.browser.get(reverse("referrals:queue_changes"), since)
        came = sum(one.sent_at is None for one in open_ones)
        counted = json.loads(poll.content)["count"] if poll.content else 0
        yield "count of a poll", "new", counted, came
    for team in sorted(viewer.teams - {f"partner:{viewer.organisation}"}):
        theirs = {one.id for one in open_ones if one.team_code == team}
        text = desk.everything("referrals:team_list", team)
        expected = theirs if viewer.role in twin.SEE_LINES else set()
        yield from _listed("team list", text, LINE, expected, (one.id for one in rows.lines))
    every = [one.id for one in rows.referrals]
    followed = rows.followed(viewer) if viewer.role in twin.OPEN else set()
    yield from _listed("following", desk.everything("referrals:mine"), REFERRAL, followed, every)
    mine = {one.id for one in open_ones if rows.going.get(one.id) == viewer.account_id}
    home = desk.everything("desk:home")
    expected = mine if viewer.role in twin.IN_TEAM else set()
    yield from _listed("my work", home, LINE, expected, (one.id for one in rows.lines))


def _listed(
    door: str, text: str, link: re.Pattern[str], expected: set[UUID], every: Iterable[UUID]
) -> Iterator[Answer]:
    shown = {UUID(one) for one in link.findall(text)}
    for one in every:
        yield door, one, one in shown, one in expected


def by_figures(desk: Desk) -> Iterator[Answer]:
    """Figures name no line, no referral and nobody, whoever asks."""
    text = desk.everything("measures:response") + desk.everything("desk:readings")
    named = [one.reference for one in desk.rows.referrals if one.reference in text]
    yield "figures and looks", "references", named, []


def every_answer(world: World, turn: int) -> Iterator[tuple[Staff, Answer]]:
    """Everything that anybody is told through any door, at this instant."""
    rows = Rows(instant.now())
    for number, staff in enumerate(world.staff):
        desk = Desk(staff, rows, world.rng)
        yield from ((staff, one) for one in by_query(desk, world.people))
        yield from ((staff, one) for one in by_record(desk, world.people))
        yield from ((staff, one) for one in by_app(desk, world.people))
        # Pages cost a hundred times what a query does: a third of the staff open theirs each time.
        if desk.has_pages and number % len(INSTANTS) == turn:
            yield from ((staff, one) for one in by_search(desk, world.people))
            yield from ((staff, one) for one in by_person(desk, world.people))
            yield from ((staff, one) for one in by_record_pages(desk))
            yield from ((staff, one) for one in by_line(desk))
            yield from ((staff, one) for one in by_list(desk))
            yield from ((staff, one) for one in by_figures(desk))


@pytest.mark.walk_on_both
@pytest.mark.walk
def test_every_door_gives_the_one_rules_answer(clock: instant.Hands) -> None:
    world = a_world(SEED, clock)
    decided: Counter[str] = Counter()
    wrong = []

    for turn, passed in enumerate(INSTANTS):
        clock.at = NOW + passed
        for staff, (door, about, said, rule) in every_answer(world, turn):
            decided[door] += 1
            if said != rule:
                name = Account.objects.get(id=staff.account_id).username
                wrong.append(f"{passed} {name} {door} {about}: {said}, by the rule {rule}")

    LOG.info("seed %s: %s decisions: %s", SEED, decided.total(), dict(decided))
    assert not wrong, f"seed {SEED}: {len(wrong)} of {decided.total()}\n" + "\n".join(wrong[:40])
    assert decided.total() >= 5000
    assert decided.keys() >= DOORS, DOORS - decided.keys()
