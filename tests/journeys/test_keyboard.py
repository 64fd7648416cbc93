"""A referral and a decision by keyboard alone, and a queue that stays still under the reader."""

import re

from playwright.sync_api import expect

from tests.journeys import log
from tests.journeys.keyboard import MOST_TABS, Keys
from tests.journeys.people import ComeIn, Desk, add_person, refer
from tests.journeys.site import Site

WORDS = "Faint on standing since the new tablets."


def test_a_referral_is_made_and_triaged_without_a_pointer(site: Site, come_in: ComeIn) -> None:
    joan, sam = come_in("joan"), come_in("sam")

    _refer_by_keyboard(joan, log.somebody_new(site))
    expect(joan.page.get_by_role("heading", name="Referral sent")).to_be_visible()

    _triage_by_keyboard(sam)
    sam.sees("Sent to ")
    joan.follow_own_referral("Sent to a team. They have not accepted it yet.")


def test_the_queue_stays_still_and_says_what_is_new(come_in: ComeIn) -> None:
    joan, sam = come_in("joan"), come_in("sam")
    sam.page.clock.install()
    sam.go("/referrals/queue")
    shown = _order(sam)
    sam.page.locator("[data-queue-row]").nth(1).hover()
    add_person(joan, "Newbold", "Ida", ("8", "8", "1932"))
    refer(joan, words="Found cold in her chair.")

    sam.page.clock.fast_forward(16_000)

    news = sam.page.locator("[data-changes-said]")
    expect(news).to_have_text(re.compile(r"^\d+ new$"))
    assert news.get_attribute("role") == "status"
    assert _order(sam) == shown
    sam.follow("Show them")
    sam.sees("NEWBOLD, Ida")


def _refer_by_keyboard(joan: Desk, number: str) -> None:
    keys = Keys(joan.page)
    joan.go("/referrals/new")
    expect(joan.page.locator("#who-q")).to_be_focused()
    joan.page.keyboard.type(number)
    joan.page.keyboard.press("Enter")
    expect(joan.page.get_by_role("list", name="People found")).to_be_visible()
    keys.press(re.compile("^Refer "))
    expect(joan.page.get_by_role("heading", name="New referral")).to_be_visible()
    keys.choose("Where are they now?", "At home")
    keys.choose("Until when?", "They are staying there")
    keys.fill("Number that reaches them there", "01632 960778")
    keys.fill("What has changed?", WORDS)
    keys.fill("Since when?", "since Monday")
    keys.tick("Rapid response at home")
    keys.choose("How soon?", "Rapid, under 3 hours")
    keys.fill("What happens if nobody comes?", "Another fall")
    keys.choose("Do they agree to this referral?", "The person agrees")
    keys.press("Check and send")
    expect(joan.page.get_by_role("heading", name="Check and send")).to_be_visible()
    keys.press(re.compile("^(Send the referral|This is different: send it)$"))


def _triage_by_keyboard(sam: Desk) -> None:
    keys, row = Keys(sam.page), sam.page.locator("tr", has_text=WORDS)
    sam.go("/referrals/queue?tab=to_triage")
    for _ in range(MOST_TABS):
        sam.page.keyboard.press("ArrowDown")
        if "is-current" in (row.get_attribute("class") or ""):
            break
    sam.page.keyboard.press("t")
    expect(sam.page).to_have_url(re.compile("#decide$"))
    keys.to(sam.page.locator("[data-cell]").first)
    sam.page.keyboard.press("Space")
    expect(sam.page.locator('[data-cell][value="rapid:nurse"]')).to_be_checked()
    expect(sam.page.locator("[data-cells-why]")).not_to_be_empty()
    keys.press("Accept and send")


def _order(sam: Desk) -> list[str | None]:
    return [row.get_attribute("id") for row in sam.page.locator("[data-queue-row]").all()]
