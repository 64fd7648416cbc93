"""Which interval rows run at an instant: from `since` on, up to and not including `until`."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import joinedup
from joinedup.foundation import instant
from joinedup.foundation.models import Account, Membership, periods
from joinedup.kernel.period import Period
from tests.builders import foundation as build

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def a_membership(since: datetime, until: datetime | None) -> Membership:
    account = build.an_account()
    return Membership.objects.create(
        account=account,
        role="team_member",
        organisation_code="bht",
        since=since,
        until=until,
        given_by=account.id,
    )


@pytest.mark.parametrize(
    ("since", "until", "runs", "unended"),
    [
        (-HOUR, None, True, True),
        (timedelta(), None, True, True),
        (TICK, None, False, True),
        (-HOUR, TICK, True, True),
        (-HOUR, timedelta(), False, False),
        (-HOUR, -TICK, False, False),
        (timedelta(), timedelta(), False, False),
        (TICK, HOUR, False, True),
    ],
)
def test_an_interval_runs_from_its_beginning_and_not_at_its_end(
    clock: instant.Hands, since: timedelta, until: timedelta | None, runs: bool, unended: bool
) -> None:
    now = instant.now()
    held = a_membership(now + since, None if until is None else now + until)

    assert Membership.objects.filter(periods.running(now)).exists() is runs
    assert Membership.objects.filter(periods.not_ended(now)).exists() is unended
    assert Period(held.since, held.until).holds(now) is runs


def test_a_path_leads_from_one_row_to_its_intervals(clock: instant.Hands) -> None:
    now = instant.now()
    # Of two rows, one begun and ended and one not begun, neither runs: they are not mixed.
    over = a_membership(now - HOUR, now)
    Membership.objects.create(
        account=over.account,
        role="referrer",
        organisation_code="bht",
        since=now + HOUR,
        given_by=over.account_id,
    )
    runs = a_membership(now - HOUR, None)

    found = Account.objects.filter(periods.running(now, path="memberships__"))

    assert list(found) == [runs.account]


def test_no_other_file_says_when_an_interval_runs() -> None:
    source = Path(joinedup.__file__).parent

    told = [
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if re.search(r"\buntil__gt\b", file.read_text())
    ]

    assert told == ["foundation/models/periods.py"]
