"""People of the stories at their screens: what each does, in the words of the pages."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PASSWORD = "joined-up-demonstration"

_REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")

type Words = str | re.Pattern[str]
type Look = Callable[[Page], None]
type ComeIn = Callable[..., Desk]


@dataclass(frozen=True)
class Desk:
    """Somebody signed in at a page of their own."""

    page: Page

    def go(self, path: str) -> None:
        """Open an address of the place."""
        self.page.goto(path)

    def press(self, name: Words) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).click()

    def follow(self, name: Words) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name).first.click()

    def answer(self, label: str, words: str) -> None:
        """Fill a box."""
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, label: str) -> None:
        """Choose an answer or tick a box."""
        self.page.get_by_label(label, exact=True).check()

    def unfold(self, name: str) -> None:
        """Unfold a part that stands closed."""
        self.page.locator("summary", has_text=re.compile(f"^\\s*{re.escape(name)}")).click()

    def sees(self, words: Words) -> None:
        """Fail unless the page says so."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def does_not_see(self, words: Words) -> None:
        """Fail if the page says so."""
        expect(self.page.locator("main")).not_to_contain_text(words)

    def open_line(self, words: str, *, under: str = "/referrals/queue?tab=all_open") -> None:
        """Open the line whose row says these words, on whichever page of the list it is."""
        self.go(under)
        row = self.page.locator("tr", has_text=words)
        while not row.count():
            self.page.get_by_role("link", name="Next page").click()
        row.locator("a.ju-queue__open").click()
        expect(self.page.locator("blockquote", has_text=words).first).to_be_visible()

    def reference(self) -> str:
        """The reference of the referral whose line is open."""
        expect(self.page).to_have_title(_REFERENCE)
        found = _REFERENCE.search(self.page.title())
        assert found
        return found[0]

    def follow_own_referral(self, words: str) -> None:
        """Open the referral of one's own whose line says these words."""
        self.go("/referrals/mine")
        item = self.page.locator(".ju-found__item", has_text=words)
        while not item.count():
            self.page.get_by_role("link", name="Next page").click()
        item.first.get_by_role("link").first.click()
        self.sees(words)

    def step(self, act: str) -> Locator:
        """One step on the page of a line, unfolded."""
        step = self.page.locator(f"#step-{act}")
        if step.get_attribute("open") is None:
            step.locator(":scope > summary").click()
        return step

    def take(
        self,
        act: str,
        button: str,
        *,
        chosen: Iterable[str] = (),
        listed: Mapping[str, Words] | None = None,
        written: Mapping[str, str] | None = None,
    ) -> None:
        """Fill in a step and press its button."""
        step = self.step(act)
        for label in chosen:
            step.get_by_label(label, exact=True).check()
        for label, option in (listed or {}).items():
            boxes = step.get_by_label(label, exact=True)
            words = boxes.locator("option", has_text=option).first.inner_text()
            boxes.select_option(label=words)
        for label, words in (written or {}).items():
            step.get_by_label(label, exact=True).fill(words)
        step.get_by_role("button", name=button, exact=True).click()

    def is_refused(self, words: Words) -> None:
        """Fail unless the form says what is wrong, on top, with the focus there."""
        summary = self.page.locator(".nhsuk-error-summary")
        expect(summary).to_contain_text(words)
        expect(summary).to_be_focused()
        expect(self.page).to_have_title(re.compile("^Error: "))


def sign_in(page: Page, username: str) -> Desk:
    """Sign in with the password of the demonstration."""
    page.goto("/sign-in")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    return Desk(page)


def refer(
    desk: Desk,
    *,
    words: str,
    service: str = "Rapid response at home",
    how_soon: str = "Rapid, under 3 hours",
    look: Look | None = None,
) -> str:
    """Fill in the eight things, check and send; give the reference."""
    fill_in(desk, words=words, service=service, how_soon=how_soon)
    if look:
        look(desk.page)
    return send(desk)


def fill_in(desk: Desk, *, words: str, service: str, how_soon: str) -> None:
    """Fill in the eight things, as far as the check."""
    desk.choose("At home")
    desk.answer("Address, or ward", "4 Mill Lane, Aylesbury")
    desk.choose("They are staying there")
    desk.answer("Number that reaches them there", "01632 960777")
    desk.answer("What has changed?", words)
    desk.answer("Since when?", "since last night")
    desk.choose(service)
    desk.choose(how_soon)
    desk.answer("What happens if nobody comes?", "Ambulance and admission")
    desk.choose("The person agrees")
    desk.press("Check and send")
    expect(desk.page.get_by_role("heading", name="Check and send")).to_be_visible()


def send(desk: Desk) -> str:
    """Send what was checked; give the reference."""
    desk.press(re.compile("^(Send the referral|This is different: send it)$"))
    expect(desk.page.get_by_role("heading", name="Referral sent")).to_be_visible()
    return desk.page.locator(".nhsuk-panel .ju-number").inner_text()


def add_person(desk: Desk, family_name: str, given_name: str, born: tuple[str, str, str]) -> None:
    """Begin a referral for somebody who is not in the index yet."""
    desk.go("/referrals/new")
    say_who(desk, family_name, given_name, born)
    expect(desk.page.get_by_role("heading", name="New referral")).to_be_visible()


def say_who(desk: Desk, family_name: str, given_name: str, born: tuple[str, str, str]) -> None:
    """Add somebody who is not listed, on the form or the call pad, and go on with them."""
    desk.unfold("They are not listed: add them")
    desk.answer("Family name", family_name)
    desk.answer("Given name", given_name)
    for part, digits in zip(("Day", "Month", "Year"), born, strict=True):
        desk.page.locator("#new-person").get_by_label(part, exact=True).fill(digits)
    desk.press("Go on with this person")


def begin_about(desk: Desk, asked: str, name: str) -> None:
    """Begin a referral for somebody who is in the index."""
    desk.go("/referrals/new")
    desk.page.locator("#who-q").fill(asked)
    desk.press("Find")
    desk.press(f"Refer {name}")
    expect(desk.page.get_by_role("heading", name="New referral")).to_be_visible()
