"""Invented staff, one or two for each role, and the partner system of the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from joinedup.foundation import accounts
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor, actor_of, system
from joinedup.kernel.ids import AccountId

PARTNER: Final = "demo-partner"
GP: Final = "K99010"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody invented: what they are, where, and in which teams."""

    username: str
    name: str
    profession: str
    role: Role
    organisation: str
    teams: tuple[str, ...] = ("",)
    number: str = "01632960300"


STAFF: Final = (
    Staff("joan", "Dr Joan Hale", "GP", Role.REFERRER, GP, (GP,), "01632960301"),
    Staff("sam", "Sam Okafor", "Community nurse", Role.REFERRAL_CLINICIAN, "bht", ("spr",)),
    Staff(
        "ann",
        "Ann Whitfield",
        "Community nurse",
        Role.TEAM_MEMBER,
        "bht",
        ("acht_vale_central", "night_north", "rapid_response"),
    ),
    Staff(
        "ruth",
        "Ruth Kelly",
        "Community matron",
        Role.TEAM_MANAGER,
        "bht",
        ("acht_vale_central", "night_north", "rapid_response"),
    ),
    Staff("carl", "Carl Jensen", "Commissioning manager", Role.COMMISSIONER, "avccg"),
    Staff("petra", "Petra Novak", "Privacy officer", Role.PRIVACY_OFFICER, "bcc"),
    Staff("ade", "Ade Bello", "Systems manager", Role.PLACE_ADMINISTRATOR, "bht"),
    Staff("leah", "Leah Brooks", "District nurse", Role.REFERRAL_CLINICIAN, "bht", ("spr",)),
    Staff("priya", "Priya Nair", "Ward sister", Role.REFERRER, "bht", ("",), "01632960302"),
    Staff(
        "tom",
        "Tom Adeyemi",
        "Occupational therapist",
        Role.TEAM_MEMBER,
        "bht",
        ("acht_vale_central", "acht_wycombe", "rapid_response"),
    ),
    Staff(
        "mina",
        "Mina Farrant",
        "Reablement worker",
        Role.TEAM_MEMBER,
        "bucks_care",
        ("reablement",),
    ),
)


def make(*, at: datetime) -> Mapping[str, Actor]:
    """Make every invented account, each signing in by the password of the demonstration."""
    by = system("demonstration")
    for one in STAFF:
        made = accounts.make_account(
            one.username,
            display_name=one.name,
            profession=one.profession,
            direct_number=one.number,
            password=settings.JOINEDUP_DEMO_PASSWORD,
            at=at,
            by=by,
        )
        _give_roles(made, one, at=at, by=by)
    partner = accounts.make_account(
        PARTNER, display_name="Demonstration partner", is_system=True, at=at, by=by
    )
    accounts.give_role(partner, role=Role.SYSTEM, organisation_code="demo_partner", at=at, by=by)
    return actors()


def actors() -> dict[str, Actor]:
    """The invented staff, each as the one who acts."""
    return {one.username: actor_of(accounts.account_named(one.username)) for one in STAFF}


def account_id(username: str) -> AccountId:
    """The account of somebody invented."""
    return AccountId(accounts.account_named(username).id)


def as_now(account: AccountId) -> Actor:
    """Somebody as the one who acts at the instant that is told."""
    return actor_of(accounts.account_named(staff(account).username))


def staff(account: AccountId) -> Staff:
    """Who somebody invented is."""
    name = accounts.business_card(account).name
    return next(one for one in STAFF if one.name == name)


def profession(account: AccountId) -> str:
    """What somebody invented is by training, as the place codes it."""
    known = accounts.profession_of(account)
    return known.code if known else ""


def _give_roles(account: AccountId, one: Staff, *, at: datetime, by: Actor) -> None:
    for team in one.teams:
        accounts.give_role(
            account,
            role=one.role,
            organisation_code=one.organisation,
            team_code=team,
            at=at,
            by=by,
        )
