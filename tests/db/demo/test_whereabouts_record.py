"""What other systems tell of a location-restricted person betrays nowhere where they are."""

import pytest
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.people.models import RecordEntry
from joinedup.people.queries import record
from tests.builders import hidden as build_hidden
from tests.builders import record as build_record
from tests.builders import referrals as build
from tests.db.demo.test_whereabouts import addresses, everybody, found_in, signed_in

ABOUT_RECORDS = {"desk:person", "desk:entry", "referrals:line", "people:strike_entry"}


@pytest.mark.walk
@pytest.mark.parametrize("restricted_first", [True, False])
def test_no_page_about_a_record_says_where_they_are(
    clock: instant.Hands, restricted_first: bool
) -> None:
    hidden = build_hidden.somebody(restricted_first=restricted_first)
    marks = (*build_hidden.AT_HOME, *build_hidden.marks())
    body = f'{{"entry": [{{"resource": {{"at": "{", ".join(marks)}"}}}}]}}'.encode()
    build_record.kept(
        hidden.person_id,
        *build_record.entries_that_say_where(("01632 960777", *marks)),
        source="community-system",
        received_id=build_record.received(body),
    )
    betrayed, answered = [], set()

    for username, account in everybody().items():
        browser = signed_in(account)
        for route, address in addresses(hidden, account):
            if route in ABOUT_RECORDS:
                answer = browser.get(address)
                answered |= {route} if answer.status_code == 200 else set()
                said = found_in(answer.content.decode(), route)
                betrayed += [f"{route} by {username}: {mark}" for mark in said]

    assert answered == ABOUT_RECORDS
    assert not betrayed, "\n".join(sorted(set(betrayed)))


def test_what_says_nothing_of_where_they_are_is_still_shown(clock: instant.Hands) -> None:
    hidden = build_hidden.somebody(restricted_first=True)
    build_record.kept(hidden.person_id, build_record.an_entry(), source="community-system")
    account = everybody()["sam"]
    entry_id = RecordEntry.objects.get().pk

    page = signed_in(account).get(reverse("desk:person", args=[hidden.person_id]))
    entry = signed_in(account).get(reverse("desk:entry", args=[entry_id]))

    assert "Allergy to penicillin" in page.content.decode()
    assert "Allergy to penicillin" in entry.content.decode()
    assert "Larkmead" not in entry.content.decode()


def test_no_row_of_any_kind_says_where_they_are(clock: instant.Hands) -> None:
    hidden = build_hidden.somebody(restricted_first=True)
    marks = ("01632 960777", *build_hidden.marks())
    build_record.kept(hidden.person_id, *build_record.entries_that_say_where(marks))
    scope = build.clinician("sam").scope
    kinds = list(record.EntryKind)

    now = record.now_of(scope, hidden.person_id)
    page = record.record_of(scope, hidden.person_id, limit=len(kinds))

    assert len(page.rows) == len(kinds)
    assert not found_in(str(now) + str(page))
