"""`joinedup check` says which codes lines still use that the place file no longer has."""

import pytest

from joinedup.foundation import check, guards
from joinedup.referrals.models import Call, Contact, Decision, Line, Question, Redirect, Referral
from tests.builders import calls
from tests.builders import referrals as build


def told() -> set[tuple[str, str]]:
    return {(one.at, one.message) for one in check.findings() if one.code == "code_unknown"}


@pytest.fixture(autouse=True)
def _lines_with_every_step() -> None:
    """A line that was seen, one that was asked about, one that was offered on, and a call."""
    seen, asked, offered = (build.a_line() for _ in range(3))
    build.triage(seen)
    build.accept(seen)
    build.allocate(seen)
    build.contact(seen)
    build.ask(asked)
    build.redirect(offered)
    calls.taken(by=build.clinician("cal"))


def test_nothing_is_told_while_the_file_has_every_code() -> None:
    assert told() == set()


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Line, "asked_class"),
        (Line, "response_class"),
        (Line, "lead"),
        (Referral, "asked_class"),
        (Decision, "response_class"),
        (Decision, "lead"),
        (Decision, "reason"),
        (Decision, "late_reason"),
        (Question, "reason"),
        (Redirect, "reason"),
        (Contact, "profession"),
        (Contact, "late_reason"),
        (Call, "began_reason"),
        (Call, "reason"),
    ],
)
def test_a_code_that_the_file_has_no_longer_is_told(model: type, field: str) -> None:
    with guards.lifted():
        assert model.objects.update(**{field: "bygone"})

    at = f"{model._meta.db_table}.{field}"
    assert (at, '"bygone" is not in the place buckinghamshire.') in told()
