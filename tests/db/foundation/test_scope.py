"""One rule: a list, a count and a single answer agree, and say why."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from joinedup.foundation import anchors, care, instant, place
from joinedup.foundation.decided import Kind
from joinedup.foundation.models import (
    Account,
    Anchor,
    Care,
    Entry,
    Membership,
    Restriction,
    SharingDecision,
)
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.foundation.scope import (
    CARE_GROUNDS,
    JOB,
    Scope,
    actor_of,
    explain,
    memberships,
    require,
    require_permission,
    scope_of,
    system,
    visible,
)
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import AccountId, CareId, PersonId
from tests.builders import decided
from tests.builders import foundation as build

ORGANISATIONS = ["bht", "red_cross"]
TEAMS = [f"team_{number}" for number in range(6)]
HOUR = timedelta(hours=1)


def by_hand(scope: Scope, person_id: PersonId) -> tuple[set[str], set[str]]:
    """The rule again, slowly and in plain Python: grounds and refusals."""
    grounds = {
        held.because
        for held in Care.objects.filter(person_id=person_id)
        if held.because in CARE_GROUNDS
        and (held.team_code in scope.teams or held.account_id == scope.account_id)
        and held.since <= scope.now
        and (held.until is None or held.until > scope.now)
    }
    refusals = {
        "access_restricted"
        for held in Restriction.objects.filter(person_id=person_id, kind="access")
        if held.until is None or held.until > scope.now
    }
    if not scope.may(Permission.PERSON_OPEN):
        grounds = set()
    refusals = set() if "named" in grounds else refusals
    return grounds, refusals | decided_by_hand(scope, person_id, grounds)


_CARING = {*CARE_GROUNDS} - {"self_claimed", "broken_glass"}


def decided_by_hand(scope: Scope, person_id: PersonId, grounds: set[str]) -> set[str]:
    """What the person's own decisions refuse, slowly."""
    about = {
        held.kind
        for held in SharingDecision.objects.filter(person_id=person_id)
        if held.organisation_code in ("", scope.organisation)
        and (held.until is None or held.until > scope.now)
    }
    cares_now = any(
        held.ended_by is None
        and (held.team_code in scope.teams or held.account_id == scope.account_id)
        and (
            (held.because in _CARING and scope.may(Permission.PERSON_OPEN))
            or (held.because == "live_contact" and scope.may(Permission.EMERGENCY_OPEN))
        )
        and held.since <= scope.now
        and (held.until is None or held.until > scope.now)
        for held in Care.objects.filter(person_id=person_id)
    )
    if "broken_glass" in grounds or scope.role == JOB:
        return set()
    return {
        code
        for code, is_so in (
            ("objected", "objection" in about),
            ("objected_but_carers", "only_carers" in about and not cares_now),
            ("consent_needed", scope.needs_consent and "consent" not in about),
        )
        if is_so
    }


def _some_care(rng: random.Random, person: PersonId, accounts: list[AccountId]) -> None:
    now, by = instant.now(), build.an_actor()
    for because in rng.sample([*CARE_GROUNDS, "something_else"], rng.randrange(4)):
        to_account = rng.random() < 0.2
        holder = care.account(rng.choice(accounts)) if to_account else care.team(rng.choice(TEAMS))
        since = now + rng.choice([-48, -3, -1, 0, 1]) * HOUR
        ends = rng.choice([None, None, since + HOUR, since + 30 * HOUR])
        care.begin(person, holder, because=because, at=since, until=ends, by=by)
    if rng.random() < 0.15:
        care.restrict(person, kind="access", reason="asked", at=now - HOUR, by=by)
        if rng.random() < 0.5:
            care.lift(person, kind="access", at=now, by=by)
    if rng.random() < 0.2:
        care.restrict(person, kind="location", reason="asked", at=now - HOUR, by=by)
    for held in list(Care.objects.filter(person_id=person)):
        if rng.random() < 0.3:
            care.end(CareId(held.id), because="over", at=now - HOUR / 2, by=by)
    for kind in ("objection", "only_carers", "consent"):
        if rng.random() < 0.3:
            whom = "" if kind == "only_carers" else rng.choice(ORGANISATIONS)
            made = decided.a_decision(person, Kind(kind), organisation=whom, at=now - HOUR)
            if rng.random() < 0.4:
                decided.taken_back(made, at=now - rng.choice([HOUR / 2, timedelta()]))


@pytest.mark.usefixtures("clock")
def test_lists_and_single_answers_agree_and_give_the_same_grounds() -> None:
    rng = random.Random(2026)
    accounts = [AccountId(build.an_account().id) for _ in range(5)]
    people = [build.a_person() for _ in range(40)]
    for person in people:
        _some_care(rng, person, accounts)
    for absorbed, into in [(0, 1), (2, 3), (4, 5)]:
        anchors.merge(
            people[absorbed], people[into], reason="same", at=instant.now(), by=build.an_actor()
        )
    scopes = [
        build.a_scope(
            role,
            teams=rng.sample(TEAMS, rng.randrange(4)),
            account_id=account,
            organisation=rng.choice(ORGANISATIONS),
            needs_consent=rng.random() < 0.3,
        )
        for role in Role
        for account in rng.sample(accounts, 4)
    ]

    count = 0
    for scope in scopes:
        listed = set(
            Anchor.objects.filter(visible(scope, person="id")).values_list("id", flat=True)
        )
        for person in people:
            decision = explain(scope, person)
            grounds, refusals = by_hand(scope, person)
            assert (set(decision.grounds), set(decision.refusals)) == (grounds, refusals)
            assert decision.is_allowed == bool(grounds and not refusals) == (person in listed)
            count += 1

    assert count >= 1000


