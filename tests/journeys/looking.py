"""Looks at a page as someone who sees little, types only, or holds a small screen would."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
# The kit's own header and footer draw the NHS logo, which is for NHS services only.
LOGOS = ".nhsuk-logo, .nhsuk-header__logo, .nhsuk-header__nhs-logo, .nhsuk-footer__copyright"

_MENU_IS_CUT = """[...document.querySelectorAll(".ju-nav__list")]
    .some((one) => one.scrollWidth > one.clientWidth)"""


def faults(page: Page) -> list[str]:
    """What is wrong with a page at both widths; it is left at the first."""
    page.wait_for_load_state()
    found = _structure(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}px: {fault}" for fault in _accessibility(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{width}px: scrolls sideways by {wide}px")
        if page.evaluate(_MENU_IS_CUT):
            found.append(f"{width}px: part of the menu is out of sight")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def _structure(page: Page) -> list[str]:
    found = []
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    if not page.locator("html[lang]").count():
        found.append("says no language")
    if page.locator(LOGOS).count():
        found.append("shows a logo that belongs to the NHS")
    return found


def _accessibility(page: Page) -> list[str]:
    said = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']} at {', '.join(str(n['target']) for n in rule['nodes'][:3])}"
        for rule in said.response["violations"]
    ]
