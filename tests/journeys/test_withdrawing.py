"""The referrer takes a referral back: what closes is shown first, and whoever was to go sees it."""

import re

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look, add_person, fill_in, send

NURSE = "Sore heel, and cannot manage the stairs."
TEAM = "/referrals/teams/rapid_response"


def test_withdrawing_shows_what_closes_and_the_team_sees_it(come_in: ComeIn, look: Look) -> None:
    joan, sam, ann = come_in("joan"), come_in("sam"), come_in("ann")
    _refer_to_two_services(joan)
    _send_the_first(sam)
    ann.open_line(NURSE, under=TEAM)
    ann.take("accept", "Accept for the team")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    line = ann.page.url

    joan.follow_own_referral(ann.reference())
    joan.sees("Accepted, and somebody has been chosen to go.")
    joan.follow("Withdraw this referral")
    joan.sees("This closes")
    joan.sees("Ann Whitfield stands down")
    expect(joan.page.locator("main li", has_text="Therapy at home")).to_contain_text("To triage")
    look(joan.page)
    joan.press("Withdraw it")
    joan.is_refused("Choose why")
    joan.choose("Something else was arranged")
    joan.press("Withdraw it")
    joan.sees("Withdrawn. Whoever was to go stands down.")
    joan.sees("Finished")

    ann.go(line)
    ann.sees("How it ended")
    ann.sees(re.compile("[Ww]ithdr"))
    ann.go(TEAM)
    ann.does_not_see(NURSE)
    sam.go("/referrals/queue?tab=all_open")
    sam.does_not_see(NURSE)


def _refer_to_two_services(joan: Desk) -> None:
    add_person(joan, "Backwell", "Rose", ("1", "6", "1940"))
    joan.choose("Therapy at home")
    fill_in(joan, words=NURSE, service="Rapid response at home", how_soon="Rapid, under 3 hours")
    send(joan)


def _send_the_first(sam: Desk) -> None:
    sam.go("/referrals/queue")
    row = sam.page.locator("tr", has_text=NURSE).filter(has_text="Rapid response at home")
    row.locator("a.ju-queue__open").click()
    sam.page.locator('[data-cell][value="rapid:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": "Rapid Response Team"})
    sam.sees("Sent to ")
