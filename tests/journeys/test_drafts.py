"""A referral that is begun and not sent: nothing typed is lost, and nobody else sees it."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys import sitting
from tests.journeys.people import PASSWORD, ComeIn, Desk, Look, add_person, sign_in
from tests.journeys.site import Site

IDLE = 15
WARNED = 14


def test_a_draft_is_left_and_gone_on_with(come_in: ComeIn, look: Look) -> None:
    joan = come_in("joan")
    _begin(joan, "Laterby", "Hot swollen knee, cannot")

    joan.go("/referrals/mine")
    joan.sees("Begun and not sent")
    joan.sees("Hot swollen knee, cannot")
    look(joan.page)
    joan.follow("LATERBY, Maud")

    expect(_words(joan)).to_have_value("Hot swollen knee, cannot")
    _words(joan).fill("Hot swollen knee, cannot bear weight.")
    joan.press("Save for later")
    joan.sees("Hot swollen knee, cannot bear weight.")


def test_an_unused_page_warns_and_comes_back_as_it_was_left(
    site: Site, open_page: Callable[..., Page], look: Look
) -> None:
    page = open_page()
    page.clock.install()
    ruth = sign_in(page, "ruth")
    _begin(ruth, "Idleton", "Poor sleep, and")
    draft = page.url

    sitting.goes_by(site, page, minutes=WARNED)
    warning = page.get_by_role("dialog", name="You are about to be signed out")
    expect(warning).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    look(page)
    sitting.goes_by(site, page, minutes=IDLE - WARNED + 1)

    expect(page).to_have_url(re.compile("/sign-in"))
    ruth.sees("You were signed out because Joinedup had not been used for a while.")
    _types_in(page, "ruth")
    expect(page).to_have_url(draft)
    expect(_words(ruth)).to_have_value("Poor sleep, and")


def test_a_colleague_takes_over_and_sees_no_draft_of_somebody_else(
    open_page: Callable[..., Page],
) -> None:
    mina = sign_in(open_page(), "mina")
    _begin(mina, "Switchley", "Weaker on the left")
    draft = mina.page.url
    _words(mina).fill("Weaker on the left since tea")

    mina.press("Switch user")
    _types_in(mina.page, "tom")

    tom = Desk(mina.page)
    tom.sees("Tom Adeyemi")
    tom.go("/referrals/mine")
    tom.does_not_see("SWITCHLEY")
    tom.does_not_see("Begun and not sent")
    answer = tom.page.goto(draft)
    assert answer is not None
    assert answer.status == 404
    tom.does_not_see("SWITCHLEY")
    tom.press("Switch user")
    _types_in(tom.page, "mina")
    mina.go("/referrals/mine")
    mina.sees("Weaker on the left since tea")


def test_a_draft_in_two_windows_is_not_written_over(come_in: ComeIn, look: Look) -> None:
    first, second = come_in("joan"), come_in("joan")
    _begin(first, "Twinning", "Breathless at night")
    second.go(first.page.url)
    _words(first).fill("Breathless at night, and ankles swollen")
    _is_saved(first)

    _words(second).fill("Breathless lying flat")
    second.sees("Not saved: this draft was changed in another window. Go on there.")
    second.press("Check and send")

    second.sees("This was changed after you opened it")
    second.sees("Breathless lying flat")
    look(second.page)
    second.follow("See it as it is now")
    expect(_words(second)).to_have_value("Breathless at night, and ankles swollen")


def _begin(desk: Desk, family_name: str, words: str) -> None:
    add_person(desk, family_name, "Maud", ("7", "1", "1939"))
    _words(desk).fill(words)
    _is_saved(desk)


def _is_saved(desk: Desk) -> None:
    # Leaving a box saves at once.
    with desk.page.expect_response(re.compile("/keep$")):
        _words(desk).blur()
    desk.sees(re.compile(r"^Saved \d\d:\d\d"))


def _words(desk: Desk) -> Locator:
    return desk.page.get_by_label("What has changed?", exact=True)


def _types_in(page: Page, username: str) -> None:
    """Sign in as a colleague would who has just been handed the keyboard."""
    expect(page.locator("#id_login")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("sign-in"))
