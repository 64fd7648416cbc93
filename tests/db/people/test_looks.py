"""Looks that stand out: found once by the worker, judged once by somebody else."""

import html
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import anchors, care, instant, reading
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import Version
from joinedup.people import services
from joinedup.people.domain.glass import Finding
from joinedup.people.domain.patterns import MANY, Pattern
from joinedup.people.domain.relations import Relation
from joinedup.people.models import LookToReview
from joinedup.people.queries import looks
from joinedup.people.services.relating import Related
from tests.builders import glass as build
from tests.builders import people as persons
from tests.builders.looks import judged, look
from tests.builders.queries import at_most

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOME = {"address_lines": ("4 Mill Lane", "Aylesbury"), "postcode": "HP19 8AB"}


def waiting() -> list[looks.LookRow]:
    return list(looks.looks_to_review(build.officer().scope).rows)


def review(row: looks.LookRow, *, by: Actor | None = None, **changes: Any) -> None:
    given = {"finding": Finding.JUSTIFIED, "words": "", "seen": row.version, "at": instant.now()}
    services.review_look(row.look_id, **{**given, **changes}, by=by or build.officer())


def test_each_look_is_gone_through_once_and_those_of_a_day_stand_together() -> None:
    olu, ethel = build.doctor(), persons.a_person(family_name="Olu")
    look(olu, ethel)
    assert judged() == 1
    look(olu, ethel)
    look(olu, ethel)
    assert judged() == 0
    assert judged() == 0

    (row,) = waiting()

    assert (row.pattern, row.count, row.by_name) == (Pattern.SAME_SURNAME, 3, "Olu")
    assert (row.card and row.card.person_id, row.ground) == (ethel, "open_referral")
    assert looks.looks_waiting_count(build.officer().scope) == 1
    assert looks.looks_waiting_count(olu.scope) == 0


def test_lists_searches_refusals_and_systems_are_no_looks() -> None:
    olu = build.doctor()
    ethel, ida = (persons.a_person(family_name="Olu", given_name=n) for n in ("Ethel", "Ida"))
    look(olu, ethel, ida)
    reading.write(build.now(olu).scope, route="desk:person", outcome=reading.REFUSED)
    look(system("people"), ethel)

    assert judged() == 0


def test_what_is_noted_of_staff_makes_looks_stand_out() -> None:
    olu, by = build.doctor(), build.officer()
    own = persons.a_person(family_name="Bankole", **HOME)
    lodger = persons.a_person(family_name="Other", **HOME)
    sister = persons.a_person(family_name="Marsh", postcode="HP20 1AC")
    neighbour = persons.a_person(
        family_name="Near", address_lines=("8 Mill Lane",), postcode="HP19 8AB"
    )
    colleague = persons.a_person(family_name="Dale", postcode="HP20 1AA")
    stranger = persons.a_person(family_name="Stone", postcode="HP20 1AB")
    build.doctor("ida")
    for person, username in ((own, "olu"), (colleague, "ida")):
        services.say_own_record(person, username=username, at=instant.now(), by=by)
    services.relate(
        sister,
        Related(relation=Relation.SIBLING, other_id=own),
        key=uuid4(),
        at=instant.now(),
        by=persons.the_office(),
    )
    for person in (own, lodger, sister, neighbour, colleague, stranger):
        look(olu, person)

    assert judged() == 5
    assert {row.card.family_name: row.pattern for row in waiting() if row.card} == {
        "Bankole": Pattern.OWN_RECORD,
        "Other": Pattern.SAME_ADDRESS,
        "Marsh": Pattern.FAMILY,
        "Near": Pattern.NEIGHBOUR,
        "Dale": Pattern.OWN_COLLEAGUE,
    }


def test_every_look_at_somebody_well_known_stands_out_as_long_as_it_is_asked() -> None:
    sam, by, singer = build.doctor("sam"), build.officer(), persons.a_person(family_name="Song")
    look(sam, singer)
    assert judged() == 0
    services.say_well_known(singer, at=instant.now(), by=by)
    with pytest.raises(Refused):
        services.say_well_known(singer, at=instant.now(), by=by)
    with pytest.raises(NotPermitted):
        services.say_well_known(singer, at=instant.now(), by=sam)
    look(sam, singer)
    assert judged() == 1

    services.say_well_known_no_longer(singer, at=instant.now(), by=by)
    with pytest.raises(Refused):
        services.say_well_known_no_longer(singer, at=instant.now(), by=by)
    look(sam, singer)
    assert judged() == 0
    assert Entry.objects.filter(kind="people.well_known_said").count() == 2


def test_many_people_within_an_hour_are_one_to_judge(clock: instant.Hands) -> None:
    sam = build.doctor("sam")
    people = [persons.a_person(family_name=f"Row{number}") for number in range(MANY + 2)]
    for person in people[:-1]:
        look(sam, person)
    assert judged() == 1
    look(sam, people[-1])
    assert judged() == 0

    (row,) = waiting()
    assert (row.pattern, row.card, row.count) == (Pattern.MANY_QUICKLY, None, MANY + 2)
    review(row)
    look(sam, people[0])

    assert judged() == 0
    assert Entry.objects.filter(kind="people.look_reviewed").count() == 1


