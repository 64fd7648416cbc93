"""Documents on what somebody wants: recorded, seen, reviewed, ended; the newest is current."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from joinedup.foundation import instant, place
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.domain.document_standing import Doubt, Standing
from joinedup.people.domain.documents import Cpr, DocumentKind, Ended, EndedHow
from joinedup.people.domain.relations import AlertKind
from joinedup.people.models import Document, DocumentNote
from joinedup.people.queries import documents as reading
from joinedup.people.queries.documents import DocumentRow, Documents
from joinedup.people.queries.signs import signs_of
from tests.builders import documents as make
from tests.builders import duplicates, foundation
from tests.builders import people as build
from tests.builders import relations as alerts
from tests.builders.queries import at_most

pytestmark = pytest.mark.usefixtures("clock")


def shown(person: PersonId, scope: Scope | None = None) -> Documents:
    """What a viewer may read of somebody's documents."""
    viewer = scope or build.the_office().scope
    return reading.documents_of(viewer, queries.cards(viewer, [person])[person])


def the_one(person: PersonId) -> DocumentRow:
    """The document in force, where there is one."""
    (row,) = shown(person).in_force
    return row


def refusal(work: Callable[[], Any]) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal_code


def test_a_document_is_read_with_its_days_and_who_saw_the_original() -> None:
    person = build.a_person()

    make.recorded(person, original=make.a_sight())

    row = the_one(person)
    assert row.line == "ReSPECT: Do not attempt CPR. Prioritise comfort"
    assert "original seen by Nia Price, district nurse on" in row.told
    assert (row.recorded_by, row.source_name, row.ended) == ("Tests", "", None)


def test_who_has_not_seen_the_original_is_said_in_words() -> None:
    person = build.a_person()

    make.recorded(person)

    assert the_one(person).told.endswith("original not seen")


def test_sending_twice_records_once() -> None:
    person, key = build.a_person(), build.a_key()

    made = {make.recorded(person, key=key, original=make.a_sight()) for _ in range(2)}

    assert len(made) == Document.objects.count() == DocumentNote.objects.count() == 1


def test_the_newer_is_in_force_though_the_older_was_recorded_after_it() -> None:
    person = build.a_person()
    new = make.recorded(person, cpr=Cpr.DO_NOT_ATTEMPT)
    old = make.recorded(person, cpr=Cpr.ATTEMPT, issued_on=place.today() - timedelta(days=400))

    held = shown(person)

    assert [one.document_id for one in held.in_force] == [new]
    assert [(one.document_id, one.standing) for one in held.earlier] == [(old, Standing.SUPERSEDED)]
    assert held.no_more == ()
    assert "Superseded" in held.earlier[0].ended_words


def test_two_forms_that_disagree_are_both_shown_so() -> None:
    person = build.a_person()
    make.recorded(person, cpr=Cpr.ATTEMPT)
    make.recorded(person, kind=DocumentKind.DNACPR)

    held = shown(person)

    assert [one.doubts for one in held.about_cpr] == [(Doubt.CPR_DISAGREES,)] * 2
    assert held.in_force[0].warnings == ("These disagree about CPR: ask",)


def test_a_sight_and_a_review_are_kept_beside_the_document() -> None:
    person = build.a_person()
    one = make.recorded(person, review_on=place.today() - timedelta(days=1))
    assert the_one(person).is_review_overdue

    make.seen(one)
    make.seen(one, name="Sam Osei", on=place.today())
    make.reviewed(one)

    row = the_one(person)
    assert row.seen is not None
    assert (row.seen.name, row.is_review_overdue, len(row.notes)) == ("Sam Osei", False, 3)
    assert row.review_on == place.today() + timedelta(days=30)
    assert Entry.objects.filter(kind="people.document_reviewed").count() == 1