def test_rows_that_name_a_person_are_filtered_by_the_same_rule() -> None:
    mine, other = build.a_journey(2), build.a_journey(2)
    scope = build.a_scope(teams=["urgent"])
    by = build.an_actor()
    care.begin(mine, care.team("urgent"), because="episode", at=instant.now(), by=by)

    rows = Entry.objects.filter(visible(build.a_scope(teams=["urgent"]), person="subject_id"))

    assert set(rows.values_list("subject_id", flat=True)) == {mine}
    assert not explain(scope, other).is_allowed


def test_opening_is_noted_with_its_ground_and_refused_with_every_reason() -> None:
    person, by = build.a_person(), build.an_actor()
    care.begin(person, care.team("urgent"), because="episode", at=instant.now(), by=by)
    care.begin(person, care.team("urgent"), because="open_referral", at=instant.now(), by=by)
    scope = build.a_scope(teams=["urgent"])

    assert require(scope, person).grounds == ("episode", "open_referral")
    assert scope.shown == {person: "episode"}

    care.restrict(person, kind="access", reason="asked", at=instant.now(), by=by)
    stranger = build.a_scope(Role.REFERRER)
    with pytest.raises(NotPermitted) as refused:
        require(stranger, person)
    codes = [reason.code for reason in refused.value.reasons]
    assert codes == ["access_restricted", "no_care_relationship"]
    assert stranger.shown == {}


def test_a_role_that_opens_nobody_is_told_so() -> None:
    with pytest.raises(NotPermitted) as refused:
        require(build.a_scope(Role.COMMISSIONER), build.a_person())

    (reason,) = refused.value.reasons
    assert (reason.code, reason.values["permission"]) == ("role_may_not", "person_open")


@pytest.mark.parametrize("kind", ["nobody", "account"])
def test_only_a_person_is_found(kind: str) -> None:
    nobody = PersonId(build.an_account().id if kind == "account" else uuid4())

    with pytest.raises(NotFound):
        explain(build.a_scope(), nobody)


def test_whoever_cared_for_one_of_two_that_merge_sees_both() -> None:
    absorbed, into, by = build.a_person(), build.a_person(), build.an_actor()
    care.begin(absorbed, care.team("urgent"), because="episode", at=instant.now(), by=by)
    care.begin(into, care.team("other"), because="episode", at=instant.now(), by=by)

    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=by)

    scope = build.a_scope(teams=["urgent"])
    assert explain(scope, absorbed).is_allowed
    assert explain(scope, into).is_allowed


@pytest.mark.parametrize("restricted_first", [True, False])
def test_a_merge_never_shows_more(restricted_first: bool) -> None:
    absorbed, into, by = build.a_person(), build.a_person(), build.an_actor()
    for person in (absorbed, into):
        care.begin(person, care.team("urgent"), because="episode", at=instant.now(), by=by)
    one = absorbed if restricted_first else into
    if restricted_first:
        care.restrict(one, kind="access", reason="asked", at=instant.now(), by=by)
    anchors.merge(absorbed, into, reason="same", at=instant.now(), by=by)
    if not restricted_first:
        care.restrict(one, kind="access", reason="asked", at=instant.now(), by=by)

    scope = build.a_scope(teams=["urgent"])
    assert [explain(scope, person).refusals for person in (absorbed, into)] == [
        ("access_restricted",)
    ] * 2

    care.lift(into, kind="access", at=instant.now(), by=by)
    assert all(explain(build.a_scope(teams=["urgent"]), one).is_allowed for one in (absorbed, into))


def _member(account: Account, role: Role, organisation: str, team: str = "") -> Membership:
    return Membership.objects.create(
        account=account,
        role=role,
        organisation_code=organisation,
        team_code=team,
        since=instant.now() - HOUR,
        given_by=account.id,
    )


def test_a_scope_is_one_role_at_one_organisation_with_all_its_teams() -> None:
    account = build.an_account()
    first = _member(account, Role.TEAM_MEMBER, "trust", "urgent")
    _member(account, Role.TEAM_MEMBER, "trust", "night")
    manager = _member(account, Role.TEAM_MANAGER, "council", "home")
    over = _member(account, Role.REFERRER, "trust", "old")
    Membership.objects.filter(id=over.id).update(until=instant.now())

    assert memberships(account)[0] == first
    scope = scope_of(account)
    assert (scope.role, scope.organisation) == (Role.TEAM_MEMBER, "trust")
    assert scope.teams == {"urgent", "night"}
    chosen = actor_of(account, selected=manager.id).scope
    assert (chosen.role, chosen.teams) == (Role.TEAM_MANAGER, {"home"})
    assert chosen.permissions == ROLE_PERMISSIONS[Role.TEAM_MANAGER]


def test_who_holds_no_role_or_is_stood_down_may_nothing() -> None:
    account = build.an_account()
    assert scope_of(account).permissions == frozenset()

    _member(account, Role.TEAM_MEMBER, "trust", "urgent")
    account.is_active = False

    assert scope_of(account).teams == frozenset()
    with pytest.raises(NotPermitted):
        require_permission(scope_of(account), Permission.PERSON_FIND)


def test_a_system_account_is_made_once_and_cannot_sign_in() -> None:
    assert system("exchange").account_id == system("exchange").account_id

    account = Account.objects.get(username="system:exchange")
    assert (account.is_system, account.has_usable_password()) == (True, False)


def test_a_job_is_known_by_what_it_does() -> None:
    made = system("referrals.safety_net")
    Account.objects.filter(pk=made.account_id).update(display_name="Referrals.safety net")

    again = system("referrals.safety_net")

    account = Account.objects.get(pk=again.account_id)
    assert (again.account_id, account.display_name) == (made.account_id, "Safety net")
    assert place.current().role_name(JOB) == "automatic"
