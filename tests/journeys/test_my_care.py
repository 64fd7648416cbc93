"""Somebody's own care: a letter from their doctor, and everything that they do with it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import ComeIn, Desk, Look

type OpenPage = Callable[..., Page]

OWN = (
    "",
    "coming",
    "next",
    "worse",
    "people",
    "record",
    "record/allergies",
    "sharing",
    "card",
    "caring",
    "open-card",
    "sharing/change",
    "looks",
    "print",
    "print?size=large",
    "account",
    "about-me",
    "about-me/matters",
    "about-me/language",
    "told",
    "told/note",
    "told/reading",
    "asked",
    "asked/correction",
    "help",
    "privacy",
    "accessibility",
)


def test_every_page_of_ones_own_can_be_read_by_anybody(come_in: ComeIn, look: Look) -> None:
    resident = come_in("resident")

    for page in OWN:
        resident.go(f"/my-care/{page}")
        look(resident.page)


def test_everything_is_done_without_a_script(come_in: ComeIn, look: Look) -> None:
    resident = come_in("resident", scripts=False)
    resident.page.set_viewport_size({"width": 320, "height": 640})

    resident.go("/my-care/")
    expect(resident.page.get_by_text("Who is coming, and when")).to_be_visible()
    resident.follow("How you are: a note or a reading")
    resident.follow("Give a reading")
    resident.choose("Oxygen level")
    resident.answer("What did it say?", "9")
    resident.press("Send")
    resident.sees(re.compile("from 50 to 100"))
    resident.answer("What did it say?", "91")
    resident.press("Send")
    resident.sees(re.compile("ring 999"))
    resident.follow("What you have told us")
    resident.follow("Write a note")
    resident.answer("What do you want to tell us?", "I could not sleep for the heat")
    resident.press("Send")
    resident.sees("I could not sleep for the heat")

    resident.go("/my-care/about-me/matters")
    resident.answer("In your own words", "To see my sister on Sundays")
    resident.press("Keep this")
    resident.sees("To see my sister on Sundays")

    resident.go("/my-care/asked/correction")
    resident.answer("What is wrong, and what should it say?", "My first name has two Ls")
    resident.press("Send")
    resident.sees("We will answer you. This can take some days.")


def test_a_card_is_made_and_read_elsewhere(
    come_in: ComeIn, open_page: OpenPage, look: Look
) -> None:
    resident, elsewhere = come_in("resident", scripts=False), Desk(open_page(width=320))
    resident.go("/my-care/card")
    resident.press("Make the card")
    resident.sees("Learn this number")
    number, code = (one.inner_text() for one in resident.page.locator(".ju-letter__code").all())
    address = resident.page.locator(".ju-letter__address").inner_text()

    elsewhere.page.goto(address)
    elsewhere.answer("The code on the card", code)
    elsewhere.answer("The number that its holder told you", number)
    elsewhere.answer("Your name and role", "Dr Kaur")
    elsewhere.answer("Where you work", "Luton hospital")
    elsewhere.press("Open the card")
    elsewhere.sees("They chose what you can see")
    look(elsewhere.page)
    resident.go("/my-care/card")
    resident.sees("Luton hospital")
    resident.press("End your card")
    resident.sees("Your card does not work any more")
    elsewhere.page.reload()
    elsewhere.sees("The code on the card")


def test_a_letter_from_ones_doctor_is_shown_once_and_needs_a_birth(
    come_in: ComeIn, open_page: OpenPage, look: Look
) -> None:
    sam = come_in("sam")
    sam.go("/referrals/queue?tab=all_open")
    sam.page.locator("a.ju-queue__open").first.click()
    sam.page.locator("a[href*='/desk/people/']").first.click()
    sam.follow("Reading their own care online")
    look(sam.page)
    sam.choose("I saw a paper with their photograph")
    sam.press("Make the letter")
    look(sam.page)
    code = sam.page.locator(".ju-letter__code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)

    nobody = Desk(open_page())
    nobody.go("/my-care/start")
    look(nobody.page)
    nobody.follow("Use the code in your letter")
    look(nobody.page)
    nobody.answer("The code in your letter", code)
    for part, said in (("Day", "1"), ("Month", "1"), ("Year", "1900")):
        nobody.answer(part, said)
    nobody.press("Go on")
    nobody.is_refused(re.compile("do not open anything"))
    look(nobody.page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_red_button_leaves_at_once(come_in: ComeIn, scripts: bool) -> None:
    resident = come_in("resident", scripts=scripts)
    resident.go("/my-care/")
    # Where it leads, and that it signs out, is asked without a browser: nothing goes elsewhere.
    resident.page.route("**/my-care/exit", lambda route: route.fulfill(body="It will be sunny"))

    resident.follow("Exit this page")

    expect(resident.page.get_by_text("It will be sunny")).to_be_visible()
    expect(resident.page.get_by_text("Who is coming")).to_have_count(0)
