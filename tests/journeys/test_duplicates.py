"""Somebody is referred whose need is open already: the three ways on."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look, add_person, begin_about, fill_in, refer, send

FIRST = "Stiff after a fall, slow on the stairs."
TO_TRIAGE = "/referrals/queue?tab=to_triage"
WORSE = "On the floor again this morning, cannot put weight on the leg."


@pytest.fixture
def joan(come_in: ComeIn) -> Desk:
    return come_in("joan")


def test_a_worse_picture_is_added_to_the_open_referral_and_raises_it(
    joan: Desk, come_in: ComeIn, look: Look
) -> None:
    sam = come_in("sam")
    add_person(joan, "Duplow", "Wilfred", ("2", "2", "1938"))
    reference = refer(joan, words=FIRST, service="Falls service", how_soon="Normal, under 3 days")
    assert not _is_raised(sam, FIRST)

    begin_about(joan, "Duplow 2/2/1938", "DUPLOW, Wilfred")
    joan.sees(reference)
    _fill_in(joan, WORSE)
    joan.sees(f"This may be open already: {reference}")
    look(joan.page)
    joan.unfold("Add my information to that one")
    joan.choose("Worse")
    joan.press("Add to that referral")

    joan.sees("Added to the referral that was already open.")
    joan.sees(reference)
    joan.sees(WORSE)
    joan.go("/referrals/mine")
    expect(joan.page.locator(".ju-found__item", has_text="DUPLOW")).to_have_count(1)
    expect(joan.page.locator(".ju-drafts", has_text="DUPLOW")).to_have_count(0)
    assert _is_raised(sam, FIRST)
    sam.open_line(FIRST, under=TO_TRIAGE)
    sam.sees(WORSE)
    sam.sees(re.compile("^Worse$"))


def test_something_different_is_sent_as_a_referral_of_its_own(joan: Desk, come_in: ComeIn) -> None:
    add_person(joan, "Otterly", "Edna", ("3", "5", "1936"))
    first = refer(joan, words="Weeping sore on the heel.", service="Community nursing")
    begin_about(joan, "Otterly 3 5 1936", "OTTERLY, Edna")
    _fill_in(joan, "Low since her sister died.")
    joan.sees(f"This may be open already: {first}")

    second = send(joan)

    assert second != first
    joan.go("/referrals/mine")
    expect(joan.page.locator(".ju-found__item", has_text="OTTERLY")).to_have_count(2)
    sam = come_in("sam")
    sam.open_line("Low since her sister died.", under=TO_TRIAGE)
    sam.sees("Duplicate?")


def test_whoever_stops_leaves_one_referral_and_no_draft(joan: Desk, look: Look) -> None:
    add_person(joan, "Stoppard", "Alfred", ("6", "7", "1935"))
    refer(joan, words="Cannot get out of the chair.", service="Falls service")
    begin_about(joan, "Stoppard 6 July 1935", "STOPPARD, Alfred")
    _fill_in(joan, "Cannot get up, wife rang again.")

    joan.follow("Stop: throw the draft away")
    joan.sees("Throw this draft away?")
    look(joan.page)
    joan.press("Throw it away")

    expect(joan.page.locator(".ju-found__item", has_text="STOPPARD")).to_have_count(1)
    expect(joan.page.locator(".ju-drafts", has_text="STOPPARD")).to_have_count(0)


def _fill_in(joan: Desk, words: str) -> None:
    fill_in(joan, words=words, service="Falls service", how_soon="Normal, under 3 days")


def _is_raised(sam: Desk, words: str) -> bool:
    """Whether the line with these words is to be triaged as soon as a rapid one."""
    sam.go(f"{TO_TRIAGE}&class=rapid")
    return sam.page.locator("tr", has_text=words).count() == 1
