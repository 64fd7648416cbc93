"""Looking at a page finds what is planted there, or a clean result would mean nothing."""

import pytest
from playwright.sync_api import Browser

from tests.journeys import looking

PAGE = """<!doctype html><html lang="en-GB"><head><title>Queue</title></head><body>
<main><h1>Queue</h1>{planted}</main></body></html>"""
PLANTED = {
    "a field without a label": ('<input type="text">', "label"),
    "words too pale to read": (
        '<p style="color: #ccc; background: #fff">Due</p>',
        "color-contrast",
    ),
    "a table wider than a small screen": ('<div style="width: 900px">x</div>', "sideways by"),
    "a row drawn from its end": (
        '<div style="display: flex; flex-direction: row-reverse"><p>First</p><p>Then</p></div>',
        '"Then" is read after "First"',
    ),
    "a column drawn from its end": (
        '<div style="display: flex; flex-direction: column-reverse"><p>First</p><p>Then</p></div>',
        '"Then" is read after "First"',
    ),
    "a box that is reached before its turn": (
        '<label>Name <input tabindex="2"></label>',
        "jumps the queue",
    ),
    "a second first heading": ("<h1>Again</h1>", "2 first headings"),
    "a logo that is not ours": ('<a class="nhsuk-header__logo" href="/">x</a>', "logo"),
}


@pytest.mark.parametrize(("planted", "expected"), PLANTED.values(), ids=PLANTED)
def test_looking_finds_what_is_planted(browser: Browser, planted: str, expected: str):
    page = browser.new_page()

    page.set_content(PAGE.format(planted=planted))

    found = looking.faults(page)
    page.close()
    assert any(expected in fault for fault in found)


def test_looking_is_content_with_a_plain_page(browser: Browser):
    page = browser.new_page()

    page.set_content(PAGE.format(planted="<p>Nobody waits.</p>"))

    found = looking.faults(page)
    page.close()
    assert found == []
