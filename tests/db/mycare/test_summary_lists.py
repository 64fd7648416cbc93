"""What people were told is listed, printed and copied; words of the place end by themselves."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.foundation import holdings, instant, place
from joinedup.foundation.models import Delivery
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain.summaries import OWN_WORDS, How
from joinedup.mycare.queries import summaries as queries
from joinedup.mycare.queries import texting
from joinedup.mycare.services import summaries as services
from joinedup.people import queries as people
from tests.builders import mycare as own
from tests.builders import people as persons
from tests.builders import queries as counted
from tests.builders import referrals as work
from tests.builders import summaries as build

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


def test_the_letter_is_printed() -> None:
    person = build.somebody()
    one = build.told(person, how=How.LETTER)
    joan = staff_browser(work.gp())

    page, letter = (
        joan.get(f"/my-care/summaries/{one}"),
        joan.get(f"/my-care/summaries/{one}/letter"),
    )

    assert "Print the letter" in words(page)
    assert "PARGETER, Ethel May" in words(letter)
    assert "stay steady" in words(letter)
    assert Delivery.objects.filter(channel="text").count() == 0


def test_what_did_not_arrive_is_listed_until_somebody_saw_to_it() -> None:
    mine, stranger = (
        build.somebody(),
        build.somebody(
            practice_code=persons.CORNCRAKE, nhs_number=None, is_nhs_number_verified=False
        ),
    )
    one = build.failed(mine)
    build.failed(stranger)
    elsewhere = work.gp("paula", practice=persons.CORNCRAKE)
    joan = staff_browser(work.gp())
    url = f"/my-care/summaries/{one}"

    listed = words(joan.get("/my-care/summaries"))
    bare = joan.post(f"{url}/settle", {"seen": 1, "words": ""})
    done = joan.post(f"{url}/settle", {"seen": 1, "words": "Rang her"})
    again = joan.post(f"{url}/settle", {"seen": 2, "words": "Rang her"})

    assert "The number does not work" in listed
    assert (bare.status_code, done.status_code, again.status_code) == (422, 303, 422)
    assert "Seen to by Joan: Rang her" in words(joan.get(url))
    assert queries.to_see_to_count(work.gp().scope) == 0
    # It was sent by another organisation, and of somebody whom they may not see.
    assert queries.to_see_to(elsewhere.scope).total == 0
    assert staff_browser(elsewhere).get(url).status_code == 403
    assert queries.to_see_to_count(work.commissioner().scope) == 0


def test_a_text_that_nobody_took_for_hours_is_listed_too(clock: instant.Hands) -> None:
    one = build.told(build.somebody())

    assert queries.to_see_to(work.gp().scope).total == 0
    clock.tick(timedelta(hours=3))
    (row,) = queries.to_see_to(work.gp().scope).rows
    assert row.row.summary_id == one
    assert not row.row.may_be_settled


def test_a_long_list_is_paged_and_asks_as_much_as_a_short_one() -> None:
    ids = [
        build.failed(build.somebody(nhs_number=None, is_nhs_number_verified=False))
        for _ in range(60)
    ]
    joan = work.gp()
    queries.to_see_to(joan.scope)

    with counted.at_most(5):
        first = queries.to_see_to(joan.scope)
    second = queries.to_see_to(joan.scope, after=first.next_key or "")
    third = queries.to_see_to(joan.scope, after=second.next_key or "")

    assert (first.total, len(first.rows), len(third.rows), third.next_key) == (60, 25, 10, None)
    seen = [one.row.summary_id for page in (first, second, third) for one in page.rows]
    assert seen == sorted(ids)


def test_what_somebody_was_told_is_paged() -> None:
    person = build.somebody()
    for _ in range(30):
        build.failed(person)
    first = queries.sent_to(work.gp().scope, [person])
    second = queries.sent_to(work.gp().scope, [person], after=first.next_key or "")

    assert (len(first.rows), len(second.rows), second.next_key) == (25, 5, None)
    page = staff_browser(work.gp()).get(f"/my-care/people/{person}/told?after={first.next_key}")
    assert page.status_code == 200


def test_old_words_and_old_dates_are_never_offered(clock: instant.Hands) -> None:
    here = place.current()
    steady = here.summaries["stay-steady"]
    clock.at = datetime(2027, 1, 12, 10, 29, tzinfo=UTC)
    before = queries.words_of(steady, at=instant.now())
    clock.at = datetime(2027, 1, 12, 10, 31, tzinfo=UTC)
    after = queries.words_of(steady, at=instant.now())
    clock.at = datetime(2027, 2, 1, tzinfo=UTC)
    over = queries.words_of(steady, at=instant.now())
    offered = {one.code for one in queries.templates(at=instant.now())}
    clock.at = datetime(2028, 1, 1, 0, 0, tzinfo=UTC)

    assert "Tuesday 12 January 10:30, Vale Hall" in before
    assert "12 January" not in after
    assert "Tuesday 19 January" in after
    assert "Next dates" not in over
    assert "Asha, who runs the classes: 01632 960321" in over
    assert "stay-steady" in offered
    assert {one.code for one in queries.templates(at=instant.now())} == {OWN_WORDS}
    with pytest.raises(NotFound):
        queries.template("stay-steady", at=instant.now())


def test_words_that_ended_while_they_were_written_are_not_sent(clock: instant.Hands) -> None:
    person = build.somebody()
    clock.at = datetime(2028, 1, 1, 9, tzinfo=UTC)

    with pytest.raises(NotFound):
        services.send(
            person,
            template="stay-steady",
            words="x",
            how=How.OWN_PAGES,
            key=uuid4(),
            shown=build.shown(person, "x", How.OWN_PAGES, by=work.gp()),
            address="",
            at=instant.now(),
            by=work.gp(),
        )


def test_a_copy_of_all_that_is_held_has_it() -> None:
    person = build.somebody()
    build.agrees(person)
    build.told(person)
    given = {
        one.code: list(holdings.rows_of(one, [person]))
        for one in holdings.declared()
        if one.code in ("mycare.summary", "mycare.textdecision")
    }

    assert given["mycare.summary"][0]["words"] == build.WORDS
    assert given["mycare.textdecision"][0]["wish"] == "words"
