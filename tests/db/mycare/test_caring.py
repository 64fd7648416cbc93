"""Somebody says on their own pages that they look after somebody else."""

import re
from typing import Any
from uuid import uuid4

import pytest

from joinedup.foundation import instant
from joinedup.kernel.errors import NotFound
from joinedup.people.domain.carers import Assessment, Signpost
from joinedup.people.models import Carer, RecordEntry
from joinedup.people.queries import carers as queries
from joinedup.people.services import carers as services
from tests.builders import carers as known
from tests.builders import mycare as build
from tests.builders import people as persons


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(**changes: Any) -> dict[str, Any]:
    typed = {"key": str(uuid4()), "hours": "from_20", "assessment": "wanted"}
    return {**typed, "agrees_to_register": "on", **changes}


def test_it_is_said_kept_on_their_own_record_and_stands_on_the_register() -> None:
    person, staff = build.somebody(), persons.the_office()
    etty = build.browser(build.a_resident(person))

    answer = etty.post("/my-care/caring", said(is_under_strain="on"), follow=True)

    assert "You are on the list of carers" in words(answer)
    row = Carer.objects.get()
    assert (row.person_id, row.assessment, row.signposted_to) == (person, "wanted", "nowhere")
    (listed,) = queries.register(staff.scope, only=queries.WANTING).rows
    assert (listed.card.person_id, listed.is_under_strain) == (person, True)


def test_what_staff_noted_is_changed_and_where_they_were_sent_stays() -> None:
    person = build.somebody()
    before = known.identified(person)
    etty = build.browser(build.a_resident(person))

    etty.post("/my-care/caring", said(instead_of=str(before), assessment="had"))

    (now,) = Carer.objects.filter(until=None)
    assert (now.assessment, now.signposted_to) == (Assessment.HAD, Signpost.CARERS_SERVICE)
    assert Carer.objects.get(pk=before).ended_because == "changed"


def test_the_same_form_twice_is_one_and_an_old_page_is_told() -> None:
    person = build.somebody()
    etty = build.browser(build.a_resident(person))
    typed = said()

    etty.post("/my-care/caring", typed)
    assert etty.post("/my-care/caring", typed).status_code == 303
    stale = etty.post("/my-care/caring", said())

    assert stale.status_code == 422
    assert Carer.objects.count() == 1


def test_nothing_chosen_is_asked_for() -> None:
    etty = build.browser(build.a_resident(build.somebody()))

    answer = etty.post("/my-care/caring", {"key": str(uuid4())})

    assert answer.status_code == 422
    assert "Choose how much time it takes" in words(answer)


def test_it_is_over_once() -> None:
    person = build.somebody()
    carer = known.identified(person)
    etty = build.browser(build.a_resident(person))
    over = {"carer_id": str(carer), "seen": "1"}

    answer = etty.post("/my-care/caring/end", over, follow=True)
    again = etty.post("/my-care/caring/end", {**over, "seen": "2"})

    assert "We have kept that this is over" in words(answer)
    assert again.status_code == 422
    assert Carer.objects.get().ended_because == "Told by the person"


def test_nobody_tells_it_of_somebody_else() -> None:
    person, other = build.somebody(), persons.a_person()
    theirs = known.identified(other)
    by, at = build.actor(build.a_resident(person)), instant.now()

    with pytest.raises(NotFound):
        services.tell_caring(
            other, known.caring(), instead_of=None, key=uuid4(), at=at, by=persons.the_office()
        )
    with pytest.raises(NotFound):
        services.tell_caring_over(person, carer_id=theirs, seen=None, at=at, by=by)
    with pytest.raises(NotFound):
        services.tell_caring_over(other, carer_id=theirs, seen=None, at=at, by=by)
    with pytest.raises(NotFound):
        queries.own_caring(by.scope, other, [other])
    assert Carer.objects.get().until is None


def test_a_carers_own_plan_is_on_their_own_record_and_nowhere_else() -> None:
    person = build.somebody()
    etty = build.browser(build.a_resident(person))
    assert "If I can not care" not in etty.get("/my-care/caring").content.decode()
    etty.post("/my-care/caring", said())
    plan = "Ring my sister. She has a key."

    answer = etty.post("/my-care/about-me/if_i_cannot", {"words": plan})
    etty.post("/my-care/about-me/breaks", {"words": "Mondays"})
    etty.post("/my-care/about-me/cares_for", {"words": "My father"})

    assert (answer.status_code, answer["Location"]) == (303, "/my-care/caring")
    page = etty.get("/my-care/caring").content.decode()
    assert plan in page
    assert "My father" in page
    about_me = etty.get("/my-care/about-me").content.decode()
    assert plan not in about_me
    assert "If I can not care" not in about_me
    held = RecordEntry.objects.filter(superseded_at=None, source_key="own:if_i_cannot")
    assert [(one.person_id, one.words) for one in held] == [
        (person, f"If I can not care, as a carer: {plan}")
    ]
    assert etty.post("/my-care/about-me/if_i_cannot", {"words": ""}).status_code == 303
    assert plan not in etty.get("/my-care/caring").content.decode()
