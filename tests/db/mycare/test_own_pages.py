"""What somebody reads of their own care, says of themselves and asks for; what staff answer."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from joinedup.foundation import care, instant, place, reading
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.worker import Worker
from joinedup.kernel.ids import PersonId
from joinedup.mycare.models import Asking, Resident
from joinedup.people import services as people
from joinedup.people.models import RecordEntry
from joinedup.referrals.domain.request import Agreement, AgreementKind, KnownPerson
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from tests.builders import duplicates, relations
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders import referrals as work

PAGES = (
    "",
    "coming",
    "next",
    "worse",
    "people",
    "card",
    "caring",
    "record",
    "record/medicines",
    "sharing",
    "looks",
    "print",
    "print?size=large",
    "account",
    "about-me",
    "about-me/matters",
    "about-me/how_to_talk",
    "about-me/helps",
    "about-me/language",
    "told",
    "told/note",
    "told/reading",
    "asked",
    "asked/correction",
)
READING = {"measure": "oxygen", "number": "97", "lower": ""}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def etty(person: PersonId) -> Client:
    return build.browser(build.a_resident(person))


def with_a_line(stage: Stage = Stage.ALLOCATED, **changes: Any) -> tuple[PersonId, UUID]:
    person = build.somebody()
    return person, work.a_line(stage, person=KnownPerson(person_id=person), **changes)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_a_number_to_ring_and_a_way_out(page: str) -> None:
    answer = etty(with_a_line()[0]).get(f"/my-care/{page}")

    assert answer.status_code == 200
    assert "0808 157 0100" in words(answer)
    assert "Exit this page" in words(answer)
    assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.TO_TRIAGE, "We have it. One of our team will read it"),
        (Stage.WAITING_FOR_INFORMATION, "We had a question first"),
        (Stage.REDIRECT_OFFERED, "We asked another team"),
        (Stage.WITH_TEAM, "We sent it to a team"),
        (Stage.NO_WORKER, "They are choosing who will come"),
        (Stage.ALLOCATED, "will come to see you"),
        (Stage.RESPONDED, "Someone has seen you"),
        (Stage.CLOSED, "This is finished"),
    ],
)
def test_what_happens_next_is_said_at_every_stage(stage: Stage, said: str) -> None:
    person, line = with_a_line(stage)

    page = words(etty(person).get("/my-care/next"))

    assert said in page
    held = Line.objects.get(pk=line)
    for code in filter(None, (held.response_class, held.lead, held.team_code, stage.value)):
        assert not re.search(rf"\b{code}\b", page) or code in {"nurse", "rapid"}


def test_who_is_coming_is_first_with_by_when() -> None:
    person, _ = with_a_line()

    page = words(etty(person).get("/my-care/"))

    assert "Ann" in page
    assert "at the latest" in page


def test_nobody_is_coming_where_nothing_is_open() -> None:
    page = words(etty(build.somebody()).get("/my-care/"))

    assert "No one is due to come now" in page


def test_what_somebody_was_not_asked_about_is_not_shown_here_first() -> None:
    not_asked = Agreement(kind=AgreementKind.NOT_ASKED, reason="Too unwell")
    person, _ = with_a_line(agreement=not_asked)

    assert "We have not been asked to do anything" in words(etty(person).get("/my-care/next"))


def test_where_they_are_is_not_told_while_it_is_restricted() -> None:
    person, line = with_a_line()
    browser = etty(person)
    team = place.current().team_name(Line.objects.get(pk=line).team_code)
    assert team in words(browser.get("/my-care/people"))
    at, by = instant.now(), persons.the_office()

    people.restrict_location(person, seen=None, reason="at_risk_from_somebody", at=at, by=by)

    told = " ".join(words(browser.get(f"/my-care/{page}")) for page in PAGES)
    assert team not in told
    assert place.current().practices[persons.LARKMEAD].name not in told


def test_family_and_carers_are_named_without_a_number() -> None:
    person = build.somebody()
    relations.related(person)

    page = words(etty(person).get("/my-care/people"))

    assert "Family and carers we know of" in page


def test_who_has_looked_is_told_by_role_and_never_of_a_concern() -> None:
    person = build.somebody()
    browser, gp = etty(person), work.gp()
    build.browser(gp).get(f"/desk/people/{person}")
    build.browser(gp).get(f"/desk/people/{person}")
    build.browser(gp).get(f"/safeguarding/people/{person}")

    page = words(browser.get("/my-care/looks"))

    assert "or someone who sent you to us" in page
    assert "Joan" not in page
    assert "3 pages" not in page
    assert "2 pages" in page


def test_looks_are_paged_and_asked_about_one_by_one() -> None:
    person = build.somebody()
    browser, gp = etty(person), work.gp()
    scope = gp.scope
    for number in range(51):
        scope.shown.clear()
        scope.show(person, "practice_registration")
        reading.write(scope, route=f"desk:person{number}")

    first = browser.get("/my-care/looks").content.decode()
    (after,) = re.findall(r"after=([\w-]+)", first)
    second = words(browser.get(f"/my-care/looks?after={after}"))

    assert "See the newest" in second


def test_a_name_is_asked_for_and_given_by_the_privacy_officer() -> None:
    person = build.somebody()
    browser, gp = etty(person), work.gp()
    build.browser(gp).get(f"/desk/people/{person}")
    (look,) = set(
        re.findall(r"/my-care/looks/([\w-]+)", browser.get("/my-care/looks").content.decode())
    )
    asked = {"key": str(uuid4()), "words": "Who was this?"}
    assert browser.post(f"/my-care/looks/{look}", {**asked, "words": " "}).status_code == 422
    for _ in range(2):
        assert browser.post(f"/my-care/looks/{look}", asked).status_code == 303
    (asking,) = Asking.objects.all()

    petra = build.browser(work.staff("petra", Role.PRIVACY_OFFICER))
    assert "Who was this?" in words(petra.get("/my-care/requests"))
    page = words(petra.get(f"/my-care/requests/{asking.id}"))
    answer = {"seen": "1", "outcome": "done", "words": "Dr Hale, your doctor."}
    assert "Give the name unless" in page
    assert build.browser(gp).get(f"/my-care/requests/{asking.id}").status_code in (403, 404)
    assert petra.post(f"/my-care/requests/{asking.id}", {**answer, "words": ""}).status_code == 422
    assert petra.post(f"/my-care/requests/{asking.id}", answer).status_code == 303
    again = petra.post(f"/my-care/requests/{asking.id}", {**answer, "seen": "2"})
    stale = petra.post(f"/my-care/requests/{asking.id}", answer)

    assert (again.status_code, stale.status_code) == (422, 409)
    told = words(browser.get("/my-care/asked"))
    assert "We did this. Dr Hale, your doctor." in told
    assert "Dr Hale" in words(petra.get(f"/my-care/requests/{asking.id}"))
    assert "None waits" in words(petra.get("/my-care/requests"))
    assert "Who was this?" in words(petra.get("/my-care/requests?answered=yes"))


def test_nobody_asks_about_a_look_that_they_were_not_told_of() -> None:
    person, other = build.somebody(), persons.a_person(given_name="Reg")
    browser, gp = etty(person), work.gp()
    build.browser(gp).get(f"/safeguarding/people/{person}")
    build.browser(gp).get(f"/desk/people/{other}")
    asked = {"key": str(uuid4()), "words": "Who was this?"}

    for look in reading.latest().rows:
        assert browser.get(f"/my-care/looks/{look.id}").status_code == 404
        assert browser.post(f"/my-care/looks/{look.id}", asked).status_code == 404


def test_a_correction_goes_to_those_who_may_make_it() -> None:
    person, _ = with_a_line()
    browser = etty(person)
    asked = {"key": str(uuid4()), "words": "My name has one t"}
    assert browser.post("/my-care/asked/correction", {"key": asked["key"]}).status_code == 422
    browser.post("/my-care/asked/correction", asked)
    (asking,) = Asking.objects.all()
    assert "We will answer you" in words(browser.get("/my-care/asked"))
    nurse, stranger = work.nurse(), work.staff("far", Role.TEAM_MEMBER, team="other")

    seen = words(build.browser(nurse).get("/my-care/requests"))

    assert "My name has one t" in seen
    assert "My name has one t" not in words(build.browser(stranger).get("/my-care/requests"))
    assert build.browser(stranger).get(f"/my-care/requests/{asking.id}").status_code == 404
    done = {"seen": "1", "outcome": "in_part", "words": "Put right here."}
    assert build.browser(nurse).post(f"/my-care/requests/{asking.id}", done).status_code == 303


def test_requests_are_paged_both_ways() -> None:
    person = build.somebody()
    browser = etty(person)
    for number in range(26):
        browser.post("/my-care/asked/correction", {"key": str(uuid4()), "words": f"Wrong {number}"})
    office = build.browser(work.clinician())
    care.begin(
        person,
        care.account(work.clinician().account_id),
        because="allocated",
        at=instant.now(),
        by=persons.the_office(),
    )

    first = office.get("/my-care/requests").content.decode()
    (after,) = re.findall(r"after=([\w-]+)", first)

    assert "Wrong 25" in words(office.get(f"/my-care/requests?after={after}"))
    assert office.get(f"/my-care/requests?answered=yes&after={after}").status_code == 200


def test_a_note_stands_in_the_record_as_told_by_the_person() -> None:
    person = build.somebody()
    browser = etty(person)
    note = {"key": str(uuid4()), "words": "My ankle hurts"}
    assert browser.post("/my-care/told/note", {"key": note["key"]}).status_code == 422

    for _ in range(2):
        assert browser.post("/my-care/told/note", note).status_code == 303

    (entry,) = RecordEntry.objects.filter(person_id=person)
    assert (entry.author, entry.author_role) == ("The person themselves", "Told by the person")
    assert "My ankle hurts" in words(browser.get("/my-care/told"))
    assert "My ankle hurts" in words(build.browser(work.gp()).get(f"/desk/people/{person}"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (READING, "We have your reading"),
        ({**READING, "number": "91"}, "ring 999"),
        ({**READING, "number": "94"}, "ring 111 now"),
        ({"measure": "blood_pressure", "number": "120", "lower": "80"}, "120/80 mmHg"),
        ({"measure": "temperature", "number": "36,6", "lower": ""}, "36.6 °C"),
    ],
)
def test_a_reading_is_kept_and_says_what_to_do_at_once(typed: dict[str, str], said: str) -> None:
    person = build.somebody()

    answer = etty(person).post("/my-care/told/reading", {"key": str(uuid4()), **typed})

    assert answer.status_code == 200
    assert said in words(answer)
    assert RecordEntry.objects.get(person_id=person).value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**READING, "number": "970"}, "from 50 to 100"),
        ({**READING, "number": "ninety"}, "Type a number"),
        ({**READING, "measure": "blood_pressure"}, "two numbers"),
        ({**READING, "measure": ""}, "Choose what you measured"),
    ],
)
def test_what_is_no_reading_is_refused_with_why(typed: dict[str, str], said: str) -> None:
    person = build.somebody()

    answer = etty(person).post("/my-care/told/reading", {"key": str(uuid4()), **typed})

    assert answer.status_code == 422
    assert said in words(answer)
    assert not RecordEntry.objects.filter(person_id=person).exists()


def test_what_matters_is_said_changed_and_taken_back() -> None:
    person = build.somebody()
    browser = etty(person)
    address = "/my-care/about-me/matters"
    assert browser.post(address, {"words": ""}).status_code == 303
    assert not RecordEntry.objects.exists()

    for said in ("My cat Tibbles", "My cat Tibbles", "My garden"):
        browser.post(address, {"words": said})

    assert "My garden" in words(browser.get("/my-care/about-me"))
    assert "My garden" in words(build.browser(work.gp()).get(f"/desk/people/{person}"))
    assert RecordEntry.objects.filter(person_id=person).count() == 2
    browser.post(address, {"words": ""})
    assert "My garden" not in words(browser.get("/my-care/about-me"))
    assert browser.post(address, {"words": "x" * 500}).status_code == 422
    assert browser.get("/my-care/about-me/nothing").status_code == 404


def test_the_language_is_changed_with_what_it_was() -> None:
    person = build.somebody()
    browser = etty(person)
    assert "English" in words(browser.get("/my-care/about-me"))
    typed = {"seen": "1", "language": "Punjabi", "needs_interpreter": "on"}

    assert browser.post("/my-care/about-me/language", typed).status_code == 303
    same = browser.post("/my-care/about-me/language", {**typed, "seen": "2"})
    long = browser.post("/my-care/about-me/language", {**typed, "language": "x" * 30})

    assert (same.status_code, long.status_code) == (303, 422)
    page = words(browser.get("/my-care/about-me"))
    assert "Punjabi" in page
    assert "You need someone to put it into your language" in page
    browser.post("/my-care/about-me/language", {"seen": "2", "language": "Punjabi"})
    assert Entry.objects.filter(subject_id=person, kind="people.details_corrected").count() == 2


def test_somebody_who_died_is_signed_out_for_good() -> None:
    person = build.somebody()
    browser = etty(person)
    at, by = instant.now(), persons.the_office()

    people.record_death(person, seen=None, died_on=place.today(), at=at, by=by)
    worker = Worker()
    while worker.work_once():
        pass

    assert Resident.objects.get().ended_because == "died"
    assert browser.get("/my-care/").status_code in (302, 403)


@pytest.mark.parametrize("is_joined_first", [False, True])
def test_a_death_that_a_joined_record_carries_signs_them_out_too(is_joined_first: bool) -> None:
    person = build.somebody()
    browser = etty(person)
    again = duplicates.entered_again()
    office = persons.the_office()
    if is_joined_first:
        duplicates.joined(again, person, words="Rang the family")
        people.tell_death(again, died_on=place.today(), at=instant.now(), by=office)
    else:
        died = {"seen": None, "died_on": place.today(), "at": instant.now()}
        people.record_death(again, **died, by=office)  # type: ignore[arg-type]
        duplicates.joined(again, person, words="Rang the family")

    worker = Worker()
    while worker.work_once():
        pass

    assert Resident.objects.get().ended_because == "died"
    assert browser.get("/my-care/").status_code in (302, 403)


def test_an_account_without_a_record_of_its_own_sees_nothing() -> None:
    browser = etty(build.somebody())
    Resident.objects.all().update(until=instant.now() + timedelta(hours=1))

    assert browser.get("/my-care/").status_code == 404


def test_who_sees_it_is_decided_and_taken_back_on_ones_own_page() -> None:
    person = build.somebody()
    browser = etty(person)
    address = "/my-care/sharing/change"
    typed = {"key": str(uuid4()), "kind": "limit", "section": "mental_health"}
    assert browser.post(address, {**typed, "section": ""}).status_code == 422
    assert browser.post(address, {**typed, "kind": "objection"}).status_code == 422
    assert browser.post(address, {"key": typed["key"]}).status_code == 422

    assert browser.post(address, typed).status_code == 303
    other = {"key": str(uuid4()), "kind": "objection", "organisation": "bht"}
    assert browser.post(address, other).status_code == 303
    page = browser.get("/my-care/sharing")

    assert "You keep this part back from everyone: Mental health." in words(page)
    assert "You said no to:" in words(page)
    held = re.findall(r"/my-care/sharing/([\w-]{36})/end", page.content.decode())
    assert browser.post(f"/my-care/sharing/{held[0]}/end", {"seen": "x"}).status_code == 422
    for one in held:
        assert browser.post(f"/my-care/sharing/{one}/end", {"seen": "1"}).status_code == 303
    assert browser.post(f"/my-care/sharing/{held[0]}/end", {"seen": "2"}).status_code == 404
    assert "You have not changed anything" in words(browser.get("/my-care/sharing"))
