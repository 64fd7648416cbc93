"""Two entries are said to be one person, or two; and one becomes two again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from joinedup.foundation import anchors, care, instant
from joinedup.foundation.models import Care, Entry, Merge
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.domain.pairs import Answer, Joined, JoinedBecause
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.models import Person, PossibleDuplicate
from tests.builders import duplicates, foundation
from tests.builders import people as build

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def two(clock: instant.Hands) -> tuple[PersonId, PersonId]:
    """Ethel, and Ethel entered again; an hour ago, so that what follows is after it."""
    found = build.a_person(), duplicates.entered_again()
    clock.tick(timedelta(hours=1))
    return found


def refusal(work: Callable[[], Any]) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.refusal_code


def test_a_join_is_told_to_both_chains_in_one_change(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two

    assert duplicates.joined(again, ethel, words="Same signature") == ethel

    first = Entry.objects.get(subject_id=again, kind="people.person_joined")
    second = Entry.objects.get(subject_id=ethel, kind="people.person_absorbed")
    assert first.change_id == second.change_id
    assert first.content is not None
    assert first.content.text == "Same signature"
    assert anchors.surviving([again]) == {again: ethel}
    pair = PossibleDuplicate.objects.get()
    assert (pair.answer, pair.words) == (Answer.ONE_PERSON, "Same signature")


def test_whoever_was_joined_yesterday_is_found_as_the_survivor(
    two: tuple[PersonId, PersonId], clock: instant.Hands
) -> None:
    ethel, again = two
    services.link_identifier(
        again, seen=None, system="urn:bht", value="RX1", at=instant.now(), by=build.the_office()
    )
    number = Person.objects.get(pk=ethel).details().nhs_number
    duplicates.joined(ethel, again)
    clock.tick(timedelta(days=1))
    office = build.the_office().scope

    sent = build.some_details(nhs_number=number)

    assert build.registered(sent) == again
    assert number is not None
    assert queries.by_identifier(office, queries.NHS_NUMBER, number.value) == again
    assert queries.by_identifier(office, "urn:bht", "RX1") == again


def test_both_ways_whoever_looks_after_one_sees_both(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    clinician = build.a_clinician()
    build.in_care_of(clinician, [again])

    duplicates.joined(again, ethel, by=clinician)

    for one in two:
        assert queries.person_page(clinician.scope, one).card.person_id == ethel


@pytest.mark.parametrize("is_survivor_hidden", [True, False])
def test_a_restriction_of_either_hides_both(
    two: tuple[PersonId, PersonId], is_survivor_hidden: bool
) -> None:
    ethel, again = two
    duplicates.pair_of(*two)
    office = build.the_office()
    care.restrict(
        ethel if is_survivor_hidden else again,
        kind="location",
        reason="person_asked",
        at=instant.now(),
        by=office,
    )

    duplicates.joined(again, ethel)
    duplicates.parted(again)

    assert care.restricted_ids(two) == {*two}
    for one in two:
        assert not Person.objects.get(pk=one).search_keys.filter(kind="postcode").exists()


def test_where_the_joined_is_goes_with_them_and_back(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    stay = Stay(kind=WhereKind.HOSPITAL, words="Ward 9")
    services.move_to(again, seen=None, stay=stay, at=instant.now(), by=build.the_office())

    duplicates.joined(again, ethel)

    where = Person.objects.get(pk=ethel).elsewhere()
    assert where is not None
    assert where.words == "Ward 9"
    duplicates.parted(again)
    assert Person.objects.get(pk=ethel).elsewhere() is None
    assert Person.objects.get(pk=again).elsewhere() is not None


def test_two_verified_numbers_are_joined_for_a_reason_in_words_only() -> None:
    ethel, again = build.a_person(), build.a_person()

    assert refusal(lambda: duplicates.joined(again, ethel)) == "join_needs_words"
    assert duplicates.joined(again, ethel, words="PDS merged them") == ethel


def test_another_reason_needs_its_words(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two

    code = refusal(lambda: duplicates.joined(again, ethel, because=JoinedBecause.OTHER))

    assert code == "join_needs_words"


def test_a_third_cannot_be_the_survivor(two: tuple[PersonId, PersonId]) -> None:
    pair = duplicates.pair_of(*two)
    chosen = Joined(survivor=build.a_person(), because=JoinedBecause.PERSON_SAID)

    code = refusal(
        lambda: services.join_people(
            pair.id, seen=None, joined=chosen, at=instant.now(), by=build.the_office()
        )
    )

    assert code == "survivor_of_neither"


def test_each_row_is_where_it_was_written_after_parting(
    two: tuple[PersonId, PersonId], clock: instant.Hands
) -> None:
    ethel, again = two
    before, since = build.a_clinician(), foundation.an_actor(teams={"acht_vale_north"})
    build.in_care_of(before, [again])
    clock.tick(timedelta(minutes=1))
    duplicates.joined(again, ethel)
    clock.tick(timedelta(minutes=1))
    build.in_care_of(since, [ethel])
    clock.tick(timedelta(minutes=1))

    assert duplicates.parted(again) == ethel

    held = {
        (one.person_id, one.team_code)
        for one in Care.objects.filter(until__isnull=True, because="episode")
    }
    assert held == {
        (again, build.FRONT_DOOR),
        (ethel, "acht_vale_north"),
        (again, "acht_vale_north"),
    }
    assert anchors.surviving(two) == {ethel: ethel, again: again}
    parted = Entry.objects.get(subject_id=again, kind="people.person_parted")
    left = Entry.objects.get(subject_id=ethel, kind="people.person_left")
    assert parted.change_id == left.change_id
    assert PossibleDuplicate.objects.get().answer == Answer.TWO_PEOPLE


def test_parting_takes_back_whoever_had_been_joined_before(clock: instant.Hands) -> None:
    one, other, third = build.a_person(), duplicates.entered_again(), duplicates.entered_again()
    duplicates.compared()
    duplicates.joined(third, other)
    clock.tick(timedelta(hours=1))
    duplicates.joined(other, one)
    clock.tick(timedelta(hours=1))
    assert set(anchors.all_of(one)) == {one, other, third}

    duplicates.parted(other)

    assert anchors.all_of(one) == [one]
    assert anchors.all_of(other) == [other, third]


def test_somebody_described_is_not_identified_again_after_parting() -> None:
    described, known = build.somebody_described(), build.a_person()
    services.identify(
        described, seen=None, as_person=known, at=instant.now(), by=build.the_office()
    )

    duplicates.parted(described)

    assert Person.objects.get(pk=described).identified_at is None


def test_nobody_is_parted_twice_or_without_a_reason(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    assert refusal(lambda: duplicates.parted(again)) == "not_merged"
    duplicates.joined(again, ethel)

    code = refusal(
        lambda: services.part_people(
            again, seen=None, words=" ", at=instant.now(), by=build.the_office()
        )
    )

    assert code == "pair_words_missing"
    duplicates.parted(again)
    assert refusal(lambda: duplicates.parted(again)) == "not_merged"


def test_a_survivor_joined_elsewhere_meanwhile_is_said_so() -> None:
    one, other, third = build.a_person(), duplicates.entered_again(), duplicates.entered_again()
    duplicates.compared()
    pair = duplicates.pair_of(other, third)
    duplicates.joined(other, one)

    code = refusal(
        lambda: services.join_people(
            pair.id,
            seen=None,
            joined=Joined(survivor=third, because=JoinedBecause.DETAILS_CHECKED),
            at=instant.now(),
            by=build.the_office(),
        )
    )

    assert code == "merged_meanwhile"


def test_details_corrected_meanwhile_are_a_conflict(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    pair = duplicates.pair_of(*two)
    services.record_death(
        ethel,
        seen=None,
        died_on=instant.now().date(),
        at=instant.now(),
        by=build.the_office(),
    )

    with pytest.raises(Conflict):
        services.join_people(
            pair.id,
            seen=Version(pair.version),
            joined=Joined(
                survivor=again,
                because=JoinedBecause.DETAILS_CHECKED,
                seen=(Version(1), Version(1)),
            ),
            at=instant.now(),
            by=build.the_office(),
        )


def test_cannot_tell_stays_to_be_asked(two: tuple[PersonId, PersonId]) -> None:
    pair, office = duplicates.pair_of(*two), build.the_office()

    services.cannot_tell(pair.id, seen=None, words="", at=instant.now(), by=office)
    services.say_two_people(pair.id, seen=None, words="Cousins", at=instant.now(), by=office)

    assert Entry.objects.filter(kind="people.pair_answered").count() == 4
    code = refusal(
        lambda: services.cannot_tell(pair.id, seen=None, words="", at=instant.now(), by=office)
    )
    assert code == "pair_answered"


def test_two_people_needs_its_reason(two: tuple[PersonId, PersonId]) -> None:
    pair = duplicates.pair_of(*two)

    code = refusal(
        lambda: services.say_two_people(
            pair.id, seen=None, words=" ", at=instant.now(), by=build.the_office()
        )
    )

    assert code == "pair_words_missing"


@pytest.mark.parametrize("role", [Role.REFERRER, Role.TEAM_MEMBER, Role.PRIVACY_OFFICER])
def test_who_may_not_join_is_refused(two: tuple[PersonId, PersonId], role: Role) -> None:
    ethel, again = two
    worker = foundation.an_actor(role, teams={build.FRONT_DOOR})
    build.in_care_of(worker, [ethel])

    with pytest.raises(NotPermitted):
        duplicates.joined(again, ethel, by=worker)


def test_who_may_open_neither_may_not_join_them(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two

    with pytest.raises(NotPermitted):
        duplicates.joined(again, ethel, by=build.a_clinician())


def test_nobody_restricted_to_all_is_joined(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    duplicates.pair_of(*two)
    care.restrict(ethel, kind="access", reason="r", at=instant.now(), by=build.the_office())

    with pytest.raises(NotPermitted):
        duplicates.joined(again, ethel)


def test_the_merge_keeps_when_and_by_whom(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two

    duplicates.joined(again, ethel)
    duplicates.parted(again)

    row = Merge.objects.get(absorbed_id=again)
    assert (row.into_id, row.reason) == (ethel, "details_checked")
    assert row.until == instant.now()


def asked_about(one: PersonId, other: PersonId) -> PossibleDuplicate:
    """Two records that somebody takes for one person's."""
    pair_id = services.ask_about(one, other=other, at=instant.now(), by=build.the_office())
    return PossibleDuplicate.objects.get(pk=pair_id)


def test_two_records_nothing_alike_are_compared_where_somebody_asks() -> None:
    ethel, ada = build.a_person(), build.a_person(family_name="Smith", given_name="Ada")
    pair = asked_about(ethel, ada)

    services.to_be_compared([ethel, ada])
    duplicates.compared()

    assert asked_about(ada, ethel).id == pair.id
    assert PossibleDuplicate.objects.get().answer == Answer.OPEN
    assert "said_by_somebody" in pair.signs
    assert Entry.objects.filter(kind="people.pair_answered").count() == 4


def test_of_two_people_it_is_asked_again_where_somebody_asks(
    two: tuple[PersonId, PersonId],
) -> None:
    pair = duplicates.pair_of(*two)
    services.say_two_people(
        pair.id, seen=None, words="Cousins", at=instant.now(), by=build.the_office()
    )

    assert asked_about(*two).answer == Answer.OPEN


def test_nobody_is_compared_with_themselves_or_nobody(two: tuple[PersonId, PersonId]) -> None:
    ethel, again = two
    duplicates.joined(again, ethel)

    assert refusal(lambda: asked_about(ethel, again)) == "same_record"
    with pytest.raises(NotFound):
        asked_about(ethel, foundation.a_person())
