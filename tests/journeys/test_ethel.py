"""Ethel, 81, unwell at home: referred by form or by message, and seen by a nurse in time."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from joinedup.kernel import nhs_number
from tests.builders.exchange import a_message, an_ethel
from tests.journeys import log, partner
from tests.journeys.people import ComeIn, Desk, Look, add_person, refer
from tests.journeys.site import Site

SUMMARY = "Dehydrated. Fluids started, comfortable."
TEAM = "/referrals/teams/rapid_response"


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_ethel_is_referred_by_form_and_seen_in_time(
    site: Site, come_in: ComeIn, look: Look, scripts: bool
) -> None:
    family, see = ("Allumby", look) if scripts else ("Allumwood", _do_not_look)
    joan, sam, ann = (come_in(one, scripts=scripts) for one in ("joan", "sam", "ann"))

    reference = _refer(joan, family, see)
    _triage(sam, family, see)
    _accept_and_visit(ann, family, see)

    _read_the_summary(joan, reference, see)
    assert log.took(site, reference) < timedelta(hours=3)
    assert log.was_answered_in_time(site, reference)


def test_ethel_is_referred_by_message_and_the_sender_is_told(site: Site, come_in: ComeIn) -> None:
    practice, sam, ann = partner.signed_on(site), come_in("sam"), come_in("ann")

    answer = practice.send(_a_message(family="Allumfield"))

    reference = _reference_in(answer)
    _triage(sam, "Allumfield", _do_not_look)
    _accept_and_visit(ann, "Allumfield", _do_not_look)
    told = practice.is_told(SUMMARY, reference)
    assert _steps_in(told) == {"closed"}
    assert log.took(site, reference) < timedelta(hours=3)


def _a_message(*, family: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    number = next(n for stem in count(999_900_001) if (n := nhs_number.make(str(stem))))
    ethel = an_ethel(name=[{"use": "official", "family": family, "given": ["Ethel"]}])
    ethel["identifier"][0]["value"] = number.value
    own = [{"system": "https://gp.example/referral", "value": f"R-{uuid4()}"}]
    return a_message(
        message_id=str(uuid4()), sent=now, authoredOn=now, patient=ethel, identifier=own
    )


def _reference_in(message: dict[str, Any]) -> str:
    requests = _parts(message, "ServiceRequest")
    ours = [one["value"] for part in requests for one in part["identifier"]]
    return next(value for value in ours if re.fullmatch(r"\w{4}-\w{4}-\w", value))


def _steps_in(message: dict[str, Any]) -> set[str]:
    return {one["businessStatus"]["coding"][0]["code"] for one in _parts(message, "Task")}


def _parts(message: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    resources = [entry["resource"] for entry in message["entry"]]
    return [one for one in resources if one["resourceType"] == kind]


def _refer(joan: Desk, family: str, look: Look) -> str:
    joan.go("/referrals/new")
    look(joan.page)
    add_person(joan, family, "Ethel", ("4", "3", "1945"))
    look(joan.page)
    words = "Not drinking, dizzy and muddled since last night."
    reference = refer(joan, words=words, look=look)
    look(joan.page)
    return reference


def _triage(sam: Desk, family: str, look: Look) -> None:
    sam.go("/referrals/queue?class=rapid")
    look(sam.page)
    sam.follow(f"{family.upper()}, Ethel")
    look(sam.page)
    sam.page.locator('[data-cell][value="rapid:nurse"]').check()
    sam.take("triage", "Accept and send", listed={"Team": "Rapid Response Team"})
    sam.sees("Sent to ")
    expect(sam.page).to_have_url(re.compile("/referrals/queue"))
    look(sam.page)


def _accept_and_visit(ann: Desk, family: str, look: Look) -> None:
    ann.go(TEAM)
    look(ann.page)
    ann.follow(f"{family.upper()}, Ethel")
    ann.take("accept", "Accept for the team")
    ann.sees("Accepted. Choose who goes.")
    ann.take("allocate", "Allocate", listed={"Worker": "Ann Whitfield"})
    look(ann.page)
    ann.take(
        "contact",
        "Record the contact",
        chosen=["Face to face"],
        written={"What was found, and what comes next": SUMMARY},
    )
    ann.sees("Responded to")
    ann.take(
        "close",
        "Close with this outcome",
        chosen=["Done: what was asked for was done"],
        written={"Summary for the referrer": SUMMARY},
    )
    ann.sees("How it ended")
    look(ann.page)


def _read_the_summary(joan: Desk, reference: str, look: Look) -> None:
    joan.go("/referrals/mine")
    joan.page.locator("li", has_text=reference).get_by_role("link").first.click()
    joan.sees(SUMMARY)
    joan.sees("Finished")
    look(joan.page)


def _do_not_look(page: object) -> None:
    """Looking at a page takes scripts."""
