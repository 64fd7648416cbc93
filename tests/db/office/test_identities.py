"""Who people are at identity providers: entered, bound, ended, and never twice."""

from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import actor_of, system
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import AccountId
from joinedup.office import queries, services
from joinedup.office.domain.providers import Profile, Provider
from joinedup.office.domain.tokens import Claimed
from joinedup.office.models import Identity
from tests.builders import identity
from tests.builders.office import a_colleague, a_membership, signed_in

WORK = identity.a_generic("http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def provided(settings: Any) -> None:
    """One provider, which answers nobody."""
    settings.JOINEDUP_PROVIDERS = {"work": WORK}


@pytest.fixture
def ade() -> Client:
    """The place administrator at a browser."""
    return signed_in(a_colleague("ade", role=Role.PLACE_ADMINISTRATOR, display_name="Ade Cole"))


def test_an_administrator_enters_who_somebody_is_and_ends_it(ade: Client) -> None:
    sam = a_colleague()
    at = f"/accounts/{sam.id}/identity"

    asked = ade.get(at)
    done = ade.post(at, {"provider": "work", "subject": " nina-7 "})
    held = Identity.objects.get()
    page = ade.get(f"/accounts/{sam.id}").content.decode()
    sure = ade.get(f"/identities/{held.id}/end")
    ended = ade.post(f"/identities/{held.id}/end")

    assert asked.status_code == sure.status_code == 200
    assert done["Location"] == ended["Location"] == f"/accounts/{sam.id}"
    assert (held.account_id, held.issuer, held.subject) == (sam.id, WORK.issuer, "nina-7")
    assert "nina-7" in page
    assert "Can sign in through a provider" in page
    assert not Identity.objects.filter(until__isnull=True)
    kinds = Entry.objects.filter(about_id=sam.id).values_list("kind", flat=True)
    assert set(kinds) >= {"office.identity_bound", "office.identity_ended"}
    assert ade.get(f"/identities/{held.id}/end").status_code == 404


def test_what_was_typed_wrong_is_said_beside_its_box(ade: Client) -> None:
    sam = a_colleague()
    identity.bound(a_colleague("una").id, WORK, "nina-7")
    at = f"/accounts/{sam.id}/identity"

    taken = ade.post(at, {"provider": "work", "subject": "nina-7"})
    empty = ade.post(at, {"provider": "none"})

    assert taken.status_code == empty.status_code == 422
    assert b"already opens another account" in taken.content
    assert b"nina-7" in taken.content
    assert b"Enter by what the provider knows them" in empty.content


def test_entering_the_same_twice_changes_nothing() -> None:
    sam = a_colleague()

    assert identity.bound(sam.id, WORK) == identity.bound(sam.id, WORK)
    assert Entry.objects.filter(kind="office.identity_bound").count() == 1


def test_a_partners_system_signs_in_by_no_provider() -> None:
    system_account = system("elsewhere").account_id

    with pytest.raises(Refused, match="identity_of_person_only"):
        identity.bound(system_account, WORK)


def test_nobody_enters_or_ends_anothers_without_the_right() -> None:
    sam, una = a_colleague(), a_colleague("una")
    held, by = identity.bound(una.id, WORK), actor_of(sam)
    said = {"at": instant.now(), "by": by}

    with pytest.raises(NotPermitted):
        services.bind_identity(AccountId(una.id), provider=WORK, subject="x", **said)
    with pytest.raises(NotPermitted):
        services.end_identity(held, **said)
    with pytest.raises(NotPermitted):
        queries.identities_of(by.scope, AccountId(una.id))
    with pytest.raises(NotFound):
        queries.identity(by.scope, held)
    browser = signed_in(sam)
    assert browser.get(f"/identities/{held}/end").status_code == 404
    assert browser.post(f"/identities/{held}/end").status_code == 404
    assert browser.get(f"/accounts/{una.id}/identity").status_code == 403


def test_somebody_ends_their_own() -> None:
    sam = a_colleague()
    held = identity.bound(sam.id, WORK)
    browser = signed_in(sam)

    assert str(held) in browser.get("/account").content.decode()
    assert browser.post(f"/identities/{held}/end")["Location"] == "/account"
    with pytest.raises(Refused, match="identity_has_ended"):
        services.end_identity(held, at=instant.now(), by=actor_of(sam))
    with pytest.raises(NotFound):
        services.end_identity(sam.id, at=instant.now(), by=actor_of(sam))
    with pytest.raises(Refused, match="identity_has_ended"):
        services.sign_in(held, provider=WORK, strength="", at=instant.now(), by=actor_of(sam))


def test_who_was_ended_can_be_entered_for_another() -> None:
    sam, una = a_colleague(), a_colleague("una")
    services.end_identity(identity.bound(sam.id, WORK), at=instant.now(), by=system("tests"))

    identity.bound(una.id, WORK)

    found = queries.account_of_identity(WORK, "nina")
    assert found is not None
    assert found[1] == una


def entra() -> Provider:
    return identity.a_generic("http://127.0.0.1:9", profile=Profile.GENERIC, role_claim="roles")


@pytest.mark.parametrize(
    ("claimed", "code"),
    [
        ((), "claimed_role_unknown"),
        ((Claimed("R9999", "RZ9"),), "claimed_role_unknown"),
        ((Claimed("R8001", "RZ5"),), "claimed_role_unknown"),
        ((Claimed("R8001", "RZ9"),), "claimed_role_not_held"),
    ],
)
def test_a_claim_gives_nobody_a_role(claimed: tuple[Claimed, ...], code: str) -> None:
    sam = a_colleague(role=Role.REFERRAL_CLINICIAN)

    with pytest.raises(Refused, match=code):
        queries.works_as(sam, entra(), claimed)
    assert sam.memberships.count() == 1


def test_of_several_claims_one_that_is_held_is_worked_in() -> None:
    sam = a_colleague(role=Role.REFERRAL_CLINICIAN)
    member = a_membership(sam, Role.TEAM_MEMBER)
    claimed = (Claimed("R9999", "RZ9"), Claimed("R8001", "RZ9"))

    assert queries.works_as(sam, entra(), claimed) == member.id
    assert queries.works_as(sam, WORK, claimed) is None


def test_without_providers_nobody_is_asked_about_them(ade: Client, settings: Any) -> None:
    settings.JOINEDUP_PROVIDERS = {}
    sam = a_colleague()

    assert ade.get(f"/accounts/{sam.id}/identity").status_code == 404
    assert b"Signs in elsewhere as" not in ade.get(f"/accounts/{sam.id}").content
    assert b"from now on" not in ade.get("/account").content
