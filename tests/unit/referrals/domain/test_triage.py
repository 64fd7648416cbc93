"""Codes that a decision names."""

import pytest

from joinedup.referrals.domain.triage import UnknownCode, check_known


def test_a_code_that_the_place_lacks_is_refused_with_where_it_stood():
    check_known("lead", "nurse", {"nurse"})

    with pytest.raises(UnknownCode) as refusal:
        check_known("lead", "wizard", {"nurse"})

    assert refusal.value.values == {"at": "lead", "given": "wizard"}
