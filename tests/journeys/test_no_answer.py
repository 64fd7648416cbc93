"""Nobody answers the door: every step is taken, and two clinicians say so before it is closed."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look

TEAM = "/referrals/teams/rapid_response"
WORDS = "No answer to the phone for a day"
COULD_NOT_REACH = "Could not reach the person"


def test_a_rapid_line_is_closed_as_not_reached_by_two(come_in: ComeIn, look: Look) -> None:
    ann, tom, joan = come_in("ann"), come_in("tom"), come_in("joan")
    ann.open_line(WORDS, under=TEAM)

    _close(ann)
    ann.is_refused("Steps are left that must be taken first: Knock at front and back")
    ann.open_line(WORDS, under=TEAM)
    assert _walk(ann) >= 4
    _close(ann)
    ann.is_refused("A second clinician must agree before this is closed as not reached.")
    look(ann.page)

    ann.open_line(WORDS, under=TEAM)
    _agree(ann)
    ann.is_refused("Whoever tried, or took the steps, cannot also be the second clinician.")
    tom.open_line(WORDS, under=TEAM)
    _agree(tom)
    tom.sees("Recorded that you agree.")
    ann.open_line(WORDS, under=TEAM)
    _close(ann)

    ann.sees("How it ended")
    ann.sees("A second clinician agreed")
    joan.follow_own_referral(ann.reference())
    joan.sees(re.compile("could not reach"))
    joan.sees("Police looked in: she is at her sister's.")


def _close(ann: Desk) -> None:
    ann.take(
        "close",
        "Close with this outcome",
        chosen=[COULD_NOT_REACH],
        written={"Summary for the referrer": "Police looked in: she is at her sister's."},
    )


def _walk(ann: Desk) -> int:
    """Take each step in the order of the place, as the page offers them; how many there were."""
    taken = 0
    while ann.page.locator("#step-no-access").count():
        ann.step("no-access").get_by_role("radio").first.check()
        ann.take("no-access", "Record this step", written={"What came of it": "Nothing."})
        ann.sees("Step recorded.")
        taken += 1
        expect(ann.page.get_by_text("Nothing.", exact=True)).to_have_count(taken)
    return taken


def _agree(desk: Desk) -> None:
    said = {"What you checked": "Read every step, and rang the hospital again."}
    desk.take("no-access-agreed", "I agree", written=said)
