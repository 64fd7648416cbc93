"""Ethel by telephone: her GP rings from her sitting room, and the referral is taken meanwhile."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from time import monotonic

from playwright.sync_api import Page, expect

from tests.journeys import log
from tests.journeys.keyboard import Keys
from tests.journeys.people import ComeIn, Desk, Look
from tests.journeys.site import Site

A_STROKE = timedelta(seconds=0.3)
"""Forty words a minute, five strokes a word: somebody who listens while they type."""
AN_ANSWER = timedelta(seconds=3)
"""What each question takes beyond its typing, until it is answered."""
QUESTION_COUNT = 14
IN_TIME = timedelta(minutes=3)
DRAWN_IN = """(label) => [
  getComputedStyle(label, "::after").borderLeftColor,
  getComputedStyle(label, "::before").backgroundColor,
  getComputedStyle(label, "::after").opacity]"""
"""The colour of a tick and of the box that it stands in, and how plainly it is drawn."""
WORDS = "Not drinking, dizzy and muddled by the phone."


def test_a_referral_is_taken_during_the_call(site: Site, come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.go("/referrals/queue")
    keys, began = Keys(sam.page), monotonic()

    _take(keys, log.somebody_new(site))
    machine = timedelta(seconds=monotonic() - began)
    took = machine + keys.stroke_count * A_STROKE + QUESTION_COUNT * AN_ANSWER
    reference = sam.page.locator(".ju-read-back__reference").inner_text()
    look(sam.page)

    assert took < IN_TIME, f"{keys.stroke_count} strokes, {machine} of machine time: {took}"
    assert _clock_counts_from_the_call(site, reference)
    _decide_with_the_caller(keys, sam)


def test_a_call_that_the_power_cut_is_gone_on_with(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.page.goto("/referrals/calls/new")
    look(sam.page)
    sam.answer("Who is calling?", "Ruth of Cedar Walk")
    sam.answer("What has changed, or what is wanted?", "Fell between bed and chair")
    sam.answer("Direct number to ring back", "01632 960010")
    expect(sam.page.get_by_text("We ring you back on 01632 960010")).to_be_visible()
    # Nobody was asked how soon: nothing is there to be promised aloud.
    expect(sam.page.locator("[data-read-back]:visible")).to_have_count(0)
    expect(sam.page.locator("[data-draft-said]").first).to_contain_text("Saved")

    again = come_in("sam")
    again.go("/referrals/calls")
    again.follow(re.compile("^Sam .*since"))

    _come_back_with(again, "Direct number to ring back", "01632 960010")
    expect(again.page.get_by_label("Who is calling?")).to_have_value("Ruth of Cedar Walk")
    _end_by_promising(again, look)


def test_a_colleague_takes_over_and_the_first_is_told(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.go("/referrals/calls/new")
    sam.answer("Who is calling?", "Mr Bell, neighbour")
    expect(sam.page.locator("[data-draft-said]").first).to_contain_text("Saved")
    sam.go("/referrals/calls")
    look(sam.page)
    sam.page.get_by_role("link", name=re.compile("since")).first.click()

    sam.unfold("Cut off")
    sam.choose("No direct number")
    sam.press("It was cut off")

    sam.sees("No number is known: nobody can be rung back.")


def test_a_tick_in_the_dark_bar_is_seen(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.go("/referrals/calls/new")

    for label in ("A crew is waiting on scene", "No direct number"):
        sam.choose(label)
        box = sam.page.locator(".ju-caller .nhsuk-checkboxes__label", has_text=label)
        assert box.evaluate(DRAWN_IN) == ["rgb(13, 42, 68)", "rgb(255, 255, 255)", "1"]
    sam.unfold("Cut off")
    sam.press("It was cut off")
    sam.sees("No number is known: nobody can be rung back.")


def test_what_may_be_open_already_is_asked_in_sight(
    site: Site, come_in: ComeIn, look: Look
) -> None:
    sam, number = come_in("sam"), log.somebody_new(site)
    _fill_in(sam, number)
    sam.press("Send the referral")
    sam.sees("Say this aloud")
    _fill_in(sam, number)

    sam.press("Send the referral")

    notice = sam.page.locator(".ju-open-already")
    expect(notice).to_be_focused()
    expect(notice).to_be_in_viewport()
    expect(sam.page).to_have_title(re.compile("^This may be open already: "))
    expect(notice.get_by_role("button", name="Send as another need")).to_be_visible()
    look(sam.page)
    notice.get_by_role("button", name=re.compile("^It is this one")).click()
    expect(sam.page.locator("summary", has_text="About an existing referral")).to_be_focused()
    sam.choose("Worse")
    sam.press("Add to the referral")
    sam.sees("Somebody comes by")


def _fill_in(sam: Desk, number: str) -> None:
    """The pad, with all that a referral asks, about somebody with this number."""
    sam.go("/referrals/calls/new")
    sam.answer("Who is it about?", number)
    sam.press("Find")
    sam.page.locator("button[name=choose]").first.click()
    sam.answer("Who is calling?", "Dr Joan Hale")
    sam.answer("Direct number to ring back", "01632960301")
    sam.choose("At home")
    sam.choose("They are staying there")
    sam.answer("Number that reaches them there", "01632960777")
    sam.answer("What has changed, or what is wanted?", "Fell twice in the night")
    sam.answer("Since when?", "since last night")
    sam.choose("Rapid response at home")
    sam.choose("Rapid, under 3 hours")
    sam.answer("What happens if nobody comes?", "Ambulance")
    sam.choose("The person agrees")


def _come_back_with(desk: Desk, box: str, typed: str) -> None:
    """Look again until what was typed last is there: it was on its way when the page was opened."""
    for _ in range(40):
        if desk.page.get_by_label(box, exact=True).input_value() == typed:
            return
        desk.page.wait_for_timeout(250)
        desk.page.reload()
    raise AssertionError(f"{typed} was not kept")


def _take(keys: Keys, number: str) -> None:
    """Everything that a call asks, by keyboard alone, from the queue to the reference."""
    page = keys.page
    keys.stroke("F2")
    expect(page.get_by_label("Who is it about?")).to_be_focused()
    keys.type(number)
    keys.stroke("Enter")
    expect(page.get_by_role("button", name=re.compile("^It is"))).to_be_focused()
    keys.stroke("Enter")
    expect(page.get_by_label("Who is calling?")).to_be_focused()
    keys.type("Dr Joan Hale")
    keys.fill("Their role", "GP")
    keys.to(page.get_by_label("Rings from"))
    keys.type("Lark")
    keys.fill("Direct number to ring back", "01632960301")
    keys.choose("Where are they now?", "At home")
    keys.choose("Until when?", "They are staying there")
    keys.fill("Number that reaches them there", "01632960777")
    keys.fill("What has changed, or what is wanted?", WORDS)
    keys.fill("Since when?", "since last night")
    keys.tick("Rapid response at home")
    keys.choose("How soon?", "Rapid, under 3 hours")
    keys.fill("What happens if nobody comes?", "Ambulance")
    keys.choose("Do they agree?", "The person agrees")
    keys.press("Send the referral")
    expect(page.get_by_role("heading", name="New referral")).to_be_visible()
    expect(page.get_by_text("Say this aloud")).to_be_visible()


def _decide_with_the_caller(keys: Keys, sam: Desk) -> None:
    expect(sam.page.get_by_role("link", name=re.compile("^Decide now"))).to_be_focused()
    keys.stroke("Enter")
    sam.sees(WORDS)
    sam.page.locator('[data-cell][value="rapid:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": "Rapid Response Team"})
    sam.sees("Sent to ")


def _end_by_promising(sam: Desk, look: Callable[[Page], None]) -> None:
    sam.answer("Direct number to ring back", "01632 960305")
    sam.unfold("Call back by")
    sam.choose("In 30 minutes")
    sam.press("Promise the call")
    sam.sees("We ring you back by")
    look(sam.page)
    sam.go("/referrals/queue?tab=call_back")
    sam.sees("Ruth of Cedar Walk")
    look(sam.page)


def _clock_counts_from_the_call(site: Site, reference: str) -> bool:
    asked = """
    select call.began_at, clock.started_at, referral.received_at from referrals_call call
    join referrals_referral referral on call.referral_id = referral.id
    join referrals_line line on line.referral_id = referral.id
    join foundation_clock clock on line.response_clock_id = clock.id
    where referral.reference = ?
    """
    store = f"file:{site.folder / 'joinedup.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as connection:
        row = connection.execute(asked, [reference]).fetchone()
    began_at, started_at, received_at = map(datetime.fromisoformat, row)
    return began_at == started_at < received_at
