"""The first hour of a clinician who trusts no system: everything that would prove them right."""

import re
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys import log, partner
from tests.journeys.people import ComeIn, Look, add_person, fill_in, refer
from tests.journeys.records import (
    NONE_KNOWN,
    PENICILLIN,
    allergy,
    cell,
    condition,
    open_page,
    potassium,
    record,
    referred,
)
from tests.journeys.site import Site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def system(site: Site) -> partner.PartnerSystem:
    """The partner whose record is read."""
    return partner.signed_on(site)


def test_none_known_not_recorded_and_not_received_are_told_apart(
    system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    asked, silent = referred(system, "Knowne"), referred(system, "Silente")
    sam = come_in("sam")
    open_page(sam, "Silente")
    expect(cell(sam, "Allergies")).not_to_contain_text("No known allerg")

    record(system, asked, allergy(NONE_KNOWN, key="a-none"))
    record(system, silent, condition("Hypertension", key="c-silent"))

    open_page(sam, "Knowne")
    expect(cell(sam, "Allergies")).to_contain_text(re.compile("^Allergies\\s*No known allerg"))
    look(sam.page)
    open_page(sam, "Silente")
    expect(cell(sam, "Allergies")).to_contain_text(re.compile("Not recorded|Not received"))
    expect(cell(sam, "Allergies")).not_to_contain_text("No known allerg")
    look(sam.page)


def test_what_was_entered_in_error_is_struck_and_warns_nobody(
    system: partner.PartnerSystem, come_in: ComeIn
) -> None:
    patient, sam = referred(system, "Erroure"), come_in("sam")
    record(system, patient, allergy(PENICILLIN, key="a-wrong"))
    open_page(sam, "Erroure")
    expect(cell(sam, "Allergies")).to_contain_text("penicillin")

    wrong = allergy(PENICILLIN, key="a-wrong")
    wrong["verificationStatus"]["coding"][0]["code"] = "entered-in-error"
    wrong.pop("clinicalStatus")
    record(system, patient, wrong)

    open_page(sam, "Erroure")
    expect(cell(sam, "Allergies")).not_to_contain_text("penicillin")
    expect(sam.page.locator(".ju-timeline s", has_text="penicillin").first).to_be_visible()


def test_a_figure_has_its_unit_its_time_and_its_source(
    system: partner.PartnerSystem, come_in: ComeIn
) -> None:
    patient, sam = referred(system, "Figurre"), come_in("sam")
    record(system, patient, potassium("5.9", key="o-k"))
    open_page(sam, "Figurre")
    figure = sam.page.locator(".ju-said__item", has_text="Potassium").first
    expect(figure).to_contain_text("5.9 mmol/L")
    expect(figure).to_contain_text("Demonstration partner")
    expect(figure).to_contain_text(re.compile(r"\d\d:\d\d"))

    record(system, patient, potassium("4.1", key="o-k"))

    open_page(sam, "Figurre")
    expect(figure).to_contain_text("4.1 mmol/L")
    sam.sees("It said:")


def test_a_desk_whose_clock_is_wrong_counts_by_the_servers(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.go("/referrals/queue")
    clock = sam.page.locator("[data-clock] [data-clock-words]").last
    told = clock.inner_text()

    slow = come_in("sam")
    slow.page.clock.install(time=datetime.now(UTC) - timedelta(minutes=40))
    slow.go("/referrals/queue")
    slow.page.clock.run_for(16_000)

    assert _minutes(slow.page.locator("[data-clock] [data-clock-words]").last.inner_text()) in {
        _minutes(told) - 1,
        _minutes(told),
    }


def test_a_number_with_a_wrong_figure_is_said_to_be_wrong(come_in: ComeIn) -> None:
    sam = come_in("sam")
    sam.go("/people/find")
    sam.page.locator("#id_text").fill("943 476 5918")

    sam.press("Find")

    sam.sees(re.compile("check digit|not an NHS number|NHS number"))
    sam.does_not_see("Traceback")


def test_twins_at_one_address_are_two_people(site: Site, come_in: ComeIn) -> None:
    joan = come_in("joan")
    for given in ("Peter", "Paul"):
        add_person(joan, "Twinnen", given, ("4", "3", "1945"))
        refer(joan, words=f"{given} is unsteady, and lives with his twin.")

    _wait_until_compared(site)
    with log.reading(site) as store:
        born = store.execute(
            "select count(*) from people_person where family_name = 'Twinnen'"
        ).fetchone()[0]
        pairs = store.execute(
            "select count(*) from people_possibleduplicate pair join people_person one"
            " on one.id = pair.one_id where one.family_name = 'Twinnen'"
        ).fetchone()[0]
    assert (born, pairs) == (2, 0)


def test_going_back_and_sending_again_makes_one_referral(site: Site, come_in: ComeIn) -> None:
    joan, words = come_in("joan"), f"Sent twice by a sceptic {uuid4()}"
    add_person(joan, "Twicely", "Ivy", ("4", "3", "1945"))
    fill_in(
        joan,
        words=words,
        service="Rapid response at home",
        how_soon="Rapid, under 3 hours",
    )
    joan.press("Send the referral")
    joan.sees("Referral sent")

    joan.page.go_back()
    again = joan.page.get_by_role("button", name="Send the referral", exact=True)
    if again.count():
        again.click()
    joan.page.wait_for_load_state()

    assert log.count(site, words) == 1


def _wait_until_compared(site: Site) -> None:
    until = time.monotonic() + 60
    with log.reading(site) as store:
        while store.execute("select count(*) from people_tocompare").fetchone()[0]:
            assert time.monotonic() < until, "the worker compared nobody"
            time.sleep(1)


def _minutes(words: str) -> int:
    days, hours, minutes = (
        int(found[1]) if (found := re.search(rf"(\d+) {unit}", words)) else 0
        for unit in ("days?", "h", "min")
    )
    short = re.search(r"\d+ h (\d\d)", words)
    return days * 1440 + hours * 60 + (int(short[1]) if short else minutes)
