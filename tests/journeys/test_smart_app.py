"""An app of others, made with a library that is not ours, reads whom it was opened about."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.smart_app import TheirApp, served
from tests.journeys.people import Desk, Look, sign_in
from tests.journeys.site import Site


@pytest.fixture
def app() -> Iterator[TheirApp]:
    """Their app, served from an address of its own."""
    with served() as app:
        yield app


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A browser that may go to the app as well."""
    context = browser.new_context(base_url=site.address, locale="en-GB")
    yield context.new_page()
    context.close()


def somebody(site: Site) -> tuple[str, str, str]:
    """Somebody whose referral waits at the front door: who they are, and another such."""
    asked = (
        "select distinct p.id, p.family_name from people_person p"
        " join referrals_referral r on r.person_id = p.id"
        " join referrals_line l on l.referral_id = r.id"
        " where l.closed_at is null and l.sent_at is null and p.identified_at is not null"
        " and p.died_on is null order by p.id limit 2"
    )
    store = f"file:{site.folder / 'joinedup.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as connection:
        (one, family), (other, _) = connection.execute(asked).fetchall()
    return str(UUID(one)), family, str(UUID(other))


def registered(page: Page, app: TheirApp, look: Look, *, name: str = "Their app") -> None:
    """An administrator registers the app, and gives its maker the client id."""
    ade = sign_in(page, "ade")
    ade.go("/apps")
    ade.follow("Register an app")
    ade.answer("Name", name)
    ade.answer("Who answers for it", "The makers, 01632 960400")
    ade.answer("Where it is opened", f"{app.address}/launch.html")
    ade.answer("Where it may be answered", f"{app.address}/")
    for kind in ("Patient", "Condition"):
        ade.choose(kind)
    look(page)
    ade.press("Register the app")
    ade.sees("The app is registered")
    look(page)
    app.client_id = page.url.rpartition("/")[2]
    page.context.clear_cookies()


def test_an_app_reads_whom_it_was_opened_about_and_nobody_else(
    site: Site, page: Page, look: Look, app: TheirApp
) -> None:
    registered(page, app, look)
    person, family, other = somebody(site)
    sam = sign_in(page, "sam")
    sam.go(f"/desk/people/{person}")
    sam.follow("Open in an app")
    look(page)
    sam.press("Open Their app")

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Let Their app read"))
    look(page)
    sam.press("Let it read")

    expect(page.locator("#said")).to_have_text(f"Read: {family}")
    refused = page.evaluate(
        "other => client.request('Patient/' + other).then(() => 'read', error => error.status)",
        other,
    )
    assert refused == 403
    kept = page.evaluate("client.state.tokenResponse.access_token")
    assert kept.startswith("jua_")
    at_home = Desk(page)
    at_home.go(site.address)
    page.get_by_role("button", name="Sign out").first.click()
    read = page.request.get(
        f"{site.address}/fhir/Patient/{person}", headers={"Authorization": f"Bearer {kept}"}
    )
    assert read.status == 401


def test_whoever_says_no_lets_it_read_nothing(
    site: Site, page: Page, look: Look, app: TheirApp
) -> None:
    registered(page, app, look, name="Another app")
    person, _, _ = somebody(site)
    sam = sign_in(page, "sam")
    sam.go(f"/apps/people/{person}")
    sam.press("Open Another app")

    sam.press("Do not let it")

    expect(page.locator("#said")).to_have_text(re.compile("Error"))
    assert "access_denied" in page.url or any("access_denied" in one for one in app.asked)
    page.goto(f"{app.address}/launch.html?iss={site.address}/fhir&launch=made-up")
    expect(page.locator("#said")).to_have_text(re.compile("Error"))
    app.client_id = "not-registered"
    page.goto(f"{app.address}/launch.html?iss={site.address}/fhir&launch=made-up")
    sam.sees("This app is not known here")
    look(page)
