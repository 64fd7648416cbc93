"""Opening a record in an emergency: to whom, for how long, who is told, and the review."""

from datetime import timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import accounts, anchors, care, instant, reading
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, BrokenGlass, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, Opens, actor_of
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId, Version
from joinedup.people import queries, services
from joinedup.people.domain.glass import Finding
from joinedup.people.domain.relations import Related, Relation
from joinedup.people.queries import glass
from tests.builders import glass as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import now, opens

HOUR = timedelta(hours=1)


def review(glass_id: object, by: Actor, **changes: object) -> None:
    row = BrokenGlass.objects.get(pk=glass_id)
    given = {"seen": row.version, "finding": Finding.JUSTIFIED, "words": "", "at": instant.now()}
    services.review_glass(row.id, **{**given, **changes}, by=by)  # type: ignore[arg-type]


def test_it_opens_the_whole_record_for_three_hours_and_closes_by_itself(
    clock: instant.Hands,
) -> None:
    person, doctor = persons.a_person(), build.doctor()
    assert opens(doctor, person) is Opens.NOTHING

    build.broken(person, by=doctor)

    assert opens(doctor, person) is Opens.ALL
    assert access.explain(now(doctor).scope, person).grounds == ("broken_glass",)
    assert queries.person_page(now(doctor).scope, person).card.address
    clock.tick(3 * HOUR - timedelta(seconds=1))
    assert opens(doctor, person) is Opens.ALL
    clock.tick(timedelta(seconds=1))
    assert opens(doctor, person) is Opens.NOTHING


def test_it_is_kept_with_why_and_in_the_persons_log() -> None:
    person = persons.a_person()

    glass_id = build.broken(person)

    entry = Entry.objects.get(kind="people.glass_broken", subject_id=person)
    assert str(glass_id) in entry.body
    assert build.WORDS not in entry.body
    row = BrokenGlass.objects.get(pk=glass_id)
    assert (row.words, row.reason, row.role) == (build.WORDS, "in_front_of_me", "urgent_clinician")
    assert row.organisation_code == "out_of_hours_gp"


def test_nobody_else_sees_more_by_it() -> None:
    person, other = persons.a_person(), build.doctor("ida")

    build.broken(person)

    assert opens(other, person) is Opens.NOTHING


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "curious"}, "glass_reason_unknown"),
        ({"words": "ill"}, "glass_without_words"),
        ({"words": "x" * 600}, "text_too_long"),
    ],
)
def test_what_is_no_reason_opens_nothing(changes: dict[str, str], code: str) -> None:
    person, doctor = persons.a_person(), build.doctor()

    with pytest.raises(Refused) as refused:
        build.broken(person, by=doctor, **changes)

    assert refused.value.refusal_code == code
    assert opens(doctor, person) is Opens.NOTHING
    assert not BrokenGlass.objects.exists()


def test_only_somebody_in_the_index_by_somebody_who_may() -> None:
    with pytest.raises(NotFound):
        build.broken(PersonId(uuid4()))
    with pytest.raises(NotPermitted):
        build.broken(persons.a_person(), by=build.officer())


def test_whoever_may_open_it_has_no_need_to() -> None:
    person = persons.a_person(practice_code="K99001")

    with pytest.raises(Refused) as refused:
        build.broken(person, by=work.gp(practice="K99001"))

    assert refused.value.refusal_code == "glass_not_needed"


def test_twice_with_one_key_is_once() -> None:
    person, doctor, key = persons.a_person(), build.doctor(), uuid4()

    build.broken(person, by=doctor, key=key)
    build.broken(person, by=now(doctor), key=key)

    assert BrokenGlass.objects.count() == 1


def test_of_a_joined_record_it_opens_whom_they_turned_out_to_be() -> None:
    absorbed, into, doctor = persons.a_person(), persons.a_person(), build.doctor()
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=persons.the_office())

    build.broken(absorbed, by=doctor)

    assert BrokenGlass.objects.get().person_id == into
    assert opens(doctor, into) is Opens.ALL


