"""Mr Dale, unsteady and not drinking: his care worker rings, and a nurse comes the same day.

In Barnet, as far as the urgent visit.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import log
from tests.journeys.people import ComeIn, Desk, Look, say_who
from tests.journeys.site import Site, running, told_of

pytestmark = pytest.mark.slow

WORDS = "Unsteady on his feet since this morning and not drinking. Warm to touch."
FOUND = "Dehydrated, urine infection likely. To the ambulatory unit for antibiotics, home tonight."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Barnet, with its own people and words."""
    with running(tmp_path_factory.mktemp("barnet"), "--place", "barnet", "--weeks", "0") as site:
        yield site
    assert told_of(site.people(), site.said()) == set()


def test_mr_dale_is_visited_the_day_his_care_worker_rings(
    site: Site, come_in: ComeIn, look: Look
) -> None:
    sam, ann = come_in("sam"), come_in("ann")

    reference = _his_care_worker_rings(sam, look)
    _decided_during_the_call(sam, look)
    _visited(ann, look)

    _told_as_one_story(sam, look)
    assert log.took(site, reference) < timedelta(hours=4)
    assert log.was_answered_in_time(site, reference)


def _his_care_worker_rings(sam: Desk, look: Look) -> str:
    sam.go("/referrals/calls/new")
    sam.answer("Who is calling?", "Paula Grant")
    sam.answer("Their role", "Care worker")
    sam.answer("Direct number to ring back", "07700900456")
    say_who(sam, "Dale", "Colin", ("9", "2", "1951"))
    expect(sam.page.get_by_text("DALE, Colin").first).to_be_visible()
    sam.choose("At home")
    sam.answer("Address, or ward", "12 Lawrence Street, Barnet")
    sam.choose("They are staying there")
    sam.answer("Or who is with them", "Paula until three")
    sam.answer("What has changed, or what is wanted?", WORDS)
    sam.answer("Since when?", "this morning")
    sam.choose("Rapid care at home")
    sam.choose("Rapid, within 4 hours")
    sam.answer("What happens if nobody comes?", "He falls, or goes to hospital by ambulance")
    sam.choose("The person agrees")
    sam.unfold("Add more")
    sam.answer("Allergies", "Trimethoprim: rash")
    look(sam.page)
    sam.press("Send the referral")
    sam.sees("Say this aloud")
    look(sam.page)
    return sam.page.locator(".ju-read-back__reference").inner_text()


def _decided_during_the_call(sam: Desk, look: Look) -> None:
    sam.follow(re.compile("^Decide now"))
    sam.sees(WORDS)
    sam.sees("Trimethoprim")
    look(sam.page)
    sam.page.locator('[data-cell][value="rapid:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": re.compile("^Rapid Care")})
    sam.sees("Sent to ")


def _visited(ann: Desk, look: Look) -> None:
    ann.go("/referrals/teams")
    ann.open_line("Unsteady on his feet", under=ann.page.url)
    ann.sees("Trimethoprim")
    ann.take("accept", "Accept for the team")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    look(ann.page)
    ann.take(
        "contact",
        "Record the contact",
        chosen=["Face to face"],
        written={"What was found, and what comes next": FOUND},
    )
    ann.sees("Responded to")


def _told_as_one_story(sam: Desk, look: Look) -> None:
    sam.go("/people/find")
    sam.page.locator("#id_text").fill("Colin Dale 9/2/1951")
    sam.press("Find")
    sam.follow(re.compile("^Open DALE, Colin"))
    sam.sees(FOUND)
    sam.sees("Trimethoprim")
    look(sam.page)
