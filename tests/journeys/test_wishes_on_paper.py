"""What somebody wants is recorded from its paper, seen, and never gone by once it is over."""

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Desk, Look, add_person, refer

WORDS = "Losing weight, and wants no more hospital."


def test_a_form_is_recorded_shown_first_and_ended(come_in: ComeIn, look: Look) -> None:
    joan, sam = come_in("joan"), come_in("sam")
    joan.go("/referrals/new")
    add_person(joan, "Paperwish", "Vera", ("4", "3", "1941"))
    refer(joan, words=WORDS)
    sam.open_line(WORDS)
    sam.page.locator(".ju-person__name a").click()
    sam.follow("Record a ReSPECT or other document")
    look(sam.page)

    sam.page.get_by_role("link", name="ReSPECT", exact=True).click()
    sam.press("Record it")
    sam.is_refused("Choose what it says of CPR")
    look(sam.page)
    sam.answer("What whoever stands at the bed should do", "Stay at home. Comfort care.")
    for answer in ("Do not attempt CPR", "Prioritise comfort", "The person"):
        sam.choose(answer)
    _choose_in(sam, "Could the person decide this when it was made?", "Yes")
    _choose_in(sam, "Has somebody seen the original?", "Yes")
    _dated(sam, "issued_on", ("3", "5", "2026"))
    sam.press("Record it")

    sam.sees("In force")
    sam.sees("original seen by Sam Okafor")
    look(sam.page)
    sam.follow("Their page")
    wishes = sam.page.locator("section", has_text="Treatment wishes").first
    expect(wishes.locator("li").first).to_contain_text("ReSPECT: Do not attempt CPR")
    look(sam.page)

    wishes.get_by_role("link", name="ReSPECT: Do not attempt CPR").click()
    sam.follow("It is in force no more")
    look(sam.page)
    sam.choose("Revoked")
    sam.answer("Why?", "She wants to be treated after all")
    sam.press("It is in force no more")
    sam.sees("She wants to be treated after all. Not in force")
    sam.follow("Their page")
    sam.sees("No ReSPECT in force")


def _choose_in(sam: Desk, question: str, answer: str) -> None:
    asked = sam.page.get_by_role("group", name=question)
    asked.get_by_label(answer, exact=True).check()


def _dated(sam: Desk, name: str, day: tuple[str, str, str]) -> None:
    for part, said in zip(("day", "month", "year"), day, strict=True):
        sam.page.locator(f"[name={name}-{part}]").fill(said)
