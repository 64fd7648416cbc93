"""One working story in each of the places that come with the product, in that place's words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from joinedup.demo.domain.parts import Asked, Soon, Who
from joinedup.demo.services.casting import Cast
from joinedup.foundation import place
from tests.journeys import log
from tests.journeys.people import ComeIn, Desk, Look, add_person, refer
from tests.journeys.site import Site, running, told_of

PLACES = Path(__file__).resolve().parents[2] / "places"
SUMMARY = "Dehydrated. Fluids started, comfortable."


@pytest.fixture(scope="module", params=["buckinghamshire", "barnet", "example-icb"])
def cast(request: pytest.FixtureRequest) -> Cast:
    """Who plays which part in a place."""
    return Cast(place.load(PLACES / f"{request.param}.toml"))


@pytest.fixture(scope="module")
def site(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """That place as a newcomer runs it, in a folder of its own."""
    code = cast.here.code
    with running(tmp_path_factory.mktemp(code), "--place", code) as site:
        yield site
    assert told_of(site.people(), site.said()) == set()


def test_a_referral_is_answered_in_the_words_of_its_place(
    cast: Cast, site: Site, come_in: ComeIn, look: Look
) -> None:
    joan, sam, ann = (come_in(one) for one in ("joan", "sam", "ann"))
    soonest = cast.response_class(Soon.NOW)

    add_person(joan, "Allumplace", "Ethel", ("4", "3", "1945"))
    reference = refer(
        joan,
        words="Not drinking, dizzy and muddled since last night.",
        service=cast.service(Asked.RAPID, Who.NURSE).name,
        how_soon=f"{soonest.name}, {soonest.promise}",
    )
    _triage(sam, cast, look)
    _accept_and_visit(ann, cast, look)
    joan.go("/referrals/mine")
    joan.page.locator("li", has_text=reference).get_by_role("link").first.click()

    joan.sees(SUMMARY)
    joan.sees("Finished")
    assert log.was_answered_in_time(site, reference)


def _triage(sam: Desk, cast: Cast, look: Look) -> None:
    soonest, here = cast.response_class(Soon.NOW), cast.here
    sam.go(f"/referrals/queue?class={soonest.code}")
    sam.sees(here.front_door.short_name)
    expect(sam.page.get_by_label(here.words.locality.capitalize(), exact=True)).to_be_visible()
    look(sam.page)
    sam.follow("ALLUMPLACE, Ethel")
    lead = cast.lead(Who.NURSE)
    sam.page.locator(f'[data-cell][value="{soonest.code}:{lead}"]').check()
    sam.take("triage", "Accept and send", listed={"Team": cast.urgent_team.name})
    sam.sees("Sent to ")


def _accept_and_visit(ann: Desk, cast: Cast, look: Look) -> None:
    here = cast.here
    ann.go(f"/referrals/teams/{cast.urgent_team.code}")
    ann.follow("ALLUMPLACE, Ethel")
    ann.take("accept", "Accept for the team")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    ann.take(
        "contact",
        "Record the contact",
        chosen=[here.contact_types["face_to_face"].name],
        written={"What was found, and what comes next": SUMMARY},
    )
    ann.sees(re.compile("^Responded to"))
    look(ann.page)
    ann.take(
        "close",
        "Close with this outcome",
        chosen=[here.reason("close", "completed").staff],
        written={"Summary for the referrer": SUMMARY},
    )
    ann.sees("How it ended")
