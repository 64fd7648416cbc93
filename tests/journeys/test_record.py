"""Somebody's record is read, written in and put right on their page."""

from tests.journeys.people import ComeIn, Look

WORDS = "Needs a commode downstairs and a rail, husband cannot lift any more."
SAID = "Asked her husband, who fills her tablet box"


def test_what_is_written_in_a_record_is_read_and_struck_out(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.open_line(WORDS)
    sam.sees("What is already known")
    sam.page.locator(".ju-person__name a").click()
    sam.sees("Treatment wishes")
    sam.sees("Osteoarthritis")
    look(sam.page)

    sam.follow("Write in the record")
    sam.press("Write it down")
    sam.is_refused("Choose what you write")
    look(sam.page)
    sam.choose("No known allergies: the person, or who knows them, was asked")
    sam.answer("In your words", SAID)
    sam.press("Write it down")
    sam.sees("Written in their record")
    sam.follow(f"No known allergies: {SAID}")
    sam.sees("Sam Okafor, Referral clinician")
    look(sam.page)

    sam.follow("Strike out: entered in error")
    sam.answer("Why was it wrong?", "It was her sister he spoke of")
    look(sam.page)
    sam.press("Strike it out")
    sam.sees("This never was so")
    sam.sees("It was her sister he spoke of")
    sam.follow("Their page")
    sam.sees("Entered in error")
