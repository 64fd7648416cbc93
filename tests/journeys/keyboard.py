"""Two hands on a keyboard, and nothing else."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MOST_TABS = 60


@dataclass
class Keys:
    """Two hands on a keyboard, and nothing else."""

    page: Page
    stroke_count: int = 0

    def stroke(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.stroke_count += 1

    def type(self, words: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(words)
        self.stroke_count += len(words)

    def to(self, wanted: Locator) -> None:
        """Go forward from where the focus is, to what is wanted."""
        for _ in range(MOST_TABS):
            self.stroke("Tab")
            if wanted.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"{MOST_TABS} times Tab, and never there: {wanted}")

    def fill(self, label: str, words: str) -> None:
        """Go to a box and type."""
        self.to(self.page.get_by_label(label, exact=True))
        self.type(words)

    def choose(self, answers: str, answer: str) -> None:
        """Go to some answers of which one may be chosen, and choose by the arrows."""
        group = self.page.get_by_role("group", name=answers)
        self.to(group.get_by_role("radio").first)
        self.stroke("Space")
        wanted = group.get_by_label(answer, exact=True)
        for _ in range(MOST_TABS):
            if wanted.is_checked():
                return
            self.stroke("ArrowDown")
        raise AssertionError(f"no arrow leads to {answer}")

    def tick(self, label: str) -> None:
        """Go to a tick and set it."""
        self.to(self.page.get_by_label(label, exact=True))
        self.stroke("Space")

    def press(self, name: str | re.Pattern[str]) -> None:
        """Go to a button and press it."""
        self.to(self.page.get_by_role("button", name=name).first)
        self.stroke("Enter")
