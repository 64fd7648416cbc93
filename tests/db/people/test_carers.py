"""Unpaid carers: noted on their own record and on no other, changed, ended, and the register."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import anchors, care, instant
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services
from joinedup.people.domain.carers import Assessment, CaringHours
from joinedup.people.models import Carer, Person
from joinedup.people.queries import carers
from tests.builders import carers as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import relations
from tests.builders.glass import now, officer
from tests.builders.queries import at_most

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(actor: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def known_to(nurse: Actor, count: int = 1) -> list[PersonId]:
    made = [persons.a_person() for _ in range(count)]
    persons.in_care_of(nurse, made)
    return made


def listed(by: Actor, **asked: str) -> list[PersonId]:
    rows = carers.register(now(by).scope, **asked).rows  # type: ignore[arg-type]
    return [row.card.person_id for row in rows]


def end(carer_id: object, by: Actor, **changes: object) -> PersonId:
    given = {"seen": None, "because": "Her father died", "at": instant.now(), **changes}
    return services.end_carer(carer_id, by=now(by), **given)  # type: ignore[arg-type]


def refused(person: PersonId, by: Actor, **changes: object) -> str:
    with pytest.raises(Refused) as said:
        build.identified(person, by=now(by), **changes)  # type: ignore[arg-type]
    return said.value.refusal_code


def test_a_carer_is_noted_changed_and_ended_on_their_own_record(clock: instant.Hands) -> None:
    nurse = work.nurse()
    (clare,) = known_to(nurse)
    first = build.identified(clare, by=now(nurse))
    clock.tick(timedelta(hours=1))

    second = build.identified(
        clare, by=now(nurse), instead_of=first, assessment=Assessment.HAD, agrees_to_register=False
    )

    _, row = carers.carer_page(now(nurse).scope, clare)
    assert row is not None
    assert (row.carer_id, row.assessment, row.recorded_by) == (second, Assessment.HAD, "Ann")
    assert Carer.objects.get(pk=first).ended_because == "changed"
    fact = Entry.objects.filter(kind="people.carer_identified").latest("id")
    assert "strain" not in str(fact.body)
    assert "from_50" not in str(fact.body)
    assert end(second, nurse) == clare
    assert carers.carer_page(now(nurse).scope, clare)[1] is None


def test_two_at_once_and_what_is_over_are_refused(clock: instant.Hands) -> None:
    nurse = work.nurse()
    (clare,) = known_to(nurse)
    first = build.identified(clare, by=now(nurse))

    assert refused(clare, nurse) == "carer_another"
    with pytest.raises(Conflict):
        end(first, nurse, seen=Version(9))
    with pytest.raises(Refused):
        end(first, nurse, because=" ")
    end(first, nurse)
    with pytest.raises(Refused) as said:
        end(first, nurse)
    assert said.value.refusal_code == "carer_over"
    assert refused(clare, nurse, instead_of=first) == "carer_another"
    Person.objects.filter(pk=clare).update(died_on=date(2026, 1, 2))
    assert refused(clare, nurse) == "carer_died"


def test_the_same_key_notes_it_once(clock: instant.Hands) -> None:
    nurse, key = work.nurse(), persons.a_key()
    (clare,) = known_to(nurse)
    given = {"instead_of": None, "key": key, "at": instant.now(), "by": now(nurse)}
    first = services.identify_carer(clare, build.caring(), **given)  # type: ignore[arg-type]

    assert services.identify_carer(clare, build.caring(), **given) == first  # type: ignore[arg-type]
    assert Carer.objects.count() == 1


def test_only_whoever_may_open_the_carer_and_write(clock: instant.Hands) -> None:
    nurse, far = work.nurse(), work.nurse("far", team="acht_wycombe")
    (clare,) = known_to(nurse)
    row = build.identified(clare, by=now(nurse))

    for ask in (
        lambda: build.identified(clare, by=now(far)),
        lambda: carers.carer_page(now(far).scope, clare),
        lambda: carers.carer(now(far).scope, row),
        lambda: end(row, far),
        lambda: carers.register(officer().scope),
    ):
        with pytest.raises(NotPermitted):
            ask()
    with pytest.raises(NotFound):
        carers.carer(now(nurse).scope, uuid4())
    with pytest.raises(NotFound):
        build.identified(PersonId(uuid4()), by=now(nurse))
    assert listed(far) == []


def test_the_register_has_who_agreed_and_keeps_to_what_is_asked(clock: instant.Hands) -> None:
    nurse = work.nurse()
    wants, young, silent, dead, hidden = known_to(nurse, 5)
    build.identified(wants, by=now(nurse))
    clock.tick(timedelta(minutes=1))
    build.identified(young, by=now(nurse), assessment=Assessment.NOT_ASKED)
    build.identified(silent, by=now(nurse), agrees_to_register=False)
    build.identified(dead, by=now(nurse))
    build.identified(hidden, by=now(nurse))
    Person.objects.filter(pk=young).update(born_on=date(2014, 5, 6))
    Person.objects.filter(pk=dead).update(died_on=date(2026, 1, 2))
    care.restrict(
        hidden, kind="access", reason="court_order", at=instant.now(), by=persons.the_office()
    )

    assert listed(nurse) == [young, wants]
    assert listed(nurse, only="wanting") == [wants]
    assert listed(nurse, only="young") == [young]


def test_two_records_that_are_one_carer_are_listed_once(clock: instant.Hands) -> None:
    nurse = work.nurse()
    one, other = known_to(nurse, 2)
    held = build.identified(one, by=now(nurse))
    build.identified(other, by=now(nurse))
    anchors.merge(other, one, reason="same", at=instant.now(), by=persons.the_office())

    assert listed(nurse) == [one]
    _, row = carers.carer_page(now(nurse).scope, other)
    assert row is not None
    build.identified(other, by=now(nurse), instead_of=row.carer_id, hours=CaringHours.UNDER_20)
    assert Carer.objects.filter(until__isnull=True).count() == 1
    assert Carer.objects.get(pk=held).until is not None


def test_many_are_paged_the_newest_first_in_few_questions(clock: instant.Hands) -> None:
    nurse = work.nurse()
    made = known_to(nurse, 7)
    for one in made:
        build.identified(one, by=now(nurse))
        clock.tick(timedelta(minutes=1))
    scope = now(nurse).scope

    first = carers.register(scope, limit=4)
    with at_most(8):
        second = carers.register(scope, after=first.next_key or "", limit=4)

    assert [one.card.person_id for one in (*first.rows, *second.rows)] == made[::-1]
    assert (first.total, second.next_key) == (7, None)
    for wrong in ("", f"yesterday_{made[0]}", f"2026-11-24_{made[0]}", "x"):
        assert carers.register(scope, after=wrong, limit=4).rows == first.rows


def test_nothing_of_the_carer_is_on_the_page_of_whom_they_care_for(clock: instant.Hands) -> None:
    nurse = work.nurse()
    clare, colin = known_to(nurse, 2)
    relations.related(colin, by=now(nurse), other_id=clare, name="", phone="", plan="")
    client = browser(nurse)
    address = reverse("desk:person", args=[colin])
    before = Entry.objects.filter(subject_id=colin, kind__startswith="people.carer").count()

    row = build.identified(clare, by=now(nurse))
    after = client.get(address).content.decode()

    assert str(row) not in after
    for words in ("50 hours", "assessment of their own", "under strain", "Carers register: "):
        assert words not in after
    assert Entry.objects.filter(subject_id=colin, kind__startswith="people.carer").count() == before
    assert reverse("people:carer", args=[colin]) in after


def test_the_pages_note_refuse_list_and_end(clock: instant.Hands) -> None:
    nurse = work.nurse()
    (clare,) = known_to(nurse)
    client = browser(nurse)
    address = reverse("people:carer", args=[clare])
    typed = {
        "key": str(uuid4()),
        "hours": "from_50",
        "assessment": "wanted",
        "signposted_to": "council",
        "is_under_strain": "on",
        "agrees_to_register": "on",
    }
    wrong = client.post(address, {**typed, "assessment": ""})
    assert wrong.status_code == 422
    assert "Choose what they said of an assessment" in wrong.content.decode()

    assert "No carer whom you may open" in client.get(reverse("people:carers")).content.decode()
    assert client.post(address, typed).status_code == 303
    shown = client.get(address).content.decode()
    assert "Noted as an unpaid carer by Ann" in shown
    row = Carer.objects.get()
    assert f'value="{row.pk}"' in shown
    with at_most(20):
        register = client.get(reverse("people:carers"), {"only": "wanting"}).content.decode()
    assert "50 hours a week or more" in register

    over = reverse("people:end_carer", args=[row.pk])
    assert "care for nobody now" in client.get(over).content.decode()
    assert client.post(over, {"seen": row.version, "because": ""}).status_code == 422
    assert client.post(over, {"seen": row.version, "because": "He died"}).status_code == 303
    assert "Noted as an unpaid carer" not in client.get(address).content.decode()
