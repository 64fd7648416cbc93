"""A safeguarding concern, from whoever saw something to the council's front door and its answer."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.people import ComeIn, Desk, Look

SEEN = "A bruise shaped like a hand on the left arm, and “he gets cross”"


def _group(desk: Desk, question: str) -> Locator:
    return desk.page.get_by_role("group", name=question, exact=True)


def _choose(desk: Desk, question: str, *answers: str) -> None:
    for one in answers:
        _group(desk, question).get_by_label(one, exact=True).check()


def _open_somebody(sam: Desk) -> str:
    """Open the page of somebody with an open referral; say where it is."""
    sam.go("/referrals/queue?tab=all_open")
    sam.page.locator("a.ju-queue__open").first.click()
    sam.page.locator("a[href*='/desk/people/']").first.click()
    expect(sam.page).to_have_url(re.compile("/desk/people/"))
    return sam.page.url


def _fill_in(sam: Desk) -> None:
    _choose(sam, "Who is it about?", "This person")
    sam.answer("What was seen or said?", SEEN)
    _choose(sam, "How do you know?", "I saw or heard it myself")
    _choose(sam, "What may it be?", "Physical abuse", "Domestic abuse")
    _choose(sam, "Is anybody in danger now?", "Yes")
    _choose(sam, "Who may have caused it?", "A partner, relative or friend")
    _choose(sam, "Do they know that you raise this?", "Yes")
    _choose(sam, "Do they agree that it is raised?", "No")


def test_a_concern_reaches_the_council_and_nobody_else(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    person = _open_somebody(sam)
    sam.follow("Raise a safeguarding concern")
    sam.sees("Ring 999 first.")
    look(sam.page)

    _fill_in(sam)
    sam.press("Read it back before it is sent")
    sam.is_refused("Choose why it is raised without their agreement")
    look(sam.page)
    _choose(
        sam,
        "If they did not agree: why is it raised all the same?",
        "Their life or safety is in danger",
    )
    sam.answer("Say that reason in your own words", "He said that he will come back tonight")
    sam.press("Read it back before it is sent")
    sam.sees("Ring 999 first")
    sam.sees(SEEN)
    look(sam.page)
    sam.press("Raise the concern")
    sam.sees(re.compile("Adult social care front door of the county council"))
    sam.does_not_see(SEEN)
    look(sam.page)
    receipt, reference = sam.page.url, sam.page.locator("h1").inner_text().split()[-1]

    mark = come_in("mark")
    mark.go("/safeguarding/")
    look(mark.page)
    mark.follow(reference)
    mark.sees(SEEN)
    look(mark.page)
    mark.press("They have it")
    _choose(mark, "What was decided?", "Enquiry under section 42 of the Care Act")
    mark.press("Close the concern")
    mark.is_refused("Say why")
    look(mark.page)
    mark.answer("Why?", "All three parts are met")
    mark.press("Close the concern")
    mark.sees("All three parts are met")
    look(mark.page)

    sam.page.goto(receipt)
    sam.sees(re.compile("Mark Ellery of Adult social care front door"))
    sam.does_not_see("section 42")
    sam.go("/safeguarding/mine")
    sam.sees(reference)
    look(sam.page)
    _leaves_no_trace(come_in, sam, person, reference)


def _leaves_no_trace(come_in: ComeIn, sam: Desk, person: str, reference: str) -> None:
    leah = come_in("leah")
    for desk in (sam, leah):
        desk.page.goto(person)
        for trace in (reference, SEEN, "section 42"):
            desk.does_not_see(trace)
    leah.go("/undelivered?part=all")
    leah.does_not_see(reference)


def test_it_is_raised_with_the_keyboard_alone_and_without_scripts(come_in: ComeIn) -> None:
    leah = come_in("leah", scripts=False)
    _open_somebody(leah)
    leah.follow("Raise a safeguarding concern")
    leah.page.set_viewport_size({"width": 320, "height": 640})
    _fill_in(leah)
    _choose(leah, "Do they agree that it is raised?", "Yes")
    button = leah.page.get_by_role("button", name="Read it back before it is sent")

    button.focus()
    leah.page.keyboard.press("Enter")
    send = leah.page.get_by_role("button", name="Raise the concern")
    expect(send).to_be_visible()
    send.focus()
    leah.page.keyboard.press("Enter")

    leah.sees(re.compile("You are told that it was received and by whom"))
