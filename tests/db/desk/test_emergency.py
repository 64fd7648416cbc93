"""What an emergency needs of one person, and what stands on it and what does not."""

import html
import re

from django.test import Client
from django.urls import reverse

from joinedup.foundation import care, instant
from joinedup.foundation.models import Account, Reading, ReadingOf
from joinedup.kernel.ids import PersonId
from joinedup.people import queries as people
from joinedup.people.domain.record import EntryKind
from tests.builders import documents
from tests.builders import glass as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.queries import at_most
from tests.builders.record import an_entry, kept

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLAN = "ReSPECT: not for resuscitation, care at home"


def browser(name: str = "olu") -> Client:
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(Account.objects.get(username=name), backend=BACKEND)
    return made


def read(answer: object) -> str:
    page = answer.content.decode().replace("\u00a0", " ")  # type: ignore[attr-defined]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def somebody() -> PersonId:
    """Somebody with wishes, an allergy, a medicine, a measurement and a note."""
    person = persons.a_person()
    kept(
        person,
        an_entry(kind=EntryKind.CARE_PLAN, words=PLAN, source_key="1"),
        an_entry(kind=EntryKind.ALLERGY, words="Penicillin", source_key="2"),
        an_entry(kind=EntryKind.MEDICATION, words="Warfarin 3 mg", source_key="3"),
        an_entry(kind=EntryKind.CONDITION, words="Heart failure", source_key="4"),
        an_entry(kind=EntryKind.ENCOUNTER, words="Counselling", source_key="5"),
        an_entry(kind=EntryKind.OBSERVATION, words="Weight", value="61 kg", source_key="6"),
    )
    return person


def test_in_two_clicks_and_without_glass() -> None:
    person = somebody()
    build.doctor()
    build.told(build.encounter(person))
    olu = browser()

    home = olu.get(reverse("desk:home"))
    address = reverse("desk:emergency", args=[person])
    assert f'href="{address}"' in home.content.decode()
    page = read(olu.get(address))

    for shown in (PLAN, "Penicillin", "Warfarin 3 mg", "Heart failure", "14 Station Road"):
        assert shown in page
    for hidden in ("Counselling", "61 kg", "What has happened"):
        assert hidden not in page
    assert "They are in contact with your organisation now." in page
    assert "/desk/record/" not in olu.get(address).content.decode()


def test_a_document_in_force_stands_first_and_opens_whole() -> None:
    person = somebody()
    build.doctor()
    build.told(build.encounter(person))
    document = documents.recorded(person, original=documents.a_sight())
    olu, address = browser(), reverse("people:document", args=[document])

    page = olu.get(reverse("desk:emergency", args=[person]))
    whole = olu.get(address)

    assert f'href="{address}"' in page.content.decode()
    assert read(page).index("Stay at home. Comfort care.") < read(page).index(PLAN)
    assert whole.status_code == 200
    assert "Yellow folder by the door" in read(whole)
    assert "All their documents" not in read(whole)
    assert olu.get(reverse("people:see_original", args=[document])).status_code == 403
    build.doctor("medic", organisation="ambulance")
    assert browser("medic").get(address).status_code == 403
    care.restrict(person, kind="access", reason="asked", at=instant.now(), by=build.officer())
    assert "Stay at home. Comfort care." in read(olu.get(address))


def test_it_asks_few_questions_and_is_written_down() -> None:
    person = somebody()
    build.doctor()
    build.told(build.encounter(person))
    olu = browser()
    olu.get(reverse("desk:home"))

    with at_most(20):
        olu.get(reverse("desk:emergency", args=[person]))

    last = Reading.objects.latest("id")
    assert (last.route, last.outcome, last.role) == ("desk:emergency", "shown", "urgent_clinician")
    assert ReadingOf.objects.get(reading=last).ground == "live_contact"


def test_the_rest_is_refused_and_nothing_of_it_is_written() -> None:
    person = somebody()
    build.doctor()
    build.told(build.encounter(person))
    olu = browser()

    for route in ("desk:fridge", "people:write_entry", "people:correct"):
        assert olu.get(reverse(route, args=[person])).status_code == 403, route
    led = olu.get(reverse("desk:person", args=[person]))

    assert (led.status_code, led["Location"]) == (303, reverse("desk:emergency", args=[person]))


def test_whoever_is_not_in_contact_reads_why_not_and_what_is_left_to_do() -> None:
    person = somebody()
    build.doctor()
    olu = browser()

    for route in ("desk:emergency", "desk:person"):
        answer = olu.get(reverse(route, args=[person]))
        assert answer.status_code == 403
        page = read(answer)
        assert "You have no part in this person's care that we know of." in page
        assert "a call or contact that is open now" in page
        assert "Open in an emergency" in page
        assert PLAN not in page


def test_the_page_of_a_refusal_offers_glass_to_whoever_may_break_it_alone() -> None:
    person = somebody()
    build.officer()
    work.clinician("sam")

    glass = reverse("people:break_glass", args=[person])
    assert glass in browser("sam").get(reverse("desk:person", args=[person])).content.decode()
    assert glass not in browser("petra").get(reverse("desk:person", args=[person])).content.decode()


