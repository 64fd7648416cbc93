"""The page kit in a browser: every component looked at, every script tried, on pages of its own."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Route,
    StorageState,
    expect,
)

from tests.builders.office import PASSWORD
from tests.gallery.serve import serving
from tests.journeys import looking

PAGES = [
    "/help",
    "/privacy",
    "/accessibility",
    "/nowhere",
    "/account",
    "/account/password",
    "/account/role",
    "/account/second-step",
    "/gallery/queue",
    "/gallery/person",
    "/gallery/form",
    "/gallery/check",
    "/gallery/confirm",
    "/gallery/error/not_permitted",
    "/gallery/error/conflict",
    "/gallery/error/unavailable",
    "/gallery/error/crash",
]
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of [45]|net::ERR_FAILED)"
)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the gallery."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def signed_in(browser: Browser, gallery: str) -> StorageState:
    """The cookies of Sam, who has two roles and has signed in."""
    window = browser.new_context(base_url=gallery)
    sign_in(window.new_page())
    kept = window.storage_state()
    window.close()
    return kept


@pytest.fixture
def window(browser: Browser, gallery: str, signed_in: StorageState) -> Iterator[BrowserContext]:
    """A browser window of Sam's on the gallery; a complaint in its console fails the test."""
    said: list[str] = []
    window = browser.new_context(
        base_url=gallery,
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        storage_state=signed_in,
    )
    window.on("page", lambda page: _listen(page, said))
    yield window
    window.close()
    assert said == []


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A page of Sam's."""
    return window.new_page()


def last_kept(page: Page) -> dict[str, str]:
    """The draft that the gallery kept last."""
    kept: dict[str, str] = page.request.get("/gallery/drafts").json()
    return kept


def _listen(page: Page, said: list[str]) -> None:
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda message: (
            said.append(message.text)
            if message.type in {"error", "warning"} and not EXPECTED.match(message.text)
            else None
        ),
    )


def sign_in(page: Page, username: str = "sam") -> None:
    """Sign in by the page."""
    page.goto("/sign-in")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Switch user")).to_be_visible()


