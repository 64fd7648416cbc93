"""Somebody opens the record of a namesake; the privacy officer asks, and closes it."""

from playwright.sync_api import expect

from tests.journeys.people import ComeIn, Look, add_person, refer

WORDS = "Faint at the bus stop, home again, a namesake of the clinician."


def test_a_look_at_a_namesake_is_asked_about_and_closed(come_in: ComeIn, look: Look) -> None:
    joan, sam, petra = come_in("joan"), come_in("sam"), come_in("petra")
    joan.go("/referrals/new")
    add_person(joan, "Okafor", "Grace", ("4", "3", "1947"))
    refer(joan, words=WORDS)
    sam.open_line(WORDS)
    sam.page.locator(".ju-person__name a").click()
    sam.sees("Why you can see this")

    row = petra.page.locator("tr", has_text="OKAFOR, Grace")
    for _ in range(40):
        petra.go("/people/looks")
        if row.count():
            break
        petra.page.wait_for_timeout(1_500)
    expect(row).to_contain_text("The same surname")
    look(petra.page)
    row.get_by_role("link", name="Judge it").click()
    petra.sees("Many are, who are no family.")
    petra.sees("your team made or holds an open referral about them")
    look(petra.page)
    petra.choose("Not justified: say to whom it was passed")
    petra.press("Say what was found")
    petra.is_refused("In words")
    petra.choose("Justified")
    petra.press("Say what was found")

    expect(petra.page.locator("tr", has_text="OKAFOR, Grace")).to_have_count(0)
    petra.follow("Judged")
    expect(petra.page.locator("tr", has_text="OKAFOR, Grace")).to_be_visible()
    look(petra.page)
