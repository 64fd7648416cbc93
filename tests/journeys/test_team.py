"""A team's day: what was sent to it, given back, visited, not answered, and closed."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Look

TEAM = "/referrals/teams/rapid_response"
LOCAL_TEAM = "/referrals/teams/acht_vale_central"


def test_what_a_team_gives_back_is_with_the_front_door_again(come_in: ComeIn) -> None:
    ann, sam, joan = come_in("ann"), come_in("sam"), come_in("joan")
    ann.open_line("Short of breath on the stairs", under=TEAM)
    reference = ann.reference()

    ann.take(
        "decline",
        "Give it back to SPR",
        chosen=["No capacity in time"],
        written={"What SPR needs to know": "Both nurses are out until six."},
    )

    ann.sees("Given back to the front door.")
    joan.follow_own_referral(reference)
    joan.sees("A team could not take it on, so it is back with us.")
    sam.open_line("Short of breath on the stairs", under="/referrals/queue?tab=to_triage")
    sam.sees("Both nurses are out until six.")


def test_where_to_go_is_shown_to_whoever_goes_and_sealed_at_the_end(
    come_in: ComeIn, look: Look
) -> None:
    ann, tom = come_in("ann"), come_in("tom")
    ann.open_line("Confused and off her food", under=TEAM)
    ann.sees("Shown only to the clinician who triages and the worker who goes")
    ann.does_not_see("C1942")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    ann.press("Show (your look is recorded)")
    ann.sees("C1942")
    ann.sees("Side gate, ring twice")
    look(ann.page)
    tom.open_line("Confused and off her food", under=TEAM)
    tom.does_not_see("C1942")

    ann.take(
        "close",
        "Close with this outcome",
        chosen=["In hospital"],
        written={"Summary for the referrer": "Taken in by ambulance at two."},
    )

    ann.sees("How it ended")
    ann.does_not_see("C1942")
    expect(ann.page.get_by_role("button", name=re.compile("^Show"))).to_have_count(0)


def test_class_and_lead_change_without_a_new_referral(come_in: ComeIn) -> None:
    ann = come_in("ann")
    ann.open_line("Third fall in a month", under=LOCAL_TEAM)
    reference = ann.page.locator(".nhsuk-caption-l").inner_text()

    ann.take(
        "reclassify", "Change the response", chosen=["Fast, under 1 day", "Worse than first told"]
    )
    ann.sees("Response changed. The new clock runs from receipt.")
    ann.sees("Response clock: replaced by a new response")
    ann.take("lead", "Change the lead", chosen=["Nurse", "Who has the skills today"])

    ann.sees("Lead changed.")
    ann.sees(re.compile("Fast, Nurse"))
    ann.sees(reference)


def test_the_manager_says_who_goes(come_in: ComeIn, look: Look) -> None:
    ruth, tom = come_in("ruth"), come_in("tom")
    ruth.open_line("B12 injection overdue", under=LOCAL_TEAM)
    look(ruth.page)

    ruth.take("allocate", "Allocate", listed={"Worker": "Tom Adeyemi"})

    ruth.sees("Allocated.")
    tom.go("/desk/")
    tom.sees("B12 injection overdue")
    look(tom.page)


def test_an_attempt_leaves_the_clock_running(come_in: ComeIn) -> None:
    ann = come_in("ann")
    ann.open_line("Vomiting since the morning", under=TEAM)

    ann.take(
        "contact",
        "Record the contact",
        chosen=["Tried, nobody reached"],
        written={"What was found, and what comes next": "No answer at the door."},
    )

    ann.sees("Contact recorded.")
    ann.sees("Worker chosen")
    ann.sees(re.compile("No answer .1"))