def test_of_a_restricted_record_it_shows_what_nobody_is_kept_from() -> None:
    person, doctor = persons.a_person(), build.doctor()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=now(doctor))

    build.broken(person, by=doctor)

    assert opens(doctor, person) is Opens.RESTRICTED
    with pytest.raises(NotPermitted):
        queries.person_page(now(doctor).scope, person)
    page = queries.emergency_page(now(doctor).scope, person)
    assert (page.card.family_name, page.card.address, page.card.phone) == ("Pargeter", None, None)
    assert page.card.practice_name is None
    assert page.where_now is None


def test_whoever_is_named_opens_a_restricted_record() -> None:
    person, named = persons.a_person(), build.doctor()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=named)
    assert opens(named, person) is Opens.NOTHING

    holder = care.account(named.account_id)
    care.begin(person, holder, because="named", at=instant.now(), by=named)

    assert opens(named, person) is Opens.ALL


def test_nobody_opens_their_own_or_their_familys_or_households() -> None:
    doctor, by = build.doctor(), build.officer()
    home = {"address_lines": ("4 Mill Lane", "Aylesbury"), "postcode": "HP19 8AB"}
    own = persons.a_person(family_name="Bankole", **home)
    lodger = persons.a_person(family_name="Other", **home)
    sister = persons.a_person(family_name="Bankole", address_lines=("9 High Street",))
    services.say_own_record(own, username="olu", at=instant.now(), by=by)
    services.relate(
        sister,
        Related(relation=Relation.SIBLING, other_id=own),
        key=uuid4(),
        at=instant.now(),
        by=persons.the_office(),
    )

    for person in (own, lodger, sister):
        with pytest.raises(Refused) as refused:
            build.broken(person, by=now(doctor))
        assert refused.value.refusal_code == "glass_of_oneself"

    build.broken(own, by=build.doctor("ida"))
    assert [one.name for one in glass.staff_of(by.scope, own)] == ["Olu"]


def test_a_member_of_staff_is_said_by_the_name_they_sign_in_by() -> None:
    person, by = persons.a_person(), build.officer()

    with pytest.raises(Refused) as refused:
        services.say_own_record(person, username="nobody", at=instant.now(), by=by)
    with pytest.raises(NotPermitted):
        services.say_own_record(person, username="olu", at=instant.now(), by=build.doctor())
    with pytest.raises(NotFound):
        services.say_own_record(PersonId(uuid4()), username="olu", at=instant.now(), by=by)

    assert (refused.value.refusal_code, refused.value.values) == (
        "account_unknown",
        {"username": "nobody"},
    )
    for _ in range(2):
        services.say_own_record(person, username=" OLU ", at=instant.now(), by=by)
    assert Entry.objects.filter(kind="people.own_record_said").count() == 1


def test_that_somebody_works_here_is_taken_back_by_a_colleague() -> None:
    person, by, doctor = persons.a_person(), build.officer(), build.doctor()
    services.say_own_record(person, username="olu", at=instant.now(), by=by)
    (said,) = glass.staff_of(by.scope, person)

    with pytest.raises(NotPermitted):
        services.take_back_own_record(
            person, account_id=said.account_id, at=instant.now(), by=doctor
        )
    own = persons.a_person(family_name="Novak")
    services.say_own_record(own, username="petra", at=instant.now(), by=by)
    with pytest.raises(Refused) as ones:
        services.take_back_own_record(own, account_id=by.account_id, at=instant.now(), by=by)
    services.take_back_own_record(person, account_id=said.account_id, at=instant.now(), by=by)
    with pytest.raises(Refused) as again:
        services.take_back_own_record(person, account_id=said.account_id, at=instant.now(), by=by)

    assert ones.value.refusal_code == "own_record_is_ones"
    assert again.value.refusal_code == "own_record_not_said"
    assert glass.staff_of(by.scope, person) == []
    assert Entry.objects.filter(kind="people.own_record_taken_back").count() == 1
    build.broken(person, by=now(doctor))


