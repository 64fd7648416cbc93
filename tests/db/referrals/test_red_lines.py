"""The first things that the call pad says of somebody: a form, allergies, risk."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from joinedup.foundation import care, instant
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.documents import Cpr, DocumentKind
from joinedup.people.domain.record import EntryKind
from joinedup.referrals.domain.request import RespectForm, RespectKind
from tests.builders import documents, people, relations
from tests.builders import referrals as build
from tests.builders.call_pages import CALLER, post, signed_in, words
from tests.builders.record import an_entry, heard, kept

pytestmark = pytest.mark.usefixtures("clock")

COMMUNITY = "community-system"
FORM, ALLERGIES, RISK = "ReSPECT or DNACPR", "Allergies", "Risk to staff"
PLAN = {"kind": EntryKind.CARE_PLAN, "words": "ReSPECT plan: not for resuscitation"}
IN_PLACE = {"respect_form": RespectForm(kind=RespectKind.IN_PLACE)}
NO_FORM = {"respect_form": RespectForm(kind=RespectKind.NONE)}


def pad(person: PersonId) -> str:
    """The pad once this person is chosen."""
    sam = signed_in(Client(SERVER_NAME="127.0.0.1"), "sam")
    return words(sam.get(post(sam, **CALLER, choose=str(person))["Location"]))


def tiles(person: PersonId) -> dict[str, str]:
    """What stands in each tile of it."""
    item = r'ju-goes-on__item([^"]*)"><dt>(.*?)</dt>(.*?)</div>'
    found = re.findall(item, pad(person), re.DOTALL)
    return {
        term: f"{tone.strip()} {' '.join(re.sub('<[^>]+>', ' ', said).split())}".strip()
        for tone, term, said in found
    }


def referred(**changes: object) -> PersonId:
    return build.person_of(build.sent(**changes))


def test_a_form_and_allergies_that_only_the_record_holds_are_told() -> None:
    person = people.a_person()
    kept(person, an_entry(**PLAN), an_entry(), source=COMMUNITY)

    found = tiles(person)

    told = "09:30 today · Dr Asha Rao, Larkmead Surgery · Community healthcare system"
    assert found[FORM] == f"is-red ReSPECT plan: not for resuscitation {told}"
    assert found[ALLERGIES] == f"is-red Allergy to penicillin {told}"


def test_the_record_is_told_beside_a_referral_that_said_nothing() -> None:
    person = referred()
    kept(person, an_entry(**PLAN))

    assert tiles(person)[FORM].startswith("is-red ReSPECT plan: not for resuscitation 09:30 today")


def test_of_referral_and_record_what_was_said_last_stands_first() -> None:
    person = referred(**IN_PLACE, allergies="Latex")
    long_ago = instant.now() - timedelta(days=400)
    kept(person, an_entry(**PLAN, happened_at=long_ago), an_entry(happened_at=long_ago))

    found = tiles(person)

    form = r"is-red In place, undated, original not seen referral \S+, 09:30 today ReSPECT plan"
    assert re.match(form, found[FORM])
    assert re.match(r"is-red Latex referral \S+, 09:30 today Allergy to pen", found[ALLERGIES])


def test_a_referral_that_knew_of_no_form_does_not_outweigh_the_record() -> None:
    person = referred(**NO_FORM)
    kept(person, an_entry(**PLAN, happened_at=instant.now() - timedelta(days=400)))

    assert re.match(r"is-red ReSPECT plan: .* None referral", tiles(person)[FORM])


def test_a_form_that_holds_no_more_is_not_told() -> None:
    person = people.a_person()
    for source in ("gp-record", COMMUNITY):
        heard(source)
    kept(person, an_entry(**PLAN, status="revoked"), source=COMMUNITY)
    kept(person, an_entry(kind=EntryKind.CONSENT, words="Lasting power of attorney"))

    assert tiles(person)[FORM] == "Not recorded"


def test_a_document_in_force_stands_before_what_others_told() -> None:
    person = referred(**IN_PLACE)
    documents.recorded(person, original=documents.a_sight())
    documents.recorded(person, kind=DocumentKind.PREFERRED_PLACE, care_place="Home")

    said = tiles(person)[FORM]

    assert said.startswith("is-red ReSPECT: Do not attempt CPR. Prioritise comfort issued")
    assert "original seen by Nia Price, district nurse on" in said
    assert said.index("ReSPECT: Do not") < said.index("In place, undated")
    assert "Preferred place" not in said


def test_forms_that_disagree_are_both_told_as_such() -> None:
    person = people.a_person()
    documents.recorded(person, cpr=Cpr.ATTEMPT)
    documents.recorded(person, kind=DocumentKind.DNACPR)

    said = tiles(person)[FORM]

    assert said.count("These disagree about CPR: ask") == 2
    assert "DNACPR: Do not attempt CPR" in said


def test_a_form_that_was_revoked_is_told_as_in_force_no_more() -> None:
    person = people.a_person()
    documents.ended(documents.recorded(person))
    documents.ended(documents.recorded(person, kind=DocumentKind.ADVANCE_STATEMENT))

    said = tiles(person)[FORM]

    assert said.startswith("No ReSPECT in force Revoked")
    assert "Advance statement" not in said


def test_none_known_not_recorded_and_not_received_are_three_answers() -> None:
    unheard, nothing, none_known = (people.a_person() for _ in range(3))
    not_received = tiles(unheard)
    for source in ("gp-record", COMMUNITY):
        heard(source)
    none = an_entry(words="No known allergies", says_none=True)
    kept(none_known, none, source=COMMUNITY)

    found = tiles(nothing)

    silent = "Not received from Community healthcare system: nothing yet"
    assert not_received[ALLERGIES].startswith(silent)
    assert not_received[FORM].startswith(silent)
    assert (found[FORM], found[ALLERGIES]) == ("Not recorded", "Not recorded")
    assert tiles(none_known)[ALLERGIES].startswith("No known allergies 09:30 today")


def test_a_word_that_there_is_none_is_doubted_beside_an_allergy() -> None:
    person = referred(allergies="Latex")
    kept(person, an_entry(words="No known allergies", says_none=True))

    assert "No known allergies (contradicts what is above: ask)" in tiles(person)[ALLERGIES]


def test_an_alert_is_told_in_its_tile() -> None:
    person = people.a_person()
    relations.warned(person, kind="dnacpr", words="Green folder")
    relations.warned(person, kind="risk_to_staff", words="Shouts")

    found = tiles(person)

    assert found[FORM].startswith("is-red DNACPR form: where it is: Green folder alert, to be")
    assert found[RISK].startswith("is-red Risk to staff: Shouts alert, to be looked at again on")


def test_a_plan_that_may_say_where_is_not_denied_where_that_is_restricted() -> None:
    person = people.a_person()
    kept(person, an_entry(**PLAN))
    care.restrict(person, kind="location", reason="r", at=instant.now(), by=people.the_office())

    found = tiles(person)[FORM]

    assert "Not known: plans are not shown while whereabouts are restricted" in found
    assert "resuscitation" not in found


def test_of_somebody_restricted_nothing_is_said_to_be_missing() -> None:
    person = people.a_person()
    kept(person, an_entry(**PLAN))
    care.restrict(person, kind="access", reason="r", at=instant.now(), by=people.the_office())

    found = pad(person)

    assert "Restricted: what goes on is not shown." in found
    assert "Not recorded" not in found