def test_the_sight_of_the_latest_day_is_told_whichever_was_written_last() -> None:
    person = build.a_person()
    one = make.recorded(person, original=make.a_sight())

    make.seen(one, name="Earlier", on=place.today() - timedelta(days=5))

    assert the_one(person).seen == make.a_sight()


def test_one_that_is_ended_is_told_as_not_in_force_and_stays_readable() -> None:
    person = build.a_person()
    make.recorded(person, issued_on=place.today() - timedelta(days=400))
    one = make.recorded(person)

    make.ended(one)

    held = shown(person)
    assert held.in_force == ()
    (last,) = held.no_more
    assert (last.document_id, last.standing) == (one, Standing.ENDED)
    assert last.ended_words.endswith("by Ethel: She changed her mind. Not in force")
    assert last.ended_by == "Tests"


def test_one_recorded_by_mistake_is_not_told_as_theirs() -> None:
    person = build.a_person()
    older = make.recorded(person, issued_on=place.today() - timedelta(days=400))
    one = make.recorded(person)

    make.ended(one, EndedHow.MISTAKE, because="Another Ethel")

    assert [row.document_id for row in shown(person).in_force] == [older]
    alone = build.a_person()
    make.ended(make.recorded(alone), EndedHow.MISTAKE, because="Another Ethel")
    assert shown(alone).no_more == ()
    assert len(shown(alone).earlier) == 1


def test_what_is_ended_is_changed_no_more() -> None:
    one = make.recorded(build.a_person())
    make.ended(one)

    codes = {
        refusal(lambda: make.ended(one)),
        refusal(lambda: make.seen(one)),
        refusal(lambda: make.reviewed(one)),
    }

    assert codes == {"document_over"}


def test_two_at_once_the_second_is_told_of_the_first() -> None:
    person = build.a_person()
    one = make.recorded(person)
    read = the_one(person).version
    make.seen(one)

    with pytest.raises(Conflict):
        services.end_document(
            one,
            seen=read,
            ended=Ended(how=EndedHow.REVOKED, because="Changed her mind"),
            at=instant.now(),
            by=build.the_office(),
        )

    assert the_one(person).version == Version(read + 1)


def test_whoever_was_joined_has_their_documents_still() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    older = make.recorded(ethel, issued_on=place.today() - timedelta(days=400))
    newer = make.recorded(again)

    duplicates.joined(again, ethel)

    held = shown(ethel)
    assert [one.document_id for one in held.in_force] == [newer]
    assert [one.document_id for one in held.earlier] == [older]
    card, row, _ = reading.document(build.the_office().scope, newer)
    assert (card.person_id, row.standing) == (ethel, Standing.IN_FORCE)
    make.seen(newer)


def test_nobody_reads_what_is_not_open_to_them() -> None:
    person = build.a_person()
    one = make.recorded(person)
    stranger = build.somebody_at("K99008")
    referrer = foundation.an_actor(Role.REFERRER, teams={"K99007"})
    build.in_care_of(referrer, [person])

    assert shown(person, stranger.scope) == Documents()
    with pytest.raises((NotPermitted, NotFound)):
        reading.document(stranger.scope, one)
    sees = referrer.scope.may(Permission.RECORD_SEE)
    assert bool(shown(person, referrer.scope).in_force) is sees
    with pytest.raises(NotFound):
        reading.document(stranger.scope, build.a_key())


@pytest.mark.parametrize("role", [Role.REFERRER, Role.COMMISSIONER, Role.PRIVACY_OFFICER])
def test_whoever_may_not_write_in_records_records_no_document(role: Role) -> None:
    person = build.a_person()
    actor = foundation.an_actor(role, teams={"K99008"})
    build.in_care_of(actor, [person])
    one = make.recorded(person)

    with pytest.raises(NotPermitted):
        make.recorded(person, by=actor)
    with pytest.raises(NotPermitted):
        services.see_original(one, seen=None, sight=make.a_sight(), at=instant.now(), by=actor)


