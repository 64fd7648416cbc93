"""Accounts: made, given roles, signed in by password or token, and stood down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import OuterRef, Q, Subquery

from joinedup.foundation import (
    administrators,
    anchors,
    clients,
    dormancy,
    duty,
    events,
    instant,
    journey,
    place,
    scope,
)
from joinedup.foundation.models import Account, ApiClient, ClientSecret, Membership, periods
from joinedup.foundation.permissions import ClientScope, Permission, Role
from joinedup.foundation.place_schema import Profession
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, Refused, Unavailable
from joinedup.kernel.ids import AccountId


@journey.change
def make_account(
    username: str,
    *,
    display_name: str,
    profession: str = "",
    email: str = "",
    direct_number: str = "",
    password: str | None = None,
    is_system: bool = False,
    at: datetime,
    by: Actor,
) -> AccountId:
    """Let somebody, or a partner's system, act here; without a password none signs in by one."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    return new_account(
        username,
        display_name=display_name,
        profession=profession,
        email=email,
        direct_number=direct_number,
        password=password,
        is_system=is_system,
        at=at,
        by=by,
    )


def new_account(
    username: str,
    *,
    display_name: str,
    profession: str = "",
    email: str = "",
    direct_number: str = "",
    password: str | None = None,
    is_system: bool = False,
    at: datetime,
    by: Actor,
) -> AccountId:
    """An account within the change of whoever lets somebody act; a user name is of one alone."""
    refuse_taken(username, email)
    account = Account(
        username=username,
        display_name=display_name,
        profession=profession,
        email=email,
        direct_number=direct_number,
        password=make_password(password),
        is_system=is_system,
        made_at=at,
    )
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if not Account.objects.filter(id=account.id).exists():
        # Another change took one of them since the question above; the store has the last word.
        refuse_taken(username, email)
        raise Unavailable("store_busy")
    anchors.ensure_account(account.id)
    _record(events.AccountMade(is_system=is_system), account, at=at, by=by)
    return AccountId(account.id)


@journey.change
def give_role(
    account_id: AccountId,
    *,
    role: Role,
    organisation_code: str,
    team_code: str = "",
    at: datetime,
    by: Actor,
) -> UUID:
    """Give an account a role in an organisation of the place, perhaps in one team; says which.

    Nobody gives one to themselves: who manages accounts would open every record by it.
    """
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    if by.account_id == account_id:
        raise Refused("not_own_role")
    if role is Role.RESIDENT:
        raise Refused("role_of_residents")
    here = place.current()
    if organisation_code not in here.organisations:
        raise Refused("organisation_unknown", organisation=organisation_code)
    if team_code and team_code not in here.teams and team_code not in here.practices:
        raise Refused("team_unknown", team=team_code)
    account = _locked(account_id)
    if account.memberships.filter(role=Role.RESIDENT).exists():
        raise Refused("account_of_resident")
    said = {"role": role, "organisation_code": organisation_code, "team_code": team_code}
    held = account.memberships.filter(**said, until__isnull=True).first()
    if held is not None:
        return held.id
    given = Membership.objects.create(account=account, **said, since=at, given_by=by.account_id)
    fact = events.RoleGiven(role=role, organisation=organisation_code, team=team_code)
    _record(fact, account, at=at, by=by)
    return given.id


