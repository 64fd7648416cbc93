"""Meetings: who calls one, whom it opens to whom and for how long, and how that ends."""

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor, Opens
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services
from joinedup.people.models import Meeting
from joinedup.people.queries import meetings
from tests.builders import claims
from tests.builders import meetings as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import doctor, now, officer, opens
from tests.builders.queries import at_most

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOUR = timedelta(hours=1)
TICK = timedelta(seconds=1)


def cared_for(nurse: Actor) -> PersonId:
    person = persons.a_person()
    persons.in_care_of(nurse, [person])
    return person


def far() -> Actor:
    return work.nurse("far", team="acht_wycombe")


def browser(actor: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refused) as said:
        attempt()
    return said.value.refusal_code


def test_it_opens_its_people_from_an_hour_before_to_an_hour_after(clock: instant.Hands) -> None:
    ann, guest = work.nurse(), far()
    person = cared_for(ann)
    meeting_id = build.called(guest, by=ann)
    item_id = build.put(person, meeting_id)
    assert opens(guest, person) is Opens.NOTHING
    clock.tick(HOUR - TICK)
    assert opens(guest, person) is Opens.NOTHING

    clock.tick(TICK)

    assert access.explain(now(guest).scope, person).grounds == ("meeting",)
    assert opens(work.nurse("other", team="acht_wycombe"), person) is Opens.NOTHING
    clock.tick(3 * HOUR - TICK)
    assert opens(guest, person) is Opens.ALL
    clock.tick(TICK)
    assert opens(guest, person) is Opens.NOTHING
    entry = Entry.objects.get(kind="people.agenda_item_put", subject_id=person)
    assert str(item_id) in entry.body
    assert "Falls" not in entry.body


def test_only_somebody_present_who_has_a_part_in_their_care_puts_them_there(
    clock: instant.Hands,
) -> None:
    ann, guest = work.nurse(), far()
    person, other = cared_for(ann), cared_for(guest)
    meeting_id = build.called(guest, by=ann)
    with pytest.raises(NotPermitted):
        build.put(other, meeting_id)
    with pytest.raises(NotFound):
        build.put(person, meeting_id, by=work.nurse("bea"))
    with pytest.raises(NotPermitted):
        build.put(person, meeting_id, by=officer())
    claims.claimed(person, by=now(guest))

    assert code_of(lambda: build.put(person, meeting_id, by=guest)) == "agenda_of_nobodys"
    assert code_of(lambda: build.put(person, meeting_id, reason=" ")) == "agenda_without_reason"
    build.put(person, meeting_id)
    assert code_of(lambda: build.put(person, meeting_id)) == "agenda_already"


def test_it_opens_to_nobody_their_own_record() -> None:
    ann, guest = work.nurse(), far()
    person = cared_for(ann)
    services.say_own_record(person, username="far", at=instant.now(), by=officer())

    build.put(person, build.called(guest, by=ann, starts_at=instant.now()))

    assert opens(guest, person) is Opens.NOTHING


def test_whoever_is_taken_off_is_closed_at_once(clock: instant.Hands) -> None:
    ann, guest = work.nurse(), far()
    person = cared_for(ann)
    item_id = build.put(person, build.called(guest, by=ann, starts_at=instant.now()))
    assert opens(guest, person) is Opens.ALL
    clock.tick(TICK)

    def take_off(by: Actor) -> None:
        services.take_off_agenda(item_id, at=instant.now(), by=now(by))

    take_off(guest)

    assert opens(guest, person) is Opens.NOTHING
    assert code_of(lambda: take_off(ann)) == "agenda_already"
    with pytest.raises(NotFound):
        services.take_off_agenda(uuid4(), at=instant.now(), by=now(ann))


