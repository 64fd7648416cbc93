"""A working day: somebody covers for a colleague and says so; a key worker is named."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look

WORDS = "Wound check today for a colleague who is ill"


def test_cover_is_claimed_ended_and_reviewed(come_in: ComeIn, look: Look) -> None:
    olu, petra, sam = come_in("olu"), come_in("petra"), come_in("sam")
    number = _somebodys_number(sam)

    olu.go("/people/find")
    olu.page.get_by_label("NHS number, or name", exact=False).fill(number)
    olu.press("Find")
    olu.follow(re.compile("^Why can I not open this"))
    olu.sees("If you are caring for them now")
    look(olu.page)
    olu.follow("I am caring for them now")
    olu.press("Open it for 24 hours")
    olu.is_refused("Choose why you are caring for them")
    look(olu.page)
    olu.choose("I am covering for somebody who cares for them")
    olu.answer("What are you doing for them, and who asked?", WORDS)
    olu.press("Open it for 24 hours")
    expect(olu.page.get_by_role("note")).to_contain_text("You said that you care for them")
    olu.press("I care for them no longer")
    olu.sees("The record is closed to you again.")

    petra.go("/people/glass")
    row = petra.page.locator("tr", has_text=WORDS)
    expect(row).to_contain_text("Said that they care for them")
    look(petra.page)
    row.get_by_role("link").click()
    look(petra.page)
    petra.choose("Justified")
    petra.press("Say what was found")
    petra.go("/people/glass")
    petra.does_not_see(WORDS)


def test_a_key_worker_is_named_shown_and_ended(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    number = _somebodys_number(sam, nth=1)
    sam.go("/people/find")
    sam.page.get_by_label("NHS number, or name", exact=False).fill(number)
    sam.press("Find")
    sam.page.locator("tr, li", has_text=number[-4:]).get_by_role("link").first.click()
    sam.sees("Nobody is named to co-ordinate their care.")

    sam.follow("Name a key worker")
    look(sam.page)
    sam.press("Name them")
    sam.is_refused("Choose the key worker")
    sam.page.get_by_label("Key worker").select_option(index=1)
    sam.press("Name them")
    sam.sees("Named. The record is open to them from now.")
    look(sam.page)
    sam.follow("Uses of their data beside their care")
    sam.sees("not checked yet")
    look(sam.page)
    sam.page.go_back()
    sam.page.get_by_role("link", name=re.compile("^End")).first.click()
    look(sam.page)
    sam.answer("Why?", "She goes on leave")
    sam.press("End it")

    sam.sees("Nobody is named to co-ordinate their care.")


def _somebodys_number(sam: Desk, *, nth: int = 0) -> str:
    """The NHS number of somebody whom the front door has an open referral about."""
    sam.go("/referrals/queue?tab=all_open")
    sam.page.locator("a.ju-queue__open").nth(nth).click()
    shown = sam.page.locator(".ju-person .ju-number").first
    expect(shown).to_be_visible()
    found = re.search(r"\d{3}\s\d{3}\s\d{4}", shown.inner_text().replace("\u00a0", " "))
    assert found
    return found[0]
