"""Where somebody is signed in: seen, ended one by one, all others, or by an administrator."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from joinedup.foundation import instant, journey
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import actor_of
from joinedup.kernel.errors import NotPermitted
from joinedup.kernel.ids import AccountId
from joinedup.office import services
from tests.builders.office import PASSWORD, a_colleague, signed_in

PAGE = "/account/sessions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140"


@pytest.fixture
def sam() -> Account:
    return a_colleague()


def elsewhere(agent: str = FIREFOX) -> Client:
    """Another browser in which they are signed in."""
    client = Client(headers={"User-Agent": agent})
    client.post("/sign-in", {"login": "sam", "password": PASSWORD})
    client.get("/account")
    return client


def confirmed(account: Account) -> Client:
    """A browser in which they have just shown again that it is they."""
    client = signed_in(account)
    client.post("/account/confirm", {"password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/session").status_code == 200


def names(client: Client) -> list[str]:
    return re.findall(r'name="session" value="(\w+)"', client.get(PAGE).content.decode())


def test_each_session_says_since_when_which_browser_and_how(
    sam: Account, clock: instant.Hands
) -> None:
    elsewhere()
    clock.tick(timedelta(minutes=5))

    page = signed_in(sam).get(PAGE).content.decode()

    assert "Firefox, Windows" in page
    assert "last used" in page
    assert page.count("By password") == 2
    assert page.count("You are here") == 1
    assert len(re.findall(r'name="session" value="\w+"', page)) == 1
    assert not any(key in page for key in Session.objects.values_list("session_key", flat=True))


def test_one_is_ended_and_the_rest_goes_on(sam: Account, clock: instant.Hands) -> None:
    first = elsewhere()
    clock.tick(timedelta(minutes=2))
    second, here = elsewhere(), confirmed(sam)

    latest, oldest = names(here)
    assert here.post(f"{PAGE}/end", {"session": oldest}).status_code == 303

    assert [is_in(one) for one in (first, second, here)] == [False, True, True]
    assert names(here) == [latest]
    kinds = [entry.kind for entry in journey.entries_of([sam.id])]
    assert kinds == ["office.sessions_ended"]


@pytest.mark.parametrize("name", ["", "banana", "0" * 32])
def test_a_session_that_is_not_there_ends_nothing(sam: Account, name: str) -> None:
    other, here = elsewhere(), confirmed(sam)

    assert here.post(f"{PAGE}/end", {"session": name}).status_code == 303

    assert is_in(other)
    assert is_in(here)
    assert journey.entries_of([sam.id]) == []


def test_all_others_are_ended_and_nobody_elses(sam: Account) -> None:
    ann = signed_in(a_colleague("ann"))
    others, here = [elsewhere(), elsewhere()], confirmed(sam)
    assert len(names(here)) == 2

    here.post(f"{PAGE}/end", {"session": names(ann)[:1]})
    here.post(f"{PAGE}/end-others")

    assert not any(is_in(one) for one in others)
    assert is_in(here)
    assert is_in(ann)
    assert names(here) == []


def test_ending_asks_once_more_who_it_is(sam: Account) -> None:
    other, here = elsewhere(), signed_in(sam)

    for address in (f"{PAGE}/end", f"{PAGE}/end-others"):
        answer = here.post(address, {"session": names(here)[0]})
        assert answer["Location"] == "/account/confirm?next=%2Faccount%2Fsessions"
        assert here.get(address)["Location"] == PAGE

    assert is_in(other)
    assert b"Then end it" in here.get("/account/confirm").content


def test_what_ended_by_itself_is_not_listed(sam: Account, clock: instant.Hands) -> None:
    elsewhere()
    clock.tick(timedelta(minutes=16))

    assert names(signed_in(sam)) == []


def test_a_new_password_leaves_none_of_the_others(sam: Account) -> None:
    other, here = elsewhere(), signed_in(sam)
    fresh = "a much better one 7"

    sent = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert here.post("/account/password", sent).status_code == 303

    assert names(here) == []
    assert not is_in(other)
    assert is_in(here)


def test_an_administrator_signs_somebody_out_everywhere(sam: Account) -> None:
    others = [elsewhere(), signed_in(sam)]
    ade = signed_in(a_colleague("ade", role=Role.PLACE_ADMINISTRATOR))
    end = f"/accounts/{sam.id}/sessions/end"

    assert end.encode() in ade.get(f"/accounts/{sam.id}").content
    assert b"Sign Sam Okafor out everywhere?" in ade.get(end).content
    assert ade.post(end).status_code == 303

    assert not any(is_in(one) for one in others)
    assert is_in(ade)
    assert (
        ade.post("/accounts/01a2012e-0000-7000-8000-000000000000/sessions/end").status_code == 404
    )


def test_nobody_else_ends_anothers(sam: Account) -> None:
    ann, others = a_colleague("ann"), elsewhere()

    assert signed_in(ann).post(f"/accounts/{sam.id}/sessions/end").status_code == 403
    with pytest.raises(NotPermitted):
        services.end_sessions(AccountId(sam.id), at=instant.now(), by=actor_of(ann))

    assert is_in(others)
    assert Client().get(PAGE).status_code == 302
