"""Sam adds a passkey, signs in with it alone, renames it and removes it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PASSWORD, Desk, Look
from tests.journeys.site import Site

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A browser on a device that keeps passkeys, which are for a name and not for a number."""
    named = site.address.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=named, locale="en-GB")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_a_passkey_from_the_first_day_to_the_last(page: Page, look: Look) -> None:
    sam = Desk(page)
    sam.go("/sign-in")
    sam.answer("User name or email address", "sam")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form").first.get_by_role("button", name="Sign in").click()
    sam.go("/account/second-step")
    sam.follow("Add a passkey")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    sam.press("Go on")

    look(page)
    sam.answer("What you call it", "Work phone")
    sam.press("Add the passkey")
    sam.sees("The passkey is added")
    sam.sees("not used yet")
    look(page)

    page.context.clear_cookies()
    sam.go("/sign-in")
    sam.follow("Sign in with a passkey")
    look(page)
    sam.press("Use your passkey")
    expect(page).not_to_have_url("/sign-in/passkey")
    sam.go("/account/sessions")
    sam.sees("By a passkey")
    look(page)

    sam.go("/account/second-step")
    sam.follow("Rename")
    sam.answer("What you call it", "Grey phone")
    sam.press("Keep the name")
    sam.sees("Grey phone")
    sam.follow("Remove")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    sam.press("Go on")
    sam.press("Remove it")
    sam.sees("The passkey is removed")
    sam.sees("Off: a password alone signs you in.")
