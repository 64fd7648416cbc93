"""What the journey log of the running place says happened, and when."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

from tests.journeys.site import Site

_HAPPENED = """
select entry.kind, entry.at from foundation_entry entry
join referrals_referral referral on entry.subject_id = referral.person_id
where referral.reference = ? order by entry.at
"""
_RESPONSE = """
select clock.started_at, clock.due_at, clock.ended_at, clock.ended_how from foundation_clock clock
join referrals_line line on line.response_clock_id = clock.id
join referrals_referral referral on line.referral_id = referral.id
where referral.reference = ?
"""

_OPEN = """
select referral.reference from referrals_referral referral
join referrals_line line on line.referral_id = referral.id
where line.closed_at is null
and referral.person_id not in (select person_id from foundation_restriction)
"""


def happened(site: Site, reference: str) -> dict[str, datetime]:
    """The facts recorded of the person of a referral: when each kind last happened."""
    with reading(site) as store:
        return {kind: _instant(at) for kind, at in store.execute(_HAPPENED, [reference])}


def took(site: Site, reference: str) -> timedelta:
    """From receipt to the contact that answered, as the log has them."""
    facts = happened(site, reference)
    return facts["referrals.contact_recorded"] - facts["referrals.referral_received"]


def was_answered_in_time(site: Site, reference: str) -> bool:
    """Whether the response clock of a referral's line was stopped before it fell due."""
    with reading(site) as store:
        _started, due, ended, how = store.execute(_RESPONSE, [reference]).fetchone()
    return bool(how == "answered" and _instant(ended) <= _instant(due))


def answered(site: Site, reference: str) -> tuple[datetime, datetime]:
    """When the response clock of a referral's line started, and when a contact stopped it."""
    with reading(site) as store:
        started, _due, ended, how = store.execute(_RESPONSE, [reference]).fetchone()
    assert how == "answered", how
    return _instant(started), _instant(ended)


def open_references(site: Site) -> set[str]:
    """The references of the referrals with an open line, of people whom nothing restricts."""
    with reading(site) as store:
        return {reference for (reference,) in store.execute(_OPEN)}


def count(site: Site, words: str) -> int:
    """How many referrals say that this has changed, alone or with what else was said."""
    asked = "select count(*) from referrals_referral where instr(change_words, ?)"
    with reading(site) as store:
        found: int = store.execute(asked, [words]).fetchone()[0]
    return found


def somebody_new(site: Site) -> str:
    """The NHS number of somebody in the index whom nobody has referred."""
    asked = "select nhs_number from people_person where nhs_number is not null and id not in (%s)"
    referred = "select person_id from referrals_referral"
    with reading(site) as store:
        found: str = store.execute(asked % referred).fetchone()[0]
    return found


@contextmanager
def reading(site: Site) -> Iterator[sqlite3.Connection]:
    """The store of a running place, to be read alone."""
    store = f"file:{site.folder / 'joinedup.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(store, uri=True)) as connection:
        yield connection


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
