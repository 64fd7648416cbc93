"""What other systems know of somebody stands beside the decision about them."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Role
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.documents import Cpr, DocumentKind
from joinedup.people.domain.record import EntryKind
from joinedup.people.queries import cards, record
from joinedup.people.queries.documents import NOTHING
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.presenters import strip as presenter
from tests.builders import documents, foundation
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.record import an_entry, heard, kept

pytestmark = pytest.mark.usefixtures("clock")

COMMUNITY = "community-system"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def a_line(**told: object) -> tuple[LineId, PersonId]:
    line_id = build.a_line(Stage.TO_TRIAGE, **told)
    return line_id, PersonId(build.line(line_id).referral.person_id)


def page(line_id: LineId) -> str:
    """The line as its clinician reads it, in as many questions as a page may ask."""
    build.clinician("sam")
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Account.objects.get(username="sam"), backend=BACKEND)
    address = reverse("referrals:line", args=[line_id])
    browser.get(address)
    with at_most(26):
        answer = browser.get(address)
    said = re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\u00a0", " "))
    return " ".join(said.split())


def test_allergies_conditions_medicines_and_the_last_contact_are_shown() -> None:
    line_id, person = a_line()
    conditions = [an_entry(kind=EntryKind.CONDITION, words=f"Condition {n}") for n in range(6)]
    kept(
        person,
        an_entry(),
        *conditions,
        an_entry(kind=EntryKind.MEDICATION, words="Ramipril"),
        an_entry(kind=EntryKind.ENCOUNTER, words="Seen in clinic"),
        source=COMMUNITY,
    )

    said = page(line_id)

    assert "Allergies: Allergy to penicillin" in said
    assert "Allergies Allergy to penicillin 09:30 today · Dr Asha Rao, Larkmead Surgery" in said
    assert re.search(r"Conditions 6: (Condition \d, ){4}2 more Community healthcare system", said)
    assert "Medicines 1: Ramipril Community healthcare system, received 09:30 today" in said
    assert "Last contact Seen in clinic" in said


def test_what_was_not_received_is_not_said_to_be_none() -> None:
    line_id, _ = a_line()

    said = page(line_id)

    assert "Allergies: not received from Community healthcare system" in said
    assert "Not received from Community healthcare system: nothing yet" in said
    assert "Allergies: not recorded" not in said


def test_not_recorded_and_none_known_are_two_things() -> None:
    line_id, person = a_line()
    heard()
    kept(person, an_entry(kind=EntryKind.GOAL), source=COMMUNITY)
    before = page(line_id)
    none = an_entry(words="No known allergies", says_none=True, happened_at=None)
    kept(person, replace(none, happened_on=instant.now().date()), source=COMMUNITY)

    said = page(line_id)

    assert "Allergies: not recorded" in before
    assert "Not recorded nothing from Community healthcare system, GP record systems" in before
    assert "No known allergies, said 24 Nov 2026" in said


def test_a_word_that_there_is_none_is_doubted_beside_an_allergy() -> None:
    line_id, person = a_line()
    none = {"says_none": True, "happened_at": None}
    kept(person, an_entry(), an_entry(words="No known allergies", **none))
    kept(person, an_entry(kind=EntryKind.CONDITION, words="No known problems", **none))

    said = page(line_id)

    assert "No known allergies (contradicts what is above: ask)" in said
    assert "Conditions No known problems received 09:30 today" in said


def test_a_document_in_force_is_in_the_banner_and_first_in_the_strip() -> None:
    line_id, person = a_line()
    kept(person, an_entry(kind=EntryKind.CARE_PLAN, words="ReSPECT plan: sent", status="active"))
    documents.recorded(person)

    said = page(line_id)

    assert "ReSPECT: Do not attempt CPR. Prioritise comfort (issued" in said
    strip = said[said.index("What is already known") :]
    assert strip.index("Stay at home. Comfort care. issued") < strip.index("ReSPECT plan: sent")


def test_a_banner_says_that_two_forms_disagree() -> None:
    line_id, person = a_line()
    documents.recorded(person, cpr=Cpr.ATTEMPT)
    documents.recorded(person, kind=DocumentKind.DNACPR)

    banner = page(line_id).partition("What is already known")[0]

    assert "/ DNACPR: Do not attempt CPR (These disagree about CPR: ask)" in banner


def test_whoever_may_not_see_records_is_shown_no_strip() -> None:
    _, person = a_line()
    scope = foundation.a_scope(Role.COMMISSIONER)
    card = cards(scope, [person])[person]

    assert presenter.strip(record.strip_of(scope, card), NOTHING) == []
    assert presenter.allergy_sign(None) == ("Allergies: not said", "grey")


def test_a_contact_long_ago_says_when() -> None:
    line_id, person = a_line()
    at = instant.now() - timedelta(days=400)
    kept(person, an_entry(kind=EntryKind.ENCOUNTER, words="Clinic", happened_at=at))

    assert "Last contact Clinic 20 Oct 2025 at 10:30" in page(line_id)


def test_a_treatment_wish_of_another_system_stands_in_the_banner() -> None:
    line_id, person = a_line()
    form = {"kind": EntryKind.CONSENT, "words": "ReSPECT form: not for CPR"}
    over = {"kind": EntryKind.FLAG, "words": "Lasting power of attorney", "status": "inactive"}
    kept(person, an_entry(**form), an_entry(**over), source=COMMUNITY)

    said = page(line_id)

    assert "ReSPECT form: not for CPR (09:30 today)" in said
    assert "Wishes ReSPECT form: not for CPR" in said
    assert "attorney" not in said
