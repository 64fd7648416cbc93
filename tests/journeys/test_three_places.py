"""The same day in each of the places that come with the product, in that place's words."""

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

pytestmark = pytest.mark.slow

PLACES = Path(__file__).resolve().parents[2] / "places"
BY_FORM, BY_CALL = "ALLUMPLACE, Ethel", "UMBERSLADE, Colin"
CALLED = "Unsteady on his feet since this morning and not drinking."
SUMMARY = "Dehydrated. Fluids started, comfortable."


@pytest.fixture(scope="module", params=["buckinghamshire", "barnet", "example-icb"])
def cast(request: pytest.FixtureRequest) -> Cast:
    """Who plays which part in a place."""
    return Cast(place.load(PLACES / f"{request.param}.toml"))


@pytest.fixture(scope="module")
def site(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """That place as a newcomer runs it, in a folder of its own."""
    code = cast.here.code
    with running(tmp_path_factory.mktemp(code), "--place", code, "--weeks", "0") as site:
        yield site
    assert told_of(site.people(), site.said()) == set()


def test_a_day_is_worked_in_the_words_of_its_place(
    cast: Cast, site: Site, come_in: ComeIn, look: Look
) -> None:
    joan, sam, leah, ann, ruth = (come_in(one) for one in ("joan", "sam", "leah", "ann", "ruth"))

    by_form = _referred(joan, cast)
    by_call = _called(sam, cast, look)
    _decide(sam, cast)
    _accept_and_visit(ann, cast, BY_CALL)
    _hand_over(sam, leah, by_form, look)
    _go_on_duty(leah, sam, cast, look)
    _find_in_queue(leah, cast, look)
    _decide(leah, cast)
    _accept_and_visit(ann, cast, BY_FORM, look)
    _close(ann, cast)
    _read_how_it_ended(joan, by_form, look)
    _open_the_figure(ruth, cast, by_call, look)

    assert log.was_answered_in_time(site, by_form)
    assert log.was_answered_in_time(site, by_call)


def _referred(joan: Desk, cast: Cast) -> str:
    soonest = cast.response_class(Soon.NOW)
    add_person(joan, "Allumplace", "Ethel", ("4", "3", "1945"))
    return refer(
        joan,
        words="Not drinking, dizzy and muddled since last night.",
        service=cast.service(Asked.RAPID, Who.NURSE).name,
        how_soon=f"{soonest.name}, {soonest.promise}",
    )


def _called(sam: Desk, cast: Cast, look: Look) -> str:
    soonest = cast.response_class(Soon.NOW)
    sam.go("/referrals/calls/new")
    sam.answer("Who is calling?", "Paula Grant")
    sam.answer("Their role", "Care worker")
    sam.answer("Direct number to ring back", "07700900456")
    _add_colin(sam, cast)
    sam.choose("At home")
    sam.answer("Address, or ward", "12 Lawrence Street")
    sam.choose("They are staying there")
    sam.answer("Or who is with them", "Paula until three")
    sam.answer("What has changed, or what is wanted?", CALLED)
    sam.answer("Since when?", "this morning")
    sam.choose(cast.service(Asked.RAPID, Who.NURSE).name)
    sam.choose(f"{soonest.name}, {soonest.promise}")
    sam.answer("What happens if nobody comes?", "He falls, or goes to hospital by ambulance")
    sam.choose("The person agrees")
    look(sam.page)
    sam.press("Send the referral")
    sam.sees("Say this aloud")
    reference = sam.page.locator(".ju-read-back__reference").inner_text()
    look(sam.page)
    sam.follow(re.compile("^Decide now"))
    sam.sees(CALLED)
    return reference


def _add_colin(sam: Desk, cast: Cast) -> None:
    """Add whom the call is about: a measure counts who lives here, or who is registered here."""
    area = next(one for one in cast.here.areas.values() if one.locality == cast.locality)
    sam.unfold("They are not listed: add them")
    new = sam.page.locator("#new-person")
    for label, words in {
        "Family name": "Umberslade",
        "Given name": "Colin",
        "Day": "9",
        "Month": "2",
        "Year": "1951",
        "Postcode": f"{area.postcodes[0]} 7AA",
    }.items():
        new.get_by_label(label, exact=True).fill(words)
    new.locator("select[name$=practice_code]").select_option(cast.practice.code)
    sam.press("Go on with this person")
    sam.sees(BY_CALL)


def _decide(clinician: Desk, cast: Cast) -> None:
    """Decide about the line whose page is open: the soonest class, a nurse, the urgent team."""
    soonest, lead = cast.response_class(Soon.NOW), cast.lead(Who.NURSE)
    clinician.page.locator(f'[data-cell][value="{soonest.code}:{lead}"]').check()
    clinician.take("triage", "Accept and send", listed={"Team": cast.urgent_team.name})
    clinician.sees("Sent to ")


def _accept_and_visit(ann: Desk, cast: Cast, name: str, look: Look | None = None) -> None:
    ann.go(f"/referrals/teams/{cast.urgent_team.code}")
    ann.follow(name)
    ann.take("accept", "Accept for the team")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    ann.take(
        "contact",
        "Record the contact",
        chosen=[cast.here.contact_types["face_to_face"].name],
        written={"What was found, and what comes next": SUMMARY},
    )
    ann.sees(re.compile("^Responded to"))
    if look:
        look(ann.page)


def _hand_over(sam: Desk, leah: Desk, reference: str, look: Look) -> None:
    """What waits at the front door goes to Leah row by row; she accepts, and both confirm."""
    sam.go("/referrals/duty/handovers")
    sam.press("Begin the handover")
    sam.sees("Give the ticked rows to")
    address, total = sam.page.url, _tick(sam)
    _choose_colleague(sam, "Give the ticked rows to", "Leah Brooks")
    sam.press("Give the ticked rows")
    sam.sees(re.compile(r"\d+ rows? given\."))
    leah.go(address)
    assert _tick(leah) == total
    leah.press("Accept the ticked rows")
    leah.sees(f"{total} of {total} rows accepted.")
    row = leah.page.locator(".ju-hand tbody tr", has_text=reference)
    expect(row).to_contain_text(re.compile("Leah Brooks.*accepted", re.DOTALL))
    look(leah.page)
    sam.go(address)
    sam.press("I have handed over")
    sam.sees(re.compile("^Confirmed"))
    leah.go(address)
    leah.press("I have taken over")
    leah.sees("Confirmed by both")


def _tick(desk: Desk) -> int:
    boxes = desk.page.locator(".ju-hand input[type=checkbox]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    return boxes.count()


def _choose_colleague(desk: Desk, label: str, name: str) -> None:
    listed = desk.page.get_by_label(label, exact=True)
    words = listed.locator("option", has_text=name).first.inner_text()
    listed.select_option(label=words)


def _go_on_duty(leah: Desk, sam: Desk, cast: Cast, look: Look) -> None:
    roles, door = cast.here.duty_roles.values(), cast.front_door.code
    leah.go("/referrals/duty/on")
    _choose_colleague(leah, "In place of", "Sam Okafor")
    leah.page.get_by_role("button", name="Go on duty", exact=True).click()
    leah.sees("You are on duty.")
    on_duty = leah.page.locator(".ju-on")
    expect(on_duty).to_contain_text(next(one.name for one in roles if one.team == door))
    expect(on_duty).to_contain_text("Leah Brooks")
    expect(on_duty).not_to_contain_text("Sam Okafor")
    look(leah.page)
    sam.go("/referrals/queue")
    expect(sam.page.locator(".ju-on-wide .ju-strip")).to_contain_text("Leah Brooks")


def _find_in_queue(leah: Desk, cast: Cast, look: Look) -> None:
    here = cast.here
    leah.go(f"/referrals/queue?class={cast.response_class(Soon.NOW).code}")
    leah.sees(here.front_door.short_name)
    expect(leah.page.get_by_label(here.words.locality.capitalize(), exact=True)).to_be_visible()
    look(leah.page)
    leah.follow(BY_FORM)


def _close(ann: Desk, cast: Cast) -> None:
    ann.take(
        "close",
        "Close with this outcome",
        chosen=[cast.here.reason("close", "completed").staff],
        written={"Summary for the referrer": SUMMARY},
    )
    ann.sees("How it ended")


def _read_how_it_ended(joan: Desk, reference: str, look: Look) -> None:
    joan.go("/referrals/mine")
    joan.page.locator("li", has_text=reference).get_by_role("link").first.click()
    joan.sees(SUMMARY)
    joan.sees("Finished")
    look(joan.page)


def _open_the_figure(ruth: Desk, cast: Cast, reference: str, look: Look) -> None:
    """From the share in time to the lines that it counts, and from there to one of them."""
    soonest, measures = cast.response_class(Soon.NOW), cast.here.measures.values()
    own = next(one for one in measures if one.response_class == soonest.code)
    ruth.go(f"/measures/response?response_class={soonest.code}")
    expect(ruth.page.locator(".ju-board__about")).to_contain_text(own.name)
    look(ruth.page)
    ruth.page.locator(".ju-board__tile--main").get_by_role("link").first.click()
    ruth.sees(re.compile(r"\d+ (of \d+: \d+ you may not see|in all)\."))
    behind = ruth.page.get_by_role("link", name=reference)
    while not behind.count():
        following = ruth.page.get_by_role("link", name="Next page").get_attribute("href")
        ruth.go(following or "")
    look(ruth.page)
    behind.click()
    ruth.sees(CALLED)
    ruth.sees(SUMMARY)
