"""A practice system opens us with somebody chosen, and an administrator lets systems ask."""

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import identity
from tests.builders.identity import Certified
from tests.journeys.people import Desk, Look, sign_in
from tests.journeys.site import Site, running

FILE = """
[[providers]]
code = "practice"
name = "Practice system"
profile = "smart"
fhir = "{issuer}/fhir"
issuer = "{issuer}"
client_id = "joinedup-smart"
key_file = "key.pem"
key_id = "ours"
"""
HERE = f"http://127.0.0.1:{random.SystemRandom().randrange(32_000, 34_000)}"
NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


@pytest.fixture(scope="module")
def there() -> Iterator[Certified]:
    """The practice system, in which Joan has chosen nobody yet."""
    with identity.certified({"joan": {}}, site=HERE, patients={}) as started:
        yield started


@pytest.fixture(scope="module")
def site(there: Certified, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The place, which knows the practice system by its file."""
    folder = tmp_path_factory.mktemp("launched")
    (folder / "key.pem").write_bytes(identity.OUR_KEY.as_pem(private=True))
    (folder / "sign-in.toml").write_text(FILE.format(issuer=there.issuer))
    named = {"JOINEDUP_SIGN_IN": str(folder / "sign-in.toml")}
    with running(folder, "--weeks", "0", "--port", HERE.rpartition(":")[2], **named) as site:
        yield site


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A browser that may go to the practice system as well."""
    context = browser.new_context(base_url=site.address, locale="en-GB")
    yield context.new_page()
    context.close()


def somebody(site: Site) -> tuple[str, str, str]:
    """Somebody of the place: number, family name and given name."""
    asked = (
        "select nhs_number, family_name, given_name, born_on from people_person"
        " where nhs_number is not null and born_on is not null order by nhs_number limit 1"
    )
    store = f"file:{site.folder / 'joinedup.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as connection:
        number, family, given, _ = connection.execute(asked).fetchone()
    return number, family, given


def test_a_practice_system_opens_nobody_who_is_not_certainly_the_same(
    site: Site, there: Certified, page: Page, look: Look
) -> None:
    number, family, given = somebody(site)
    other = {
        "identifier": [{"system": NUMBER, "value": number}],
        "name": [{"family": "Otherwise", "given": [given]}],
    }
    there.control("patient", {"id": "p1", "said": other})
    ade = sign_in(page, "ade")
    ade.go("/accounts")
    ade.answer("Name or user name", "joan")
    page.get_by_label("Name or user name").press("Enter")
    page.wait_for_url("**/found")
    page.locator(".ju-queue__open").first.click()
    ade.follow("Enter who they are elsewhere")
    page.get_by_label("Practice system").check()
    ade.answer("Known there as", "joan")
    ade.press("Let them sign in so")
    page.context.clear_cookies()

    there.signs_in("joan", patient="p1")
    desk = Desk(page)
    page.goto(f"{site.address}/launch?iss={there.issuer}/fhir&launch=abc")

    expect(page).to_have_url(f"{site.address}/people/launched")
    desk.sees("Stop: who is this?")
    desk.sees(f"OTHERWISE, {given}")
    desk.sees(f"{family.upper()}, {given}")
    look(page)
    page.get_by_role("button", name=re.compile("Open ")).click()
    expect(page).to_have_url(re.compile("/desk/people/"))
    page.goto(f"{site.address}/launch?iss=https://elsewhere.example/fhir&launch=abc")
    desk.sees("Nobody was opened")
    look(page)
    desk.go("/people/launched")
    look(page)


def test_an_administrator_lets_a_system_ask(page: Page, look: Look) -> None:
    ade = sign_in(page, "ade")

    ade.go("/accounts/new-partner")
    page.get_by_role("radio").first.check()
    ade.press("Make the account")
    ade.follow("Add an API client")
    look(page)
    ade.press("Add the client")
    ade.sees("Say who answers for it")
    ade.answer("Name", "Practice system, live")
    ade.answer("Who answers for it", "IT desk, 01632 960123")
    page.get_by_label("Read people, referrals and records over FHIR").check()
    ade.press("Add the client")
    look(page)
    ade.follow("Make a secret")
    look(page)
    ade.press("Make the secret")
    ade.sees("jup_")
    look(page)
    ade.follow("It is copied: go on")
    ade.sees("Works")
    ade.go("/clients")
    look(page)
    page.locator(".ju-queue__open").first.click()
    ade.follow("End this client")
    look(page)
    ade.press("End the client")
    ade.sees("The client has ended")
