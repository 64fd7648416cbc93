"""Somebody whom nobody can name is referred, decided about, and named afterwards."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look, add_person, fill_in, refer, send

LOOKS = "Woman of about 80, green coat, on the bench at the coach station"
WORDS = "Cold and muddled, cannot say her name or where she lives."


def test_somebody_is_helped_before_anybody_knows_who_it_is(come_in: ComeIn, look: Look) -> None:
    joan, sam = come_in("joan"), come_in("sam")
    reference = _refer_without_a_name(joan, look)

    sam.open_line(WORDS, under="/referrals/queue?tab=to_triage")
    sam.sees("Not identified yet")
    sam.sees(LOOKS)
    sam.page.locator('[data-cell][value="rapid:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": "Rapid Response Team"})
    sam.sees("Sent to ")

    _add_to_the_index(joan)
    _say_who_it_is(sam, look)
    sam.sees("WAREHAM, Agatha")
    sam.sees("Triaged and sent to a team")
    sam.follow("Rapid response at home")
    sam.sees(reference)
    sam.sees("WAREHAM, Agatha")
    sam.sees("Accepted and sent to Rapid Response Team")
    joan.follow_own_referral(reference)
    joan.sees("Sent to a team. They have not accepted it yet.")
    joan.go("/referrals/mine")
    expect(joan.page.locator(".ju-found__item", has_text=reference)).to_contain_text("WAREHAM")
    ann = come_in("ann")
    ann.open_line(WORDS, under="/referrals/teams/rapid_response")
    ann.sees("WAREHAM, Agatha")


def _refer_without_a_name(joan: Desk, look: Look) -> str:
    joan.go("/referrals/new")
    joan.unfold("Not sure who yet")
    joan.press("Go on without a name")
    joan.is_refused("Describe them, so that others know whom you mean")
    look(joan.page)
    joan.answer("How you would know them again", LOOKS)
    joan.press("Go on without a name")
    joan.sees(LOOKS)
    fill_in(
        joan,
        words=WORDS,
        service="Rapid response at home",
        how_soon="Rapid, under 3 hours",
    )
    joan.sees(LOOKS)
    return send(joan)


def _add_to_the_index(joan: Desk) -> None:
    add_person(joan, "Wareham", "Agatha", ("9", "9", "1944"))
    refer(joan, words="Weeping eyes since Monday.", service="Community nursing")


def _say_who_it_is(sam: Desk, look: Look) -> None:
    sam.go("/people/find")
    sam.follow("People not identified yet")
    look(sam.page)
    sam.follow(re.compile("^Say who this is"))
    sam.answer("NHS number, or name with date of birth or postcode", "Wareham 9/9/1944")
    sam.press("Find")
    look(sam.page)
    sam.follow("Compare WAREHAM, Agatha")
    sam.sees("Are these the same person?")
    look(sam.page)
    sam.press("Yes, they are one person")
    sam.sees("It is now known who this is")
    look(sam.page)
