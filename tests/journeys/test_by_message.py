"""A team whose contacts are kept in its own system: they reach us by message, and count."""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from tests.journeys import log, partner
from tests.journeys.people import ComeIn, Desk, Look
from tests.journeys.records import instant, open_page, referred
from tests.journeys.site import Site

TEAM = "acht_vale_north"
WORDS = "Heel sore after a fortnight in a splint, first dressing due."
FOUND = "Dressed, pressure relieved, daughter shown how to turn him."
OURS = "urn:joinedup:referral-reference"


def test_a_contact_in_their_system_answers_a_referral_in_ours(
    site: Site, come_in: ComeIn, look: Look
) -> None:
    sam, nina = come_in("sam"), come_in("nina")
    patient = referred(partner.signed_on(site), "Heelworth", reasonCode=[{"text": WORDS}])
    _sent_and_accepted(sam, nina)
    expect(nina.page.locator("#step-contact")).to_have_count(0)
    nina.sees("Contacts of this team come by message from Community healthcare system")
    look(nina.page)

    community, reference = partner.signed_on(site, "community-system"), _reference(site)
    visit = _visit(reference, patient)
    community.post("Encounter", visit)
    community.post("Encounter", visit)

    nina.page.reload()
    nina.sees("Responded to")
    nina.sees("Nina Shaw")
    look(nina.page)
    open_page(sam, "Heelworth")
    sam.sees(FOUND)
    assert _contacts(site, reference) == 1
    assert log.was_answered_in_time(site, reference)


def test_the_demonstration_shows_such_a_line(come_in: ComeIn, look: Look) -> None:
    nina = come_in("nina")
    nina.open_line("pressure sore on the heel", under=f"/referrals/teams/{TEAM}")

    nina.sees("Seen at home, pressure relieved. Back on Thursday.")
    nina.sees("none is entered here")
    look(nina.page)


def _sent_and_accepted(sam: Desk, nina: Desk) -> None:
    sam.open_line(WORDS, under="/referrals/queue?tab=to_triage")
    sam.page.locator('[data-cell][value="fast:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": re.compile("^Vale North")})
    sam.sees("Sent to ")
    nina.open_line(WORDS, under=f"/referrals/teams/{TEAM}")
    nina.take("accept", "Accept for the team")


def _visit(reference: str, patient: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": f"visit-{reference}",
        "identifier": [{"system": OURS, "value": reference}],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
        "subject": {"identifier": patient["identifier"][0]},
        "participant": [
            {"type": [{"text": "Community nurse"}], "individual": {"display": "Nina Shaw"}}
        ],
        "period": {"start": instant(timedelta(seconds=1))},
        "reasonCode": [{"text": FOUND}],
    }


def _reference(site: Site) -> str:
    asked = "select reference from referrals_referral where instr(change_words, ?)"
    with log.reading(site) as store:
        found: str = store.execute(asked, [WORDS]).fetchone()[0]
    return found


def _contacts(site: Site, reference: str) -> int:
    asked = """
    select count(*) from referrals_contact contact
    join referrals_line line on contact.line_id = line.id
    join referrals_referral referral on line.referral_id = referral.id
    where referral.reference = ?
    """
    with log.reading(site) as store:
        found: int = store.execute(asked, [reference]).fetchone()[0]
    return found
