"""The scopes of an app: both versions, only what is known, only what it may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.kernel import app_scopes
from joinedup.kernel.app_scopes import KINDS, understood

# The example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
BOTH = frozenset("rs")


@pytest.mark.parametrize(
    ("asked", "told", "may"),
    [
        ("launch", ("launch",), {}),
        ("patient/Patient.rs", ("patient/Patient.rs",), {"Patient": BOTH}),
        ("patient/Patient.read", ("patient/Patient.read",), {"Patient": BOTH}),
        ("patient/Patient.*", ("patient/Patient.read",), {"Patient": BOTH}),
        ("patient/Condition.r", ("patient/Condition.r",), {"Condition": frozenset("r")}),
        ("patient/Condition.s", ("patient/Condition.s",), {"Condition": frozenset("s")}),
        ("patient/Condition.cruds", ("patient/Condition.rs",), {"Condition": BOTH}),
        ("patient/Condition.cud", (), {}),
        ("patient/Condition.write", (), {}),
        ("patient/Condition.sr", (), {}),
        ("patient/Condition.rs?category=x", (), {}),
        ("user/Patient.rs system/Patient.rs", (), {}),
        ("patient/Immunization.rs", (), {}),
        ("openid fhirUser offline_access", (), {}),
        ("", (), {}),
        (
            "patient/Task.r patient/Task.s launch launch",
            ("patient/Task.r", "patient/Task.s", "launch"),
            {"Task": BOTH},
        ),
    ],
)
def test_what_is_understood(asked: str, told: tuple[str, ...], may: object) -> None:
    found = understood(asked, let=KINDS)

    assert (found.said, dict(found.may)) == (told, may)
    assert str(found) == " ".join(told)


def test_every_kind_is_those_that_the_app_may_have() -> None:
    found = understood("patient/*.rs", let=("Condition", "Patient", "Immunization"))

    assert found.said == ("patient/Patient.rs", "patient/Condition.rs")
    assert set(found.may) == {"Patient", "Condition"}


@given(st.text(max_size=80), st.sets(st.sampled_from(KINDS)))
def test_nothing_is_let_that_the_app_may_not_have(asked: str, let: set[str]) -> None:
    found = understood(asked, let=let)

    assert set(found.may) <= let
    assert understood(str(found), let=let) == found


def test_a_verifier_is_held_against_its_challenge() -> None:
    assert app_scopes.is_challenge(CHALLENGE)
    assert app_scopes.is_verified(VERIFIER, challenge=CHALLENGE)
    assert not app_scopes.is_verified(VERIFIER[:-1] + "l", challenge=CHALLENGE)
    assert not app_scopes.is_verified("short", challenge=CHALLENGE)
    assert not app_scopes.is_challenge(VERIFIER + "=")
