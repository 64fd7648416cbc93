"""A clinician who trusts no system asks whose record this is: died, hidden, joined, or in doubt."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys import log, partner
from tests.journeys.people import ComeIn, Desk, Look, begin_about, fill_in
from tests.journeys.records import (
    NONE_KNOWN,
    PENICILLIN,
    a_referral,
    allergy,
    cell,
    condition,
    find,
    open_page,
    potassium,
    record,
    referred,
)
from tests.journeys.site import Site

pytestmark = pytest.mark.slow

SEND = re.compile("^(Send the referral|This is different: send it)$")
FAST = {"service": "Community nursing", "how_soon": "Fast, under 1 day"}


@pytest.fixture(scope="module")
def system(site: Site) -> partner.PartnerSystem:
    """The partner that refers, and whose record is read."""
    return partner.signed_on(site)


def test_nobody_is_referred_after_their_death_without_being_told(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    patient, joan, sam = referred(system, "Mourne"), come_in("joan"), come_in("sam")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    record(system, {**patient, "deceasedDateTime": yesterday.isoformat()})

    open_page(sam, "Mourne")
    sam.sees(re.compile(r"They died on .* Told by .*Demonstration partner"))
    sam.sees("What is open for them stays open until somebody closes it.")
    look(sam.page)
    begin_about(joan, _number(patient), "MOURNE, Ethel")
    joan.sees("They died on")
    fill_in(joan, words="Unwell, so her neighbour says.", **FAST)
    look(joan.page)
    joan.press(SEND)
    joan.is_refused("They died on")
    assert log.count(site, "Unwell, so her neighbour says.") == 0
    _told_in_a_call(sam, patient, look)

    joan.choose("I know that they have died, and ask for this all the same")
    joan.press(SEND)
    joan.sees("Referral sent")
    sam.go("/referrals/queue?tab=to_triage")
    row = sam.page.locator("tr", has_text="Unwell, so her neighbour says.")
    expect(row).to_contain_text(re.compile(r"Died \d"))


def test_somebody_restricted_is_found_and_nobody_is_told_where(
    system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    patient = referred(system, "Hidebury")
    petra, sam, ann = come_in("petra"), come_in("sam"), come_in("ann")
    find(sam, "Hidebury HP19 7AA")
    sam.sees("HIDEBURY, Ethel")

    find(petra, _number(patient))
    petra.follow(re.compile("^Restrict whereabouts"))
    look(petra.page)
    petra.choose("At risk from somebody")
    petra.press("Restrict it now")
    petra.sees("From now on nobody is shown where this person is")

    find(sam, "Hidebury HP19 7AA")
    sam.sees("Nobody found.")
    find(sam, "Ethel Hidebury 2/3/1945")
    item = sam.page.locator(".pe-found__item", has_text="HIDEBURY")
    expect(item).to_contain_text("Whereabouts restricted: ask")
    expect(item).not_to_contain_text("Orchard Close")
    open_page(sam, "Hidebury")
    sam.sees("restricted: ask the privacy officer")
    expect(cell(sam, "Who to ring now")).to_contain_text("Single Point of Referral")
    _says_not_where(sam, look)
    find(ann, _number(patient))
    ann.follow(re.compile("^Why can I not open this"))
    ann.sees("Ring the team that looks after them")
    _says_not_where(ann, look)


def test_who_joined_two_records_when_and_why_is_told_and_taken_back(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    other = referred(system, "Twofolde")
    referred(system, "Twofold")
    record(system, other, condition("Atrial fibrillation", key="c-other"))
    leah, ann = come_in("leah"), come_in("leah")
    open_page(leah, "Twofolde")
    old_address = leah.page.url
    open_page(leah, "Twofold")
    kept_address = leah.page.url

    _join(leah, _number(other), into="TWOFOLD,", look=look)

    leah.go(kept_address)
    told = leah.page.locator(".ju-warning", has_text="joined this with the record of TWOFOLDE")
    expect(told).to_contain_text("Leah Brooks")
    expect(told).to_contain_text("Their practice said so: Rang Larkmead at noon")
    leah.sees("Atrial fibrillation")
    look(leah.page)
    ann.go(old_address)
    expect(ann.page.locator(".ju-person__name")).to_contain_text("TWOFOLD, Ethel")
    record(system, other, potassium("4.4", key="o-after"))
    leah.go(kept_address)
    leah.sees("4.4 mmol/L")

    told.get_by_role("link", name=re.compile("^Undo")).click()
    leah.sees("What other systems sent while they were joined is with the record")
    look(leah.page)
    leah.answer("How do you know that they are two people?", "Rang both: two sisters-in-law")
    leah.press("Part them: two people")
    leah.go(kept_address)
    leah.does_not_see("Atrial fibrillation")
    leah.does_not_see("4.4 mmol/L")
    ann.go(old_address)
    ann.sees("Atrial fibrillation")
    ann.sees("4.4 mmol/L")


def test_a_message_about_a_joined_number_is_one_persons(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn
) -> None:
    other = referred(system, "Onewelle")
    referred(system, "Onewell")
    leah = come_in("leah")
    open_page(leah, "Onewell")
    address = leah.page.url
    _join(leah, _number(other), into="ONEWELL,")

    system.send(a_referral(other, reasonCode=[{"text": "Came for the old number."}]))

    leah.go(address)
    leah.sees("Came for the old number.")
    assert _people(site, "onewell") == 2


def test_two_systems_that_disagree_are_both_shown(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    community, sam = partner.signed_on(site, "community-system"), come_in("sam")
    patient = referred(system, "Disagreed")
    record(system, patient, allergy(PENICILLIN, key="a-one"))
    record(community, patient, allergy(NONE_KNOWN, key="a-two"))

    open_page(sam, "Disagreed")

    expect(cell(sam, "Allergies")).to_contain_text("penicillin")
    expect(cell(sam, "Allergies")).to_contain_text("Demonstration partner")
    expect(cell(sam, "Allergies")).to_contain_text("No known allergy")
    expect(cell(sam, "Allergies")).to_contain_text("Community healthcare system")
    expect(cell(sam, "Allergies")).to_contain_text("This contradicts what is above: ask")
    look(sam.page)


def test_what_is_told_late_or_without_its_time_says_so(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn, look: Look
) -> None:
    patient, sam = referred(system, "Latewell"), come_in("sam")
    # That system told of the demonstration's day already: what is older is its first load.
    community = partner.signed_on(site, "community-system")
    record(community, patient, potassium("6.1", key="o-old", ago=timedelta(minutes=65)))
    record(system, patient, potassium("5.2", key="o-when", ago=None))

    open_page(sam, "Latewell")

    old = sam.page.locator(".ju-timeline__item", has_text="6.1 mmol/L")
    expect(old).to_contain_text("Told late")
    untimed = sam.page.locator(".ju-timeline__item", has_text="5.2 mmol/L")
    expect(untimed).to_contain_text("when is not said; received")
    look(sam.page)


def test_a_message_sent_again_is_shown_once(
    site: Site, system: partner.PartnerSystem, come_in: ComeIn
) -> None:
    patient, sam = referred(system, "Resende"), come_in("sam")
    again = a_referral(patient, reasonCode=[{"text": "Sent again for want of an answer."}])
    figure = potassium("3.7", key="o-again")
    for _ in range(2):
        system.send(again)
        record(system, patient, figure)

    open_page(sam, "Resende")

    expect(sam.page.locator(".ju-timeline__item", has_text="3.7 mmol/L")).to_have_count(1)
    assert log.count(site, "Sent again for want of an answer.") == 1


def _told_in_a_call(sam: Desk, patient: dict[str, Any], look: Look) -> None:
    sam.go("/referrals/calls/new")
    sam.answer("Who is calling?", "Her neighbour")
    sam.page.locator("#call-who").fill(_number(patient))
    sam.press("Find")
    sam.press(re.compile("^It is"))
    sam.sees("They died on")
    look(sam.page)
    sam.unfold("Cut off")
    sam.choose("No direct number")
    sam.press("It was cut off")


def _join(leah: Desk, other: str, *, into: str, look: Look | None = None) -> None:
    """Say that somebody else's record is of the person whose page is open, who goes on."""
    leah.follow("Another record of this person?")
    leah.page.locator("main input[type=search], main input[name=text]").first.fill(other)
    leah.press("Find")
    leah.press(re.compile("^Compare with this"))
    if look:
        look(leah.page)
    one = leah.page.locator("details", has=leah.page.get_by_text("One person", exact=True)).first
    one.get_by_role("radio", name=into).check()
    leah.choose("Their practice said so")
    one.get_by_role("textbox").fill("Rang Larkmead at noon")
    leah.press("Join them: one person")
    leah.sees(re.compile("joined this with the record"))


def _says_not_where(desk: Desk, look: Look) -> None:
    desk.does_not_see("Orchard Close")
    desk.does_not_see("HP19")
    look(desk.page)


def _number(patient: dict[str, Any]) -> str:
    number: str = patient["identifier"][0]["value"]
    return number


def _people(site: Site, family: str) -> int:
    asked = "select count(*) from people_person where lower(family_name) like ?"
    with log.reading(site) as store:
        found: int = store.execute(asked, [f"{family}%"]).fetchone()[0]
    return found
