"""What is agreed with somebody: written by staff, read, agreed to and questioned by them."""

import re

from tests.journeys.people import ComeIn, Desk, Look

GOAL = "I want to walk to the shop by spring"


def test_it_is_offered_read_agreed_and_answered(come_in: ComeIn, look: Look) -> None:
    sam, resident = come_in("sam"), come_in("resident")
    _open_page_of(resident, sam)
    sam.follow("What we agreed")
    look(sam.page)
    sam.follow(re.compile("^Write "))
    look(sam.page)
    sam.answer("What do they want? Their goals, in their own words", GOAL)
    sam.answer("What does each of us do?", "come on Mondays")
    sam.choose("Offered, not agreed")
    for part, said in (("day", "1"), ("month", "6"), ("year", "2000")):
        sam.page.locator(f"[name=look_again_on-{part}]").fill(said)
    sam.press("Write it down")
    sam.is_refused(re.compile("Say who does it, then a colon"))
    look(sam.page)
    sam.answer("What does each of us do?", "Vale physiotherapy: come on Mondays")
    sam.press("Write it down")
    sam.is_refused(re.compile("Choose a day after today"))
    sam.page.locator("[name=look_again_on-year]").fill(_next_year(sam))
    sam.press("Write it down")
    sam.sees("Written. They read it on their own pages.")
    look(sam.page)
    sam.follow("Print it for the fridge")
    look(sam.page)

    _reads_and_says(resident, look)

    sam.go("/desk/")
    sam.follow(re.compile("waits? for you"))
    look(sam.page)
    sam.page.locator("main .ju-list a").first.click()
    look(sam.page)
    sam.answer("Your answer, which they read", "We come on Tuesdays now")
    sam.press("Send the answer")
    sam.follow("Look at it again")
    look(sam.page)
    sam.answer("What did the person do of it, in their words?", "I went twice")
    sam.answer("What did we do of it?", "Came each week")
    sam.choose("It is over, and nothing takes its place")
    sam.press("Keep the review")
    sam.sees("Nothing was agreed yet, or it is over.")
    look(sam.page)
    resident.go("/my-care/agreed")
    resident.sees("We come on Tuesdays now")


def _open_page_of(resident: Desk, sam: Desk) -> None:
    """The page of whoever the resident is, found by the number on their own sheet."""
    resident.go("/my-care/print")
    sheet = resident.page.locator(".ju-sheet").inner_text()
    found = re.search(r"NHS number (\d{3}\s\d{3}\s\d{4})", sheet)
    assert found
    sam.go("/people/find")
    sam.answer("NHS number, or name with date of birth or postcode", "".join(found[1].split()))
    sam.press("Find")
    sam.follow(re.compile("^Open "))


def _reads_and_says(resident: Desk, look: Look) -> None:
    """They read it on a small screen, agree, and want one thing changed."""
    resident.go("/my-care/")
    resident.follow("What we agreed")
    resident.sees(GOAL)
    look(resident.page)
    resident.follow("Say that you agree")
    look(resident.page)
    resident.press("I agree")
    resident.sees("You agreed to this.")
    resident.follow("I want to change something")
    look(resident.page)
    resident.press("Send")
    resident.is_refused("Write what you want to change")
    resident.answer("What do you want to change?", "Come on Tuesdays")
    resident.press("Send")
    resident.sees("We have not answered you yet.")
    look(resident.page)
    resident.follow("Print this for the fridge")
    look(resident.page)
    resident.follow("Large print")
    look(resident.page)


def _next_year(desk: Desk) -> str:
    """The year in which the next first of June is, which is less than a year away."""
    today: str = desk.page.evaluate("new Date().toISOString().slice(0, 10)")
    year, rest = int(today[:4]), today[5:]
    return str(year if rest < "06-01" else year + 1)