def test_it_is_judged_once_by_somebody_else_and_what_comes_after_is_another() -> None:
    olu, ethel = build.doctor(), persons.a_person(family_name="Olu")
    look(olu, ethel)
    judged()
    (row,) = waiting()

    with pytest.raises(NotPermitted):
        review(row, by=olu)
    with pytest.raises(Refused) as unsaid:
        review(row, finding=Finding.NOT_JUSTIFIED)
    with pytest.raises(Conflict):
        review(row, seen=Version(row.version + 1))
    with pytest.raises(NotFound):
        services.review_look(
            uuid4(),
            finding=Finding.JUSTIFIED,
            words="",
            seen=None,
            at=instant.now(),
            by=build.officer(),
        )
    review(row, finding=Finding.NOT_JUSTIFIED, words="Passed to her manager")
    with pytest.raises(Refused) as again:
        review(row, seen=None)
    look(olu, ethel)

    assert (unsaid.value.refusal_code, again.value.refusal_code) == (
        "finding_without_words",
        "look_reviewed",
    )
    assert judged() == 1
    assert LookToReview.objects.count() == 2
    (done,) = looks.looks_to_review(build.officer().scope, is_reviewed=True).rows
    assert (done.finding, done.finding_words) == (Finding.NOT_JUSTIFIED, "Passed to her manager")


def test_nobody_judges_their_own_look() -> None:
    petra, ethel = build.officer(), persons.a_person(family_name="Petra")
    look(petra, ethel)
    judged()
    (row,) = waiting()

    with pytest.raises(Refused) as refused:
        review(row, by=petra)

    assert refused.value.refusal_code == "look_is_ones"
    assert not row.may_review
    review(row, by=build.officer("opal"))


def test_who_was_joined_is_one_person() -> None:
    olu = build.doctor()
    ethel, twin = (persons.a_person(family_name="Olu", given_name=n) for n in ("Ethel", "Ethyl"))
    anchors.merge(twin, ethel, reason="same", at=instant.now(), by=persons.the_office())
    look(olu, twin)
    look(olu, ethel)
    judged()

    (row,) = waiting()

    assert (row.count, row.card and row.card.person_id) == (2, ethel)


def browser(name: str) -> Client:
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(Account.objects.get(username=name), backend=BACKEND)
    return made


def read(answer: Any) -> str:
    page = answer.content.decode().replace("\u00a0", " ")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_pages_list_explain_and_keep_what_was_found() -> None:
    olu, ethel = build.doctor(), persons.a_person(family_name="Olu")
    build.officer()
    look(olu, ethel)
    judged()
    petra = browser("petra")
    (row,) = waiting()
    address = reverse("people:review_look", args=[row.look_id])

    with at_most(20):
        listed = read(petra.get(reverse("people:looks")))
    assert "The same surname" in listed
    assert "Looks to judge 1" in listed
    page = read(petra.get(address))
    assert "Many are, who are no family." in page
    assert "your team made or holds an open referral about them" in page
    wrong = petra.post(address, {"seen": row.version, "finding": "not_justified", "words": ""})
    assert (wrong.status_code, "Say in words" in read(wrong)) == (422, True)
    done = petra.post(address, {"seen": row.version, "finding": "justified", "words": ""})
    assert done["Location"] == reverse("people:looks")
    assert "No look waits to be judged." in read(petra.get(reverse("people:looks")))
    assert "Justified" in read(petra.get(reverse("people:looks") + "?reviewed=yes"))
    assert browser("olu").get(reverse("people:looks")).status_code == 403


def test_somebody_well_known_is_said_on_the_page_of_who_works_here() -> None:
    build.officer()
    person, petra = persons.a_person(), browser("petra")
    own = reverse("people:own_record", args=[person])
    yes, no = (reverse(f"people:{n}", args=[person]) for n in ("well_known", "well_known_not"))

    assert "Judge every look" in read(petra.get(own))
    assert petra.post(yes)["Location"] == own
    assert "Every look at this person waits for your judgement." in read(petra.get(own))
    assert petra.post(yes).status_code == 422
    petra.post(no)
    assert "Judge every look" in read(petra.get(own))
    assert [petra.get(one)["Location"] for one in (yes, no)] == [own, own]


def test_nothing_follows_from_where_a_restricted_colleague_lives() -> None:
    olu, by = build.doctor(), build.officer()
    own = persons.a_person(family_name="Bankole", **HOME)
    services.say_own_record(own, username="olu", at=instant.now(), by=by)
    care.restrict(own, kind="location", reason="court_order", at=instant.now(), by=by)
    look(olu, persons.a_person(family_name="Near", address_lines=("8 Mill Lane",)))
    look(olu, persons.a_person(family_name="Other", **HOME))

    assert judged() == 0


def test_every_hour_of_many_is_found_though_the_worker_was_behind(clock: instant.Hands) -> None:
    sam = build.doctor("sam")
    people = [persons.a_person(family_name=f"Row{number}") for number in range(MANY + 1)]
    for _ in range(2):
        for person in people:
            look(sam, person)
        clock.tick(timedelta(days=1))

    assert judged() == 2
    assert {row.count for row in waiting()} == {MANY + 1}
