"""Errors carry codes and values, never words."""

from uuid import UUID

import pytest

from joinedup.kernel.errors import (
    Conflict,
    JoinedupError,
    NotFound,
    NotPermitted,
    Reason,
    Refused,
    Unavailable,
)

LINE = UUID("019a9f3e-5c00-7abc-9def-013927ba2f5d")


class NotYetWell(Refused):
    """An example of a rule that says no."""

    code = "not_yet_well"


@pytest.mark.parametrize("kind", [Refused, NotPermitted, NotFound, Conflict, Unavailable])
def test_every_error_has_one_root(kind: type[JoinedupError]) -> None:
    assert issubclass(kind, JoinedupError)


def test_a_refusal_takes_its_code_from_its_rule() -> None:
    refusal = NotYetWell(bed=4)

    assert (refusal.refusal_code, refusal.values) == ("not_yet_well", {"bed": 4})


def test_a_refusal_can_be_given_its_code() -> None:
    assert Refused("in_the_future").refusal_code == "in_the_future"


def test_not_permitted_carries_every_reason() -> None:
    reasons = (Reason("no_care_relationship"), Reason("role_may_not", {"permission": "triage"}))

    error = NotPermitted(reasons)

    assert error.reasons == reasons
    assert error.args == ("no_care_relationship", "role_may_not")


def test_a_conflict_names_the_thing_and_what_was_seen() -> None:
    error = Conflict("referrals.line", LINE, 3)

    assert (error.about_kind, error.about_id, error.seen) == ("referrals.line", LINE, 3)
    assert error.args == ("referrals.line", str(LINE), 3)
