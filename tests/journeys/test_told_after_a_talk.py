"""A GP sends somebody what they talked about; a text goes, and they read it on their own pages."""

import json
import re
import time

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look
from tests.journeys.site import Site

SECONDS_TO_ARRIVE = 20


def test_what_was_talked_about_is_sent_and_read(site: Site, come_in: ComeIn, look: Look) -> None:
    resident = come_in("resident")
    resident.page.set_viewport_size({"width": 320, "height": 640})
    resident.go("/my-care/texts")
    look(resident.page)
    resident.choose("Put the words in the text")
    resident.press("Keep this")
    resident.go("/my-care/told-you")
    look(resident.page)

    nurse = opens_them(come_in, resident)
    nurse.follow("Send what we talked about")
    look(nurse.page)
    nurse.follow("Stay steady")
    look(nurse.page)
    nurse.choose("Text")
    nurse.press("See what they will get")
    nurse.sees("By text, to the number ending")
    look(nurse.page)
    text = nurse.page.locator("blockquote").nth(1).inner_text()
    for box in ("Send it to this number all the same", "Send the text now, though it is night"):
        if nurse.page.get_by_label(box, exact=True).count():
            nurse.choose(box)
    if nurse.page.get_by_label("Why now?", exact=True).count():
        nurse.answer("Why now?", "A rehearsal")
    nurse.press("Send")
    nurse.sees("Sent, and on their own pages")
    look(nurse.page)

    assert re.sub(r"\s+", " ", text) in [re.sub(r"\s+", " ", one) for one in arrived(site)]
    resident.go("/my-care/")
    resident.follow("What we told you")
    look(resident.page)
    resident.page.locator("main ul a").first.click()
    expect(resident.page.get_by_text("helps you stay steady")).to_be_visible()
    look(resident.page)

    nurse.page.reload()
    nurse.answer("Why was it a mistake?", "It was for their neighbour")
    nurse.press("Mark it as a mistake")
    nurse.sees("It was a mistake: It was for their neighbour")
    nurse.follow("What we told them")
    look(nurse.page)
    nurse.follow("Change what they said about texts")
    look(nurse.page)
    nurse.go("/my-care/summaries")
    look(nurse.page)
    resident.page.reload()
    resident.sees("We sent you this by mistake")
    resident.does_not_see("helps you stay steady")


def opens_them(come_in: ComeIn, resident: Desk) -> Desk:
    """Whoever may open the one who sees their own care has their page before them."""
    resident.go("/my-care/")
    called = resident.page.locator("h1").inner_text().removeprefix("Hello ")
    sam = come_in("sam")
    sam.go("/referrals/queue?tab=all_open")
    for line in [one.get_attribute("href") for one in sam.page.locator("a.ju-queue__open").all()]:
        sam.go(line or "")
        sam.page.locator("a[href*='/desk/people/']").first.click()
        if sam.page.get_by_role("heading", level=1).inner_text().upper().endswith(called.upper()):
            return sam
    raise AssertionError(f"nobody called {called} has an open line")


def arrived(site: Site) -> list[str]:
    """The words of the texts that went out, once the worker has sent one."""
    folder = site.folder / "outgoing" / "texts"
    until = time.monotonic() + SECONDS_TO_ARRIVE
    while not list(folder.glob("*.json")) and time.monotonic() < until:
        time.sleep(0.2)
    return [json.loads(one.read_text())["words"] for one in folder.glob("*.json")]
