"""What staff write in a record stands there under their name, and is struck out, never lost."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from joinedup.foundation import instant, journey
from joinedup.foundation.ids import new_id
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import services
from joinedup.people.domain.record import EntryKind, Written
from joinedup.people.models import RecordEntry
from joinedup.people.queries import record
from joinedup.people.queries.record_rows import RecordRow
from tests.builders import people as build
from tests.builders.office import a_colleague, signed_in
from tests.builders.record import an_entry, kept

pytestmark = pytest.mark.usefixtures("clock")


def somebody(role: Role = Role.TEAM_MEMBER) -> Actor:
    return build.somebody_at(role=role)


def write(
    person: PersonId, *, by: Actor | None = None, key: UUID | None = None, **said: Any
) -> UUID:
    written = Written(
        **{"kind": EntryKind.ALLERGY, "words": "Penicillin: rash, her son says", **said}
    )
    return services.write_entry(
        person,
        written=written,
        key=key or build.a_key(),
        at=instant.now(),
        by=by or somebody(),
    )


def strike(entry_id: UUID, *, seen: int = 1, because: str = "Wrong person") -> UUID:
    return services.strike_entry(
        entry_id, seen=Version(seen), because=because, at=instant.now(), by=somebody()
    )


def rows(person: PersonId) -> tuple[RecordRow, ...]:
    return record.record_of(somebody().scope, person).rows


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal_code


def test_what_is_written_stands_under_name_and_role() -> None:
    person, by = build.a_person(), somebody()

    entry_id = write(person, by=by)

    (row,) = rows(person)
    (fact, *_) = journey.entries_of([person])
    assert (row.entry_id, row.source, row.author, row.author_role) == (
        entry_id,
        "here",
        "Sam Hill",
        "Team member",
    )
    assert (fact.kind, fact.fact.entry_id) == ("people.record_added", entry_id)


def test_the_same_form_sent_twice_is_one_entry() -> None:
    person, by, key = build.a_person(), somebody(), build.a_key()

    assert write(person, by=by, key=key) == write(person, by=by, key=key)
    assert len(rows(person)) == 1


def test_a_day_before_is_known_by_the_day_and_a_later_one_refused(clock: instant.Hands) -> None:
    person, today = build.a_person(), clock.at.date()

    write(person, happened_on=today - timedelta(days=3))
    with pytest.raises(Refused) as refused:
        write(person, happened_on=today + timedelta(days=1))

    (row,) = rows(person)
    assert (row.when, row.at.date()) == ("day", date(2026, 11, 21))
    assert code_of(refused) == "entry_in_future"


def test_a_day_before_they_were_born_is_refused() -> None:
    person = build.a_person(born_on=date(1943, 5, 1))

    write(person, happened_on=date(1943, 5, 1))
    with pytest.raises(Refused) as refused:
        write(person, happened_on=date(1943, 4, 30))

    assert code_of(refused) == "entry_before_birth"
    assert refused.value.values["at"] == "happened_on"
    assert len(rows(person)) == 1


def test_no_known_allergies_is_refused_while_one_is_held() -> None:
    person = build.a_person()
    kept(person)
    none = {"says_none": True, "words": "No known allergies: asked her"}

    with pytest.raises(Refused) as refused:
        write(person, **none)
    kept(other := build.a_person(), an_entry(status="resolved"))
    write(other, **none)

    assert code_of(refused) == "allergy_recorded"


def test_no_known_allergies_is_refused_while_a_joined_record_holds_one() -> None:
    described, known = build.somebody_described(), build.a_person()
    kept(described)
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    with pytest.raises(Refused) as refused:
        write(known, says_none=True, words="No known allergies: asked her")

    assert code_of(refused) == "allergy_recorded"


def test_what_was_written_in_a_record_that_was_joined_is_struck_out() -> None:
    described, known = build.somebody_described(), build.a_person()
    build.in_care_of(somebody(), [described])
    entry_id = write(described)
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    struck = strike(entry_id)

    (row,) = rows(known)
    assert (row.entry_id, row.is_entered_in_error) == (struck, True)


def test_an_entry_struck_out_stays_with_the_reason() -> None:
    person = build.a_person()
    entry_id = write(person)

    struck = strike(entry_id)

    (row,) = rows(person)
    assert (row.entry_id, row.is_entered_in_error, row.version) == (struck, True, 2)
    assert ("struck_out_because", "Wrong person") in row.details
    assert RecordEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("seen", "because", "code"),
    [(1, "", "entry_struck_without_reason"), (2, "Wrong", "entry_changed")],
)
def test_a_strike_needs_a_reason_and_what_was_seen(seen: int, because: str, code: str) -> None:
    entry_id = write(build.a_person())

    with pytest.raises(Refused) as refused:
        strike(entry_id, seen=seen, because=because)

    assert code_of(refused) == code


def test_what_was_struck_out_is_not_struck_twice() -> None:
    entry_id = write(build.a_person())
    struck = strike(entry_id)

    for one, seen in ((entry_id, 1), (struck, 2)):
        with pytest.raises(Refused) as refused:
            strike(one, seen=seen)
        assert code_of(refused) == "entry_changed"


def test_what_another_system_sent_is_not_struck_out_here() -> None:
    kept(build.a_person())

    with pytest.raises(Refused) as refused:
        strike(RecordEntry.objects.get().pk)

    assert code_of(refused) == "entry_not_ours"


def test_nobody_writes_of_whom_they_may_not_see() -> None:
    person = build.a_person()
    stranger = build.somebody_at(build.CORNCRAKE)

    with pytest.raises(NotPermitted):
        write(person, by=stranger)
    with pytest.raises(NotPermitted):
        write(person, by=somebody(Role.REFERRER))
    with pytest.raises(NotFound):
        strike(new_id())


def test_a_form_writes_strikes_out_and_keeps_what_was_typed() -> None:
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    sam = signed_in(a_colleague())
    address = reverse("people:write_entry", args=[person])
    typed = {"key": str(build.a_key()), "kind": "no_known_allergies", "words": "Asked her son"}

    page = sam.get(address)
    refused = sam.post(address, {**typed, "kind": "", "words": "Kept in the box"})
    done = sam.post(address, typed)
    (row,) = rows(person)
    strike_page = sam.get(reverse("people:strike_entry", args=[row.entry_id]))
    struck = sam.post(
        reverse("people:strike_entry", args=[row.entry_id]), {"seen": "1", "because": "Misheard"}
    )

    assert page.status_code == strike_page.status_code == 200
    assert refused.status_code == 422
    assert "Kept in the box" in refused.content.decode()
    assert (done.status_code, struck.status_code) == (303, 303)
    assert (row.words, row.says_none) == ("No known allergies: Asked her son", True)
    assert rows(person)[0].is_entered_in_error


def test_a_refused_strike_shows_the_form_again() -> None:
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    kept(person)
    sam = signed_in(a_colleague())
    (row,) = rows(person)

    answer = sam.post(
        reverse("people:strike_entry", args=[row.entry_id]), {"seen": "1", "because": "Wrong"}
    )

    assert answer.status_code == 422
    assert "Another system sent this" in answer.content.decode()
