"""On a phone: what somebody came for is on the first screen."""

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Look

PHONE = {"width": 320, "height": 640}
BOXES = ".ju-pad :is(label, legend, input, textarea, select)"
COVERED = """(boxes) => boxes.filter((one) => one.checkVisibility()).filter((one) => {
      one.scrollIntoView({ block: "end" });
      const { left, top, width, height } = one.getBoundingClientRect();
      const above = document.elementFromPoint(left + width / 2, top + height / 2);
      return !above?.closest(".ju-pad");
    }).map((one) => one.textContent || one.name)"""
"""What of the call pad something else lies upon where it is scrolled to the edge of the screen."""


def test_the_tab_that_one_is_on_is_in_view(come_in: ComeIn) -> None:
    ann = come_in("ann")
    ann.page.set_viewport_size(PHONE)

    ann.go("/referrals/teams/rapid_response")

    tab = ann.page.locator(".ju-tabs [aria-current=page]")
    expect(tab).to_contain_text("Rapid Response Team")
    expect(tab).to_be_in_viewport(ratio=0.5)


def test_every_tab_is_in_sight_without_scripts(come_in: ComeIn) -> None:
    sam = come_in("sam", scripts=False)
    sam.page.set_viewport_size(PHONE)

    sam.go("/referrals/queue?tab=all_open")

    expect(sam.page.locator(".ju-tabs [aria-current=page]")).to_be_in_viewport(ratio=0.9)


def test_the_tab_stays_in_view_when_the_screen_becomes_narrow(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.go("/referrals/queue?tab=all_open")
    tab = sam.page.locator(".ju-tabs [aria-current=page]")
    expect(tab).to_contain_text("All open")

    sam.page.set_viewport_size(PHONE)

    expect(tab).to_be_in_viewport(ratio=0.9)


def test_the_first_of_the_queue_is_on_the_first_screen(come_in: ComeIn, look: Look) -> None:
    sam = come_in("sam")
    sam.page.set_viewport_size(PHONE)

    sam.go("/referrals/queue?tab=all_open")

    expect(sam.page.locator(".ju-clock").first).to_be_in_viewport()
    look(sam.page)


def test_nothing_lies_upon_the_boxes_of_the_call_pad(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.page.set_viewport_size(PHONE)

    sam.go("/referrals/calls/new")

    assert sam.page.locator(".ju-pad label:visible").count() > 10
    assert sam.page.locator(BOXES).evaluate_all(COVERED) == []
    sam.follow("How it ends")
    expect(sam.page.get_by_role("heading", name="How does it end?")).to_be_in_viewport()