def test_it_is_closed_before_its_time_once(clock: instant.Hands) -> None:
    person, doctor = persons.a_person(), build.doctor()
    build.broken(person, by=doctor)
    clock.tick(HOUR)

    services.close_glass(person, at=instant.now(), by=now(doctor))

    assert opens(doctor, person) is Opens.NOTHING
    assert BrokenGlass.objects.get().until == instant.now()
    with pytest.raises(Refused) as refused:
        services.close_glass(person, at=instant.now(), by=now(doctor))
    assert refused.value.refusal_code == "glass_over"
    # What cannot wait may come again.
    build.broken(person, by=now(doctor))
    assert opens(doctor, person) is Opens.ALL


def test_the_privacy_officer_is_told_at_once_and_says_what_was_found() -> None:
    person, doctor, by = persons.a_person(), build.doctor(), build.officer()
    assert glass.to_review_count(by.scope) == 0

    glass_id = build.broken(person, by=doctor)

    assert glass.to_review_count(by.scope) == 1
    (row,) = glass.broken(by.scope).rows
    assert (row.glass_id, row.by_name, row.words) == (glass_id, "Olu", build.WORDS)
    assert row.card.family_name == "Pargeter"
    review(glass_id, by, finding=Finding.NOT_JUSTIFIED, words="Passed to the medical director")
    assert glass.to_review_count(by.scope) == 0
    (done,) = glass.broken(by.scope, is_reviewed=True).rows
    assert (done.finding, done.finding_words, done.reviewed_by) == (
        Finding.NOT_JUSTIFIED,
        "Passed to the medical director",
        "Petra",
    )
    with pytest.raises(Refused) as again:
        review(glass_id, by)
    assert again.value.refusal_code == "glass_reviewed"


def test_two_reviewers_at_once_are_told_apart() -> None:
    glass_id = build.broken(persons.a_person())
    review(glass_id, build.officer())

    with pytest.raises(Conflict):
        review(glass_id, build.officer("paul"), seen=Version(1))


def test_nobody_reviews_their_own() -> None:
    doctor = build.doctor()
    glass_id = build.broken(persons.a_person(), by=doctor)
    with pytest.raises(NotPermitted):
        review(glass_id, now(doctor))
    given = accounts.give_role(
        doctor.account_id,
        role=Role.PRIVACY_OFFICER,
        organisation_code="bcc",
        at=instant.now(),
        by=persons.the_office(),
    )
    as_officer = actor_of(Account.objects.get(id=doctor.account_id), selected=given)

    with pytest.raises(Refused) as refused:
        review(glass_id, as_officer)

    assert refused.value.refusal_code == "glass_is_ones"
    assert glass.glass_page(as_officer.scope, glass_id).may_review is False


def test_the_review_shows_what_speaks_for_and_against_it(clock: instant.Hands) -> None:
    person = persons.a_person(family_name="olu")
    doctor, by = build.doctor(), build.officer()
    build.broken(persons.a_person(), by=doctor)
    clock.tick(HOUR)
    glass_id = build.broken(person, by=now(doctor))
    scope = now(doctor).scope
    queries.person_page(scope, person)
    clock.tick(timedelta(minutes=1))
    reading.write(scope, route="desk:person")

    page = glass.glass_page(by.scope, glass_id)

    assert (page.look_count, page.last_look_at) == (1, instant.now())
    assert page.is_same_surname
    assert page.times_in_month == 2
    assert page.may_review
    with pytest.raises(NotFound):
        glass.glass_page(by.scope, uuid4())
    with pytest.raises(NotPermitted):
        glass.glass_page(now(doctor).scope, glass_id)