def test_a_meeting_is_cancelled_by_its_chair_alone(clock: instant.Hands) -> None:
    ann, guest = work.nurse(), far()
    person = cared_for(ann)
    meeting_id = build.called(guest, by=ann)
    build.put(person, meeting_id)

    def cancel(by: Actor, seen: Version | None = None) -> None:
        services.cancel_meeting(meeting_id, seen=seen, at=instant.now(), by=now(by))

    assert code_of(lambda: cancel(guest)) == "meeting_not_yours"
    with pytest.raises(Conflict):
        cancel(ann, Version(7))
    cancel(ann, Version(1))
    clock.tick(2 * HOUR)

    assert opens(guest, person) is Opens.NOTHING
    assert code_of(lambda: cancel(ann)) == "meeting_over"
    assert meetings.meetings(now(ann).scope, only_open=True) == []
    assert meetings.meetings(now(ann).scope)[0].is_cancelled


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "meeting_without_title"),
        ({"usernames": ["nobody"]}, "account_unknown"),
        ({"usernames": [" "]}, "nobody_is_named"),
        ({"usernames": ["petra"]}, "cannot_open_anybody"),
    ],
)
def test_a_meeting_that_is_none_is_refused(changes: dict[str, object], code: str) -> None:
    officer()

    assert code_of(lambda: build.called(**changes)) == code
    assert code_of(lambda: build.called(ends_at=instant.now())) == "meeting_time_wrong"
    assert not Meeting.objects.exists()


def test_it_is_called_once_by_somebody_who_may_and_is_not_too_large() -> None:
    key, guest = persons.a_key(), far()
    assert build.called(guest, key=key) == build.called(guest, key=key)
    assert Entry.objects.filter(kind="people.meeting_called").count() == 1
    with pytest.raises(NotPermitted):
        build.called(guest, by=doctor())
    crowd = [far(), *(work.nurse(f"n{number}") for number in range(40))]

    assert code_of(lambda: build.called(*crowd)) == "meeting_too_many"


def test_it_is_there_for_those_who_attend_and_nobody_else(clock: instant.Hands) -> None:
    ann, guest, crew = work.nurse(), far(), work.gp()
    person = cared_for(ann)
    meeting_id = build.called(guest, crew, by=ann)
    build.put(person, meeting_id)

    page = meetings.meeting(now(ann).scope, meeting_id)
    assert (page.chair, page.is_chair, len(page.attendees)) == ("Ann", True, 3)
    assert [one.reason for one in page.agenda] == ["Falls twice this week"]
    early = meetings.meeting(now(guest).scope, meeting_id)
    assert [one.reason for one in early.agenda] == [""]
    with pytest.raises(NotFound):
        meetings.meeting(now(work.nurse("bea")).scope, meeting_id)
    clock.tick(timedelta(days=31))
    assert meetings.meetings(now(ann).scope) == []


def test_it_is_called_filled_and_cancelled_on_pages(clock: instant.Hands) -> None:
    ann, guest = work.nurse(), far()
    person, client = cared_for(ann), browser(ann)
    call, put = reverse("people:call_meeting"), reverse("people:put_on_agenda", args=[person])
    when = {"title": "Frailty MDT", "usernames": "far", "key": str(uuid4())}
    for name, hour in (("starts_at", "11:00"), ("ends_at", "12:00")):
        when |= {f"{name}-day": "24", f"{name}-month": "11", f"{name}-year": "2026"}
        when |= {f"{name}-time": hour}
    assert "You attend no meeting" in client.get(reverse("people:meetings")).content.decode()
    assert client.get(call).status_code == 200
    wrong = client.post(call, {**when, "usernames": "nobody"})
    assert (wrong.status_code, "Frailty MDT" in wrong.content.decode()) == (422, True)
    shown = client.post(call, when, follow=True).content.decode()
    assert "Put people on its agenda from their pages" in shown
    meeting_id = Meeting.objects.get().pk
    assert "Choose the meeting" in client.post(put, {"reason": ""}).content.decode()
    assert "Frailty MDT" in client.get(put).content.decode()

    done = client.post(put, {"meeting_id": str(meeting_id), "reason": "Falls"}, follow=True)

    assert "PARGETER" in done.content.decode()
    page = reverse("people:meeting", args=[meeting_id])
    with at_most(20):
        client.get(page)
    guests = browser(guest)
    assert "not open to you now" in html.unescape(guests.get(page).content.decode())
    take = reverse("people:take_off_agenda", args=[Meeting.objects.get().agenda.get().pk])
    assert "Taken off the agenda" in client.post(take, follow=True).content.decode()
    assert "not changed" in client.post(take, follow=True).content.decode()
    cancel = reverse("people:cancel_meeting", args=[meeting_id])
    assert client.get(cancel).status_code == 303
    assert guests.post(cancel, {"seen": "1"}).status_code == 422
    assert "Cancelled" in client.post(cancel, {"seen": "1"}, follow=True).content.decode()
