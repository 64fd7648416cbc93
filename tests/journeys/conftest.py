"""One browser and one running place for every story; each page of theirs is watched."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.journeys import looking, people
from tests.journeys.site import Site, running, told_of

# Playwright keeps a loop running under each test, which Django takes for code that may not wait.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A machine that does two stories at once may take long over either; what never comes still fails.
expect.set_options(timeout=20_000)

PICTURES = Path(__file__).resolve().parents[2] / "var" / "journeys"
# A form that is refused answers 422, which Chromium calls an error in its console.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one process would wait for another that has just begun one."""
    items.sort(key=lambda item: not item.get_closest_marker("slow"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The place with its demo people and a working day, web server and worker running.

    When every story is over, nothing that was logged and no address that was asked for may tell of
    anybody in them: addresses stay in the browser, in proxies and in their logs.
    """
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site
    assert told_of(site.people(), site.said()) == set()
    assert told_of(site.people(), "\n".join(sorted(site.asked))) == set()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian packages it."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("The journeys need a browser: type `sudo apt-get install -y chromium`.")
    with sync_playwright() as playwright:
        # Its own sandbox refuses root, which is who runs in a container.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def pressing_lasts_until_the_page_is_there() -> Iterator[None]:
    """Let a click end when the page it leads to has been read, not as soon as it begins to come.

    What is read of a page at once, such as how many rows it has, would else be that of half a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        click = Locator.click

        def clicked(pressed: Locator, **how: Any) -> None:
            click(pressed, **how)
            pressed.page.wait_for_load_state()

        patch.setattr(Locator, "click", clicked)
        yield


@pytest.fixture
def open_page(
    site: Site, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page for one more person, with cookies of their own, and watch it until the end.

    A complaint in the console, a broken script, a request to another machine or a server error
    fails the test when its story is over.
    """
    wrong: list[str] = []
    contexts = []

    def opened(*, scripts: bool = True, width: int = looking.WIDTHS[0]) -> Page:
        context = browser.new_context(
            base_url=site.address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        page = context.new_page()
        watch(page, site, wrong)
        return page

    yield opened
    name = request.node.name.replace("/", "_")
    for number, context in enumerate(contexts):
        if wrong or getattr(request.node, "failed_its_call", False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            for page in context.pages:
                page.screenshot(path=PICTURES / f"{name}-{number}.png", full_page=True)
        context.close()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page for the one person of a story that has only one."""
    return open_page()


@pytest.fixture(scope="session")
def badges() -> dict[tuple[str, str], list[Any]]:
    """The cookies of whoever has signed in once: hashing a password is slow on purpose."""
    return {}


@pytest.fixture
def come_in(
    site: Site, open_page: Callable[..., Page], badges: dict[tuple[str, str], list[Any]]
) -> Callable[..., people.Desk]:
    """Let somebody of the demonstration come to work: signed in, at a page of their own."""

    def came_in(username: str, *, scripts: bool = True) -> people.Desk:
        page = open_page(scripts=scripts)
        badge = (site.address, username)
        if badge not in badges:
            people.sign_in(page, username)
            badges[badge] = page.context.cookies()
        page.context.add_cookies(badges[badge])
        return people.Desk(page)

    return came_in


@pytest.fixture
def look() -> Callable[[Page], None]:
    """Check the page that is open: axe at both widths, no sideways scroll, one heading, no logo."""

    def looked(page: Page) -> None:
        found = looking.faults(page)
        assert not found, f"{urlsplit(page.url).path}\n" + "\n".join(found)

    return looked


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[pytest.TestReport]:
    """Leave word for `open_page` that a picture of a failed story is wanted."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed_its_call = True
    return report


def watch(page: Page, site: Site, wrong: list[str]) -> None:
    """Write down what goes wrong on a page that no one looking at it would see."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            wrong.append(f"console on {urlsplit(page.url).path}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            wrong.append(f"asked of another machine: {request.url}")
        site.asked.add(unquote_plus(request.url.removeprefix(site.address)))

    def answered(response: Response) -> None:
        if response.status >= 500:
            wrong.append(f"{response.status} from {urlsplit(response.url).path}")

    page.on("console", heard)
    page.on("request", asked)
    page.on("response", answered)
    page.on("pageerror", lambda error: wrong.append(f"script on {page.url}: {error}"))
