"""What is said of a document in a line, and what is left out where whereabouts are restricted."""

from dataclasses import replace
from datetime import date

import pytest

from joinedup.people.domain import document_words as words
from joinedup.people.domain.document_standing import Standing
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Known,
    Paper,
    Reviewed,
    Sight,
)

TODAY, MAY = date(2026, 11, 22), date(2026, 5, 3)
RESPECT = Paper(kind=DocumentKind.RESPECT, summary="x", cpr=Cpr.DO_NOT_ATTEMPT, issued_on=MAY)
ADRT = replace(RESPECT, kind=DocumentKind.ADRT, treatments="ventilation")
LPA = replace(RESPECT, kind=DocumentKind.LPA_HEALTH, proxy_name="Ann", is_registered=Known.YES)
PLACE = replace(RESPECT, kind=DocumentKind.PREFERRED_PLACE, care_place="home", death_place="home")
LASTING = "Lasting power of attorney for health and welfare"
WHEN_NOT = "when the person cannot decide"


@pytest.mark.parametrize(
    ("paper", "line"),
    [
        (RESPECT, "ReSPECT: Do not attempt CPR"),
        (
            replace(RESPECT, focus=Focus.COMFORT),
            "ReSPECT: Do not attempt CPR. Prioritise comfort",
        ),
        (replace(RESPECT, cpr=Cpr.NOT_SAID), "ReSPECT: CPR: the form does not say"),
        (replace(RESPECT, kind=DocumentKind.DNACPR), "DNACPR: Do not attempt CPR"),
        (
            ADRT,
            "Advance decision to refuse treatment: refuses ventilation. Do not attempt CPR",
        ),
        (
            replace(ADRT, cpr=Cpr.NOT_SAID),
            "Advance decision to refuse treatment: refuses ventilation",
        ),
        (
            LPA,
            f"{LASTING}: ask Ann {WHEN_NOT}, not known if life-sustaining treatment as well",
        ),
        (
            replace(LPA, life_sustaining=Known.YES),
            f"{LASTING}: ask Ann {WHEN_NOT}, life-sustaining treatment as well",
        ),
        (
            replace(LPA, life_sustaining=Known.NO),
            f"{LASTING}: ask Ann {WHEN_NOT}, not life-sustaining treatment",
        ),
        (
            replace(LPA, is_registered=Known.NO),
            f"{LASTING}: Ann is named and has no power yet",
        ),
        (
            replace(LPA, kind=DocumentKind.DEPUTY),
            f"Deputy appointed by the court: ask Ann {WHEN_NOT}, not life-sustaining treatment",
        ),
        (PLACE, "Preferred place of care and of death: care: home; death: home"),
        (replace(PLACE, care_place=""), "Preferred place of care and of death: death: home"),
        (replace(PLACE, death_place=""), "Preferred place of care and of death: care: home"),
        (replace(RESPECT, kind=DocumentKind.ADVANCE_STATEMENT), "Advance statement"),
    ],
)
def test_a_document_in_a_line(paper: Paper, line: str) -> None:
    assert words.line(paper) == line


def test_what_is_wrong_with_a_refusal_is_said_plainly() -> None:
    signed = replace(ADRT, is_in_writing=True, is_signed=True, life_sustaining=Known.YES)
    whole = replace(signed, is_witnessed=True, says_even_if_at_risk=True)

    assert words.faults(whole) == ()
    assert words.faults(replace(whole, is_witnessed=False)) == (
        "May not be valid: not shown to be witnessed",
    )
    assert words.faults(signed) == (
        "May not be valid: not shown to be witnessed or said to hold even if life is at risk",
    )
    (unknown,) = words.faults(replace(ADRT, life_sustaining=Known.NOT_KNOWN))
    assert unknown.startswith("May not be valid, if it is about life-sustaining care: ")


def test_an_attorney_without_power_is_said_to_have_none() -> None:
    ending = "with the Office of the Public Guardian: gives no power"

    assert words.faults(LPA) == ()
    assert words.faults(replace(LPA, is_registered=Known.NO)) == (f"Not registered {ending}",)
    assert words.faults(replace(LPA, is_registered=Known.NOT_KNOWN)) == (
        f"Not known to be registered {ending}",
    )


def test_days_and_originals_are_told_in_a_line() -> None:
    seen = Sight(name="Nia Price", role="nurse", on=date(2026, 11, 1))
    looked = Reviewed(name="Dr Amin", on=date(2026, 6, 4), next_on=TODAY)
    valid = replace(RESPECT, valid_until=date(2027, 5, 3))

    assert words.told_of(RESPECT, seen=None, reviewed=None, due_on=None, on=TODAY) == (
        "issued 3 May 2026, original not seen"
    )
    assert words.told_of(valid, seen=seen, reviewed=looked, due_on=TODAY, on=TODAY) == (
        "issued 3 May 2026, reviewed 4 June 2026, review due 22 November 2026,"
        " valid until 3 May 2027, original seen by Nia Price, nurse on 1 November 2026"
    )


def test_a_review_that_was_due_is_said_to_have_been() -> None:
    undated = replace(RESPECT, issued_on=None)
    seen, looked = Sight(name="", on=MAY), Reviewed(name="Dr Amin")

    assert words.told_of(undated, seen=seen, reviewed=looked, due_on=MAY, on=TODAY) == (
        "day of issue not known, review was due 3 May 2026, original seen on 3 May 2026"
    )
    assert words.who_and_when(looked) == "by Dr Amin"


def test_why_one_is_not_in_force() -> None:
    run_out = replace(RESPECT, valid_until=MAY)
    ended = Ended(how=EndedHow.REVOKED, because="Changed her mind", on=MAY, decided_by="Ethel")

    assert words.not_in_force(Standing.SUPERSEDED, RESPECT).startswith("Superseded")
    assert words.not_in_force(Standing.EXPIRED, run_out) == (
        "Was valid until 3 May 2026: not in force"
    )
    assert words.not_in_force(Standing.IN_FORCE, RESPECT) == ""
    assert words.end_in_words(ended) == (
        "Revoked 3 May 2026 by Ethel: Changed her mind. Not in force"
    )
    assert words.end_in_words(replace(ended, on=None, decided_by="")) == (
        "Revoked: Changed her mind. Not in force"
    )


def test_what_says_where_somebody_is_is_left_out() -> None:
    told = replace(LPA, summary="Ring 01296 315000 at HP20 1UA", proxy_phone="01296315000")
    kept = replace(RESPECT, kept_where="Hall table, 14 Station Road", signed_by="Dr Amin, Larkmead")

    assert words.without_where(told).summary == "Ring number not shown at postcode not shown"
    assert words.without_where(told).proxy_phone == ""
    assert words.without_where(replace(LPA, proxy_phone="07700900123")).proxy_phone
    hidden = words.without_where(kept)
    assert (hidden.kept_where, hidden.signed_by) == (words.RESTRICTED, words.RESTRICTED)
    assert words.without_where(RESPECT).kept_where == ""


def test_where_somebody_wants_to_be_is_left_out_whole() -> None:
    hidden = words.without_where(replace(PLACE, summary="At home", details="With her sister"))

    assert (hidden.summary, hidden.details) == (words.RESTRICTED, "")
    assert words.line(hidden).endswith("care: restricted: ask; death: restricted: ask")
