"""The demonstration fills a place through the rooms' own services, and every page of it opens."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from joinedup.demo import services
from joinedup.demo.domain.day import DAY
from joinedup.demo.services import casting, peopling, telling
from joinedup.foundation import check, instant, place, verify
from joinedup.foundation.models import Account, Duty
from joinedup.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from joinedup.foundation.scope import actor_of, system
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from joinedup.mycare.models import Resident
from joinedup.people.domain.details import Gender
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.models import Person, RecordEntry
from joinedup.referrals import extracts
from joinedup.referrals import services as referrals
from joinedup.referrals.models import Line, Raised
from joinedup.web.room_view import PUBLIC, SIGNED_IN, RoomView
from tests.builders import (
    calls,
    carers,
    clients,
    concerns,
    decided,
    documents,
    duplicates,
    glass,
    identity,
    key_workers,
    looks,
    meetings,
    mycare,
    passkeys,
    people,
    plans,
    record,
    relations,
    smart,
    staff,
    subject_access,
)

MOST_ASKED = 20
"""Questions to the store that a page may ask, session and log of reading included."""
LEAVES = {"mycare:exit"}
"""What signs whoever opens it out, which has tests of its own."""
ASKS_MORE = {"office:check_place"}
"""What goes through everything that the store holds, because somebody asked for just that."""

WHO = {
    Role.REFERRER: "joan",
    Role.REFERRAL_CLINICIAN: "sam",
    Role.URGENT_CLINICIAN: "olu",
    Role.TEAM_MEMBER: "ann",
    Role.TEAM_MANAGER: "ruth",
    Role.COMMISSIONER: "carl",
    Role.PRIVACY_OFFICER: "petra",
    Role.PLACE_ADMINISTRATOR: "ade",
    Role.SAFEGUARDING_LEAD: "dora",
    Role.SAFEGUARDING_WORKER: "mark",
    Role.RESIDENT: "resident",
}
# Written out by hand, apart from the views: whose page each of these is.
WHOSE = {
    "referrals:queue": {"sam"},
    "referrals:duty": {"sam", "ann", "ruth"},
    "referrals:handovers": {"sam", "ann", "ruth"},
    "referrals:paper": {"sam", "ann", "ruth"},
    "referrals:new": {"joan", "sam", "olu", "ann", "ruth"},
    "referrals:mine": {"joan", "sam", "olu", "ann", "ruth"},
    "measures:response": {"carl", "ruth"},
    "voice:figures": {"carl", "ruth"},
    "voice:words": {"carl"},
    "voice:type_in": {"joan", "sam", "ann", "ruth"},
    "people:unidentified": {"sam"},
    "people:duplicates": {"sam"},
    "people:alerts": {"sam", "ann", "ruth"},
    "people:carers": {"sam", "ann", "ruth"},
    "people:caseload": {"ann", "ruth"},
    "plans:waiting": {"sam", "ann", "ruth"},
    "people:meetings": {"joan", "sam", "olu", "ann", "ruth"},
    "desk:readings": {"petra"},
    "mycare:requests": {"sam", "ann", "ruth", "petra"},
    "mycare:home": {"resident"},
    "mycare:looks": {"resident"},
    "mycare:told_me": {"resident"},
    "mycare:my_texts": {"resident"},
    "mycare:summaries": {"joan", "sam", "ann", "ruth"},
    "people:broken": {"petra"},
    "people:looks": {"petra"},
    "subject_access:requests": {"petra"},
    "safeguarding:concerns": {"dora", "mark"},
    "safeguarding:mine": {"joan", "sam", "olu", "ann", "ruth"},
    "office:undelivered": {"sam", "ade"},
    "office:agreements": {"petra", "ade"},
    "office:accounts": {"ade"},
    "office:staff_changes": {"ade"},
    "office:clients": {"ade"},
    "office:apps": {"ade"},
    "office:register_app": {"ade"},
    "office:place": {"ade"},
}

HE_OR_SHE_MEANS = {
    **dict.fromkeys(("he", "him", "his"), Gender.MALE),
    **dict.fromkeys(("she", "her"), Gender.FEMALE),
}
HE_OR_SHE = re.compile(rf"\b(?:{'|'.join(HE_OR_SHE_MEANS)})\b", re.IGNORECASE)

# What only Buckinghamshire calls so. Its county is "the area" or "the borough" elsewhere.
OF_BUCKINGHAMSHIRE = re.compile(
    r"Buckingham\w*|Bucks|Single Point of Referral|SPR\b|\bcounty\b|Vale Central|Aylesbury"
    r"|single point of referral|[Rr]eferral clinician|under 3 hours"
    r"|[Cc]lass and lead|back to the front door|<h2[^>]*>The front door"
)


@pytest.fixture
def filled(settings: Any) -> services.Loaded:
    """A small place with its day, told as it happened."""
    settings.JOINEDUP_DEMO = True
    return services.load(count=60, at=instant.now())


def test_the_day_is_told_by_the_services_and_verifies(filled: services.Loaded) -> None:
    ids = services.load_people(60, at=instant.now())

    assert services.refer_many(3, ids, at=instant.now()) == 3
    assert (filled.people_count, filled.referral_count) == (60, len(DAY))
    assert [one for one in check.findings() if one.source == "place"] == []
    assert Line.objects.count() == len(DAY) + 3
    assert verify.report().is_sound


def test_one_teams_contact_came_by_message_and_counts(filled: services.Loaded) -> None:
    keeper = casting.current().keeper
    assert keeper
    (line,) = Line.objects.filter(team_code=keeper.team)
    (contact,) = line.contacts.all()
    day, now = timedelta(days=1), instant.now()

    waited = extracts.waits(system("tests").scope, since=now - day, until=now + day)

    assert contact.made_by == "Nina Shaw"
    entry = RecordEntry.objects.get(source=keeper.code, person_id=line.referral.person_id)
    assert entry.received_id is not None
    assert line.response_clock.ended_at == contact.happened_at
    assert next(one for one in waited if UUID(one.line_id) == line.pk).answered


def test_each_referral_of_the_day_speaks_of_the_right_sex() -> None:
    here, seed = place.current(), telling.SEED
    invented = list(peopling.people(len(DAY), here=here, on=place.today(), seed=seed))

    wrong = [
        told.words
        for told in DAY
        if (said := HE_OR_SHE.search(f"{told.words} {told.since} {told.if_nobody_comes}"))
        and invented[told.person].details.gender is not HE_OR_SHE_MEANS[said[0].lower()]
    ]

    assert wrong == []


@pytest.mark.walk_on_both
@pytest.mark.walk
def test_every_page_answers_every_role_as_its_permission_says(filled: services.Loaded) -> None:
    given = _arguments()
    clients = {username: _signed_in(username) for username in WHO.values()}

    wrong = [
        fault
        for username, client in clients.items()
        for route, view in _routes()
        for fault in _faults(client, username, route, view, _address(route, given))
    ]
    opened = {
        route: {who for who, one in clients.items() if one.get(reverse(route)).status_code == 200}
        for route in WHOSE
    }

    assert not wrong, "\n".join(wrong)
    assert opened == WHOSE
    assert not list(_open_to_strangers(given))


@pytest.fixture(params=["barnet", "example-icb"])
def elsewhere(request: pytest.FixtureRequest, settings: Any) -> Iterator[place.Place]:
    """Another of the places that come with the product, filled with its own day."""
    settings.JOINEDUP_DEMO, settings.PLACE = True, request.param
    place.serve(request.param)
    services.load(count=60, at=instant.now())
    yield place.current()
    place.serve("buckinghamshire")


@pytest.mark.walk
def test_another_place_tells_its_day_in_its_own_words(elsewhere: place.Place) -> None:
    clients = {username: _signed_in(username) for username in WHO.values()}
    line = Line.objects.filter(closed_at=None, sent_at=None).order_by("pk")[0]
    here = casting.current()
    lists = [(who, reverse(route)) for route, able in WHOSE.items() for who in able]
    opened = [
        ("sam", reverse("referrals:line", args=[line.pk])),
        ("sam", reverse("desk:person", args=[line.referral.person_id])),
        ("ann", reverse("referrals:team_list", args=[here.urgent_team.code])),
        ("ann", reverse("referrals:team_list", args=[here.local_team.code])),
        *((who, reverse("home")) for who in clients),
    ]
    answers = [
        (who, address, clients[who].get(address, follow=True)) for who, address in lists + opened
    ]
    said = {
        (who, address): found
        for who, address, answer in answers
        if (found := OF_BUCKINGHAMSHIRE.findall(answer.content.decode()))
    }

    assert [(who, address) for who, address, answer in answers if answer.status_code != 200] == []
    assert said == {}
    assert Line.objects.count() == len(DAY)
    assert {one.response_class for one in Line.objects.all()} <= {
        *elsewhere.response_classes,
        "",
        None,
    }
    assert verify.report().is_sound


@pytest.fixture
def alone(settings: Any, tmp_path: Path) -> Iterator[place.Place]:
    """A place without partners, and with nothing in any section that may be empty."""
    text = (Path(__file__).parents[3] / "places" / "example-icb.toml").read_text("utf-8")
    may_be_empty = [one.name for one in fields(place.Place) if "may_be_empty" in one.metadata]
    for name in may_be_empty:
        text = re.sub(rf"(?ms)^{name} = \[\n.*?^\]", "", text)
        text = re.sub(rf"(?ms)^\[\[{name}\]\].*?(?=^\[|\Z)", "", text)
    text = text.replace('code = "example-icb"', 'code = "alone"')
    text = "\n".join([*(f"{name} = []" for name in may_be_empty), text])
    (tmp_path / "alone.toml").write_text(text)
    settings.JOINEDUP_DEMO, settings.PLACE = True, "alone"
    place.serve("alone", folder=str(tmp_path))
    yield place.current()
    place.serve("buckinghamshire")


@pytest.mark.walk
def test_a_place_without_partners_has_its_day_and_every_page(alone: place.Place) -> None:
    services.load(count=60, at=instant.now())
    given = _arguments()
    clients = {username: _signed_in(username) for username in WHO.values()}

    assert (alone.partners, alone.measures, alone.bank_holidays) == ({}, {}, {})
    assert not list(Account.objects.filter(username="demo-partner"))
    assert [
        fault
        for username, client in clients.items()
        for route, view in _routes()
        for fault in _faults(client, username, route, view, _address(route, given))
    ] == []


def test_a_county_without_partners_has_no_entries_of_records(alone: place.Place) -> None:
    said: list[str] = []

    filled = services.load_county(
        count=30, years=0.01, at=instant.now(), seed=services.SEED, say=said.append
    )

    assert (filled.people, filled.entries) == (30, 0)
    assert any("no partner who would send them" in one for one in said)


def _faults(
    client: Client, username: str, route: str, view: type[RoomView], address: str | None
) -> Iterator[str]:
    if address is None or route in LEAVES:
        return
    answer, count = _asked(client, address)
    if answer.status_code >= 500 or not _is_as_said(answer, view, username):
        yield f"{username} at {route}: {answer.status_code}"
    if count > MOST_ASKED and route not in ASKS_MORE:
        # Asked again, because a first look may have been written down by the first answer.
        _, count = _asked(client, address)
        if count > MOST_ASKED:
            yield f"{username} at {route}: {count} questions to the store"


def _asked(client: Client, address: str) -> tuple[Any, int]:
    """The page, and how many questions it asked of the store."""
    # The log of questions holds so many and no more: full, it would count none.
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers={"Accept": "text/html"})
    return answer, sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in asked)


def _open_to_strangers(given: dict[str, object]) -> Iterator[str]:
    client = Client(SERVER_NAME="127.0.0.1")
    for route, view in _routes():
        address = _address(route, given)
        if address is None or view.permission is PUBLIC:
            continue
        if client.get(address).status_code not in (302, 401):
            yield route


def _signed_in(username: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    typed = {"login": username, "password": settings.JOINEDUP_DEMO_PASSWORD}
    assert client.post(reverse("account_login"), typed).status_code == 302
    return client


def _routes() -> Iterator[tuple[str, type[RoomView]]]:
    yield from _below(get_resolver().url_patterns, "")


def _below(
    patterns: list[URLPattern | URLResolver], space: str
) -> Iterator[tuple[str, type[RoomView]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one.url_patterns, inner)
        elif one.name and issubclass(getattr(one.callback, "view_class", object), RoomView):
            yield f"{space}{one.name}", one.callback.view_class


def _arguments() -> dict[str, object]:
    line = Line.objects.filter(closed_at=None, sent_at=None).order_by("pk")[0]
    sam = actor_of(Account.objects.get(username="sam"))
    plans.written_twice(PersonId(line.referral.person_id), by=sam)
    return {
        "line_id": line.pk,
        "referral_id": line.referral_id,
        "person_id": line.referral.person_id,
        "as_person": Person.objects.exclude(pk=line.referral.person_id).order_by("pk")[0].pk,
        "draft_id": UUID(int=7, version=4),
        "call_id": calls.taken(
            by=actor_of(Account.objects.get(username="sam")), about=line.referral.person_id
        ),
        "delivery_id": UUID(int=8, version=4),
        "membership_id": UUID(int=9, version=4),
        "change_id": staff.waiting(),
        "account_id": Account.objects.get(username="tom").pk,
        "token": "not-one",
        "client_id": clients.a_client(),
        "app_id": smart.an_app(),
        "identity_id": identity.bound(Account.objects.get(username="tom").pk),
        "passkey_id": passkeys.kept(Account.objects.get(username="tom").pk),
        "provider_code": "cis2",
        "duty_id": Duty.objects.order_by("pk")[0].pk,
        "duty_role": next(iter(place.current().duty_roles)),
        "handover_id": _a_handover(),
        "note_id": UUID(int=10, version=4),
        "raised_id": _something_raised(),
        "team_code": next(iter(place.current().teams)),
        "kind": "Immunization",
        "concern_id": concerns.raised(
            PersonId(line.referral.person_id),
            by=actor_of(Account.objects.get(username="sam")),
        ),
        **_of_resident(),
        **_told_of(PersonId(line.referral.person_id)),
        **subject_access.of_everything(
            PersonId(line.referral.person_id),
            by=actor_of(Account.objects.get(username="petra")),
        ),
    }


def _of_resident() -> dict[str, object]:
    account = Account.objects.get(username="resident")
    person = Resident.objects.get(account=account).person_id
    ann = actor_of(Account.objects.get(username="ann"))
    return {
        **mycare.of_everybody(account, PersonId(person)),
        **plans.of_a_resident(account, PersonId(person), by=ann),
    }


def _told_of(person_id: PersonId) -> dict[str, object]:
    """A carer, an alert, a document and another record of somebody, as the pages need one."""
    again = Person.objects.get(pk=person_id).details()
    sam = actor_of(Account.objects.get(username="sam"))
    other = people.registered(replace(again, nhs_number=None, is_nhs_number_verified=False))
    return {
        "alert_id": relations.warned(person_id),
        "decision_id": decided.a_limit(person_id, Section.SEXUAL_HEALTH),
        "document_id": documents.recorded(person_id),
        "document_kind": DocumentKind.ADRT.value,
        "entry_id": record.written(person_id),
        "relationship_id": relations.related(person_id),
        "glass_id": glass.broken(person_id, by=glass.doctor("ida")),
        "carer_id": carers.identified(person_id),
        "key_worker_id": key_workers.named(person_id, sam, by=sam),
        "meeting_id": (called := meetings.called(by=sam)),
        "item_id": meetings.put(person_id, called, by=sam),
        "look_id": looks.to_judge(person_id),
        "pair_id": duplicates.pair_of(person_id, other).pk,
    }


def _a_handover() -> UUID:
    role = next(iter(place.current().duty_roles.values()))
    staff = [actor_of(one) for one in Account.objects.filter(is_system=False)]
    by = next(
        one
        for one in staff
        if role.team in one.scope.teams and one.scope.may(Permission.DUTY_HAND_OVER)
    )
    return referrals.begin_handover(role.code, at=instant.now(), by=by)


def _something_raised() -> UUID:
    referrals.watch(at=instant.now(), by=system("referrals.safety_net"))
    return Raised.objects.filter(line__isnull=False).order_by("pk")[0].pk


def _address(route: str, given: dict[str, object]) -> str | None:
    """The address of a route, where the demonstration has something for it to be about."""
    possible = get_resolver()
    for part in route.split(":")[:-1]:
        possible = possible.namespace_dict[part][1]
    forms = possible.reverse_dict.getlist(route.split(":")[-1])
    names = forms[0][0][0][1] if forms else []
    try:
        return reverse(route, kwargs={name: given[name] for name in names})
    except (KeyError, NoReverseMatch):
        return None


def _is_as_said(answer: Any, view: type[RoomView], username: str) -> bool:
    """Without the permission: refused. With it: never refused for want of it."""
    role = next(role for role, who in WHO.items() if who == username)
    if view.permission is SIGNED_IN and role is Role.RESIDENT:
        return (answer.status_code == 403) is not view.is_for_residents
    if view.permission in (PUBLIC, SIGNED_IN):
        return answer.status_code != 403
    if view.is_for_programs:
        return answer.status_code == 401
    wanted = view.permission if isinstance(view.permission, tuple) else (view.permission,)
    if not ROLE_PERMISSIONS[role].intersection(wanted):
        return answer.status_code == 403
    return b"Your role does not let you" not in answer.content


def test_the_messages_to_try_are_about_nobody_invented(filled: services.Loaded) -> None:
    samples = Path(__file__).parents[2] / "data" / "bars"
    told = "".join(file.read_text("utf-8") for file in samples.glob("*.json"))
    used = set(re.findall(r'"(999\d{7})"', told))

    assert used
    assert not Person.objects.filter(nhs_number__in=used).exists()
