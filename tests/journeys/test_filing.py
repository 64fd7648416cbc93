"""What was done here goes into a system that takes no message: copied, or as a PDF, and said so."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.people import ComeIn, Desk, Look, add_person, refer

WORDS = "Cannot wash or dress since the plaster, wife away until Sunday."
FOUND = "Washes seated with a stool. Two visits a day until the plaster is off."
SUMMARY = "Two visits a day agreed, first tomorrow at eight."
TEAM = "social_north"
SYSTEM = "Council social care system"


def test_what_was_done_is_filed_elsewhere_and_both_sides_see_it(
    come_in: ComeIn, look: Look, tmp_path: Path
) -> None:
    joan, sam, una = come_in("joan"), come_in("sam"), come_in("una")
    reference = _asked_and_done(joan, sam, una)

    una.follow(f"File in {SYSTEM}")
    una.sees("That system takes no messages")
    _copied(una.page, reference)
    kept = _downloaded(una.page, tmp_path)
    _filed(una, "Contact: Face to face")
    look(una.page)
    _filed(una, "Closed: ")

    assert kept.name == f"{reference}-contact-copy.pdf"
    assert kept.read_bytes().startswith(b"%PDF-")
    joan.follow_own_referral(reference)
    joan.sees(re.compile(f"^Contact filed in {SYSTEM} by Una Lockwood"))
    joan.sees(re.compile(f"^Summary filed in {SYSTEM} by Una Lockwood"))
    look(joan.page)
    sam.page.reload()
    sam.sees(f"Contact filed in {SYSTEM}")
    sam.sees(f"Summary filed in {SYSTEM}")
    look(sam.page)


def _asked_and_done(joan: Desk, sam: Desk, una: Desk) -> str:
    """A social worker goes and closes; Sam stays on the page of the line."""
    add_person(joan, "Pettifold", "Ivor", ("17", "6", "1947"))
    reference = refer(
        joan, words=WORDS, service="Social care assessment", how_soon="Normal, under 3 days"
    )
    sam.open_line(WORDS, under="/referrals/queue?tab=to_triage")
    line = sam.page.url
    sam.page.locator('[data-cell][value="normal:social_care"]').check()
    sam.take("triage", "Accept and send", listed={"Team": "North Social Work Team"})
    sam.sees("Sent to ")
    sam.go(line)
    una.open_line(WORDS, under=f"/referrals/teams/{TEAM}")
    una.take("accept", "Accept for the team")
    una.take("allocate", "Allocate", listed={"Worker": "Una Lockwood"})
    una.take(
        "contact",
        "Record the contact",
        chosen=["Face to face"],
        written={"What was found, and what comes next": FOUND},
    )
    una.sees(re.compile("^Responded to"))
    una.take(
        "close",
        "Close with this outcome",
        chosen=["Done: what was asked for was done"],
        written={"Summary for the referrer": SUMMARY},
    )
    una.sees("How it ended")
    return reference


def _copied(page: Page, reference: str) -> None:
    """The text is copied as it stands, and says that it is a copy."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the text Contact").click()
    expect(page.locator("[data-copy-said]")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "Copy of: what was entered in Joinedup" in text
    assert FOUND in text
    assert f"Referral: {reference}" in text


def _downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF Contact").click()
    kept = folder / coming.value.suggested_filename
    coming.value.save_as(kept)
    return kept


def _filed(una: Desk, title: str) -> None:
    form = una.page.get_by_role("form", name=re.compile(f"^Filed: {title}"))
    form.get_by_role("button", name="I filed it").click()
    una.sees("Noted as filed.")
    block = una.page.locator("section", has=una.page.get_by_role("heading", name=title))
    expect(block).to_contain_text("Filed in their system by Una Lockwood")