def test_nobody_records_a_document_of_somebody_who_is_not_open_to_them() -> None:
    with pytest.raises((NotPermitted, NotFound)):
        make.recorded(build.a_person(), by=build.somebody_at("K99008"))
    with pytest.raises((NotPermitted, NotFound)):
        make.recorded(PersonId(build.a_key()))


def test_where_somebody_wants_to_be_is_shown_to_nobody_while_restricted() -> None:
    person = build.a_person()
    make.recorded(person, original=make.a_sight(role="nurse, Larkmead"), summary="At HP20 1UA")
    make.recorded(
        person,
        kind=DocumentKind.PREFERRED_PLACE,
        summary="At her sister's in Wendover",
        care_place="Wendover",
    )
    ended = make.recorded(person, kind=DocumentKind.DNACPR)
    make.reviewed(ended, words="Seen at HP20 1UA", role="GP, Larkmead")
    make.ended(ended, because="Tom at HP20 1UA has the new one", decided_by="Dr Amin, Larkmead")
    services.restrict_location(
        person,
        seen=None,
        reason="at_risk_from_somebody",
        at=instant.now(),
        by=build.the_office(),
    )

    held = shown(person)

    told = " ".join(
        f"{one.line} {one.paper} {one.told} {one.notes} {one.ended_words} {one.ended}"
        for one in (*held.in_force, *held.earlier)
    )
    assert not [word for word in ("Wendover", "HP20", "Larkmead", "Yellow") if word in told]
    assert all(one.is_where_hidden for one in held.in_force)
    assert "original seen on" in held.in_force[0].told


def test_rows_of_a_page_warn_of_a_form_in_force_only() -> None:
    has, had, newer, refuses = (build.a_person() for _ in range(4))
    make.recorded(has)
    make.ended(make.recorded(had))
    make.recorded(newer, kind=DocumentKind.ADRT, treatments="CPR")
    make.recorded(
        newer, kind=DocumentKind.ADRT, treatments="Blood", cpr=Cpr.NOT_SAID, issued_on=place.today()
    )
    make.recorded(refuses, kind=DocumentKind.ADRT, treatments="CPR")
    office = build.the_office().scope
    ids = [has, had, newer, refuses]
    cards = queries.cards(office, ids)

    with at_most(1):
        signs = signs_of(office, cards)

    assert signs.respect == {has, refuses}


def test_a_sign_of_a_form_goes_by_what_is_joined_and_when_it_runs_out() -> None:
    ethel, again = build.a_person(), duplicates.entered_again()
    make.recorded(ethel, issued_on=place.today() - timedelta(days=400))
    make.recorded(again, valid_until=place.today() - timedelta(days=1))
    duplicates.joined(again, ethel)
    alerts.warned(ethel, kind=AlertKind.DOG.value)
    office = build.the_office().scope

    signs = signs_of(office, queries.cards(office, [ethel]))

    assert signs.respect == frozenset()


def test_reading_is_one_question() -> None:
    person = build.a_person()
    for _ in range(3):
        make.seen(make.recorded(person, original=make.a_sight()))
    viewer = build.the_office().scope
    card = queries.cards(viewer, [person])[person]

    with at_most(1):
        reading.documents_of(viewer, card, [person])


def test_a_fact_of_each_change_holds_no_words() -> None:
    person = build.a_person()
    one = make.recorded(person, summary="Unrepeatable words", original=make.a_sight())
    make.reviewed(one)
    make.ended(one)

    kinds = [entry.kind for entry in Entry.objects.filter(about_id=one).order_by("seq")]

    assert kinds == [
        "people.document_recorded",
        "people.original_seen",
        "people.document_reviewed",
        "people.document_ended",
    ]
    bodies = " ".join(Entry.objects.filter(about_id=one).values_list("body", flat=True))
    assert "Unrepeatable" not in bodies
    assert "Nia" not in bodies
