"""Referrals as tests need them: a GP, a front door and a team, and lines brought to any stage."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from joinedup.foundation import anchors, instant
from joinedup.foundation import scope as access
from joinedup.foundation.models import Account, Membership
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import AccountId, PersonId, Version
from joinedup.people.domain.details import PersonDetails
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.request import (
    NO_PLAN_TO_MOVE,
    Agreement,
    AgreementKind,
    AskedService,
    Caller,
    KnownPerson,
    NewPerson,
    PersonContact,
    Request,
    Urgency,
    WhatChanged,
    Where,
)
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line, Referral

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LARKMEAD = "K99001"
FRONT_DOOR = "spr"
TEAM = "rapid_response"


def a_request(**changes: Any) -> Request:
    """A complete request for Ethel by her GP, with nothing offered beyond the eight."""
    complete = {
        "referrer": Caller(
            name="Dr Joan Pryce",
            role="GP",
            organisation_code=LARKMEAD,
            direct_number="01632 960010",
        ),
        "person": NewPerson(details=ethel()),
        "where": Where(kind=WhereKind.HOME, until=NO_PLAN_TO_MOVE),
        "contact": PersonContact(number="01632 960020"),
        "change": WhatChanged(
            words="Not drinking, dizzy on standing", since_words="Since yesterday evening"
        ),
        "asked": (AskedService(service_code="rapid_response"),),
        "urgency": Urgency(response_class="rapid", if_nobody_comes="She will go to hospital"),
        "agreement": Agreement(kind=AgreementKind.AGREES),
    }
    return Request(**{**complete, **changes})  # type: ignore[arg-type]


def ethel() -> PersonDetails:
    """Ethel, without a number, so that each is somebody new."""
    return PersonDetails(
        family_name="Marsh",
        given_name="Ethel",
        address_lines=("4 Orchard Close",),
        postcode="HP19 7AA",
        practice_code=LARKMEAD,
    )


def asking(*service_codes: str) -> tuple[AskedService, ...]:
    """Services asked for, by their codes."""
    return tuple(AskedService(service_code=code) for code in service_codes)


def staff(
    username: str,
    role: Role,
    *,
    team: str = "",
    organisation: str = "bht",
    profession: str = "",
) -> Actor:
    """Somebody by name, with the scope they have at this instant."""
    account, is_new = Account.objects.get_or_create(
        username=username,
        defaults={
            "display_name": username.capitalize(),
            "email": f"{username}@example.org",
            "profession": profession,
            "made_at": instant.now(),
        },
    )
    if is_new:
        anchors.ensure_account(account.id)
        Membership.objects.create(
            account=account,
            role=role,
            organisation_code=organisation,
            team_code=team,
            since=instant.now() - timedelta(days=400),
            given_by=account.id,
        )
    return access.actor_of(account)


def gp(username: str = "joan", *, practice: str = LARKMEAD) -> Actor:
    """A GP who refers."""
    return staff(username, Role.REFERRER, team=practice, organisation=practice)


def clinician(username: str = "sam") -> Actor:
    """A referral clinician at the front door."""
    return staff(username, Role.REFERRAL_CLINICIAN, team=FRONT_DOOR)


def nurse(username: str = "ann", *, team: str = TEAM) -> Actor:
    """A nurse of a team."""
    return staff(username, Role.TEAM_MEMBER, team=team, profession="district_nurse")


def manager(username: str = "mo", *, team: str = TEAM) -> Actor:
    """The manager of a team."""
    return staff(username, Role.TEAM_MANAGER, team=team)


def commissioner() -> Actor:
    """Somebody who sees figures and no names."""
    return staff("cleo", Role.COMMISSIONER, organisation="avccg")


def sent(*, by: Actor | None = None, **changes: Any) -> ReferralId:
    """A referral that has arrived."""
    return services.send_referral(
        a_request(**changes), key=str(uuid4()), at=instant.now(), by=by or gp()
    )


def sent_again(referral_id: ReferralId, *, by: Actor | None = None, **changes: Any) -> ReferralId:
    """Another referral for the same person."""
    return sent(by=by, person=KnownPerson(person_id=person_of(referral_id)), **changes)


def join(line_id: LineId, into: ReferralId, **changes: Any) -> None:
    """A line ends because an earlier referral tells of the same need."""
    given = {"seen": None, "into": into, "at": instant.now(), "by": clinician()}
    services.join_line(line_id, **{**given, **changes})


def the_line(referral_id: ReferralId) -> LineId:
    """The one line of a referral, or its first."""
    return lines_of(referral_id)[0]


def lines_of(referral_id: ReferralId) -> list[LineId]:
    """The lines of a referral in the order they were asked for."""
    found = Line.objects.filter(referral_id=referral_id).order_by("id")
    return [LineId(one) for one in found.values_list("id", flat=True)]


def line(line_id: LineId) -> Line:
    """A line as it is now."""
    return Line.objects.select_related("referral", "triage_clock", "response_clock").get(id=line_id)


def seen(line_id: LineId) -> Version:
    """The version that somebody who looks at a line now sees."""
    return Version(line(line_id).version)


def referral(referral_id: ReferralId) -> Referral:
    """A referral as it is now."""
    return Referral.objects.get(id=referral_id)


def person_of(referral_id: ReferralId) -> PersonId:
    """Whom a referral is about."""
    return PersonId(referral(referral_id).person_id)


def triage(line_id: LineId, *, by: Actor | None = None, **changes: Any) -> None:
    """Send a line to the team, rapid and led by a nurse where nothing else is said."""
    given = {
        "seen": seen(line_id),
        "response_class": "rapid",
        "lead": "nurse",
        "team_code": TEAM,
        "safety_net": "If she gets worse ring 999",
        "at": instant.now(),
    }
    services.triage_line(line_id, **{**given, **changes}, by=by or clinician())


def ask(line_id: LineId, *, reason: str = "where_they_are", of: str = "referrer") -> None:
    """Ask for what is missing."""
    services.ask_for_more(
        line_id,
        seen=seen(line_id),
        of=of,
        reason=reason,
        question="Which flat?",
        by_when=instant.now() + timedelta(hours=1),
        at=instant.now(),
        by=clinician(),
    )


def redirect(line_id: LineId) -> None:
    """Offer a line to an organisation outside."""
    services.redirect_line(
        line_id,
        seen=seen(line_id),
        to="out_of_hours_gp",
        reason="better_elsewhere",
        words="",
        at=instant.now(),
        by=clinician(),
    )


def accept(line_id: LineId, *, by: Actor | None = None) -> None:
    """Take a line on."""
    services.accept_line(line_id, seen=seen(line_id), at=instant.now(), by=by or nurse())


def decline(line_id: LineId, *, reason: str = "no_capacity") -> None:
    """The team gives a line back."""
    services.decline_line(
        line_id, seen=seen(line_id), reason=reason, words="", at=instant.now(), by=nurse()
    )


def allocate(line_id: LineId, *, worker: AccountId | None = None) -> None:
    """Choose who goes: Ann where nobody else is named."""
    services.allocate_line(
        line_id,
        seen=seen(line_id),
        worker=worker or nurse().account_id,
        at=instant.now(),
        by=manager(),
    )


def contact(line_id: LineId, *, by: Actor | None = None, **changes: Any) -> None:
    """Record a contact: seen face to face by a district nurse, now, where nothing else is said.

    Recorded by somebody of another profession, it says that Una Reid made it.
    """
    by = by or nurse()
    given = {
        "seen": seen(line_id),
        "kind": "face_to_face",
        "profession": "district_nurse",
        "happened_at": instant.now(),
        "words": "Drinking again",
        "at": instant.now(),
    }
    given |= changes
    own = Account.objects.get(id=by.account_id).profession
    named = {"made_by": "Una Reid"} if given["profession"] != own else {}
    services.record_contact(line_id, **{**named, **given}, by=by)


def close(line_id: LineId, *, outcome: str = "no_further_service", by: Actor | None = None) -> None:
    """Close a line."""
    services.close_line(
        line_id,
        seen=seen(line_id),
        outcome=outcome,
        words="Well again",
        at=instant.now(),
        by=by or nurse(),
    )


def a_line(stage: Stage = Stage.TO_TRIAGE, **changes: Any) -> LineId:
    """A line that stands at a stage."""
    line_id = the_line(sent(**changes))
    for step in _STEPS[stage]:
        step(line_id)
    return line_id


_STEPS: dict[Stage, tuple[Callable[[LineId], None], ...]] = {
    Stage.TO_TRIAGE: (),
    Stage.WAITING_FOR_INFORMATION: (ask,),
    Stage.REDIRECT_OFFERED: (redirect,),
    Stage.WITH_TEAM: (triage,),
    Stage.NO_WORKER: (triage, accept),
    Stage.ALLOCATED: (triage, accept, allocate),
    Stage.RESPONDED: (triage, accept, allocate, contact),
    Stage.CLOSED: (triage, accept, allocate, contact, close),
}
