"""Likely duplicates."""

from datetime import timedelta

import pytest

from joinedup.referrals.domain.duplicates import Wanted, is_likely_duplicate, overlap
from tests.builders.referrals import TUESDAY
from tests.rules import rule

NURSING = Wanted("nursing", frozenset({"north"}))
THERAPY = Wanted("therapy", frozenset({"north", "gym"}))
EQUIPMENT = Wanted("equipment", frozenset({"stores"}))
NOT_SURE = Wanted("not_sure", frozenset({"spr"}))


@rule("Services overlap")
@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        (NURSING, NURSING, True),
        (NURSING, THERAPY, True),
        (NURSING, EQUIPMENT, False),
        (NURSING, NOT_SURE, True),
        (NOT_SURE, EQUIPMENT, True),
        (Wanted("bare", frozenset()), Wanted("bare", frozenset()), True),
    ],
)
def test_services_overlap_when_the_same_team_could_go(one, other, do):
    assert overlap(one, other, front_door="spr") is do


@rule("A likely duplicate")
@pytest.mark.parametrize(
    ("overlaps", "hours", "likely"),
    [(True, 240, True), (False, 23, True), (False, 24, False)],
)
def test_the_same_need_is_an_overlapping_service_or_within_a_day(overlaps, hours, likely):
    received_at = TUESDAY - timedelta(hours=hours)

    assert is_likely_duplicate(overlaps=overlaps, received_at=received_at, at=TUESDAY) is likely
