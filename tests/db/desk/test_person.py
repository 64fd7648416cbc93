"""The page of one person: what is needed at night first, and nothing that is not so."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import care, inbox, instant
from joinedup.foundation.models import Account
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.relations import Told
from joinedup.people.queries import record
from joinedup.referrals import services
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Referral
from joinedup.web import filters
from tests.builders import calls, relations
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.record import GP, an_entry, heard, kept, received, written

pytestmark = pytest.mark.usefixtures("clock")

COMMUNITY = "community-system"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOUR = timedelta(hours=1)


def page_of(person: PersonId, *, asked: str = "", name: str = "sam") -> str:
    """What the page of a person says, without its mark-up's spaces."""
    answer = browser(name).get(f"{reverse('desk:person', args=[person])}?{asked}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def browser(name: str = "sam") -> Client:
    """A browser in which somebody has signed in."""
    build.clinician("sam")
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(Account.objects.get(username=name), backend=BACKEND)
    return made


def ethel(**told: object) -> PersonId:
    """Somebody with an open referral at the front door."""
    line_id = build.a_line(Stage.TO_TRIAGE, **told)
    return PersonId(build.line(line_id).referral.person_id)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_call_says_until_when_it_lets_one_see_them(clock) -> None:
    person = persons.a_person()
    call_id = calls.taken(about=person)
    during = page_of(person)
    calls.advised(call_id)
    clock.tick(HOUR)

    assert "may see them for 24 hours after it" in during
    assert "Your team had a call about them: until 09:30 tomorrow." in page_of(person)


def test_whoever_was_chosen_by_mistake_for_a_call_is_said_so() -> None:
    person = ethel()
    call_id = calls.taken(about=person)

    services.leave_person(
        call_id, seen=calls.seen(call_id), at=instant.now(), by=build.clinician("sam")
    )

    page = page_of(person)
    assert page.count("Somebody rang about them") == 1
    assert "Chosen by mistake for a call: it was about somebody else" in page


def test_the_first_screen_comes_before_all_else() -> None:
    person = ethel()
    kept(person, an_entry(), source=COMMUNITY)

    page = page_of(person)

    order = [
        'class="ju-person"',
        "Treatment wishes",
        "Allergies",
        "Who to ring now",
        "Who is with them",
        "Next: Triage",
        "What matters",
        "What we do not have",
        "Why you can see this",
        "What has happened",
    ]
    places = [page.index(said) for said in order]
    assert places == sorted(places)


def test_an_allergy_is_said_with_who_said_it_and_when() -> None:
    person = ethel()
    kept(person, an_entry(), source=COMMUNITY)

    said = words_of(page_of(person))

    who = "Dr Asha Rao, GP, Larkmead Surgery · Community healthcare system"
    assert f"Allergy to penicillin reaction: rash 09:30 today · {who}" in said


def test_no_known_allergies_is_somebodys_word() -> None:
    person = ethel()
    none = an_entry(words="No known allergies", says_none=True)
    kept(person, none, source=COMMUNITY)

    said = words_of(page_of(person))

    assert "No known allergies 09:30 today · Dr Asha Rao" in said
    assert "Allergies Not recorded" not in said


def test_a_word_that_there_is_none_is_doubted_beside_an_allergy() -> None:
    person = ethel()
    kept(person, an_entry(says_none=True, words="No known allergies"), an_entry())

    assert "This contradicts what is above: ask" in page_of(person)


def test_not_recorded_names_who_was_heard() -> None:
    person = ethel()
    heard()
    kept(person, an_entry(kind=EntryKind.GOAL), source=COMMUNITY)

    said = words_of(page_of(person))

    said_by = "Community healthcare system (heard 09:30 today)"
    assert f"Not recorded nothing from {said_by}, GP record systems (heard 09:30 today)" in said


def test_not_received_says_since_when(clock: instant.Hands) -> None:
    person = ethel()
    kept(person, an_entry(kind=EntryKind.GOAL), source=COMMUNITY)
    clock.tick(HOUR)
    people.hear(COMMUNITY, has_failed=True, at=instant.now(), by=persons.the_office())

    said = words_of(page_of(person))

    assert "Not received from Community healthcare system since 09:30 today" in said
    assert "Not recorded nothing" not in said


def test_a_form_told_with_a_referral_is_a_treatment_wish() -> None:
    person = ethel()
    Referral.objects.update(respect_kind="in_place")

    said = words_of(page_of(person))

    assert "ReSPECT or DNACPR in place date not said, original not seen told by" in said


def test_what_is_open_says_who_has_it_and_what_is_next() -> None:
    said = words_of(page_of(ethel()))

    assert re.search(r"Rapid response.*left.*With Single Point of Referral.*Next: Triage, by", said)


def test_the_timeline_has_both_what_was_done_here_and_what_was_received() -> None:
    person = ethel()
    kept(person, an_entry(happened_at=instant.now() - HOUR), source=COMMUNITY)

    page = page_of(person)

    assert page.count("Referral received") == 1
    assert page.index("Referral received") < page.rindex("Allergy to penicillin")
    assert "Entries of their record received" not in page


def test_the_timeline_is_filtered_by_what_the_address_asks() -> None:
    person = ethel()
    kept(person, an_entry(), an_entry(kind=EntryKind.GOAL, words="To walk to the shop"))

    goals = page_of(person, asked="kind=goal").partition('id="timeline"')[2]
    here = page_of(person, asked="kind=done_here").partition('id="timeline"')[2]
    odd = page_of(person, asked="kind=x&source=y&days=z&after=w").partition('id="timeline"')[2]
    none = page_of(person, asked="kind=flag&days=1").partition('id="timeline"')[2]

    assert "To walk to the shop" in goals
    assert "Allergy to penicillin" not in goals
    assert "Referral received" not in goals
    assert "Referral received" in here
    assert "Allergy to penicillin" not in here
    assert "Allergy to penicillin" in odd
    assert "Nothing, as far as it is asked for." in none


def test_the_timeline_goes_on_where_the_page_ended() -> None:
    person, now = ethel(), instant.now()
    many = [an_entry(words=f"Entry {n:03}", happened_at=now - n * HOUR) for n in range(60)]
    kept(person, *many)

    address, seen = "", []
    while address is not None:
        page = page_of(person, asked=address)
        seen += re.findall(r"Entry \d{3}(?=</a>)", page.partition('id="timeline"')[2])
        older = re.search(r'href="[^"?]*\?([^"]*)#timeline" rel="next"', page)
        address = older[1].replace("&amp;", "&") if older else None

    assert seen == [f"Entry {n:03}" for n in range(60)]


def test_a_correction_shows_what_it_said_and_an_error_is_struck_out() -> None:
    person, sent, wrong = ethel(), an_entry(), an_entry(words="Allergy to nuts")
    kept(person, sent, wrong)
    kept(person, replace(sent, words="Allergy to all penicillins"))
    kept(person, replace(wrong, is_entered_in_error=True))

    timeline = page_of(person).partition('id="timeline"')[2]

    assert "It said: <s>Allergy to penicillin active</s>" in timeline
    assert re.search(r"<s><a [^>]*>Allergy to nuts</a></s>", timeline)
    assert "Entered in error" in timeline
    assert "Allergy to nuts" not in page_of(person).partition('id="timeline"')[0]


def test_what_was_told_late_says_so(clock: instant.Hands) -> None:
    person = ethel()
    kept(person)
    clock.tick(6 * HOUR)
    kept(person, an_entry(happened_at=instant.now() - 5 * HOUR))

    assert "Told late, 15:30 today" in page_of(person)


def test_what_was_written_here_of_an_earlier_day_was_told_late() -> None:
    person = ethel()
    weeks_ago = (instant.now() - 20 * 24 * HOUR).date()
    written(person, "Fell in the bath", happened_on=weeks_ago)
    written(person, "Likes tea")

    timeline = words_of(page_of(person).partition('id="timeline"')[2])

    assert "Fell in the bath Told late, 09:30 today" in timeline
    assert timeline.count("Told late") == 1


def test_treatment_wishes_are_found_whatever_kind_of_entry_tells_them() -> None:
    person = ethel()
    kept(
        person,
        an_entry(kind=EntryKind.CONSENT, words="Agreed: sharing"),
        an_entry(kind=EntryKind.CARE_PLAN, words="Treatment escalation plan: ward care"),
        an_entry(kind=EntryKind.DOCUMENT, words="ReSPECT form"),
        an_entry(kind=EntryKind.CARE_PLAN, words="Advanced nurse: leg dressing"),
        an_entry(kind=EntryKind.OBSERVATION, words="CPR training score"),
    )

    timeline = page_of(person, asked="kind=consent").partition('id="timeline"')[2]

    assert all(words in timeline for words in ("sharing", "escalation plan", "ReSPECT form"))
    assert "leg dressing" not in timeline
    assert "training" not in timeline


def test_script_in_an_entry_is_shown_as_text() -> None:
    person = ethel()
    kept(person, an_entry(words="<script>alert(1)</script>", author="<b>x"))

    page = page_of(person)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_full_of_everything_asks_twenty_questions_at_most() -> None:
    person, client = ethel(), browser()
    sent = an_entry()
    kept(person, *(an_entry(kind=kind) for kind in EntryKind), sent)
    kept(person, replace(sent, words="Changed"))
    address = reverse("desk:person", args=[person])
    client.get(address)

    # Twenty, one for what is for others, and the two that begin and end the log of who looked.
    with at_most(22):
        client.get(address)


def test_whom_to_ring_is_told_with_why_and_each_number_once() -> None:
    person = ethel()
    number = Referral.objects.get().contact_number
    relations.related(person, phone=number, lives_with=True)
    relations.related(person, name="Not Told", phone="07700900199", may_be_told=Told.NO)

    first = words_of(page_of(person).partition('class="ju-actions')[0])

    assert "Tom Pargeter son or daughter, may be told" in first
    assert "Tom Pargeter, son or daughter, lives with them Unpaid carer" in first
    assert "Not Told" not in first
    assert first.count(filters.phone(number).replace("\u00a0", " ")) == 1


def test_alerts_stand_in_the_banner_and_a_dnacpr_with_the_wishes() -> None:
    person = ethel()
    relations.warned(person)
    relations.warned(person, kind="dnacpr", words="Form in the kitchen drawer")

    banner, first = page_of(person).partition('class="ju-first"')[::2]

    assert "Dog: Large dog, loose. Ring first." in banner
    assert "kitchen drawer" not in banner
    assert "Form in the kitchen drawer" in first.partition("Allergies")[0]


def test_no_form_and_a_carer_told_with_a_referral_are_said_so() -> None:
    person = ethel()
    Referral.objects.update(
        respect_kind="none",
        respect_signed_on=None,
        carer="Tom, her son",
        who_is_with_them="A neighbour till six",
        allergies="Latex",
    )

    first = words_of(page_of(person).partition('class="ju-actions')[0])

    assert "No ReSPECT or DNACPR form told by" in first
    assert "Tom, her son Unpaid carer" in first
    assert "A neighbour till six told by" in first
    assert "Latex told by" in first


def test_nothing_is_open_and_nothing_told_of_somebody_new() -> None:
    person = persons.a_person()
    persons.in_care_of(persons.a_clinician(), [person])

    said = words_of(page_of(person))

    assert "No referral is open." in said
    assert "Nobody has said." in said
    assert "Not received from Community healthcare system: nothing yet" in said


def test_more_of_a_kind_than_fits_opens_in_the_timeline() -> None:
    person = ethel()
    kept(person, *(an_entry(kind=EntryKind.MEDICATION, words=f"Medicine {n}") for n in range(9)))

    page = page_of(person)

    assert re.search(r'href="[^"]*kind=medication#timeline">3 more', page)


def test_what_is_planned_and_what_has_no_time_say_so() -> None:
    person = ethel()
    later = instant.now() + 24 * HOUR
    kept(
        person,
        an_entry(kind=EntryKind.ENCOUNTER, words="Visit", happened_at=later, status="planned"),
        an_entry(kind=EntryKind.DOCUMENT, words="Letter", happened_at=None),
        an_entry(kind=EntryKind.REPORT, words="Scan", happened_at=None, author=""),
    )

    timeline = words_of(page_of(person).partition('id="timeline"')[2])

    assert "Visit Planned Planned · reaction: rash" in timeline
    assert "when is not said; received 09:30 today" in timeline


def test_the_page_of_somebody_restricted_names_what_is_not_shown() -> None:
    person = ethel()
    office = persons.the_office()
    kept(person, an_entry(kind=EntryKind.ENCOUNTER, words="Seen at Larkmead"))
    care.restrict(person, kind="location", reason="at_risk", at=instant.now(), by=office)

    page = page_of(person)

    assert "Where they are, and what would say it" in page
    assert "Not shown while whereabouts are restricted" in page
    assert "Seen at Larkmead" not in page


def test_a_record_that_one_may_not_open_says_whom_to_ring() -> None:
    person = ethel()
    care.restrict(
        person, kind="access", reason="at_risk", at=instant.now(), by=persons.the_office()
    )

    build.gp("jo", practice="K99030")
    answer = browser("jo").get(reverse("desk:person", args=[person]))

    assert answer.status_code == 403
    page = answer.content.decode().replace("\u00a0", " ")
    assert "This record is restricted" in page
    assert "Privacy officer: 01632 960 480." in page


def test_a_restricted_record_is_no_dead_end_for_whoever_has_a_part_in_their_care() -> None:
    person = ethel(allergies="Penicillin: rash")
    care.restrict(
        person, kind="access", reason="at_risk", at=instant.now(), by=persons.the_office()
    )

    answer = browser().get(reverse("desk:person", args=[person]), follow=True)

    assert answer.redirect_chain == [(reverse("desk:emergency", args=[person]), 303)]
    page = words_of(answer.content.decode().replace("\u00a0", " "))
    assert "This record is restricted: fewer people may open it" in page
    assert "Penicillin: rash" in page
    assert "01632 960 480 Privacy officer" in page
    for hidden in ("Larkmead", "Mill Lane", "Medicines", "Who is with them", "become unwell"):
        assert hidden not in page


def test_an_entry_of_a_large_file_says_which_file_is_kept() -> None:
    person = ethel()
    file = inbox.receive_file(
        sender=GP,
        digest="ab12cd34ef56" + "0" * 52,
        format="fhir_collection",
        at=instant.now(),
        by=persons.the_office(),
    )
    kept(person, an_entry(path="Bundle.entry[70000].resource"), received_id=file.id)

    (row,) = record.record_of(build.clinician("sam").scope, person).rows
    said = words_of(browser().get(reverse("desk:entry", args=[row.entry_id])).content.decode())

    assert "As it was received FHIR, 09:30 today Bundle.entry[70000].resource" in said
    assert "by the first letters of its name, ab12cd34ef56." in said


def test_an_entry_opens_to_the_part_of_the_message_it_came_in() -> None:
    person = ethel()
    message = received(b'{"resourceType": "Bundle", "entry": [{"resource": {"x": "<i>"}}]}')
    kept(person, an_entry(path="Bundle.entry[0].resource"), received_id=message)
    (row,) = record.record_of(build.clinician("sam").scope, person).rows

    answer = browser().get(reverse("desk:entry", args=[row.entry_id])).content.decode()

    assert "Bundle.entry[0].resource" in answer
    assert "FHIR, 09:30 today" in answer
    assert "&#34;x&#34;: &#34;&lt;i&gt;&#34;" in answer
    assert "Reaction" in answer


def test_an_entry_shows_its_versions_and_that_a_later_one_holds() -> None:
    person, sent = ethel(), an_entry()
    kept(person, sent)
    scope = build.clinician("sam").scope
    first = record.record_of(scope, person).rows[0].entry_id
    kept(person, replace(sent, status="resolved"))
    second = record.record_of(scope, person).rows[0].entry_id

    older, later = (
        browser().get(reverse("desk:entry", args=[one])).content.decode() for one in (first, second)
    )

    assert "There is a later version" in older
    assert "There is a later version" not in later
    assert "version 1, told" in " ".join(later.split())


def test_an_entry_is_refused_to_whoever_may_not_see_its_person() -> None:
    person = ethel()
    kept(person)
    (row,) = record.record_of(build.clinician("sam").scope, person).rows
    build.gp("ravi", practice="K99030")

    answer = browser("ravi").get(reverse("desk:entry", args=[row.entry_id]))

    assert answer.status_code == 403


def test_a_death_is_told_with_its_day_and_by_whom():
    person = ethel()
    died_on = instant.now().date()
    people.record_death(
        person, seen=None, died_on=died_on, at=instant.now(), by=build.clinician("leah")
    )

    page = page_of(person)

    day = filters.short_day(died_on).replace("\u00a0", " ")
    assert f"They died on {day}. Told by Leah" in page
    assert "What is open for them stays open until somebody closes it." in page
