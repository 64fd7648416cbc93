"""Nobody refers somebody who has died without being told so, and whoever knows it may go on."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.kernel.ids import PersonId
from joinedup.people import services as people
from joinedup.referrals import services
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.request import KnownPerson
from joinedup.referrals.models import Call, Draft, Referral
from joinedup.referrals.services.sending import PersonHasDied
from tests.builders import call_pages, calls, duplicates, page_forms
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.call_pages import words

pytestmark = pytest.mark.usefixtures("clock")

KNOWN = "I know that they have died, and ask for this all the same"


@pytest.fixture
def ethel(clock: Any) -> PersonId:
    """Somebody of whom it was told that she died the day before."""
    person = persons.a_person(born_on=date(1945, 3, 12))
    people.record_death(
        person,
        seen=None,
        died_on=instant.now().date() - timedelta(days=1),
        at=instant.now(),
        by=persons.the_office(),
    )
    return person


@pytest.fixture
def joan() -> Client:
    """A GP at her desk."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Account.objects.get(id=build.gp().account_id))
    return browser


def test_a_referral_is_refused_with_the_day(ethel: PersonId) -> None:
    with pytest.raises(PersonHasDied) as refused:
        build.sent(person=KnownPerson(person_id=ethel))

    assert refused.value.values["died_on"] == instant.now().date() - timedelta(days=1)
    assert not Referral.objects.exists()


def test_a_referral_is_refused_where_the_death_was_told_of_a_joined_record(clock: Any) -> None:
    ethel, again = persons.a_person(), duplicates.entered_again()
    died_on = instant.now().date() - timedelta(days=1)
    people.tell_death(again, died_on=died_on, at=instant.now(), by=persons.the_office())
    duplicates.joined(again, ethel, words="Same signature")

    with pytest.raises(PersonHasDied):
        build.sent(person=KnownPerson(person_id=ethel))


def test_whoever_says_that_they_know_refers(ethel: PersonId) -> None:
    services.send_referral(
        build.a_request(person=KnownPerson(person_id=ethel)),
        key="for the family",
        despite_death=True,
        at=instant.now(),
        by=build.gp(),
    )

    assert Referral.objects.get().person_id == ethel


def test_a_message_about_them_is_taken(ethel: PersonId) -> None:
    services.send_referral(
        build.a_request(person=KnownPerson(person_id=ethel)),
        key="message",
        arrived_by=ArrivedBy.MESSAGE,
        sender=Sender(code="demo-partner", reference="R-1"),
        at=instant.now(),
        by=build.gp(),
    )

    page = call_pages.signed_in(Client(), "sam").get(reverse("referrals:queue"))
    assert "Died " in words(page)


def test_the_form_tells_before_it_is_filled_in_and_before_it_is_sent(
    ethel: PersonId, joan: Client
) -> None:
    begun = joan.post(reverse("referrals:new"), {"person": str(ethel)}, follow=True)
    assert "They died on " in words(begun)
    draft = Draft.objects.get()
    address = reverse("referrals:refer", args=[draft.pk])
    joan.post(address, {**page_forms.ANSWERS, "seen": draft.version})

    check = reverse("referrals:check", args=[draft.pk])
    refused = joan.post(check)
    joan.post(check, {"despite_death": "on"})

    assert refused.status_code == 422
    assert "Say that you know it" in words(refused)
    assert Referral.objects.get().key == str(draft.pk)


def test_the_form_of_the_living_asks_nothing_of_it(joan: Client) -> None:
    begun = joan.post(reverse("referrals:new"), {"person": str(persons.a_person())}, follow=True)

    assert "They died" not in words(begun)


def test_a_call_about_them_tells_and_goes_on_only_with_the_tick(
    ethel: PersonId, client: Client
) -> None:
    sam = call_pages.signed_in(client, "sam")
    call_id = calls.taken(about=ethel)
    pad = words(sam.get(reverse("referrals:call", args=[call_id])))
    assert "They died on " in pad
    assert KNOWN in pad
    typed = {**call_pages.ANSWERS, "call": str(call_id), "do": "referral"}

    refused = call_pages.post(
        sam, "referrals:call", call_id, **typed, seen=str(calls.seen(call_id))
    )
    again = {**typed, "seen": str(calls.seen(call_id)), "despite_death": "on"}
    call_pages.post(sam, "referrals:call", call_id, **again)

    assert "Say that you know it" in words(refused)
    assert Call.objects.get().referral_id == Referral.objects.get().pk
