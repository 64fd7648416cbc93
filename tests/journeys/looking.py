"""Looks at a page as someone who sees little, types only, or holds a small screen would."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)
# The kit's own header and footer draw the NHS logo, which is for NHS services only.
LOGOS = ".nhsuk-logo, .nhsuk-header__logo, .nhsuk-header__nhs-logo, .nhsuk-footer__copyright"

_MENU_IS_CUT = """[...document.querySelectorAll(".ju-nav__list")]
    .some((one) => one.scrollWidth > one.clientWidth)"""


# What somebody reads or presses, in the order of the document, and where it stands. What floats
# over the page, and what only a screen reader is told, stands nowhere in particular.
_READ = """(() => {
    const away = ["fixed", "absolute", "sticky"];
    const floats = (one) => away.includes(getComputedStyle(one).position);
    const read = "h1, h2, h3, p, li, dt, dd, th, td, label, legend, a[href], button, input, select,"
        + " textarea, summary";
    const told = (one) => (one.innerText || one.name || one.tagName).trim().slice(0, 40);
    const found = [];
    for (const one of document.body.querySelectorAll(read)) {
        const box = one.getBoundingClientRect();
        let up = one;
        while (up && !floats(up)) up = up.parentElement;
        if (up || box.width < 2 || box.height < 2 || !one.checkVisibility()) continue;
        found.push([one, box]);
    }
    const wrong = [];
    for (let at = 1; at < found.length; at++) {
        const [before, first] = found[at - 1], [after, second] = found[at];
        if (before.contains(after) || after.contains(before)) continue;
        const isBeside = first.left < second.right - 1 && second.left < first.right - 1;
        const isAbreast = first.top < second.bottom - 1 && second.top < first.bottom - 1;
        const isAbove = isBeside && second.bottom <= first.top + 1;
        const isLeft = isAbreast && !isBeside && second.right <= first.left + 1;
        if (isAbove || isLeft) wrong.push(`"${told(after)}" is read after "${told(before)}"`);
    }
    for (const one of document.querySelectorAll("[tabindex]"))
        if (one.tabIndex > 0) wrong.push(`"${told(one)}" jumps the queue of the tab key`);
    return wrong;
})()"""


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
        found += [f"{width}px: out of order: {fault}" for fault in page.evaluate(_READ)[:3]]
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
