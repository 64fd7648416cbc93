"""Saturday, 23:00: who opens the plan without glass, who breaks it, and what becomes of that."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look


def _in_contact(olu: Desk) -> str:
    """The name of the first of those who are in contact now, as the list says it."""
    olu.go("/desk/")
    section = olu.page.locator("section", has_text="In contact with you now")
    return section.get_by_role("link").first.inner_text()


def test_the_doctor_out_of_hours_opens_the_plan_in_two_clicks(come_in: ComeIn, look: Look) -> None:
    olu = come_in("olu")
    name = _in_contact(olu)

    olu.page.get_by_role("link", name=name, exact=True).first.click()

    expect(olu.page).to_have_url(re.compile("/emergency$"))
    for title in ("Treatment wishes", "Allergies", "If they become unwell", "Who to ring now"):
        expect(olu.page.get_by_role("heading", name=title)).to_be_visible()
    olu.sees("They are in contact with your organisation now.")
    olu.does_not_see("What has happened")
    look(olu.page)

    wishes = olu.page.locator("section", has=olu.page.locator("#first-wishes"))
    wishes.get_by_role("link").first.click()

    expect(olu.page).to_have_url(re.compile("/people/documents/"))
    olu.sees("In force")
    look(olu.page)


def test_glass_is_broken_told_and_reviewed(come_in: ComeIn, look: Look) -> None:
    olu, petra = come_in("olu"), come_in("petra")
    words = "Found on the floor by the crew, no relative here"
    sam = come_in("sam")
    sam.go("/referrals/queue?tab=all_open")
    number = _somebodys_number(sam)

    olu.go("/people/find")
    olu.page.get_by_label("NHS number, or name", exact=False).fill(number)
    olu.press("Find")
    olu.follow(re.compile("^Why can I not open this"))
    olu.sees("You have no part in this person's care that we know of.")
    look(olu.page)
    olu.follow("Open in an emergency")
    olu.press("Open it for three hours")
    olu.is_refused("Choose why you open it")
    look(olu.page)
    olu.choose("They cannot speak for themselves, and nobody who knows them is here")
    olu.answer("What is happening?", words)
    olu.press("Open it for three hours")
    expect(olu.page.get_by_role("note")).to_contain_text("You opened this in an emergency, until")
    olu.sees("What has happened")
    look(olu.page)

    petra.go("/people/glass")
    row = petra.page.locator("tr", has_text=words)
    look(petra.page)
    row.get_by_role("link").click()
    petra.sees("Found on the floor by the crew")
    petra.choose("Justified, and it should not have been needed: say what is to change")
    petra.press("Say what was found")
    petra.is_refused("Say in words what is to change")
    look(petra.page)
    petra.answer("In words", "The crew's system does not tell us whom it is with")
    petra.press("Say what was found")
    expect(petra.page.locator("tr", has_text=words)).to_have_count(0)
    petra.go("/people/glass?reviewed=yes")
    expect(petra.page.locator("tr", has_text=words)).to_be_visible()

    olu.press("Close it again")
    olu.sees("The record is closed to you again.")


def _somebodys_number(sam: Desk) -> str:
    """The NHS number of somebody whom the front door has an open referral about."""
    sam.page.locator("a.ju-queue__open").first.click()
    shown = sam.page.locator(".ju-person .ju-number").first
    expect(shown).to_be_visible()
    found = re.search(r"\d{3}\s\d{3}\s\d{4}", shown.inner_text().replace("\u00a0", " "))
    assert found
    return found[0]