def test_glass_is_broken_shown_on_every_page_closed_and_reviewed() -> None:
    person = somebody()
    build.doctor()
    build.officer()
    olu, petra = browser(), browser("petra")
    asked = reverse("people:break_glass", args=[person])
    form = olu.get(asked).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key

    empty = olu.post(asked, {"key": key[1], "reason": "", "words": ""})
    assert empty.status_code == 422
    assert "Choose why you open it" in read(empty)
    typed = {"key": key[1], "reason": "danger", "words": "Wandering on the A413, confused"}
    done = olu.post(asked, typed)

    assert (done.status_code, done["Location"]) == (303, reverse("desk:person", args=[person]))
    for route in ("desk:person", "desk:fridge", "desk:emergency"):
        assert "You opened this in an emergency, until" in read(
            olu.get(reverse(route, args=[person]))
        )
    assert "You opened this in an emergency" not in read(olu.get(reverse("desk:home")))
    page = petra.get(reverse("people:broken"))
    assert "Wandering on the A413, confused" in read(page)
    assert "1 waiting for you" in read(page)
    found = re.search(r'href="(/people/glass/[0-9a-f-]{36})"', page.content.decode())
    assert found
    review = read(petra.get(found[1]))
    assert "They or somebody else is in danger" in review
    assert "3 pages, last" in review
    told = petra.post(found[1], {"seen": "1", "finding": "not_justified", "words": ""})
    assert (told.status_code, "to whom it was passed." in read(told)) == (422, True)
    closed = olu.post(reverse("people:close_glass", args=[person]))
    assert closed["Location"] == reverse("desk:home")
    assert olu.get(reverse("desk:person", args=[person])).status_code == 403
    seen = re.search(r'name="seen" value="(\d+)"', petra.get(found[1]).content.decode())
    assert seen
    done = petra.post(found[1], {"seen": seen[1], "finding": "justified", "words": ""})
    assert done["Location"] == reverse("people:broken")
    assert "Nothing waits for review." in read(petra.get(done["Location"]))
    assert "Justified" in read(petra.get(reverse("people:broken") + "?reviewed=yes"))


def test_a_stale_review_is_told_what_came_since() -> None:
    person = somebody()
    glass_id = build.broken(person)
    build.officer()
    petra = browser("petra")
    address = reverse("people:review_glass", args=[glass_id])
    petra.post(address, {"seen": "1", "finding": "justified", "words": ""})

    again = petra.post(address, {"seen": "1", "finding": "not_justified", "words": "No"})

    assert again.status_code == 409


def test_a_worker_reads_it_and_says_so() -> None:
    line = work.a_line()
    work.triage(line)
    work.accept(line)
    work.allocate(line)
    person = work.person_of(work.line(line).referral_id)
    glass_id = build.broken(PersonId(person))
    ann = browser("ann")

    assert build.WORDS in read(ann.get(reverse("desk:home")))
    ann.post(reverse("people:glass_read", args=[glass_id]))

    assert build.WORDS not in read(ann.get(reverse("desk:home")))


def test_their_own_is_refused_on_the_form_with_what_was_typed() -> None:
    person = somebody()
    build.doctor()
    build.officer()
    petra, olu = browser("petra"), browser()
    own = reverse("people:own_record", args=[person])
    assert "Nobody here signs in as Oluu" in read(petra.post(own, {"username": "Oluu"}))
    assert petra.post(own, {"username": "olu"}).status_code == 303
    asked = reverse("people:break_glass", args=[person])
    key = re.search(r'name="key" value="([^"]+)"', olu.get(asked).content.decode())
    assert key

    answer = olu.post(asked, {"key": key[1], "reason": "danger", "words": "I want to look"})

    assert answer.status_code == 422
    assert "This is your own record, or of your family or household." in read(answer)
    assert "I want to look" in answer.content.decode()


def test_who_works_here_is_taken_back_on_the_page() -> None:
    person = somebody()
    doctor = build.doctor()
    build.officer()
    petra = browser("petra")
    own, no_longer = (
        reverse(f"people:{name}", args=[person]) for name in ("own_record", "own_record_not")
    )
    petra.post(own, {"username": "olu"})
    assert "Not they, or no longer here" in read(petra.get(own))

    typed = {"account_id": doctor.account_id}
    assert petra.post(no_longer, typed).status_code == 303
    again = petra.post(no_longer, typed)

    assert again.status_code == 422
    assert "It is said of them no more. See the page again." in read(again)
    assert "Said so far" not in read(petra.get(own))
    assert petra.get(no_longer)["Location"] == own


def test_more_than_are_listed_in_contact_are_told_of() -> None:
    doctor = build.doctor()
    for number in range(3):
        holder = care.urgent_care(doctor.scope.organisation)
        person = persons.a_person(family_name=f"Contact{number}")
        care.begin(person, holder, because=care.LIVE_CONTACT, at=instant.now(), by=doctor)

    listed = people.in_contact(build.now(doctor).scope, limit=2)

    assert (len(listed.rows), listed.has_more) == (2, True)
    assert not people.in_contact(build.now(doctor).scope, limit=3).has_more


def test_of_a_restricted_record_the_form_leads_to_what_is_open() -> None:
    person = somebody()
    doctor = build.doctor()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=doctor)
    olu = browser()
    asked = reverse("people:break_glass", args=[person])
    assert "Fewer people may open this record" in read(olu.get(asked))

    build.broken(person, by=doctor)

    led = olu.get(asked)
    assert led["Location"] == reverse("desk:emergency", args=[person])
    page = read(olu.get(led["Location"]))
    assert PLAN in page
    assert "Penicillin" in page
    # Who said it tells where they are registered.
    for hidden in ("Warfarin", "Heart failure", "Station Road", "Larkmead"):
        assert hidden not in page
