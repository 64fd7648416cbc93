"""The pages on who sees an item and what its person reads online; and what they read."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.items import Because, ItemKind, OwnView
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Document, RecordEntry
from joinedup.people.queries import choices
from joinedup.people.services.choosing import NeverHeldBack
from tests.builders import documents as papers
from tests.builders import people as build
from tests.builders.items import an_item, held_back
from tests.builders.office import a_colleague, signed_in


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def sam() -> Client:
    """A browser in which a referral clinician has signed in."""
    return signed_in(a_colleague())


@pytest.fixture
def ethel() -> PersonId:
    """Somebody whom the front door looks after."""
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    return person


def words(answer: HttpResponse) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def acting() -> Actor:
    return actor_of(Account.objects.get(username="sam"))


def a_plan(person: PersonId) -> UUID:
    return an_item(person, kind=EntryKind.CARE_PLAN, words="Plan of ours")


def soon(days: int = 30) -> dict[str, str]:
    day = place.today() + timedelta(days=days)
    return {
        "review_on-day": str(day.day),
        "review_on-month": str(day.month),
        "review_on-year": str(day.year),
    }


def test_who_sees_an_entry_is_chosen_on_its_page(sam: Client, ethel: PersonId) -> None:
    plan = a_plan(ethel)
    address = f"/people/record/{plan}/who-sees"
    whose = acting().scope.organisation

    asked = words(sam.get(address))
    done = sam.post(
        address,
        {"seen": "0", "audience": f"organisation@{whose}", "because": "for_one_service"},
        follow=True,
    )

    assert "Everybody with a part in their care" in asked
    assert "Who sees it" in words(done)
    row = RecordEntry.objects.get(pk=plan)
    assert (row.audience, row.audience_of) == ("organisation", whose)
    assert "It is about the work of one service" in words(sam.get(address))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(sam: Client, ethel: PersonId) -> None:
    plan = a_plan(ethel)
    whose = acting().scope.organisation
    typed = {"seen": "0", "audience": f"urgent_too@{whose}", "words": "Only for us"}

    refused = sam.post(f"/people/record/{plan}/who-sees", typed)
    stale = sam.post(
        f"/people/record/{plan}/who-sees", {**typed, "seen": "3", "because": "their_wish"}
    )
    other = sam.post(
        f"/people/record/{plan}/who-sees", {**typed, "audience": "organisation@nowhere"}
    )

    assert [one.status_code for one in (refused, stale, other)] == [422, 422, 422]
    assert "Choose a reason that fits" in words(refused)
    assert "Only for us" in words(refused)
    assert "Somebody chose who sees this since" in words(stale)
    assert "Choose one of the answers shown" in words(other)


def test_a_team_is_offered_and_a_wish_offers_nothing(sam: Client, ethel: PersonId) -> None:
    wish = papers.recorded(ethel)

    said = words(sam.get(f"/people/documents/{wish}/who-sees"))

    assert "This is for everybody who cares for them, always" in said
    assert "Choose who sees it" not in said
    refused = sam.post(f"/people/documents/{wish}/who-sees", {"seen": "0", "audience": "team:x"})
    assert refused.status_code == 422


def test_a_document_is_for_one_organisation_and_urgent_care(sam: Client, ethel: PersonId) -> None:
    said = papers.recorded(ethel, kind=DocumentKind.ADVANCE_STATEMENT)
    whose = acting().scope.organisation

    done = sam.post(
        f"/people/documents/{said}/who-sees",
        {"seen": "0", "audience": f"urgent_too@{whose}", "because": "their_wish"},
    )

    assert done.status_code in (302, 303)
    assert Document.objects.get(pk=said).audience == "urgent_too"


def test_an_entry_is_marked_not_shown_yet(sam: Client, ethel: PersonId) -> None:
    plan = a_plan(ethel)
    address = f"/people/record/{plan}/own-view"

    asked = words(sam.get(address))
    refused = sam.post(address, {"seen": "0", "view": "not_yet"})
    done = sam.post(address, {"seen": "0", "view": "not_yet", **soon()}, follow=True)

    assert "Shown to them online" in asked
    assert refused.status_code == 422
    assert "within 92 days" in words(refused)
    assert "Not shown to them" in words(done)
    assert RecordEntry.objects.get(pk=plan).own_view == "not_yet"


def test_a_document_is_not_shown_where_serious_harm_was_judged(
    sam: Client, ethel: PersonId
) -> None:
    said = papers.recorded(ethel)
    address = f"/people/documents/{said}/own-view"
    harm = {"seen": "0", "view": "not_at_all", "because": "serious_harm"}

    refused = sam.post(address, harm)
    sam.post(address, {**harm, "assessed_by": "Dr Rao, GP"})
    marked = words(sam.get(address))
    sam.post(address, {"seen": "1", "view": "shown"})

    assert "Name the health professional" in words(refused)
    assert "Judged by Dr Rao, GP" in marked
    assert Document.objects.get(pk=said).own_view is None


def test_their_page_says_what_is_for_others_and_whom_to_ring(sam: Client, ethel: PersonId) -> None:
    plan, statement = a_plan(ethel), papers.recorded(ethel, kind=DocumentKind.ADVANCE_STATEMENT)
    own = acting().scope.teams
    team = next(one for one in place.current().teams.values() if one.code not in own)
    RecordEntry.objects.filter(pk=plan).update(audience="team", audience_of=team.code)
    Document.objects.filter(pk=statement).update(audience="urgent_too", audience_of="bcc")

    said = words(sam.get(reverse("desk:person", args=[ethel])))

    assert f"1 thing is for {team.name}" in said
    assert "Plan of ours" not in said
    refused = sam.get(f"/people/record/{plan}/who-sees")
    assert refused.status_code == 403
    assert team.name in words(refused)
    assert sam.get(f"/people/documents/{statement}").status_code == 403


def test_what_is_held_back_is_on_no_sheet_left_with_them(sam: Client, ethel: PersonId) -> None:
    plan = an_item(ethel, kind=EntryKind.CARE_PLAN, words="Crisis plan, not told")
    form = papers.recorded(ethel, summary="Comfort care, not told")

    before = words(sam.get(reverse("desk:fridge", args=[ethel])))
    held_back(plan, acting())
    held_back(form, acting(), kind=ItemKind.DOCUMENT)
    after = words(sam.get(reverse("desk:fridge", args=[ethel])))
    page = words(sam.get(reverse("desk:person", args=[ethel])))

    assert before.count("not told") >= 2
    assert "not told" not in after
    assert page.count("not told") >= 2


def test_nobody_is_kept_from_their_own_allergies(clock: object) -> None:
    person, nurse = build.a_person(), build.somebody_at()

    with pytest.raises(NeverHeldBack):
        held_back(an_item(person), nurse)


def test_what_is_due_is_raised_to_whoever_marked_it(clock: object) -> None:
    person, nurse, other = build.a_person(), build.somebody_at(), build.somebody_at()
    plan, form = a_plan(person), papers.recorded(person)
    due = place.today() + timedelta(days=10)
    told = {"view": OwnView.NOT_YET, "because": Because.NOT_YET_TOLD, "review_on": due}
    held_back(plan, nurse, **told)
    held_back(form, nurse, kind=ItemKind.DOCUMENT, **told)
    held_back(form, nurse, kind=ItemKind.DOCUMENT, view=OwnView.SHOWN, seen=1)

    (raised,) = choices.to_review(nurse.scope, on=due)

    assert (raised.item_id, raised.person_id, raised.is_about_view) == (plan, person, True)
    assert choices.to_review(nurse.scope, on=due - timedelta(days=1)) == []
    assert choices.to_review(other.scope, on=due) == []
