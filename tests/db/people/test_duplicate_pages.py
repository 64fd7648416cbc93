"""The pages on which somebody says whether two entries are one person."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from joinedup.foundation import care, instant
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.pairs import Answer, JoinedBecause
from joinedup.people.models import Person, PossibleDuplicate
from joinedup.people.queries.duplicates import joined_lately
from joinedup.people.queries.joined_details import held_of
from tests.builders import duplicates
from tests.builders import people as build
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
def two() -> tuple[PersonId, PersonId]:
    """Ethel, whom the front door looks after, and Ethel entered again."""
    ethel, again = build.a_person(), duplicates.entered_again(family_name="Pargiter")
    build.in_care_of(build.a_clinician(), [ethel])
    duplicates.compared()
    return ethel, again


def words(answer: HttpResponse) -> str:
    """What a page says."""
    return answer.content.decode().replace("\u00a0", " ")


def typed(pair: PossibleDuplicate, **changes: object) -> dict[str, object]:
    """What is sent to join a pair."""
    one, other = (Person.objects.get(pk=id_) for id_ in (pair.one_id, pair.other_id))
    return {
        "seen": pair.version,
        "seen_one": one.version,
        "seen_other": other.version,
        "because": "person_said",
        **changes,
    }


def test_the_list_says_why_and_leads_to_both(sam: Client, two: tuple[PersonId, PersonId]) -> None:
    pair = PossibleDuplicate.objects.get()

    page = words(sam.get("/people/duplicates"))

    for said in ("PARGETER, Ethel May", "PARGITER, Ethel May", "Family name sounds alike"):
        assert said in page
    assert f"/people/duplicates/{pair.id}" in page


def test_both_stand_side_by_side_less_what_is_not_shown(
    sam: Client, two: tuple[PersonId, PersonId]
) -> None:
    page = words(sam.get(f"/people/duplicates/{PossibleDuplicate.objects.get().id}"))

    assert "14 Station Road" in page
    assert "Not shown to you" in page
    # Who knows where the one is would be told where the other is.
    assert "Same address" not in page


def test_joining_leads_to_the_survivor(sam: Client, two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    pair = PossibleDuplicate.objects.get()

    answer = sam.post(f"/people/duplicates/{pair.id}/one-person", typed(pair, survivor=ethel))

    assert answer.headers["Location"] == f"/desk/people/{ethel}"
    assert duplicates.parted(again) == ethel


def test_a_refused_join_keeps_what_was_typed(sam: Client) -> None:
    ethel, again = build.a_person(), build.a_person()
    build.in_care_of(build.a_clinician(), [ethel, again])
    pair = duplicates.pair_of(ethel, again)
    address = f"/people/duplicates/{pair.id}/one-person"

    answer = sam.post(address, typed(pair, survivor=ethel))
    missing = sam.post(address, {"seen": "1"})

    assert (answer.status_code, missing.status_code) == (422, 422)
    assert "Two verified NHS numbers" in words(answer)
    assert "Something speaks against joining these two" in words(answer)
    assert "Choose which record goes on" in words(missing)


def test_details_corrected_meanwhile_say_what_was_done(
    sam: Client, two: tuple[PersonId, PersonId]
) -> None:
    pair = PossibleDuplicate.objects.get()
    form = typed(pair, survivor=two[0])
    services.record_death(
        two[0],
        seen=None,
        died_on=instant.now().date(),
        at=instant.now(),
        by=build.the_office(),
    )

    answer = sam.post(f"/people/duplicates/{pair.id}/one-person", form)

    assert answer.status_code == 409
    assert "Death recorded" in words(answer)


@pytest.mark.parametrize(
    ("act", "answer"), [("two-people", Answer.TWO_PEOPLE), ("not-yet", Answer.NOT_YET)]
)
def test_other_answers_are_kept(
    sam: Client, two: tuple[PersonId, PersonId], act: str, answer: Answer
) -> None:
    pair = PossibleDuplicate.objects.get()

    sent = sam.post(
        f"/people/duplicates/{pair.id}/{act}", {"seen": pair.version, "words": "Cousins"}
    )

    assert sent.headers["Location"] == "/people/duplicates"
    pair.refresh_from_db()
    assert (pair.answer, pair.words) == (answer, "Cousins")
    listed = words(sam.get("/people/duplicates"))
    assert ("Cousins" in listed) is (answer is Answer.NOT_YET)
    assert "Cousins" in words(sam.get(f"/people/duplicates/{pair.id}"))


def test_two_people_without_a_reason_is_asked_again(
    sam: Client, two: tuple[PersonId, PersonId]
) -> None:
    pair = PossibleDuplicate.objects.get()

    answer = sam.post(f"/people/duplicates/{pair.id}/two-people", {"seen": pair.version})

    assert answer.status_code == 422
    assert "Say how you know that they are two people" in words(answer)


def test_a_join_can_be_undone_on_its_page(sam: Client, two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    duplicates.joined(again, ethel)
    address = f"/people/{again}/part"

    asked, missing = sam.get(address), sam.post(address, {})
    sent = sam.post(address, {"seen": Person.objects.get(pk=again).version, "words": "Rang both"})

    assert "joined this with the record of PARGITER, Ethel May" in words(asked)
    assert missing.status_code == 422
    assert sent.headers["Location"] == f"/desk/people/{ethel}"
    assert sam.get(address).status_code in (403, 404)


def test_nobody_is_asked_about_whom_they_may_not_open(sam: Client) -> None:
    pair = duplicates.pair_of(build.a_person(), duplicates.entered_again())

    assert "PARGETER" not in words(sam.get("/people/duplicates"))
    assert sam.get(f"/people/duplicates/{pair.id}").status_code == 403


def test_nobody_restricted_to_all_is_compared(sam: Client, two: tuple[PersonId, PersonId]) -> None:
    care.restrict(two[1], kind="access", reason="r", at=instant.now(), by=build.the_office())

    pair = PossibleDuplicate.objects.get()
    assert "PARGETER" not in words(sam.get("/people/duplicates"))
    assert sam.get(f"/people/duplicates/{pair.id}").status_code == 403


def test_no_page_says_where_somebody_hidden_is(sam: Client, two: tuple[PersonId, PersonId]) -> None:
    build.in_care_of(build.a_clinician(), [two[1]])
    care.restrict(two[1], kind="location", reason="r", at=instant.now(), by=build.the_office())
    pair = PossibleDuplicate.objects.get()

    page = words(sam.get(f"/people/duplicates/{pair.id}"))

    assert page.count("14 Station Road") == 1
    assert "Same address" not in page + words(sam.get("/people/duplicates"))


def test_the_list_goes_on_after_a_page(sam: Client) -> None:
    people = [build.a_person()]
    people += [duplicates.entered_again(known_as="") for _ in range(7)]
    build.in_care_of(build.a_clinician(), people)
    duplicates.compared()

    first = sam.get("/people/duplicates")
    following = first.content.decode().partition("?after=")[2].partition('"')[0]
    second = sam.get(f"/people/duplicates?after={following}")

    assert "Showing 20 of 28" in words(first)
    assert "Showing 8 of 28" in words(second)
    for bad in ("x", "9_", f"99999999_{people[0]}"):
        assert sam.get(f"/people/duplicates?after={bad}").status_code == 200


def test_nothing_is_undone_after_it_was_shown_for_thirty_days(
    two: tuple[PersonId, PersonId], clock: instant.Hands
) -> None:
    ethel, again = two
    duplicates.joined(again, ethel)
    assert [
        row.absorbed_id
        for row in joined_lately(build.the_office().scope, ethel, held_of([ethel, again]))
    ] == [again]

    clock.tick(timedelta(days=31))

    assert not joined_lately(build.the_office().scope, ethel, held_of([ethel, again]))


def test_somebody_finds_another_record_and_compares_it(sam: Client) -> None:
    ethel, ada = build.a_person(), build.a_person(family_name="Smith", given_name="Ada")
    build.in_care_of(build.a_clinician(), [ethel])
    address = f"/people/{ethel}/same-as"

    asked = sam.get(address)
    found = sam.post(address, {"text": "Smith 12/3/1945"})
    empty = sam.post(address, {"text": ""})
    chosen = sam.post(address, {"other": str(ada)})
    wrong = sam.post(address, {"other": str(ethel)})

    assert asked.status_code == 200
    assert "Compare with this" in words(found)
    assert "Type an NHS number" in words(empty)
    pair = PossibleDuplicate.objects.get()
    assert chosen.headers["Location"] == f"/people/duplicates/{pair.id}"
    assert "Somebody asked for them to be compared" in words(sam.get(chosen.headers["Location"]))
    assert wrong.status_code == 422
    assert "This is the same record already" in words(wrong)


def test_a_pair_says_that_it_was_joined_and_parted_and_why(
    sam: Client, two: tuple[PersonId, PersonId]
) -> None:
    ethel, again = two
    pair = duplicates.pair_of(again, ethel)
    duplicates.joined(again, ethel, because=JoinedBecause.PRACTICE_SAID)
    address = reverse("people:pair", args=[pair.id])
    joined = words(sam.get(address))
    duplicates.parted(again)

    parted = words(sam.get(address))

    for page in (joined, parted):
        assert re.search(r"Joined by [^,]+, \d\d:\d\d today: Their practice said so\.", page)
    assert "Parted again" not in joined
    assert re.search(r"Parted again, \d\d:\d\d today\.", parted)


def test_the_timeline_says_why_two_records_were_joined(
    sam: Client, two: tuple[PersonId, PersonId]
) -> None:
    ethel, again = two
    duplicates.joined(again, ethel, because=JoinedBecause.PRACTICE_SAID)

    page = words(sam.get(reverse("desk:person", args=[ethel])))

    assert "Joined to another record: Their practice said so" in page
    assert not re.search(r"On \d\d:\d\d today", page)
