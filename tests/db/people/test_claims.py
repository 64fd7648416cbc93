"""Saying oneself that one cares for somebody: for a day, for whom, who is told, and the review."""

import html
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import care, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, BrokenGlass, Entry, Reading
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Actor, Opens
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.claims import StandsOut
from joinedup.people.domain.glass import Finding
from joinedup.people.domain.relations import Related, Relation
from joinedup.people.queries import glass
from tests.builders import claims
from tests.builders import glass as builders_glass
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.glass import now, officer, opens

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOUR = timedelta(hours=1)


def cover(name: str = "cover") -> Actor:
    return work.nurse(name, team="acht_wycombe")


def browser(actor: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def refused(person: PersonId, by: Actor, **changes: object) -> str:
    with pytest.raises(Refused) as said:
        claims.claimed(person, by=now(by), **changes)
    return said.value.refusal_code


def test_it_opens_the_record_for_a_day_and_ends_by_itself(clock: instant.Hands) -> None:
    person, nurse = persons.a_person(), cover()
    assert opens(nurse, person) is Opens.NOTHING

    claim_id = claims.claimed(person, by=nurse)

    assert access.explain(now(nurse).scope, person).grounds == ("self_claimed",)
    assert opens(cover("other"), person) is Opens.NOTHING
    clock.tick(24 * HOUR - timedelta(seconds=1))
    assert opens(nurse, person) is Opens.ALL
    clock.tick(timedelta(seconds=1))
    assert opens(nurse, person) is Opens.NOTHING
    entry = Entry.objects.get(kind="people.care_claimed", subject_id=person)
    assert str(claim_id) in entry.body
    assert claims.WORDS not in entry.body


def test_it_is_ended_sooner_once(clock: instant.Hands) -> None:
    person, nurse = persons.a_person(), cover()
    claims.claimed(person, by=nurse)
    clock.tick(HOUR)

    services.end_claim(person, at=instant.now(), by=now(nurse))

    assert opens(nurse, person) is Opens.NOTHING
    assert BrokenGlass.objects.get().until == instant.now()
    assert Entry.objects.filter(kind="people.care_claim_ended", subject_id=person).exists()
    with pytest.raises(Refused) as again:
        services.end_claim(person, at=instant.now(), by=now(nurse))
    assert again.value.refusal_code == "glass_over"


def test_ending_one_leaves_what_was_opened_in_an_emergency(clock: instant.Hands) -> None:
    person, nurse = persons.a_person(), cover()
    builders_glass.broken(person, by=nurse)
    clock.tick(3 * HOUR)
    claims.claimed(person, by=now(nurse))

    with pytest.raises(Refused):
        services.close_glass(person, at=instant.now(), by=now(nurse))

    assert opens(nurse, person) is Opens.ALL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "in_front_of_me"}, "glass_reason_unknown"),
        ({"words": "cover"}, "glass_without_words"),
        ({"words": "x" * 600}, "text_too_long"),
    ],
)
def test_what_is_no_reason_opens_nothing(changes: dict[str, str], code: str) -> None:
    person, nurse = persons.a_person(), cover()

    assert refused(person, nurse, **changes) == code
    assert opens(nurse, person) is Opens.NOTHING


def test_only_somebody_in_the_index_by_a_role_that_may() -> None:
    with pytest.raises(NotFound):
        claims.claimed(PersonId(uuid4()))
    for role in (Role.PRIVACY_OFFICER, Role.COMMISSIONER, Role.SAFEGUARDING_LEAD, Role.SYSTEM):
        by = work.staff(role.value, role, organisation="bcc")
        assert not by.scope.may(Permission.CARE_CLAIM)
        with pytest.raises(NotPermitted):
            claims.claimed(persons.a_person(), by=by)


def test_twice_with_one_form_is_once_and_never_as_another_way(clock: instant.Hands) -> None:
    person, nurse, key = persons.a_person(), cover(), uuid4()
    claims.claimed(person, by=nurse, key=key)
    claims.claimed(person, by=now(nurse), key=key)
    assert BrokenGlass.objects.count() == 1
    clock.tick(25 * HOUR)

    assert refused(person, nurse, key=key) == "glass_form_used"
    with pytest.raises(Refused) as other:
        builders_glass.broken(person, by=now(nurse), key=key)
    assert other.value.refusal_code == "glass_form_used"


def test_whoever_may_open_it_has_no_need_to() -> None:
    person = persons.a_person(practice_code="K99001")

    assert refused(person, work.gp(practice="K99001")) == "glass_not_needed"


def test_a_restricted_record_is_opened_by_glass_and_never_by_a_claim() -> None:
    person, nurse = persons.a_person(), cover()
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=officer())

    assert refused(person, nurse) == "claim_of_restricted"
    builders_glass.broken(person, by=now(nurse))

    assert opens(nurse, person) is Opens.RESTRICTED
    assert refused(person, nurse) == "claim_of_restricted"


def test_a_record_that_is_restricted_later_is_closed_to_whoever_claimed_it() -> None:
    person, nurse = persons.a_person(), cover()
    claims.claimed(person, by=nurse)

    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=officer())

    assert opens(nurse, person) is Opens.RESTRICTED


