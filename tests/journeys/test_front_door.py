"""A night at the front door: every way on from a referral that waits to be triaged."""

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Look

TO_TRIAGE = "/referrals/queue?tab=to_triage"


def test_the_referrer_answers_what_the_front_door_asks(come_in: ComeIn, look: Look) -> None:
    sam, joan = come_in("sam"), come_in("joan")
    sam.open_line("Fell against the door")
    sam.take("ask", "Ask", chosen=["The referrer"])
    sam.is_refused("Choose why more is needed")
    look(sam.page)

    sam.take(
        "ask",
        "Ask",
        chosen=["Where the person is (clock stops)"],
        written={"The question": "Which of the two doors?"},
    )

    sam.open_line("Fell against the door", under="/referrals/queue?tab=waiting_for_information")
    sam.sees("The triage clock stands still.")
    joan.follow_own_referral(sam.reference())
    joan.sees("Which of the two doors?")
    look(joan.page)
    joan.press("Send the answer")
    joan.is_refused("Write your answer")
    joan.answer("Your answer", "The green one, round the back.")
    joan.press("Send the answer")
    joan.sees("Answered. A clinician goes on with it now.")
    sam.open_line("Fell against the door", under=TO_TRIAGE)
    sam.sees("The green one, round the back.")
    sam.does_not_see("The triage clock stands still.")
    look(sam.page)


def test_what_was_asked_of_the_person_is_answered_by_telephone(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.open_line("Unsteady on the stairs")
    sam.sees("The triage clock runs on.")

    sam.take("answer", "Record the answer", written={"The answer": "Her son, and yes she can."})

    sam.sees("Answer recorded. The clock runs on.")
    sam.sees("Her son, and yes she can.")


def test_nobody_waits_for_an_answer_that_is_not_needed(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.open_line("Husband says she has not slept")

    sam.take("take-back", "Stop waiting")

    sam.sees("No longer waiting for the answer.")
    expect(sam.page.locator("#step-triage")).to_be_visible()


def test_advice_reaches_the_referrer_as_it_was_written(come_in: ComeIn, look: Look) -> None:
    sam, joan = come_in("sam"), come_in("joan")
    sam.open_line("Tearful, not eating")
    reference = sam.reference()

    sam.take(
        "advise",
        "Close with this advice",
        chosen=["Told where else to ask"],
        written={"The advice, as the referrer will read it": "Ring the bereavement service."},
    )

    sam.sees("Closed with advice. The referrer is told.")
    joan.follow_own_referral(reference)
    joan.sees("You were told whom to ask")
    joan.sees("Ring the bereavement service.")
    joan.sees("Finished")


def test_a_redirect_is_done_only_when_the_other_side_accepts(come_in: ComeIn, look: Look) -> None:
    sam, joan = come_in("sam"), come_in("joan")
    sam.open_line("Pressure cushion worn through")
    sam.sees("It is still ours until they accept.")
    look(sam.page)

    sam.take("redirect-refused", "Record that they did not", chosen=["They have no capacity"])
    sam.sees("It is back with us, to triage.")
    sam.take(
        "redirect",
        "Offer it to them",
        listed={"To whom": "Carers Bucks"},
        chosen=["Another service fits better"],
        written={"What to tell them": "Please lend a cushion this week."},
    )
    sam.sees("Offered. It stays ours until they accept.")
    joan.follow_own_referral(sam.reference())
    joan.sees("Offered to another service")
    sam.take(
        "redirect-accepted",
        "Record that they accepted",
        written={"Who accepted, and what they will do": "Jo at the store brings one on Friday."},
    )

    sam.sees("They have it now. Closed here.")
    joan.page.reload()
    joan.sees("Finished")
    joan.sees("Jo at the store brings one on Friday.")


def test_whoever_we_cannot_help_is_left_with_somebody_named(come_in: ComeIn) -> None:
    sam, joan = come_in("sam"), come_in("joan")
    sam.open_line("Daughter who cares for her")
    reference = sam.reference()
    sam.take("cannot-help", "Close: we cannot help", chosen=["No such service in the county"])
    sam.is_refused("Say who has the person now: nobody is left with nobody")

    sam.take(
        "cannot-help",
        "Close: we cannot help",
        listed={"Who has the person now": "Foxglove Health Centre"},
        written={"What was agreed with them": "The practice arranges a sitter."},
    )

    sam.sees("Closed. The referrer is told who has the person.")
    joan.follow_own_referral(reference)
    joan.sees("The county has no such service")
    joan.sees("The practice arranges a sitter.")


def test_a_promised_call_comes_first_until_it_is_made(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.open_line("Cares for her mother day and night")
    sam.take("call-back", "Promise")
    sam.sees("Promised. The line comes first until the call is made.")
    sam.go("/referrals/queue?tab=call_back")
    sam.sees("Cares for her mother day and night")

    sam.open_line("Cares for her mother day and night", under="/referrals/queue?tab=call_back")
    sam.take("called-back", "Record that it was made", written={"What was said": "She can wait."})

    sam.sees("Call recorded.")
    expect(sam.page.locator("#step-called-back")).to_have_count(0)


def test_a_promised_call_is_owed_though_its_referral_has_ended(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.open_line("Found on the floor by the cleaner")
    sam.take("call-back", "Promise")
    sam.sees("Promised. The line comes first until the call is made.")

    sam.open_line("Found on the floor by the cleaner")
    owed = sam.page.locator(".ju-promised li", has_text=sam.reference())
    sam.take(
        "advise",
        "Close with this advice",
        chosen=["Told where else to ask"],
        written={"The advice, as the referrer will read it": "Have her wrist looked at today."},
    )

    sam.go("/referrals/queue?tab=call_back")
    expect(owed).to_contain_text("which has closed")
    look(sam.page)
    owed.get_by_role("link").first.click()
    look(sam.page)
    sam.press("They were rung back")
    sam.is_refused("Write what was said")
    sam.answer("What was said", "She sends her to have it looked at.")
    sam.press("They were rung back")
    sam.sees("Call recorded.")
    expect(owed).to_have_count(0)
