"""A nurse signs in with her smartcard, who nobody knows is told so, and no session stays behind."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import identity
from tests.builders.identity import Certified
from tests.journeys.people import PASSWORD, Desk, Look, sign_in
from tests.journeys.site import Site, running

PEOPLE = {"ann": identity.NURSE_HERE, "stranger": {**identity.NURSE_HERE, "name": "A Stranger"}}
FILE = """
[[providers]]
code = "cis2"
name = "NHS CIS2"
profile = "cis2"
issuer = "{issuer}"
client_id = "joinedup"
key_file = "key.pem"
key_id = "ours"

[[providers]]
code = "work"
name = "Work account"
profile = "generic"
issuer = "http://127.0.0.1:9"
client_id = "joinedup"
key_file = "key.pem"
"""
HERE = f"http://127.0.0.1:{random.SystemRandom().randrange(30_000, 32_000)}"


@pytest.fixture(scope="module")
def there() -> Iterator[Certified]:
    """The provider, which sends people back to the place."""
    with identity.certified(PEOPLE, site=HERE) as started:
        yield started


@pytest.fixture(scope="module")
def site(there: Certified, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The place, which knows the provider by its file."""
    folder = tmp_path_factory.mktemp("provided")
    _declare(folder, there)
    port = HERE.rpartition(":")[2]
    named = {"JOINEDUP_SIGN_IN": str(folder / "sign-in.toml")}
    with running(folder, "--weeks", "0", "--port", port, **named) as site:
        yield site


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A browser that may go to the provider as well."""
    context = browser.new_context(base_url=site.address, locale="en-GB")
    yield context.new_page()
    context.close()


def _declare(folder: Path, there: Certified) -> None:
    (folder / "key.pem").write_bytes(identity.OUR_KEY.as_pem(private=True))
    (folder / "sign-in.toml").write_text(FILE.format(issuer=there.issuer))


def test_a_nurse_comes_and_goes_by_her_smartcard(
    site: Site, there: Certified, page: Page, look: Look
) -> None:
    there.signs_in("ann")
    ann = sign_in(page, "ann")

    ann.go("/account")
    look(page)
    ann.follow("Sign in with NHS CIS2 from now on")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    ann.press("Go on")
    ann.sees("your password still works")
    look(page)
    ann.follow("Go to NHS CIS2")
    ann.sees("From now on you can sign in with NHS CIS2")
    look(page)

    page.context.clear_cookies()
    ann.go("/sign-in?next=/account")
    look(page)
    ann.follow("Sign in with NHS CIS2")
    expect(page).to_have_url(f"{site.address}/account")
    look(page)

    ann.go("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(re.escape(there.issuer)))
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(re.compile(rf"{re.escape(site.address)}/sign-in"))
    ann.go("/account")
    expect(page).to_have_url(re.compile("sign-in"))


def test_who_is_known_to_nobody_here_is_told_by_what_and_whom_to_ring(
    there: Certified, page: Page, look: Look
) -> None:
    there.signs_in("stranger")
    desk = Desk(page)

    desk.go("/sign-in")
    desk.follow("Sign in with NHS CIS2")

    desk.sees("nobody here has that identity")
    desk.sees("A Stranger")
    look(page)
    desk.follow("Sign in another way")
    desk.sees("Another way to sign in")


def test_an_administrator_enters_who_somebody_is(page: Page, look: Look) -> None:
    ade = sign_in(page, "ade")

    ade.go("/accounts")
    ade.answer("Name or user name", "tom")
    page.get_by_label("Name or user name").press("Enter")
    page.wait_for_url("**/found")
    page.locator(".ju-queue__open").first.click()
    ade.follow("Enter who they are elsewhere")
    look(page)
    ade.press("Let them sign in so")
    ade.sees("Enter by what the provider knows them")
    page.get_by_label("NHS CIS2").check()
    ade.answer("Known there as", "9999-1")
    ade.press("Let them sign in so")
    ade.sees("They can sign in so from now on")
    ade.sees("9999-1")
    look(page)
    ade.follow(re.compile("^End NHS CIS2"))
    look(page)


def test_a_provider_that_is_down_leaves_the_other_way_open(page: Page, look: Look) -> None:
    desk = Desk(page)

    desk.go("/sign-in?next=/account")
    desk.follow("Sign in with Work account")

    desk.sees("Work account does not answer")
    look(page)
    desk.follow("Sign in another way")
    page.locator("#id_login").fill("ann")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    expect(page).to_have_url(re.compile("/account$"))