def test_no_page_has_a_fault_at_either_width(page: Page) -> None:
    found = {}

    for address in PAGES:
        page.goto(address)
        found[address] = looking.faults(page)
    page.context.clear_cookies()
    page.goto("/sign-in")
    found["/sign-in"] = looking.faults(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_a_refused_form_puts_the_focus_on_what_was_wrong(page: Page) -> None:
    page.goto("/gallery/form")

    page.get_by_role("button", name="Accept and send").click()

    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Choose how soon").click()
    expect(page.locator("#id_response_class")).to_be_focused()


def test_a_radio_opens_what_belongs_to_it(page: Page) -> None:
    page.goto("/gallery/form")
    promise = page.get_by_text("Somebody comes within 3 hours.")
    expect(promise).to_be_hidden()

    page.get_by_label("Rapid").check()

    expect(promise).to_be_visible()
    assert looking.faults(page) == []


def test_typing_is_saved_and_says_when(page: Page) -> None:
    page.goto("/gallery/form")

    page.get_by_label("What has changed").press_sequentially("Not drinking")

    expect(page.locator("[data-draft-said]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    assert last_kept(page)["words"] == "Not drinking"
    assert page.locator("input[name=draft]").get_attribute("value") == "d1"


def test_leaving_a_field_saves_at_once(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/form")
    # No second passes any more, so nothing is saved for want of typing.
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 60"))

    page.get_by_label("What has changed").fill("Fell")
    page.keyboard.press("Tab")

    expect(page.locator("[data-draft-said]")).to_have_text(re.compile("^Saved"))


def test_a_draft_that_cannot_be_saved_says_so_and_tries_again(page: Page) -> None:
    page.goto("/gallery/form")
    page.route("**/gallery/draft", lambda route: route.abort())
    page.get_by_label("What has changed").fill("Fell")
    page.keyboard.press("Tab")
    said = page.locator("[data-draft-said]")
    expect(said).to_have_text(re.compile("^Not saved: no connection"))

    page.unroute("**/gallery/draft")

    expect(said).to_have_text(re.compile("^Saved"), timeout=10_000)


def test_a_double_press_sends_once(page: Page) -> None:
    sent: list[str] = []
    page.on(
        "request", lambda r: sent.append(r.url) if r.method == "POST" and "form" in r.url else None
    )
    page.goto("/gallery/form")

    page.get_by_role("button", name="Accept and send").dblclick()

    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    assert len(sent) == 1


def test_a_press_waits_for_the_save_on_its_way_and_goes_on_from_it(page: Page) -> None:
    happened: list[str] = []
    waiting: list[Route] = []
    page.route("**/gallery/draft", lambda route: waiting.append(route))
    page.on("request", lambda r: happened.append(r.post_data or "") if _sends(r) else None)
    page.goto("/gallery/form")
    page.get_by_label("What has changed").fill("Fell")

    page.get_by_role("button", name="Accept and send").dblclick()
    page.wait_for_timeout(300)
    sent_early = list(happened)
    waiting[0].continue_()

    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    assert (sent_early, len(waiting), len(happened)) == ([], 1, 1)
    assert "draft=d1" in happened[0]


def test_the_queue_is_driven_by_keyboard(page: Page) -> None:
    page.goto("/gallery/queue")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-2")).to_have_class(re.compile("is-current"))
    page.keyboard.press("ArrowUp")
    expect(page.locator("#row-1")).to_have_class(re.compile("is-current"))
    page.keyboard.press("t")

    expect(page).to_have_url(re.compile("/gallery/form$"))


def test_keys_are_left_alone_while_somebody_chooses_a_filter(page: Page) -> None:
    page.goto("/gallery/queue")
    page.locator("#filter-locality").focus()

    page.keyboard.press("t")
    page.keyboard.press("ArrowDown")

    expect(page).to_have_url(re.compile("/gallery/queue$"))
    expect(page.locator(".is-current")).to_have_count(0)


def test_single_keys_can_be_switched_off(page: Page) -> None:
    page.goto("/gallery/queue")
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_label("Use single keys on this computer").uncheck()

    page.locator("#row-1 a").focus()
    page.keyboard.press("t")

    expect(page).to_have_url(re.compile("/gallery/queue$"))


def test_news_is_announced_and_nothing_moves(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/queue")
    rows = page.locator("[data-queue-row]").all_inner_texts()

    page.clock.run_for(16_000)

    expect(page.locator("[data-changes-said]")).to_have_text("3 new")
    expect(page.get_by_role("link", name="Show them")).to_be_visible()
    assert page.locator("[data-queue-row]").all_inner_texts() == rows


def test_a_clock_on_an_open_page_stays_true(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/queue")
    clock = page.locator("#row-2 [data-clock]")
    expect(clock).to_contain_text("9 min left")

    page.clock.run_for(11 * 60_000)

    expect(clock).to_contain_text("min over")
    expect(clock).to_have_class(re.compile("ju-clock--over"))


def test_the_warning_comes_two_minutes_before_and_saves_first(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/form")
    page.get_by_label("What has changed").fill("Fell")
    page.route("**/session", lambda route: route.fulfill(json=_session(page, left=119)))

    page.clock.run_for(13 * 60_000 + 2000)

    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("You are about to be signed out")
    assert last_kept(page)["words"] == "Fell"
    page.unroute("**/session")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()


def test_a_page_with_nothing_typed_goes_to_sign_in_when_the_session_ends(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/check")
    page.context.clear_cookies()

    page.clock.run_for(14 * 60_000)

    expect(page).to_have_url(re.compile(r"/sign-in\?because=idle&next=%2Fgallery%2Fcheck"))
    expect(page.get_by_text("signed out because Joinedup had not been used")).to_be_visible()


def test_what_was_typed_outlives_the_session(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/confirm")
    page.get_by_label("Why").fill("Gone to her daughter")
    page.context.clear_cookies()
    page.clock.run_for(14 * 60_000)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You have been signed out")

    other = page.context.new_page()
    sign_in(other)
    page.clock.run_for(6_000)

    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Why")).to_have_value("Gone to her daughter")


def test_another_person_does_not_get_the_page_back(page: Page) -> None:
    page.clock.install()
    page.goto("/gallery/confirm")
    page.get_by_label("Why").fill("Gone to her daughter")
    page.context.clear_cookies()
    page.clock.run_for(14 * 60_000)
    expect(page.get_by_role("dialog")).to_contain_text("You have been signed out")

    sign_in(page.context.new_page(), "ann")
    page.clock.run_for(6_000)

    expect(page).to_have_url(re.compile("/$"))


def test_switching_user_takes_one_press_and_keeps_the_draft(page: Page) -> None:
    # A session of its own: leaving it ends it.
    page.context.clear_cookies()
    sign_in(page)
    page.goto("/gallery/form")
    sam = page.evaluate("document.body.dataset.account")
    page.get_by_label("What has changed").fill("Fell")

    page.get_by_role("button", name="Switch user").click()

    expect(page.locator("#id_login")).to_be_focused()
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("Ann Webb")
    assert last_kept(page)["words"] == "Fell"
    assert last_kept(page)["by"] == sam


def test_everything_works_without_scripts(browser: Browser, gallery: str) -> None:
    window = browser.new_context(base_url=gallery, java_script_enabled=False)
    page = window.new_page()

    sign_in(page)
    page.goto("/gallery/form")
    page.get_by_role("button", name="Accept and send").click()

    expect(page.get_by_role("link", name="Say what has changed")).to_be_visible()
    page.get_by_role("button", name="Switch user").click()
    expect(page.locator("#id_login")).to_be_visible()
    window.close()


def _session(page: Page, *, left: int) -> dict[str, object]:
    account = page.evaluate("document.body.dataset.account")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    return {"left": left, "account": account, "token": token}


def _sends(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/gallery/form")
