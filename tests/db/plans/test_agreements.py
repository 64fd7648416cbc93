"""What was agreed with a person: written, looked at again, answered; for whom it is open."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, place, verify
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor, actor_of
from joinedup.foundation.worker import Worker
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from joinedup.people import services as people
from joinedup.people.domain.sharing import DecidedBy
from joinedup.plans import queries, services
from joinedup.plans.domain.agreements import EndedBecause, Found, Outcome
from joinedup.plans.models import Agreement, Reply
from tests.builders import decided, hidden, key_workers, mycare
from tests.builders import people as persons
from tests.builders import plans as build
from tests.builders import referrals as work
from tests.builders.glass import now


def browser(actor: Actor) -> Client:
    return mycare.browser(actor)


def somebody() -> tuple[PersonId, Account, Actor]:
    """Ethel, who reads her own care, and a nurse of a team that cares for her."""
    person = mycare.somebody()
    return person, mycare.a_resident(person), work.nurse("ann")


def review(agreement_id: Any, by: Actor, **changes: Any) -> None:
    services.review_agreement(
        agreement_id, seen=None, reviewed=build.reviewed(**changes), at=instant.now(), by=now(by)
    )


def typed(**changes: str) -> dict[str, str]:
    later = instant.now() + timedelta(days=30)
    return {
        "key": str(uuid4()),
        "instead_of": "",
        "goals": "I want to sleep in my own bed",
        "we_do": "Vale team: come at night",
        "outcome": "offered",
        "look_again_on-day": str(later.day),
        "look_again_on-month": str(later.month),
        "look_again_on-year": str(later.year),
        **changes,
    }


def test_a_new_one_takes_the_place_and_loses_nothing(clock: instant.Hands) -> None:
    person, _, ann = somebody()
    first = build.written(person, by=ann)
    clock.tick(timedelta(days=1))

    second = build.written(person, by=ann, instead_of=first, goals="I want to dance")

    agreed = queries.agreements_of(now(ann).scope, person)
    assert agreed.current is not None
    assert (agreed.current.agreement_id, agreed.current.goals) == (second, "I want to dance")
    (was,) = agreed.earlier.rows
    assert (was.goals, was.ended_because) == (build.terms().goals, EndedBecause.REPLACED)
    kinds = Entry.objects.filter(kind__startswith="plans.").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "plans.agreement_written",
        "plans.agreement_ended",
        "plans.agreement_written",
    ]
    assert "dance" not in "".join(kinds.values_list("body", flat=True))
    assert verify.report().is_sound


def test_two_at_once_keep_the_first_and_show_it_to_the_second() -> None:
    person, _, ann = somebody()
    build.written(person, by=ann, goals="I want to garden")
    client = browser(ann)
    address = reverse("plans:write", args=[person])

    refused = client.post(address, typed())
    held = refused.content.decode()
    current = Agreement.objects.get(ended_at=None)
    again = client.post(address, typed(instead_of=str(current.id)))

    assert refused.status_code == 422
    assert "Somebody wrote another one since you began" in held
    assert "I want to garden" in held
    assert "I want to sleep in my own bed" in held
    assert f'value="{current.id}"' in held
    assert again.status_code == 303
    assert Agreement.objects.get(ended_at=None).goals == "I want to sleep in my own bed"


def test_the_same_key_writes_once() -> None:
    person, _, ann = somebody()
    key = uuid4()

    assert build.written(person, by=ann, key=key) == build.written(person, by=ann, key=key)
    assert Agreement.objects.count() == 1


def test_the_store_holds_one_that_stands_for_each_person() -> None:
    person, _, ann = somebody()
    held = Agreement.objects.get(pk=build.written(person, by=ann))

    twin = {
        one.attname: getattr(held, one.attname)
        for one in Agreement._meta.concrete_fields
        if one.attname not in {"id", "made_key"}
    }

    with pytest.raises(IntegrityError):
        Agreement.objects.create(made_key=uuid4(), **twin)


def test_an_attorney_agrees_by_a_paper_on_the_record_only() -> None:
    person, _, ann = somebody()
    attorney = build.basis(
        decided_by=DecidedBy.ATTORNEY, decider="May Marsh", because="She cannot follow it today"
    )

    with pytest.raises(Refused) as said:
        build.written(person, by=ann, basis=attorney)

    assert said.value.refusal_code == "proxy_not_on_record"


def test_a_review_keeps_both_sides_and_sets_the_next_day() -> None:
    person, _, ann = somebody()
    one = build.written(person, by=ann)

    review(one, ann)

    row = queries.agreement(now(ann).scope, one)[1]
    assert row.look_again_on == build.reviewed().next_on
    assert [told.person_kept for told in row.reviews] == ["I stood up most days"]


def test_a_review_that_ends_it_leaves_nothing_to_review() -> None:
    person, _, ann = somebody()
    one = build.written(person, by=ann)
    review(one, ann, found=Found.ENDED)

    with pytest.raises(Refused) as said:
        review(one, ann)

    assert said.value.refusal_code == "agreement_over"
    assert queries.agreements_of(now(ann).scope, person).current is None


def test_a_review_of_what_was_changed_since_is_a_conflict() -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann)
    build.wished(one, account)
    told = {"reviewed": build.reviewed(), "at": instant.now(), "by": now(ann)}

    with pytest.raises(Conflict):
        services.review_agreement(one, seen=1, **told)


def test_what_is_due_waits_for_the_key_worker_and_else_for_the_team(clock: instant.Hands) -> None:
    person, _, ann = somebody()
    bea = work.nurse("bea")
    build.written(person, by=ann)
    assert queries.waiting_count(now(ann).scope) == 0
    clock.tick(timedelta(days=42))

    assert [one.is_due for one in queries.waiting(now(bea).scope).rows] == [True]
    key_workers.named(person, bea)

    assert queries.waiting_count(now(bea).scope) == 1
    assert queries.waiting_count(now(ann).scope) == 0
    assert "What was agreed with people" in browser(bea).get("/desk/").content.decode()


def test_nobody_of_another_team_is_asked_or_may_read(clock: instant.Hands) -> None:
    person, _, ann = somebody()
    one = build.written(person, by=ann)
    clock.tick(timedelta(days=42))
    other = work.nurse("oda", team="vale_central")

    assert queries.waiting_count(now(other).scope) == 0
    with pytest.raises(NotPermitted):
        queries.agreements_of(now(other).scope, person)
    with pytest.raises(NotPermitted):
        review(one, other)


def test_a_part_that_the_person_closed_closes_page_list_and_writing(clock: instant.Hands) -> None:
    person, _, ann = somebody()
    one = build.written(person, by=ann)
    clock.tick(timedelta(days=42))
    decided.a_limit(person, Section.PLANS)
    scope = now(ann).scope

    assert queries.waiting_count(scope) == 0
    for asked in (queries.agreements_of, queries.open_person):
        with pytest.raises(NotPermitted) as said:
            asked(scope, person)
        assert [one.code for one in said.value.reasons] == ["section_limited"]
    with pytest.raises(NotPermitted):
        review(one, ann)
    with pytest.raises(NotPermitted):
        build.written(person, by=ann, instead_of=one)


def test_while_whereabouts_are_restricted_no_words_are_shown_anywhere() -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann, goals="Quietmarker goals", we_do="Quietmarker: comes")
    wish = build.wished(one, account, "Quietmarker wish")
    hidden.restrict(person)
    pages = [
        (browser(ann), reverse("plans:agreements", args=[person])),
        (browser(ann), reverse("plans:sheet", args=[person])),
        (browser(ann), reverse("plans:write", args=[person])),
        (browser(ann), reverse("plans:review", args=[one])),
        (browser(ann), reverse("plans:reply", args=[wish])),
        (mycare.browser(account), reverse("mycare:agreed")),
        (mycare.browser(account), reverse("mycare:agreed_print")),
    ]

    answers = [client.get(address) for client, address in pages]

    assert [one.status_code for one in answers] == [200] * len(pages)
    assert ["Quietmarker" in one.content.decode() for one in answers] == [False] * len(pages)


def test_they_agree_on_their_own_pages_once() -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann, outcome=Outcome.OFFERED)
    client = mycare.browser(account)
    sent = {"agreement": str(one), "seen": "1"}

    asked = client.get(reverse("mycare:agree")).content.decode()
    done = client.post(reverse("mycare:agree"), sent)
    twice = client.post(reverse("mycare:agree"), {**sent, "seen": "2"})

    assert "I agree" in asked
    assert done.status_code == 303
    assert twice.status_code == 422
    row = queries.agreement(now(ann).scope, one)[1]
    assert (row.outcome, row.decided_by) == (Outcome.AGREED, DecidedBy.PERSON)
    assert "You agreed to this." in client.get(reverse("mycare:agreed")).content.decode()


def test_what_they_want_changed_waits_until_it_is_answered(clock: instant.Hands) -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann)
    client = mycare.browser(account)
    sent = {"agreement": str(one), "seen": "1", "key": str(uuid4()), "words": "Come on Tuesdays"}
    assert client.post(reverse("mycare:agreed_change"), {**sent, "words": ""}).status_code == 422
    client.post(reverse("mycare:agreed_change"), sent)
    client.post(reverse("mycare:agreed_change"), sent)
    (wish,) = Reply.objects.values_list("pk", flat=True)
    clock.tick(timedelta(hours=1))
    build.written(person, by=ann, instead_of=one, goals="I want to dance")

    (waits,) = queries.waiting(now(ann).scope).rows
    assert waits.reply_id == wish
    given = {"seen": None, "at": instant.now(), "by": now(ann)}
    services.answer_reply(wish, words="We come on Tuesdays from now on", **given)

    assert queries.waiting_count(now(ann).scope) == 0
    client = mycare.browser(account)
    assert "We come on Tuesdays" in client.get(reverse("mycare:agreed")).content.decode()
    with pytest.raises(Refused) as said:
        services.answer_reply(wish, words="Again", **given)
    assert said.value.refusal_code == "agreement_reply_answered"


def test_nobody_agrees_to_or_changes_what_is_anothers() -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann, outcome=Outcome.OFFERED)
    nora = mycare.acts_for_another(account)
    other = Account.objects.get(username__startswith="nora.")
    assert nora

    with pytest.raises(NotFound):
        services.agree_online(one, seen=None, at=instant.now(), by=actor_of(other))
    with pytest.raises(NotFound):
        build.wished(one, other)


def test_it_ends_at_a_death_and_nothing_new_is_agreed(clock: instant.Hands) -> None:
    person, account, ann = somebody()
    one = build.written(person, by=ann)
    build.wished(one, account)
    clock.tick(timedelta(days=1))
    at, by = instant.now(), persons.the_office()
    people.record_death(person, seen=None, died_on=place.today(), at=at, by=by)
    worker = Worker()
    while worker.work_once():
        pass

    assert Agreement.objects.get(pk=one).ended_because == EndedBecause.DIED
    assert queries.waiting_count(now(ann).scope) == 0
    with pytest.raises(Refused) as said:
        build.written(person, by=ann)
    assert said.value.refusal_code == "agreement_of_dead"


def test_earlier_ones_are_read_page_by_page(clock: instant.Hands) -> None:
    person, _, ann = somebody()
    last = None
    for number in range(8):
        clock.tick(timedelta(hours=1))
        last = build.written(person, by=ann, instead_of=last, goals=f"Goal {number}")
    scope = now(ann).scope

    first = queries.agreements_of(scope, person)
    rest = queries.agreements_of(scope, person, after=first.earlier.next_key or "")

    assert [one.goals[-1] for one in first.earlier.rows] == list("65432")
    assert [one.goals[-1] for one in rest.earlier.rows] == list("10")
    assert (first.earlier.total, rest.earlier.next_key) == (7, None)


def test_what_waits_is_read_page_by_page_the_longest_first(clock: instant.Hands) -> None:
    ann, made = work.nurse("ann"), []
    for number in range(3):
        day = place.today() + timedelta(days=9 - number)
        other = persons.a_person(nhs_number=None, is_nhs_number_verified=False)
        made.append(build.written(other, by=ann, look_again_on=day))
    clock.tick(timedelta(days=9))
    scope = now(ann).scope

    first = queries.waiting(scope, limit=2)
    rest = queries.waiting(scope, limit=2, after=first.next_key or "")

    days = [one.look_again_on for one in (*first.rows, *rest.rows)]
    assert (len(days), days) == (len(made), sorted(days))
    assert (first.total, len(rest.rows), rest.next_key) == (3, 1, None)


def test_a_form_given_back_keeps_what_was_typed_and_says_where() -> None:
    person, _, ann = somebody()
    build.written(person, by=ann, goals="I want to garden")
    answer = browser(ann).post(
        reverse("plans:write", args=[person]), typed(we_do="someone comes", outcome="agreed")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose who agreed" in page
    assert "someone comes" in page