@journey.change
def end_role(membership_id: UUID, *, at: datetime, by: Actor) -> None:
    """End a role that an account holds; never the one of the last who manages accounts."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    managing = administrators.locked(at=at)
    held = Membership.objects.select_for_update(no_key=True).filter(id=membership_id).first()
    if held is None:
        raise NotFound()
    if held.until is not None:
        raise Refused("role_has_ended")
    administrators.refuse_to_lose({held.id}, of=managing)
    held.until = max(held.since, at)
    held.save(update_fields=["until"])
    fact = events.RoleEnded(
        role=held.role, organisation=held.organisation_code, team=held.team_code
    )
    _record(fact, _locked(AccountId(held.account_id)), at=at, by=by)
    duty.end_duties_of(AccountId(held.account_id), because="role_ended", at=at, by=by)


@journey.change
def set_password(account_id: AccountId, password: str, *, at: datetime, by: Actor) -> None:
    """Set the password that an account signs in by: one's own, or as a place administrator."""
    if by.account_id != account_id:
        scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    account = _locked(account_id)
    account.password = make_password(password)
    _save(account, "password")
    _record(events.PasswordSet(), account, at=at, by=by)


@journey.change
def deactivate(account_id: AccountId, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Stop an account from acting; what it did stays. Never that of the last administrator."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    if by.account_id == account_id:
        raise Refused("not_oneself")
    account = _about_to_close(account_id, seen=seen, at=at)
    account.is_active = False
    _save(account, "is_active")
    _record(events.AccountDeactivated(), account, at=at, by=by)
    duty.end_duties_of(account_id, because="account_closed", at=at, by=by)


@journey.change
def close_for_good(account_id: AccountId, *, at: datetime, by: Actor) -> None:
    """Stop the account of somebody who has left: its roles, password and tokens end with it.

    Whoever opens it again gives it all of them anew. Never that of the last administrator.
    """
    deactivate(account_id, seen=None, at=at, by=by)
    account = _locked(account_id)
    # A session is known by the password too: none of theirs comes back when it is opened again.
    account.password = make_password(None)
    _save(account, "password")
    live = account.memberships.filter(until__isnull=True).order_by("id")
    for membership_id in live.values_list("id", flat=True):
        end_role(membership_id, at=at, by=by)
    revoke_token(account_id, at=at, by=by)


@journey.change
def close_dormant(
    account_id: AccountId, *, unused_since: datetime, at: datetime, by: Actor
) -> None:
    """Stop an account from acting by which nobody has signed in since then.

    Refused where somebody did meanwhile, or where it is the last administrator's.
    """
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    account = _about_to_close(account_id, seen=None, at=at)
    if not dormancy.unused(unused_since).filter(id=account_id).exists():
        raise Refused("account_in_use")
    account.is_active = False
    account.dormant_since = at
    _save(account, "is_active", "dormant_since")
    _record(events.AccountDormant(), account, at=at, by=by)
    duty.end_duties_of(account_id, because="account_closed", at=at, by=by)


@journey.change
def reactivate(account_id: AccountId, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let an account act again, closed by hand or because nobody used it."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    account = _locked(account_id, seen=seen)
    if account.is_active:
        raise Refused("account_is_active")
    account.is_active = True
    account.opened_at = at
    account.dormant_since = None
    _save(account, "is_active", "opened_at", "dormant_since")
    _record(events.AccountReactivated(), account, at=at, by=by)


@journey.change
def issue_token(account_id: AccountId, *, at: datetime, by: Actor) -> str:
    """Make the token that a partner's system signs in by; it is told this once and kept nowhere.

    It is the secret of the account's first client, made to read and to send where it has none; the
    one before stops working at once.
    """
    client = ApiClient.objects.filter(periods.not_ended(at), account_id=account_id)
    first = client.order_by("since", "id").values_list("id", flat=True).first()
    if first is None:
        name = account_name(account_id)
        scopes = {ClientScope.READ, ClientScope.SEND}
        first = clients.make_client(account_id, name=name, owner="", scopes=scopes, at=at, by=by)
    return clients.make_secret(first, seen=None, overlap=timedelta(0), at=at, by=by)


@journey.change
def revoke_token(account_id: AccountId, *, at: datetime, by: Actor) -> None:
    """Stop a partner's system from signing in by any token: every client of its account ends."""
    scope.require_permission(by.scope, Permission.ACCOUNT_MANAGE)
    live = ApiClient.objects.filter(periods.not_ended(at), account_id=account_id)
    for client_id in sorted(live.values_list("id", flat=True)):
        clients.end_client(client_id, seen=None, at=at, by=by)


def account_of_token(token: str) -> Account | None:
    """The active account that a token belongs to."""
    found = clients.bearer(token, at=instant.now())
    return found.account if found else None


def has_token(account_id: UUID) -> bool:
    """Whether a partner's system can sign in by a token now."""
    now = instant.now()
    live = ClientSecret.objects.filter(periods.running(now), periods.running(now, path="client__"))
    return live.filter(client__account_id=account_id).exists()


def account_name(account_id: UUID) -> str:
    """What colleagues call an account; raises `NotFound`."""
    return business_card(account_id).name


def account_named(username: str) -> Account:
    """The account of a username; raises `NotFound`."""
    found = Account.objects.filter(username__iexact=username).first()
    if found is None:
        raise NotFound()
    return found


def is_anybody_here() -> bool:
    """Whether anybody who could sign in has an account."""
    return Account.objects.filter(is_system=False).exists()


def names(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What colleagues call each account."""
    found = Account.objects.filter(id__in=set(account_ids))
    return dict(found.values_list("id", "display_name"))


def name_of(account: str) -> Subquery:
    """The same of the account that a column names, for a question that asks for it with its row."""
    found = Account.objects.filter(pk=OuterRef(account))
    return Subquery(found.values("display_name")[:1])


def username_of(account_id: UUID) -> str:
    """By what the holder of an account signs in."""
    return Account.objects.values_list("username", flat=True).get(id=account_id)


@dataclass(frozen=True, slots=True)
class BusinessCard:
    """How colleagues know and reach somebody."""

    name: str
    profession: str
    direct_number: str


def business_card(account_id: UUID) -> BusinessCard:
    """How colleagues know and reach the holder of an account."""
    found = Account.objects.filter(id=account_id).first()
    if found is None:
        raise NotFound()
    return BusinessCard(found.display_name, found.profession, found.direct_number)


def profession_of(account_id: UUID) -> Profession | None:
    """What the holder of an account is by training, where the place knows the profession."""
    return place.current().profession_of(business_card(account_id).profession)


def members(team_codes: Iterable[str], *, at: datetime) -> list[tuple[UUID, str, str]]:
    """Who is in any of the teams now: id, name and profession, by name."""
    live = Membership.objects.filter(
        periods.running(at),
        team_code__in=list(team_codes),
        account__is_active=True,
    )
    found = live.values_list("account_id", "account__display_name", "account__profession")
    return sorted(set(found), key=lambda one: one[1])


def refuse_taken(username: str, email: str = "") -> None:
    """Refuse a user name or an email address by which somebody signs in already."""
    if _is_sign_in_name(username):
        raise Refused("username_taken", username=username)
    if email and _is_sign_in_name(email):
        raise Refused("email_taken")


def _is_sign_in_name(text: str) -> bool:
    # People sign in by either: one's email must not be another's, nor another's user name.
    return Account.objects.filter(Q(username__iexact=text) | Q(email__iexact=text)).exists()


def _locked(account_id: AccountId, *, seen: int | None = None) -> Account:
    account = journey.lock(Account, account_id, seen=seen)
    anchors.ensure_account(account_id)
    return account


def _about_to_close(account_id: AccountId, *, seen: int | None, at: datetime) -> Account:
    managing = administrators.locked(at=at)
    account = _locked(account_id, seen=seen)
    if not account.is_active:
        raise Refused("account_not_active")
    administrators.refuse_to_lose(administrators.held_by(account_id), of=managing)
    return account


def _save(account: Account, *columns: str) -> None:
    account.save(update_fields=[*columns, "version"])


def _record(fact: object, account: Account, *, at: datetime, by: Actor) -> None:
    journey.record(fact, about=account, account=account.id, at=at, by=by)