def test_nobody_claims_themselves_their_family_or_household() -> None:
    nurse, by = cover(), officer()
    home = {"address_lines": ("4 Mill Lane", "Aylesbury"), "postcode": "HP19 8AB"}
    own = persons.a_person(family_name="Novak", **home)
    lodger = persons.a_person(family_name="Other", **home)
    sister = persons.a_person(family_name="Novak", address_lines=("9 High Street",))
    services.say_own_record(own, username="cover", at=instant.now(), by=by)
    services.relate(
        sister,
        Related(relation=Relation.SIBLING, other_id=own),
        key=uuid4(),
        at=instant.now(),
        by=persons.the_office(),
    )

    assert {refused(one, nurse) for one in (own, lodger, sister)} == {"glass_of_oneself"}


def test_it_waits_in_the_inbox_beside_what_was_opened_in_an_emergency() -> None:
    person, by = persons.a_person(), officer()
    claim_id = claims.claimed(person)
    builders_glass.broken(person)

    rows = glass.broken(by.scope).rows
    assert [one.how.value for one in rows] == ["self_claimed", "broken_glass"]
    assert rows[0].reason == "I am covering for somebody who cares for them"
    page = glass.glass_page(by.scope, claim_id)
    services.review_glass(
        claim_id,
        seen=page.row.version,
        finding=Finding.NO_RELATIONSHIP,
        words="Cover is to be put on the rota",
        at=instant.now(),
        by=by,
    )

    assert glass.to_review_count(by.scope) == 1
    entry = Entry.objects.get(kind="people.care_claim_reviewed", subject_id=person)
    assert "no_relationship" in entry.body
    assert not Entry.objects.filter(kind="people.glass_reviewed").exists()


def test_repeated_and_many_claims_stand_out_to_the_reviewer(clock: instant.Hands) -> None:
    person, nurse, by = persons.a_person(), cover(), officer()
    for _ in range(3):
        again = claims.claimed(person, by=now(nurse))
        clock.tick(25 * HOUR)
    assert glass.glass_page(by.scope, again).row.stands_out == (StandsOut.OFTEN_OF_ONE,)
    assert glass.glass_page(by.scope, again).times_in_month == 3
    for _ in range(5):
        many = claims.claimed(persons.a_person(), by=now(nurse))
        clock.tick(timedelta(minutes=1))

    page = glass.broken(by.scope)

    assert {one.glass_id: one.stands_out for one in page.rows if one.stands_out} == {
        again: (StandsOut.OFTEN_OF_ONE,),
        many: (StandsOut.MANY_IN_A_DAY,),
    }
    answer = browser(by).get(reverse("people:broken"))
    assert "Many people in one day" in answer.content.decode()
    for one, said in ((again, "three times or more"), (many, "five people or more")):
        shown = browser(by).get(reverse("people:review_glass", args=[one]))
        assert said in shown.content.decode()


def test_whoever_leads_the_team_that_has_them_is_told_until_they_say_so() -> None:
    line = work.a_line()
    work.triage(line)
    work.accept(line)
    person = PersonId(work.person_of(work.line(line).referral_id))
    lead, member = work.manager(), work.nurse()

    claim_id = claims.claimed(person, by=cover())

    (row,) = glass.told_to(now(lead).scope)
    assert row.glass_id == claim_id
    assert glass.told_to(now(member).scope) == []
    assert (
        "Said that they care for them" in browser(lead).get(reverse("desk:home")).content.decode()
    )
    services.read_of_glass(claim_id, at=instant.now(), by=now(lead))
    assert glass.told_to(now(lead).scope) == []


def test_whoever_is_refused_is_offered_both_and_told_which_to_choose() -> None:
    person, nurse = persons.a_person(), cover()
    client = browser(nurse)

    page = client.get(reverse("desk:person", args=[person]))

    shown, claim = page.content.decode(), reverse("people:claim_care", args=[person])
    assert page.status_code == 403
    assert claim in shown
    assert shown.index(claim) < shown.index(reverse("people:break_glass", args=[person]))
    assert "no time to ask" in shown
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=officer())
    restricted = client.get(reverse("desk:person", args=[person])).content.decode()
    assert claim not in restricted
    assert reverse("people:break_glass", args=[person]) in restricted
    asked = client.get(claim).content.decode()
    assert "saying that you care for them does not open it" in asked


def test_it_is_said_and_ended_on_pages() -> None:
    person, nurse = persons.a_person(), cover()
    client, claim = browser(nurse), reverse("people:claim_care", args=[person])
    key = str(uuid4())
    short = client.post(claim, {"key": key, "reason": "cover", "words": "short"})
    assert (short.status_code, "short</textarea>" in short.content.decode()) == (422, True)

    done = client.post(claim, {"key": key, "reason": "cover", "words": claims.WORDS}, follow=True)

    shown = html.unescape(done.content.decode())
    assert "You said that you care for them: open to you until" in shown
    assert "said yourself that you care for them" in shown
    assert Reading.objects.filter(route="desk:person", people__ground="self_claimed").exists()
    assert client.get(claim).status_code == 303
    ended = reverse("people:end_claim", args=[person])
    assert "closed to you again" in client.post(ended, follow=True).content.decode()
    assert "closed already" in client.post(ended, follow=True).content.decode()
    assert client.get(reverse("desk:person", args=[person])).status_code == 403


def test_somebody_not_in_the_index_is_not_found() -> None:
    assert browser(cover()).get(reverse("people:claim_care", args=[uuid4()])).status_code == 404
