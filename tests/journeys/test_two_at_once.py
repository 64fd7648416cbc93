"""Two clinicians, one line: only one decision is made, and nobody loses what they wrote."""

import re

from playwright.sync_api import Response, expect

from tests.journeys.people import ComeIn, Desk, Look

WORDS = "Leg ulcer weeping through two dressings"
NET = "Ring us if the leg is hot or she shivers."


def test_the_second_to_triage_is_told_who_did_what_and_goes_on(come_in: ComeIn, look: Look) -> None:
    sam, leah = come_in("sam"), come_in("leah")
    sam.open_line(WORDS)
    leah.open_line(WORDS)
    leah.sees(re.compile("Sam Okafor is looking at this too, since"))

    _decides(sam, "fast:nurse", "As on the card.")
    sam.sees("Sent to ")
    with leah.page.expect_response(_is_triage) as answer:
        _decides(leah, "normal:nurse", NET)

    assert answer.value.status == 409
    leah.sees("Somebody else changed this first")
    told = leah.page.locator("main li", has_text="Triaged and sent to a team")
    expect(told).to_have_text(re.compile(r"Sam Okafor, \d\d:\d\d today$"))
    leah.sees(NET)
    leah.does_not_see("normal:nurse")
    look(leah.page)
    leah.follow("See it as it is now")
    leah.sees("Accepted and sent to")
    expect(leah.page.locator("#step-triage")).to_have_count(0)
    expect(leah.page.locator("#step-call-back")).to_have_count(1)


def _decides(desk: Desk, cell: str, safety_net: str) -> None:
    desk.page.locator(f'[data-cell][value="{cell}"]').check()
    written = {"What would make us change our mind": safety_net}
    desk.take("triage", "Accept and send", written=written)


def _is_triage(response: Response) -> bool:
    return response.request.method == "POST" and response.url.endswith("/triage")
