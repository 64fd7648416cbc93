"""The pages of the index, as a browser that runs no script sees them."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Reading, ReadingOf
from joinedup.foundation.permissions import Role
from joinedup.people import services
from joinedup.people.models import Person
from tests.builders import people as build
from tests.builders.office import a_colleague, signed_in

ETHEL = "Ethel Pargeter 12/3/1945"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def sam() -> Client:
    """A browser in which a referral clinician has signed in."""
    return signed_in(a_colleague())


def words(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode().replace("\u00a0", " ")


def boxes(**changes: object) -> dict[str, object]:
    """What somebody types into the boxes for a person."""
    typed = {
        "family_name": "Pargeter",
        "given_name": "Ethel",
        "born_on-day": "12",
        "born_on-month": "3",
        "born_on-year": "1945",
        "gender": "female",
        "address": "14 Station Road\nAylesbury",
        "postcode": "hp198ab",
        "practice_code": build.LARKMEAD,
    }
    return {**typed, **changes}


def in_sams_care(*people: UUID) -> None:
    """Give the front door a reason to see people."""
    build.in_care_of(build.a_clinician(), people)


def test_the_box_finds_and_says_why_and_is_written_down(sam: Client) -> None:
    person = build.a_person()

    page = sam.post("/people/found", {"text": "Pargiter 12/3/1945"})

    assert page.status_code == 200
    for said in (
        "PARGETER, Ethel May",
        "Born 12 Mar 1945",
        "Name is similar",
        "1 person found",
        "Looked for: name Pargiter, born 12 March 1945 or 3 December 1945",
    ):
        assert said in words(page)
    assert "14 Station Road" not in words(page)
    reading = Reading.objects.get(route="people:found")
    assert reading.outcome == "shown"
    assert ReadingOf.objects.get(reading=reading).person_id == person


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("943 476 5919", "Looked for: NHS number 943 476 5919."),
        ("hp198ab", "Looked for: postcode HP19 8AB."),
        ("Pargeter HP19", "Looked for: name Pargeter, postcode HP19."),
        ("+44 1632 960001", "Looked for: telephone 01632 960 001."),
    ],
)
def test_the_page_says_how_it_read_what_was_typed(sam: Client, text: str, said: str) -> None:
    assert said in words(sam.post("/people/found", {"text": text}))


def test_a_search_that_finds_nobody_is_written_down_too(sam: Client) -> None:
    page = sam.post("/people/found", {"text": ETHEL})

    assert "Nobody found." in words(page)
    assert Reading.objects.get(route="people:found").outcome == "nothing_found"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type an NHS number"),
        ("Ethel Pargeter", "A name alone would list strangers"),
        ("943 476 5918", "last digit does not agree"),
        ("31/2/1945", "There is no such date"),
        ("x" * 300, "200 characters or fewer"),
    ],
)
def test_what_can_find_nobody_is_refused_in_words_and_kept(
    sam: Client, text: str, said: str
) -> None:
    page = sam.post("/people/found", {"text": text})

    assert page.status_code == 422
    assert said in words(page)
    assert f'value="{text}"' in words(page) or not text


def test_a_wrong_number_beside_enough_is_said(sam: Client) -> None:
    build.a_person()

    page = words(sam.post("/people/found", {"text": f"{ETHEL} 943 476 5918"}))

    assert "It was left out of the search" in page
    assert "PARGETER, Ethel May" in page


def test_no_address_carries_what_was_typed(sam: Client) -> None:
    page = sam.get("/people/find", {"text": ETHEL})

    assert "Pargeter 12/3/1945" not in words(page).replace("like: Pargeter Ethel 12/3/1945", "")
    assert not Reading.objects.filter(route="people:find").exists()


def test_another_page_can_ask_for_json(sam: Client) -> None:
    person = build.a_person()

    found = sam.post("/people/found.json", {"text": ETHEL}).json()
    refused = sam.post(
        "/people/found.json", {"text": "Ethel"}, headers={"Accept": "application/json"}
    )

    assert [(one["id"], one["can_open"]) for one in found["found"]] == [(str(person), False)]
    assert found["found"][0]["why"] == ["Name matches", "Date of birth matches"]
    assert (refused.status_code, refused.json()["code"]) == (422, "search_too_thin")


def test_somebody_new_is_registered_once_however_often_it_is_sent(sam: Client) -> None:
    form = words(sam.get("/people/new"))
    key = form.split('name="key" value="')[1].split('"')[0]

    first, second = (sam.post("/people/new", boxes(key=key)) for _ in range(2))

    person = Person.objects.get()
    assert first.headers["Location"] == second.headers["Location"]
    assert (person.family_name, person.postcode) == ("Pargeter", "HP19 8AB")
    assert person.address == "14 Station Road\nAylesbury"
    assert "PARGETER, Ethel" in words(sam.get(first.headers["Location"]))
    assert sam.get(f"/people/{build.a_key()}/registered").status_code == 404


def test_what_was_searched_for_need_not_be_typed_again(sam: Client) -> None:
    form = words(sam.post("/people/new", {"text": "PARGETER, Ethel 12/3/1945 hp198ab"}))
    blank = sam.post("/people/new", {"text": "Ethel"})

    for said in ('value="Pargeter"', 'value="Ethel"', 'value="1945"', 'value="HP19 8AB"'):
        assert said in form
    assert blank.status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"family_name": ""}, "Enter a family name or an NHS number"),
        ({"born_on-year": "2100"}, "must be today or earlier"),
        ({"postcode": "nowhere"}, "Enter a full postcode"),
        ({"nhs_number": "9434765918"}, "last digit does not agree"),
        ({"gender": "banana"}, "Choose one of the answers shown"),
        ({"practice_code": "banana"}, "Choose one of the answers shown"),
        ({"key": "banana"}, "This page was changed on its way"),
    ],
)
def test_what_cannot_be_registered_is_refused_and_kept(
    sam: Client, changes: dict[str, str], said: str
) -> None:
    page = sam.post("/people/new", boxes(**{"key": str(build.a_key()), **changes}))

    assert page.status_code == 422
    assert said in words(page)
    assert "14 Station Road" in words(page)
    assert not Person.objects.exists()


def test_details_are_shown_to_be_corrected_and_what_they_were_after(sam: Client) -> None:
    person = build.a_person()
    in_sams_care(person)
    address = f"/people/{person}/correct"
    form = words(sam.get(address))

    answer = sam.post(address, boxes(seen="1", family_name="Marsh", language="en"))

    assert 'value="Pargeter"' in form
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/people/{person}")
    assert "Family name: Pargeter" in words(sam.get(address))


def test_a_correction_that_breaks_a_rule_is_refused_and_kept(sam: Client) -> None:
    person = build.a_person()
    in_sams_care(person)

    answer = sam.post(f"/people/{person}/correct", boxes(seen="1", family_name=""))

    assert answer.status_code == 422
    assert "Enter a family name or an NHS number" in words(answer)
    assert "14 Station Road" in words(answer)


def test_an_untouched_form_corrects_nothing(sam: Client) -> None:
    person = build.a_person(practice_code="Z00000", known_as="")
    in_sams_care(person)
    address = f"/people/{person}/correct"
    held = Person.objects.get(pk=person)

    typed = boxes(
        seen="1",
        given_name="Ethel May",
        nhs_number=held.nhs_number,
        postcode="HP19 8AB",
        phone="01632 960 001",
        practice_code="Z00000",
        language="en",
    )
    answer = sam.post(address, typed)

    assert answer.status_code == 303
    assert Person.objects.get(pk=person).version == 1
    assert 'value="Z00000" selected' in words(sam.get(address))


def test_two_who_correct_at_once_are_told(sam: Client) -> None:
    details = build.some_details()
    person = build.registered(details)
    in_sams_care(person)
    services.correct_details(
        person,
        seen=None,
        details=replace(details, phone="1"),
        at=instant.now(),
        by=build.the_office(),
    )

    answer = sam.post(f"/people/{person}/correct", boxes(seen="1", family_name="Marsh"))

    assert answer.status_code == 409
    assert "Details corrected" in words(answer)
    assert "14 Station Road" in words(answer)


def test_of_somebody_restricted_the_form_shows_no_address_and_keeps_it(sam: Client) -> None:
    person = build.a_person()
    in_sams_care(person)
    sam.post(f"/people/{person}/restrict", {"seen": "1", "reason": "person_asked"})

    form = words(sam.get(f"/people/{person}/correct"))
    typed = boxes(seen="2", address="", postcode="", practice_code="", family_name="Marsh")
    sam.post(f"/people/{person}/correct", typed)

    held = Person.objects.get(pk=person)
    assert "Station Road" not in form
    assert "selected>Larkmead" not in form
    assert (held.family_name, held.postcode) == ("Marsh", "HP19 8AB")
    assert held.details().practice_code == build.LARKMEAD


def test_somebody_is_moved_and_brought_home(sam: Client) -> None:
    person = build.a_person()
    in_sams_care(person)
    address = f"/people/{person}/where"

    refused = sam.post(address, {"seen": "1", "words": "Ward 9"})
    tampered = sam.post(address, {"seen": "banana", "kind": "home"})
    moved = sam.post(address, {"seen": "1", "kind": "hospital", "words": "Ward 9"})
    shown = words(sam.get(address))
    home = sam.post(address, {"seen": "2", "kind": "home"})

    assert (refused.status_code, moved.status_code, home.status_code) == (422, 303, 303)
    assert "Choose where they are" in words(refused)
    assert "changed on its way" in words(tampered)
    assert "Ward 9" in shown
    assert Person.objects.get(pk=person).elsewhere() is None


def test_a_death_is_recorded(sam: Client) -> None:
    person = build.a_person()
    in_sams_care(person)
    address = f"/people/{person}/death"
    days = {"died_on-day": "1", "died_on-month": "11", "died_on-year": "1944"}

    asked, refused = sam.get(address), sam.post(address, {"seen": "1", **days})
    done = sam.post(address, {"seen": "1", **days, "died_on-year": "2025"})

    assert "Has PARGETER, Ethel May died?" in words(asked)
    assert (refused.status_code, done.status_code) == (422, 303)
    assert "before the date of birth" in words(refused)


def test_whereabouts_are_restricted_and_shown_again(sam: Client) -> None:
    person = build.a_person()

    asked = sam.get(f"/people/{person}/restrict")
    refused = sam.post(f"/people/{person}/restrict", {"seen": "1", "reason": "banana"})
    done = sam.post(f"/people/{person}/restrict", {"seen": "1", "reason": "court_order"})
    found = words(sam.post("/people/found", {"text": ETHEL}))
    lifting = sam.get(f"/people/{person}/lift")
    kept = sam.post(f"/people/{person}/lift", {"seen": "2", "reason": "banana"})
    lifted = sam.post(f"/people/{person}/lift", {"seen": "2", "reason": "risk_over"})

    codes = [answer.status_code for answer in (asked, refused, done, lifting, kept, lifted)]
    assert codes == [200, 422, 303, 200, 422, 303]
    assert "Whereabouts restricted" in found
    assert "Larkmead" not in found


def test_a_reason_that_only_a_message_gives_is_not_offered(sam: Client) -> None:
    person = build.a_person()

    asked = words(sam.get(f"/people/{person}/restrict"))
    forced = sam.post(f"/people/{person}/restrict", {"seen": "1", "reason": "marked_by_sender"})

    assert "By order of a court" in asked
    assert "Marked as restricted by the system" not in asked
    assert forced.status_code == 422


def test_somebody_described_is_found_compared_and_identified(sam: Client) -> None:
    described, known = build.somebody_described("Woman, red coat"), build.a_person()
    in_sams_care(described)

    waiting = words(sam.get("/people/unidentified"))
    asked = words(sam.get(f"/people/{described}/identify"))
    found = words(sam.post(f"/people/{described}/identify", {"text": ETHEL}))
    compared = words(sam.get(f"/people/{described}/identify/{known}"))
    done = sam.post(f"/people/{described}/identify/{known}", {"seen": "1"})

    assert all("Woman, red coat" in page for page in (waiting, asked, found, compared))
    assert f"/people/{described}/identify/{known}" in found
    assert "PARGETER, Ethel May" in compared
    assert (done.status_code, done.headers["Location"]) == (303, f"/desk/people/{known}")
    assert "Everybody you look after is identified" in words(sam.get("/people/unidentified"))


def test_whoever_cannot_be_identified_so_is_told(sam: Client) -> None:
    described, other = build.somebody_described(), build.somebody_described()
    in_sams_care(described)

    page = sam.post(f"/people/{described}/identify/{other}", {"seen": "1"})

    assert page.status_code == 422
    assert "Choose somebody who is identified" in words(page)
    assert sam.get(f"/people/{described}/identify/{build.a_key()}").status_code == 404


def test_somebody_described_is_entered_as_new(sam: Client) -> None:
    described = build.somebody_described()
    in_sams_care(described)
    address = f"/people/{described}/identify/new"

    asked, refused = sam.get(address), sam.post(address, boxes(seen="1", family_name=""))
    done = sam.post(address, boxes(seen="1"))

    assert "Woman, about 80, red coat" in words(asked)
    assert (refused.status_code, done.status_code) == (422, 303)
    assert Person.objects.get(pk=described).family_name == "Pargeter"


def test_those_not_identified_are_listed_a_page_at_a_time(sam: Client) -> None:
    people = [build.somebody_described(f"Somebody {n:02}") for n in range(26)]
    in_sams_care(*people)

    first = words(sam.get("/people/unidentified"))
    second = words(sam.get(f"/people/unidentified?after={people[24]}"))
    odd = sam.get("/people/unidentified?after=banana")

    assert f"after={people[24]}" in first
    assert "Somebody 24" in first
    assert "Somebody 25" not in first
    assert "Somebody 25" in second
    assert odd.status_code == 200


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.REFERRER, {"find", "new"}),
        (Role.REFERRAL_CLINICIAN, {"find", "new", "unidentified", "correct", "restrict"}),
        (Role.TEAM_MEMBER, {"find"}),
        (Role.TEAM_MANAGER, {"find"}),
        (Role.COMMISSIONER, set()),
        (Role.PRIVACY_OFFICER, {"find", "restrict"}),
        (Role.PLACE_ADMINISTRATOR, set()),
    ],
)
def test_each_role_is_let_in_where_it_may(role: Role, allowed: set[str]) -> None:
    person, browser = build.a_person(), signed_in(a_colleague(role=role))
    in_sams_care(person)
    addresses = {
        "find": "/people/find",
        "new": "/people/new",
        "unidentified": "/people/unidentified",
        "correct": f"/people/{person}/correct",
        "restrict": f"/people/{person}/restrict",
    }

    let_in = {name for name, at in addresses.items() if browser.get(at).status_code == 200}

    assert let_in == allowed


@pytest.mark.parametrize("name", ["correct", "where", "death", "identify", "identify/new"])
def test_whom_one_may_not_open_one_may_not_change(sam: Client, name: str) -> None:
    person = build.a_person()

    assert sam.get(f"/people/{person}/{name}").status_code == 403
    assert sam.get(f"/people/{build.a_key()}/{name}").status_code == 404