def test_many_are_paged_the_longest_waiting_first(clock: instant.Hands) -> None:
    doctor, by = build.doctor(), build.officer()
    made = []
    for _ in range(5):
        clock.tick(timedelta(minutes=1))
        made.append(build.broken(persons.a_person(), by=now(doctor)))

    first = glass.broken(by.scope, limit=3)
    second = glass.broken(by.scope, after=first.next_key or "", limit=3)

    assert [one.glass_id for one in (*first.rows, *second.rows)] == made
    assert (first.total, second.next_key) == (5, None)


def test_whoever_is_to_visit_reads_it_until_they_say_so() -> None:
    line = work.a_line()
    work.triage(line)
    work.accept(line)
    work.allocate(line)
    person = work.person_of(work.referral(work.line(line).referral_id).id)
    worker = now(work.nurse())
    assert glass.told_to(worker.scope) == []

    glass_id = build.broken(PersonId(person))

    (row,) = glass.told_to(worker.scope)
    assert (row.glass_id, row.words) == (glass_id, build.WORDS)
    assert glass.told_to(build.doctor().scope) == []
    for _ in range(2):
        services.read_of_glass(glass_id, at=instant.now(), by=now(worker))
    assert glass.told_to(now(worker).scope) == []
    with pytest.raises(NotFound):
        services.read_of_glass(uuid4(), at=instant.now(), by=worker)
    with pytest.raises(NotPermitted):
        services.read_of_glass(glass_id, at=instant.now(), by=build.officer())


def test_a_form_that_was_used_opens_nothing_again_and_says_so(clock: instant.Hands) -> None:
    person, doctor, key = persons.a_person(), build.doctor(), uuid4()
    build.broken(person, by=doctor, key=key)
    clock.tick(HOUR)
    services.close_glass(person, at=instant.now(), by=now(doctor))

    for whose, by in (
        (person, doctor),
        (persons.a_person(), doctor),
        (person, build.doctor("ida")),
    ):
        with pytest.raises(Refused) as refused:
            build.broken(whose, by=now(by), key=key)
        assert refused.value.refusal_code == "glass_form_used"
    assert BrokenGlass.objects.count() == 1


def test_of_people_parted_since_it_closes_for_both_and_each_look_counts(
    clock: instant.Hands,
) -> None:
    one, other, doctor, by = persons.a_person(), persons.a_person(), build.doctor(), build.officer()
    anchors.merge(other, one, reason="same", at=instant.now(), by=persons.the_office())
    glass_id = build.broken(one, by=doctor)
    clock.tick(HOUR)
    anchors.unmerge(other, at=instant.now(), by=persons.the_office())
    scope = now(doctor).scope
    queries.person_page(scope, other)
    reading.write(scope, route="desk:person")
    clock.tick(HOUR)

    assert glass.glass_page(by.scope, glass_id).look_count == 1
    services.close_glass(other, at=instant.now(), by=now(doctor))

    assert (opens(doctor, one), opens(doctor, other)) == (Opens.NOTHING, Opens.NOTHING)


def test_whoever_reviews_reads_whose_restricted_record_it_was() -> None:
    person, doctor, by = persons.a_person(family_name="Olu"), build.doctor(), build.officer()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=now(doctor))
    glass_id = build.broken(person, by=doctor)

    page = glass.glass_page(by.scope, glass_id)

    assert (page.row.card.family_name, page.is_same_surname) == ("Olu", True)
    assert page.row.words == build.WORDS


def test_a_worker_reads_no_word_about_a_restricted_record_and_puts_it_away() -> None:
    line = work.a_line()
    work.triage(line)
    work.accept(line)
    work.allocate(line)
    person = PersonId(work.person_of(work.line(line).referral_id))
    glass_id, by = build.broken(person), build.officer()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=by)

    (row,) = glass.told_to(now(work.nurse()).scope)
    assert (row.words, row.card.name) == ("", "Restricted: ask the privacy officer")
    services.read_of_glass(glass_id, at=instant.now(), by=now(work.nurse()))

    assert glass.told_to(now(work.nurse()).scope) == []
