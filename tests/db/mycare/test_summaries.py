"""Somebody is told what was talked about: seen first, sent once, read by them, taken back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, journey
from joinedup.foundation.models import Account, Delivery
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.mycare.domain.summaries import OWN_WORDS, How, TextWish
from joinedup.mycare.domain.texting import TextState, Trouble
from joinedup.mycare.models import Summary, TextDecision
from joinedup.mycare.queries import summaries as queries
from joinedup.mycare.queries import texting
from joinedup.mycare.services import summaries as services
from joinedup.people import queries as people
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from tests.builders import hidden
from tests.builders import mycare as own
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders import summaries as build
from tests.builders.items import an_item

BY_DAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
AT_NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def texts_go_out(settings: Any, tmp_path: Any, clock: instant.Hands) -> None:
    settings.JOINEDUP_DEMO, settings.JOINEDUP_TEXTS = False, "folder"
    settings.VAR = tmp_path
    clock.at = BY_DAY


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def carried(answer: Any, name: str) -> str:
    return str(re.findall(rf'name="{name}" value="([^"]*)"', answer.content.decode())[0])


def staff_browser(by: Actor) -> Client:
    return own.browser(by)


def planned(person: PersonId, said: str = build.WORDS) -> texting.Planned:
    page = people.person_page(work.gp().scope, person)
    return texting.planned(page.card, page.ids, words=said, address=build.ADDRESS, at=instant.now())


def test_it_is_shown_first_and_sent_as_it_was_shown() -> None:
    person = build.somebody()
    build.agrees(person)
    joan = staff_browser(work.gp())
    page = f"/my-care/people/{person}/tell/{OWN_WORDS}"
    typed = {"key": str(uuid4()), "words": "The class is on Tuesday.", "how": "text"}

    seen = joan.post(page, {**typed, "step": "check"})
    before = Summary.objects.count()
    sent = joan.post(page, {**typed, "shown": carried(seen, "shown"), "step": "send"})
    twice = joan.post(page, {**typed, "shown": carried(seen, "shown"), "step": "send"})

    one = Summary.objects.get()
    assert before == 0
    assert "to the number ending 123" in words(seen)
    assert "It goes as 1 text." in words(seen)
    assert "It is easy to read." in words(seen)
    assert one.told in seen.content.decode().replace("&#39;", "'")
    assert sent["Location"] == twice["Location"] == f"/my-care/summaries/{one.id}"
    assert (one.words, one.number, one.state) == (
        "The class is on Tuesday.",
        build.NUMBER,
        TextState.WAITING,
    )
    (hand_off,) = Delivery.objects.filter(channel="text")
    assert (hand_off.payload, hand_off.address) == ("", "folder")
    assert [one.kind for one in journey.entries_of([person], only=["mycare.summary_sent"])]


def test_what_was_typed_is_kept_and_changed_again() -> None:
    person = build.somebody()
    joan = staff_browser(work.gp())
    page = f"/my-care/people/{person}/tell/{OWN_WORDS}"
    typed = {"key": str(uuid4()), "words": "Drink more water.", "how": "letter"}

    missing = joan.post(page, {**typed, "how": "", "step": "check"})
    again = joan.post(page, {**typed, "step": "change"})
    tampered = joan.post(page, {**typed, "shown": "not what was shown", "step": "send"})

    assert missing.status_code == 422
    assert "Drink more water." in missing.content.decode()
    assert "Drink more water." in again.content.decode()
    assert "has changed since you looked" in words(tampered)
    assert Summary.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": "01632 960001"}, "no mobile number"),
        ({"phone": ""}, "no mobile number"),
    ],
)
def test_without_a_mobile_the_form_says_so(changes: Any, said: str) -> None:
    person = build.somebody(**changes)
    page = f"/my-care/people/{person}/tell/{OWN_WORDS}"
    typed = {"key": str(uuid4()), "words": "Drink more water.", "how": "text", "step": "check"}

    answer = staff_browser(work.gp()).post(page, typed)

    assert answer.status_code == 422
    assert said in words(answer)


def test_who_objects_gets_none_and_may_take_that_back() -> None:
    person = build.somebody()
    account = own.a_resident(person)
    mine = own.browser(account)

    answer = mine.post("/my-care/texts", {"wish": "no_texts"})
    with pytest.raises(Refused, match="summary_texts_not_wanted"):
        planned(person)
    again = mine.post("/my-care/texts", {"wish": "no_texts"})
    mine.post("/my-care/texts", {"wish": "words", "may_name": "on"})

    assert answer.status_code == again.status_code == 303
    assert planned(person, "Etty, come on Tuesday.").text.why_short is None
    assert TextDecision.objects.count() == 2
    live = TextDecision.objects.get(until=None)
    assert (live.wish, live.may_name) == (TextWish.WORDS, True)
    assert "You may use my name" in words(mine.get("/my-care/texts"))


def test_of_two_records_that_were_joined_the_one_that_says_less_counts() -> None:
    person = build.somebody()
    other = build.somebody(nhs_number=None, is_nhs_number_verified=False)
    build.agrees(person, may_name=True)
    build.agrees(other, TextWish.LITTLE, by=persons.the_office())

    assert texting.wished([person]).may_name
    assert texting.wished([person, other]).wish is TextWish.LITTLE
    assert not texting.wished([person, other]).may_name


def test_what_is_for_few_is_not_in_a_text() -> None:
    person = build.somebody()
    build.agrees(person)
    entry = an_item(person, kind=EntryKind.CONDITION, words="Huntington disease")

    before = planned(person, "About Huntington disease: ring Asha.")
    RecordEntry.objects.filter(pk=entry).update(audience=Audience.TEAM, audience_of="a_team")
    after = planned(person, "About Huntington disease: ring Asha.")

    assert before.text.why_short is None
    assert "Huntington" in before.text.words
    assert after.text.why_short is not None
    assert "Huntington" not in after.text.words


def test_a_number_that_others_have_is_said_and_never_whose() -> None:
    person = build.somebody()
    build.somebody(given_name="Secret", family_name="Neighbour")
    joan = staff_browser(work.gp())
    page = f"/my-care/people/{person}/tell/{OWN_WORDS}"
    typed = {"key": str(uuid4()), "words": "Drink water.", "how": "text"}

    seen = joan.post(page, {**typed, "step": "check"})
    shown = {**typed, "shown": carried(seen, "shown"), "step": "send"}
    refused = joan.post(page, shown)
    sent = joan.post(page, {**shown, "anyway": "on"})

    assert "One more person has this number" in words(seen)
    assert "NEIGHBOUR" not in seen.content.decode().upper()
    assert refused.status_code == 422
    assert "tick to send it there" in words(refused)
    assert sent.status_code == 303


def test_a_second_within_ten_minutes_is_said_first(clock: instant.Hands) -> None:
    person = build.somebody()
    build.told(person, how=How.OWN_PAGES)
    other = work.gp("priya")
    joan = staff_browser(other)
    page = f"/my-care/people/{person}/tell/{OWN_WORDS}"
    typed = {"key": str(uuid4()), "words": "Once more.", "how": "own_pages"}

    seen = joan.post(page, {**typed, "step": "check"})
    shown = {**typed, "shown": carried(seen, "shown"), "step": "send"}
    refused = joan.post(page, shown)
    sent = joan.post(page, {**shown, "again": "on"})
    clock.tick(timedelta(minutes=11))
    build.told(person, how=How.OWN_PAGES, by=other)

    assert "Joan sent them a summary" in words(seen)
    assert "Joan sent them a summary" in words(refused)
    assert refused.status_code == 422
    assert sent.status_code == 303
    assert Summary.objects.count() == 3


def test_one_key_sends_once_and_is_nobody_elses() -> None:
    person = build.somebody()
    key = uuid4()

    first = build.told(person, key=key)
    assert build.told(person, key=key) == first
    assert Summary.objects.count() == Delivery.objects.filter(channel="text").count() == 1


def test_at_night_it_waits_unless_somebody_says_why_not(clock: instant.Hands) -> None:
    clock.at = AT_NIGHT
    person = build.somebody()

    waits = build.summary(build.told(person))
    with pytest.raises(Refused, match="summary_now_unreasoned"):
        build.told(person, is_now=True, again=True)
    goes = build.summary(
        build.told(person, is_now=True, now_because="Medicine is late", again=True)
    )

    assert waits.send_at == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert waits.handed_at is None
    assert (goes.send_at, goes.handed_at) == (AT_NIGHT, AT_NIGHT)
    assert goes.now_because == "Medicine is late"
    assert Delivery.objects.filter(channel="text").count() == 1


def test_where_no_texts_go_out_the_form_says_so(settings: Any) -> None:
    settings.JOINEDUP_TEXTS = ""

    with pytest.raises(Refused, match="summary_texts_off"):
        planned(build.somebody())


def test_nothing_is_sent_to_the_dead_or_by_whoever_may_not() -> None:
    person = build.somebody()
    shown = build.shown(person, build.WORDS, How.LETTER, by=work.gp())

    with pytest.raises(NotPermitted):
        build.told(person, how=How.LETTER, by=work.nurse(), shown=shown)
    with pytest.raises(NotPermitted):
        build.told(person, how=How.LETTER, by=work.commissioner(), shown=shown)
    build.died(person)
    with pytest.raises(Refused, match="summary_for_the_dead"):
        build.told(person, how=How.LETTER, shown=shown)
    assert Summary.objects.count() == 0


def test_the_person_reads_it_and_no_other(clock: instant.Hands) -> None:
    person = build.somebody()
    etty = own.browser(own.a_resident(person))
    other = own.browser(
        own.a_resident(
            build.somebody(given_name="Nora", nhs_number=None, is_nhs_number_verified=False),
            "nora.other",
        )
    )
    one = build.told(person, how=How.OWN_PAGES)

    home = words(etty.get("/my-care/"))
    listed = words(etty.get("/my-care/told-you"))
    read = words(etty.get(f"/my-care/told-you/{one}"))

    assert "What we told you" in home
    assert "There is nothing here yet" not in listed
    assert "stay steady" in read
    assert "Joan" in read
    assert other.get(f"/my-care/told-you/{one}").status_code == 404
    assert "There is nothing here yet" in words(other.get("/my-care/told-you"))


def test_a_link_can_be_followed_and_nothing_else_is_let_in() -> None:
    person = build.somebody()
    etty = own.browser(own.a_resident(person))
    said = "Read https://www.nhs.uk/conditions/falls/ and <script>alert(1)</script>"
    one = build.told(person, words=said, how=How.OWN_PAGES)

    read = etty.get(f"/my-care/told-you/{one}").content.decode()

    assert '<a href="https://www.nhs.uk/conditions/falls/"' in read
    assert "<script>alert" not in read


def test_where_somebody_is_is_on_none_of_their_pages() -> None:
    person = build.somebody()
    etty = own.browser(own.a_resident(person))
    one = build.told(person, words="Come to Vale Hall.", how=How.OWN_PAGES)
    hidden.restrict(person)
    read = words(etty.get(f"/my-care/told-you/{one}"))

    assert "Vale Hall" not in read
    assert "We keep secret where you are" in read
    with pytest.raises(Refused, match="summary_text_restricted"):
        planned_by(person, persons.the_office())


def planned_by(person: PersonId, by: Actor) -> texting.Planned:
    page = people.person_page(by.scope, person)
    return texting.planned(
        page.card, page.ids, words=build.WORDS, address=build.ADDRESS, at=instant.now()
    )


def test_a_mistake_stops_what_waits_and_hides_the_words() -> None:
    person = build.somebody()
    etty = own.browser(own.a_resident(person))
    build.agrees(person)
    one = build.told(person)
    joan = staff_browser(work.gp())
    url = f"/my-care/summaries/{one}"

    bare = joan.post(f"{url}/mistake", {"seen": build.summary(one).version, "words": " "})
    done = joan.post(f"{url}/mistake", {"seen": build.summary(one).version, "words": "Not hers"})
    again = joan.post(f"{url}/mistake", {"seen": build.summary(one).version, "words": "Not hers"})
    stale = joan.post(f"{url}/mistake", {"seen": 1, "words": "Not hers"})

    held = build.summary(one)
    assert bare.status_code == again.status_code == 422
    assert done.status_code == 303
    assert stale.status_code == 409
    assert joan.get(f"{url}/mistake")["Location"] == joan.get(f"{url}/settle")["Location"] == url
    assert (held.state, held.trouble) == (TextState.STOPPED, Trouble.IN_ERROR)
    assert "It was a mistake: Not hers" in words(joan.get(url))
    read = words(etty.get(f"/my-care/told-you/{one}"))
    assert "by mistake" in read
    assert "stay steady" not in read
    assert queries.to_see_to_count(work.gp().scope) == 0


def test_staff_keep_what_somebody_said_about_texts() -> None:
    person = build.somebody()
    joan = staff_browser(work.gp())
    page = f"/my-care/people/{person}/texts"

    bare = joan.post(page, {})
    kept = joan.post(page, {"wish": "little", "may_name": "on"})

    assert bare.status_code == 422
    assert kept.status_code == 303
    assert texting.wished([person]).wish is TextWish.LITTLE
    # A name in a text that says nothing else has no use.
    assert not texting.wished([person]).may_name
    assert "and no more" in words(joan.get(f"/my-care/people/{person}/told"))
    with pytest.raises(NotPermitted):
        services.decide_texts(
            person, wish=TextWish.WORDS, may_name=False, at=instant.now(), by=work.nurse()
        )


def test_what_does_not_exist_is_not_found() -> None:
    person = build.somebody()
    joan, by = staff_browser(work.gp()), work.gp()

    assert joan.get(f"/my-care/people/{person}/tell/banana").status_code == 404
    assert joan.get(f"/my-care/summaries/{uuid4()}").status_code == 404
    with pytest.raises(NotFound):
        services.settle(uuid4(), seen=Version(1), words="x", at=instant.now(), by=by)
    one = build.failed(person)
    with pytest.raises(Conflict):
        services.settle(one, seen=Version(9), words="x", at=instant.now(), by=by)


def test_the_person_page_offers_it_to_whoever_may() -> None:
    person = build.somebody()
    page = reverse("desk:person", args=[person])

    assert "Send what we talked about" in words(staff_browser(work.gp()).get(page))
    chosen = words(staff_browser(work.gp()).get(f"/my-care/people/{person}/tell"))
    assert "Stay steady" in chosen
    assert "Your own words" in chosen


def test_whose_part_it_is_not_is_refused() -> None:
    person = build.somebody()
    nurse = staff_browser(work.nurse())

    for end in (f"people/{person}/tell", f"people/{person}/told", f"people/{person}/texts"):
        assert nurse.get(f"/my-care/{end}").status_code == 403
    olu = work.staff("olu", Role.URGENT_CLINICIAN, organisation="bht")
    assert staff_browser(olu).get("/my-care/summaries").status_code == 403
    assert actor_of(Account.objects.get(username="olu")).scope.role == Role.URGENT_CLINICIAN
