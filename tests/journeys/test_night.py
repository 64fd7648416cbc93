"""The night: what waits is seen to, the watch is handed over row by row, and paper is at hand."""

import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.people import ComeIn, Desk, Look
from tests.journeys.site import Site

BOARD = "/referrals/duty"
HANDOVERS = "/referrals/duty/handovers"
RAISED_WITHIN = 90
"""The safety net goes round every half minute; a busy machine may take its time."""


def wait_for_what_is_raised(desk: Desk) -> None:
    until = time.monotonic() + RAISED_WITHIN
    desk.go(BOARD)
    while not desk.page.get_by_role("link", name="Say what you did").count():
        assert time.monotonic() < until, "nothing was raised"
        time.sleep(3)
        desk.go(BOARD)


def tick_every_row(desk: Desk) -> int:
    boxes = desk.page.locator(".ju-hand input[type=checkbox]")
    count = boxes.count()
    for number in range(count):
        boxes.nth(number).check()
    return count


def test_what_waits_too_long_is_seen_to_by_whoever_is_on_duty(come_in: ComeIn, look: Look) -> None:
    sam, joan = come_in("sam"), come_in("joan")
    wait_for_what_is_raised(sam)
    sam.sees("Raised: nobody has seen to these yet")
    first = sam.page.get_by_role("link", name="Say what you did").first.get_attribute("href")
    expect(sam.page.locator(".ju-nav__count")).to_be_visible()
    look(sam.page)

    sam.follow("Say what you did")
    look(sam.page)
    sam.press("Note what I did")
    sam.is_refused("Choose what you did")
    sam.choose("It can wait")
    sam.press("Note what I did")
    sam.is_refused("or why it can wait")
    sam.answer("In your words", "Her daughter is there until eight.")
    sam.press("Note what I did")

    sam.sees("Noted what you did.")
    expect(sam.page.locator(f"a[href='{first}']")).to_have_count(0)
    joan.go("/desk/")
    joan.does_not_see("Nobody is on duty at the front door now")


def test_capacity_and_notes_are_on_the_board(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.go(BOARD)

    sam.unfold("Enter a figure")
    sam.page.locator("#capacity-kind").select_option(label="Step-up beds")
    sam.answer("How many", "2")
    sam.press("Note the figure")
    sam.sees("Figure noted.")
    sam.unfold("Write a note")
    sam.page.locator("#note-kind").select_option(label="A partner or system is down")
    sam.page.locator("#note-words").fill("The hospital's system is away until ten.")
    sam.press("Keep the note")

    sam.sees("The hospital's system is away until ten.")
    look(sam.page)
    sam.press(re.compile("^This is over"))
    sam.sees("Noted that this is over.")


ROWS_A_SIDE = 12
"""How many rows of a handover go on a side at least, in the longest words of these stories."""


def sides_of_paper(page: Page) -> int:
    """How many sides a page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_a_watch_is_handed_over_row_by_row_and_kept(come_in: ComeIn, look: Look) -> None:
    sam, leah = come_in("sam"), come_in("leah")
    sam.go(HANDOVERS)
    look(sam.page)
    sam.press("Begin the handover")
    look(sam.page)
    address = sam.page.url
    rows = sam.page.locator("main input[type=checkbox]").count()
    assert sides_of_paper(sam.page) <= 2 + rows // ROWS_A_SIDE
    sam.page.emulate_media(media="print")
    expect(sam.page.locator(".ju-hand .ju-sign").first).to_be_visible()
    sam.page.emulate_media(media="screen")
    sam.press("Give the ticked rows")
    sam.is_refused("Tick at least one row")
    total = tick_every_row(sam)
    sam.page.get_by_label("Give the ticked rows to", exact=True).select_option(
        label="Leah Brooks, District nurse"
    )
    sam.answer("What they need to know", "Ring before you go in.")
    sam.press("Give the ticked rows")
    sam.sees(re.compile(r"\d+ rows? given\."))

    # Leah looks; Sam goes on working on one of the rows; then Leah accepts what she saw.
    leah.go(BOARD)
    look(leah.page)
    leah.follow(re.compile("^accept (it|them)"))
    expect(leah.page).to_have_url(address)
    leah.sees("Ring before you go in.")
    assert tick_every_row(leah) == total
    row = sam.page.locator(".ju-hand tbody tr", has_text="To triage").first
    row.get_by_role("link").first.click()
    sam.step("advise").get_by_role("radio").first.check()
    sam.step("advise").get_by_role("textbox").fill("Rest, and ring if it gets worse.")
    sam.step("advise").get_by_role("button").click()
    sam.sees("Closed with advice.")
    leah.press("Accept the ticked rows")
    leah.sees("Somebody changed this since you looked")
    look(leah.page)

    leah.go(address)
    leah.sees(f"{total - 1} of {total} rows accepted.")
    sam.go(address)
    sam.press("I have handed over")
    leah.go(address)
    leah.press("I have taken over")
    leah.sees("Confirmed by both")
    look(leah.page)
    leah.go(HANDOVERS)
    leah.sees("Sam Okafor → Leah Brooks")


def test_the_next_comes_on_duty_in_place_of_the_last(come_in: ComeIn, look: Look) -> None:
    leah, sam = come_in("leah"), come_in("sam")
    leah.go("/referrals/duty/on")
    look(leah.page)
    names = leah.page.get_by_label("In place of").locator("option", has_text="Sam Okafor")
    leah.page.get_by_label("In place of").select_option(label=names.first.inner_text())
    leah.page.get_by_role("button", name="Go on duty", exact=True).click()

    leah.sees("You are on duty.")
    expect(leah.page.locator(".ju-on")).to_contain_text("Leah Brooks")
    expect(leah.page.locator(".ju-on")).not_to_contain_text("Sam Okafor")
    sam.go("/referrals/queue")
    expect(sam.page.locator(".ju-on-wide .ju-strip")).to_contain_text("Leah Brooks")
    leah.press("Come off duty")
    leah.sees("Nobody is on duty at the front door now")
    sam.go("/referrals/duty/on")
    sam.page.get_by_role("button", name="Go on duty", exact=True).click()
    sam.sees("You are on duty.")


def test_paper_is_at_hand_when_nothing_answers(site: Site, come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.go("/referrals/duty/paper")
    sam.sees("The last downtime pack is as of")
    look(sam.page)

    (latest,) = Path(site.folder).glob("packs/*-latest.html")
    page = latest.read_text()

    assert "Open, by what falls due next" in page
    assert not re.search(r'(src|href)="', page)
    assert latest.stat().st_mode & 0o077 == 0
