"""What a person decided of sharing is kept, ended, and follows them when records are joined."""

from datetime import timedelta

import pytest

from joinedup.foundation import anchors, instant
from joinedup.foundation.decided import AlreadyDecided, Kind
from joinedup.foundation.models import SharingDecision
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from tests.builders import foundation as build
from tests.builders.decided import a_decision, a_limit, kept_of, taken_back

pytestmark = pytest.mark.usefixtures("clock")


def kinds(person: PersonId) -> set[str]:
    return {one.kind for one in kept_of(person)}


def merged(absorbed: PersonId, into: PersonId) -> None:
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=build.an_actor())


def test_the_same_is_decided_once_until_it_is_taken_back() -> None:
    person = build.a_person()
    made = a_decision(person, organisation="bht")
    a_decision(person, organisation="frimley")

    with pytest.raises(AlreadyDecided):
        a_decision(person, organisation="bht")
    taken_back(made)
    a_decision(person, organisation="bht")

    assert {one.organisation_code for one in kept_of(person)} == {"bht", "frimley"}
    held = SharingDecision.objects.get(pk=made.pk)
    assert (held.version, held.ended_decided_by) == (2, "person")


def test_what_either_decided_counts_for_both_and_is_ended_for_both() -> None:
    one, other = build.a_person(), build.a_person()
    a_limit(one, Section.CONDITIONS)
    made = a_decision(other, organisation="bht")
    a_decision(one, Kind.CONSENT, organisation="red_cross")

    merged(one, other)
    assert kinds(one) == kinds(other) == {"limit", "objection", "consent"}

    taken_back(made)
    assert kinds(one) == kinds(other) == {"limit", "consent"}


def test_of_two_who_are_parted_neither_consented_by_the_others_word(clock: instant.Hands) -> None:
    one, other = build.a_person(), build.a_person()
    a_decision(one, Kind.CONSENT, organisation="red_cross")
    a_decision(other, organisation="bht")
    merged(one, other)
    clock.tick(timedelta(minutes=5))

    anchors.unmerge(one, at=instant.now(), by=build.an_actor())

    assert kinds(one) == {"consent", "objection"}
    assert kinds(other) == {"objection"}


def test_what_is_decided_of_one_who_was_joined_counts_for_all() -> None:
    one, other = build.a_person(), build.a_person()
    merged(one, other)

    a_decision(one, Kind.ONLY_CARERS)

    assert kinds(one) == kinds(other) == {"only_carers"}
