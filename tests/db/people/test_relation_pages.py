"""The pages on which carers and alerts are noted, changed and ended."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from joinedup.foundation import care, instant, place
from joinedup.kernel.ids import PersonId
from joinedup.people.models import Alert, Relationship
from tests.builders import people as build
from tests.builders import relations as make
from tests.builders.office import a_colleague, signed_in


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def sam() -> Client:
    """A browser in which a referral clinician has signed in."""
    return signed_in(a_colleague())


@pytest.fixture
def ethel() -> PersonId:
    """Somebody whom the front door looks after."""
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    return person


def words(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode().replace("\u00a0", " ")


def a_relation(**changes: object) -> dict[str, object]:
    """What is typed of somebody who stands by a person."""
    typed = {
        "key": str(build.a_key()),
        "name": "Tom Pargeter",
        "phone": "07700 900123",
        "relation": "child",
        "is_unpaid_carer": "on",
        "may_be_told": "not_asked",
    }
    return {**typed, **changes}


def an_alert(**changes: object) -> dict[str, object]:
    """What is typed of an alert."""
    on = place.today() + timedelta(days=60)
    typed = {
        "key": str(build.a_key()),
        "kind": "dog",
        "words": "Large dog, loose",
        "review_on-day": on.day,
        "review_on-month": on.month,
        "review_on-year": on.year,
        "is_person_told": "yes",
    }
    return {**typed, **changes}


def test_a_carer_is_noted_by_name(sam: Client, ethel: PersonId) -> None:
    address = f"/people/{ethel}/relations/new"

    asked, sent = sam.get(address), sam.post(address, a_relation())

    assert asked.status_code == 200
    assert sent.headers["Location"] == f"/desk/people/{ethel}"
    row = Relationship.objects.get()
    assert (row.name, row.phone, row.is_unpaid_carer) == ("Tom Pargeter", "07700900123", True)


def test_a_carer_is_found_in_the_index(sam: Client, ethel: PersonId) -> None:
    tom = build.a_person(given_name="Tom", known_as="")
    address = f"/people/{ethel}/relations"

    found = sam.post(f"{address}/found", {"text": "Pargeter 12/3/1945"})
    chosen = sam.post(f"{address}/new", {"other": str(tom)})
    sent = sam.post(f"{address}/new", a_relation(name="", other=str(tom)))

    assert "This is who" in words(found)
    assert str(tom) in words(found)
    assert "Their own record is separate" in words(chosen)
    assert sent.status_code == 303
    assert Relationship.objects.get().other_id == tom


@pytest.mark.parametrize("other", ["x", str(UUID(int=5, version=4))])
def test_nobody_is_chosen_who_is_not_there(sam: Client, ethel: PersonId, other: str) -> None:
    answer = sam.post(f"/people/{ethel}/relations/new", {"other": other})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Choose somebody from the index, or enter a name."),
        ({"may_be_told": "yes"}, "Say who agreed to it"),
        ({"plan": "Ann comes"}, "Say on which day the plan was made"),
        ({"relation": ""}, "Choose what they are to the person"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    sam: Client, ethel: PersonId, changes: dict[str, object], said: str
) -> None:
    answer = sam.post(f"/people/{ethel}/relations/new", a_relation(**changes))

    assert answer.status_code == 422
    assert said in words(answer)
    assert "07700 900123" in words(answer)


def test_a_search_that_can_find_nobody_says_why(sam: Client, ethel: PersonId) -> None:
    answer = sam.post(f"/people/{ethel}/relations/found", {"text": ""})

    assert "Type an NHS number" in words(answer)


def test_a_carer_is_changed_and_ended(sam: Client, ethel: PersonId) -> None:
    first = make.related(ethel)
    address = f"/people/relations/{first}"

    shown, refused = sam.get(address), sam.post(address, a_relation(seen=1))
    changed = sam.post(address, a_relation(seen=1, because="New number"))
    again = sam.post(address, a_relation(seen=1, because="New number"))

    assert "Tom Pargeter" in words(shown)
    assert "Say why it is changed" in words(refused)
    assert changed.headers["Location"] == f"/desk/people/{ethel}"
    assert again.status_code == 409
    live = Relationship.objects.get(until__isnull=True)
    end = f"/people/relations/{live.id}/end"
    assert sam.get(end).status_code == 200
    assert sam.post(end, {"seen": 1}).status_code == 422
    assert sam.post(end, {"seen": 1, "because": "Moved away"}).status_code == 303


def test_an_alert_is_raised_looked_at_and_ended(sam: Client, ethel: PersonId) -> None:
    raised = sam.post(f"/people/{ethel}/alerts/new", an_alert())
    alert = Alert.objects.get()
    address = f"/people/alerts/{alert.id}"

    assert raised.status_code == 303
    assert "Large dog, loose" in words(sam.get(address))
    assert sam.post(address, an_alert(seen=1)).status_code == 422
    assert sam.post(address, an_alert(seen=1, because="Seen")).status_code == 303
    live = Alert.objects.get(until__isnull=True)
    end = f"/people/alerts/{live.id}/end"
    assert "Large dog, loose" in words(sam.get(end))
    assert sam.post(end, {"seen": 1}).status_code == 422
    assert sam.post(end, {"seen": 1, "because": "Died"}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"review_on-year": "2020"}, "The review must be after today and within a year."),
        ({"is_person_told": "no"}, "Say it in words"),
        ({"words": ""}, "Say it in words"),
        ({"kind": "dragon"}, "Choose one of the answers shown"),
    ],
)
def test_an_alert_that_is_refused_says_why(
    sam: Client, ethel: PersonId, changes: dict[str, object], said: str
) -> None:
    empty = sam.get(f"/people/{ethel}/alerts/new")
    answer = sam.post(f"/people/{ethel}/alerts/new", an_alert(**changes))

    assert empty.status_code == 200
    assert answer.status_code == 422
    assert said in words(answer)


def test_alerts_to_look_at_again_say_since_when(clock: instant.Hands, ethel: PersonId) -> None:
    make.warned(ethel)
    make.warned(build.a_person(), words="Not for Sam")
    clock.tick(timedelta(days=40))

    page = words(signed_in(a_colleague()).get("/people/alerts"))

    assert "Review was due 24 Dec 2026" in page
    assert "Not for Sam" not in page


def test_the_page_of_somebody_shows_it_all(sam: Client, ethel: PersonId) -> None:
    make.related(ethel)
    make.warned(ethel)

    page = words(sam.get(f"/desk/people/{ethel}"))

    for said in ("Large dog, loose", "Tom Pargeter", "Unpaid carer", "His sister Ann comes"):
        assert said in page


def test_no_page_says_where_somebody_hidden_is(sam: Client, ethel: PersonId) -> None:
    carer = make.related(ethel, phone="01632960111", plan="Ring 01632 960222")
    alert = make.warned(ethel, kind="key_safe", words="Zqcode")
    care.restrict(ethel, kind="location", reason="r", at=instant.now(), by=build.the_office())

    pages = [
        words(sam.get(address))
        for address in (
            f"/desk/people/{ethel}",
            f"/people/relations/{carer}",
            f"/people/relations/{carer}/end",
            f"/people/alerts/{alert}",
            f"/people/alerts/{alert}/end",
            "/people/alerts",
        )
    ]

    assert not any(mark in page for page in pages for mark in ("Zqcode", "960111", "960222"))
