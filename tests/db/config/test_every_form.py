"""Every form of the running application, every box of it, with what nobody should send.

The forms are found on the pages themselves, as the roles see them, so a new form is tried without
being listed here. The usual run sends each box a few of the bad values in turn;
`--hypothesis-profile=long` sends all of them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import hypothesis
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from joinedup.foundation import duty, instant, place
from joinedup.foundation.models import Account, Delivery, Entry, Membership
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from joinedup.mycare.models import Resident
from joinedup.people import services as indexed
from joinedup.people.domain.documents import DocumentKind
from joinedup.referrals import services
from joinedup.referrals.domain.request import ForThisVisit, UnidentifiedPerson
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Contact, Draft, Raised
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
    plans,
    record,
    relations,
    smart,
    staff,
    subject_access,
)
from tests.builders import referrals as build
from tests.builders.page_forms import ANSWERS, WORDS, Box, PageForm, forms_on
from tests.conftest import TUESDAY_MORNING

FORM = "application/x-www-form-urlencoded"
SCRIPT = b"<script>alert(1)"
TOKEN = "csrfmiddlewaretoken"
NOT_SENT = None

# As they travel, so that what is no text at all can be sent too.
BAD: dict[str, bytes | None] = {
    "left out": NOT_SENT,
    "empty": b"",
    "spaces": b"+++",
    "a null byte": b"a%00b",
    "Latin-1": b"caf%E9",
    "UTF-16": b"%FF%FE%41%00",
    "half a pair": b"%ED%A0%80",
    "an unknown answer": b"banana",
    "half an answer": b"rapid:banana",
    "60,000 letters": b"x" * 60_000,
    "5,000 digits": b"9" * 5_000,
    "3,000 accents": quote("e\u0301" * 3_000).encode(),
    "minus one": b"-1",
    "no number": b"NaN",
    "endless": b"Infinity",
    "a large power": b"1e9",
    "one too many for the store": b"2147483648",
    "twenty digits": b"99999999999999999999",
    "wide digits": quote("\uff11\uff12").encode(),
    "Arabic digits": quote("٣").encode(),
    "a raised digit": quote("²").encode(),
    "another's id": b"01a2012e-0000-7000-8000-000000000000",
    "pairs": b"a:b,c:d",
    "a script": quote("<script>alert(1)</script>{{7*7}}").encode(),
    "SQL": b"%27+OR+1%3D1+--",
    "a header": b"%0d%0aSet-Cookie:x",
    "writing that turns": quote("\u202e👩‍👩‍👧\u2028").encode(),
    "percents": b"%25%25%",
}
IN_TURN = 2
UNKNOWN = "an unknown answer"
# Signing out ends the very session that tries; signing in has its own tests.
LEFT_OUT = {
    "/sign-out",
    "/switch-user",
    "/sign-in",
    "/sign-in/code",
    "/account/confirm-passkey",
    "/sign-in/code/passkey",
    "/sign-in/passkey",
}
# What a program or a script posts, and what a page shows only after steps with tests of their own.
ELSEWHERE = {
    "/accounts/changes/take",
    "/apps/authorise",
    "/account/second-step/codes/new",
    "/account/second-step/passkeys/<>/remove",
    "/account/second-step/passkeys/new",
    "/account/second-step/set-up",
    "/account/second-step/stop",
    "/people/<>/caring/end",
    "/my-care/about-me/<>",
    "/my-care/acting/sign-in",
    "/my-care/delegates/<>/resume",
    "/my-care/people/<>/delegates/<>",
    "/my-care/letter/sign-in",
    "/my-care/people/<>/tell/<>",
    "/my-care/sharing/<>/end",
    "/people/launched",
    "/my-care/letters/<>/close",
    "/people/<>/glass/close",
    "/people/<>/part",
    "/people/<>/restricted/lift",
    "/people/documents/<>/who-sees",
    "/people/<>/restricted/name",
    "/people/<>/restricted/no-longer",
    "/people/<>/staff/not",
    "/people/found.json",
    "/people/glass/<>/read",
    "/referrals/calls/<>/go-on",
    "/referrals/calls/<>/rung-back",
    "/referrals/calls/found",
    "/referrals/calls/keep",
    "/referrals/drafts/<>/keep",
    "/referrals/duty/handovers/<>/accept",
    "/referrals/duty/handovers/begin/<>",
    "/referrals/lines/<>/filing/<>",
    "/referrals/lines/<>/join",
    "/referrals/lines/<>/no-access-agreed",
    "/session/stay",
    "/subject-access/<>/again",
    "/subject-access/<>/release",
    "/subject-access/<>/take",
    "/undelivered/<>/release",
    "/undelivered/<>/try",
}
# The pad of a call keeps what is typed as it is typed, and judges it when the call ends, which has
# tests of its own: it may write that a call was taken, and nothing else.
KEPT_AS_TYPED = {"/referrals/calls/new", "/referrals/calls/<>"}
OF_CALLS = "referrals.call_"
ROLES = (
    build.gp,
    build.clinician,
    build.nurse,
    build.manager,
    lambda: build.staff("ada", Role.PLACE_ADMINISTRATOR),
    lambda: build.staff("pip", Role.PRIVACY_OFFICER),
    glass.doctor,
    concerns.worker,
    mycare.the_resident,
)


@dataclass(frozen=True)
class Found:
    """A form, and the browser that found it."""

    client: Client
    form: PageForm


@pytest.fixture
def found(world: dict[str, list[Any]]) -> list[Found]:
    """Every form of the application once, by the first role that finds it."""
    kinds: dict[tuple[str, frozenset[str]], Found] = {}
    for actor in ROLES:
        for one in forms_of(actor(), world):
            kinds.setdefault((route_of(one.form.action), frozenset(one.form.boxes)), one)
    return list(kinds.values())


@pytest.fixture
def world(clock: object, settings: Any) -> dict[str, list[Any]]:
    """Something for each kind of identifier that stands in an address."""
    settings.JOINEDUP_PROVIDERS = {"work": identity.a_generic("http://127.0.0.1:9")}
    lines = [build.a_line(stage) for stage in Stage]
    referrals = sorted({build.line(one).referral_id for one in lines})
    visit = ForThisVisit(key_safe_code="C1942")
    lines.append(build.a_line(Stage.ALLOCATED, for_this_visit=visit))
    promised = {"seen": build.seen(lines[-1]), "by_when": TUESDAY_MORNING + timedelta(hours=1)}
    services.promise_call_back(lines[-1], **promised, at=TUESDAY_MORNING, by=build.nurse())
    lines.append(build.a_line(Stage.CLOSED, call_back_by=TUESDAY_MORNING + timedelta(hours=1)))
    described = build.sent(person=UnidentifiedPerson(description="Man in a grey coat"))
    joan = at_a_browser(build.gp())
    joan.post("/referrals/new", {"description": "Woman in red"})
    begun = joan.post("/referrals/new", {"person": str(build.person_of(referrals[0]))})
    joan.post(begun["Location"], {**ANSWERS, "seen": "1"})
    ann, client = build.nurse().account_id, clients.a_client()
    return {
        "line_id": lines,
        "referral_id": referrals,
        "draft_id": list(Draft.objects.values_list("id", flat=True)),
        "person_id": [build.person_of(referrals[0]), build.person_of(described)],
        "as_person": [build.person_of(referrals[0])],
        "delivery_id": [one.id for one in Delivery.objects.exclude(channel="room")[:1]],
        "account_id": [ann, clients.account_of(client)],
        "client_id": [client],
        "app_id": [smart.an_app()],
        "identity_id": [identity.bound(ann)],
        "passkey_id": [passkeys.kept(ann)],
        "provider_code": ["not-one"],
        "membership_id": [Membership.objects.filter(account_id=ann).values_list("id")[0][0]],
        "change_id": [staff.waiting()],
        "team_code": [build.TEAM],
        "token": ["not-one"],
        **_on_watch(),
        **mycare.world(),
        **_agreed(),
        **_known_of(build.person_of(referrals[0])),
        **{
            name: [one]
            for name, one in subject_access.of_everything(build.person_of(referrals[0])).items()
        },
    }


def _agreed() -> dict[str, list[Any]]:
    """What was offered to whoever reads their own care, and what they want changed in it."""
    held = Resident.objects.select_related("account").get(account__username="etty.pargeter")
    given = plans.of_a_resident(held.account, PersonId(held.person_id), by=build.nurse())
    return {name: [one] for name, one in given.items()}


def _on_watch() -> dict[str, list[Any]]:
    """A watch with somebody on it, something raised, a note, a handover begun and an open call."""
    clinician, now = build.clinician(), TUESDAY_MORNING
    role = next(iter(place.current().duty_roles.values()))
    held = duty.go_on_duty(
        role.code, number="01632960300", until=now + timedelta(hours=8), at=now, by=clinician
    )
    noted = services.note_for_shift("staff_sickness", words="Two ill", at=now, by=clinician)
    with instant.frozen(now + timedelta(hours=2)) as later:
        services.watch(at=later.at, by=system("referrals.safety_net"))
    return {
        "call_id": [calls.taken(by=clinician)],
        "duty_id": [held],
        "duty_role": [role.code],
        "handover_id": [services.begin_handover(role.code, at=now, by=clinician)],
        "kind": ["Immunization"],
        "note_id": [noted],
        "raised_id": list(Raised.objects.values_list("id", flat=True)[:1]),
        "thing_id": list(Contact.objects.values_list("id", flat=True)[:1]),
    }


def _known_of(person_id: PersonId) -> dict[str, list[Any]]:
    """An entry, a carer, an alert, a document and another record of somebody."""
    asked = {"other": duplicates.entered_again(), "at": TUESDAY_MORNING, "by": build.clinician()}
    return {
        "alert_id": [relations.warned(person_id)],
        "concern_id": [_a_concern(person_id), _a_concern(person_id, is_taken=True)],
        "decision_id": [decided.a_limit(person_id, Section.SEXUAL_HEALTH)],
        "document_id": [documents.recorded(person_id)],
        "document_kind": [kind.value for kind in DocumentKind],
        "entry_id": [record.written(person_id)],
        "glass_id": [glass.broken(person_id, by=glass.doctor("ida"))],
        "carer_id": [carers.identified(person_id)],
        "key_worker_id": [key_workers.named(person_id, build.clinician())],
        "meeting_id": [called := meetings.called(by=build.clinician())],
        "item_id": [meetings.put(person_id, called, by=build.clinician())],
        "look_id": [looks.to_judge(person_id)],
        "pair_id": [indexed.ask_about(person_id, **asked)],
        "relationship_id": [relations.related(person_id)],
    }


def _a_concern(person_id: PersonId, *, is_taken: bool = False) -> UUID:
    made = concerns.raised(person_id, by=build.clinician())
    if is_taken:
        concerns.acknowledged(made)
    return made


def at_a_browser(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is changed is changed back, in the store and in the browser."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    point = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        client.cookies.load(kept)
        cache.clear()


def routes() -> Iterator[tuple[str, type]]:
    """Every address that a view of ours answers, with the view."""
    waiting = [("/", one) for one in get_resolver().url_patterns]
    while waiting:
        before, one = waiting.pop()
        address = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield address, getattr(one.callback, "view_class", object)
        else:
            waiting += [(address, inner) for inner in one.url_patterns]


def forms_of(actor: Actor, world: dict[str, list[Any]]) -> Iterator[Found]:
    """The forms that somebody finds on the pages that they may open."""
    client = at_a_browser(actor)
    for route, view in sorted(routes(), key=lambda one: one[0]):
        if route in LEFT_OUT or not hasattr(view, "get") or not may_open(actor, view):
            continue
        for address in addresses(route, world):
            with undone(client):
                answer = client.get(address)
            assert answer.status_code < 500, address
            if answer.status_code in {302, 303}:
                break
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                forms = forms_on(answer.content.decode(), address)
                yield from (Found(client, one) for one in forms if one.action not in LEFT_OUT)


def may_open(actor: Actor, view: type) -> bool:
    wanted = getattr(view, "permission", None)
    named = wanted if isinstance(wanted, tuple) else (wanted,)
    return not any(isinstance(one, Permission) for one in named) or any(
        actor.scope.may(one) for one in named
    )


def addresses(route: str, world: dict[str, list[Any]]) -> Iterator[str]:
    """An address about everything that there is."""
    names = re.findall(r"<\w+:(\w+)>", route)
    for values in product(*(world[name] for name in names)):
        filled = iter(values)
        yield re.sub(r"<\w+:\w+>", lambda _, given=filled: str(next(given)), route)


def route_of(address: str) -> str:
    given = set(DocumentKind)
    parts = address.split("/")
    return "/".join("<>" if _is_id(part) or part in given else part for part in parts)


def _is_id(part: str) -> bool:
    try:
        UUID(part)
    except ValueError:
        return False
    return True


def encoded(form: PageForm, spoilt: str = "", value: bytes | None = NOT_SENT) -> bytes:
    """The form as a browser would send it, but for one box."""
    sent = [(name, one) for name, given in form.filled_in().items() for one in given]
    parts = [urlencode({name: one}).encode() for name, one in sent if name != spoilt]
    if value is not None:
        parts.append(quote(spoilt).encode() + b"=" + value)
    return b"&".join(parts)


def bad_values(box: Box, turn: int) -> list[str]:
    """All of them, or the next few; always an answer that was not offered, where some are."""
    names = list(BAD)
    if hypothesis.settings().max_examples >= 1000:
        return names
    in_turn = [names[(turn * IN_TURN + n) % len(names)] for n in range(IN_TURN)]
    return [*in_turn, UNKNOWN] if offers(box) else in_turn


def offers(box: Box) -> bool:
    return box.kind in {"radio", "select"} or len(box.offered) > 1


def faults(one: Found, box: Box, bad: str) -> Iterator[str]:
    """What is wrong with the answer to a form of which one box is spoilt."""
    form, is_pad = one.form, route_of(one.form.action) in KEPT_AS_TYPED
    entries = Entry.objects.exclude(kind__startswith=OF_CALLS) if is_pad else Entry.objects.all()
    before = entries.count()
    body = encoded(form, box.name, BAD[bad])
    answer = one.client.post(form.action, body, content_type=FORM)
    said = answer.content.decode()
    if answer.status_code not in {200, 204, 302, 303, 404, 409, 422}:
        yield f"is answered {answer.status_code}"
    if answer.status_code >= 400 and entries.count() != before:
        yield "is refused and writes all the same"
    if SCRIPT in answer.content:
        yield "is printed as it came"
    if answer.status_code >= 400 and WORDS not in said and typed_elsewhere(form, box):
        yield "loses what was typed elsewhere"
    if bad == UNKNOWN and offers(box) and not is_pad:
        is_beside = f"-{box.name}" in said or f"id_{box.name}" in said
        if answer.status_code != 422 or "answers shown" not in said or not is_beside:
            yield f"is answered {answer.status_code} and not beside its box"


def typed_elsewhere(form: PageForm, box: Box) -> bool:
    kinds = {"text", "textarea"}
    others = [one for one in form.boxes.values() if one is not box and one.kind in kinds]
    return any(WORDS in one.filled_in() for one in others)


@pytest.mark.walk_on_both
@pytest.mark.walk
def test_no_box_of_any_form_makes_a_failure_or_half_a_change(found: list[Found]) -> None:
    boxes = [(one, box) for one in found for box in one.form.boxes.values() if box.name != TOKEN]
    posted = {
        re.sub(r"<[^>]+>", "<>", one)
        for one, view in routes()
        if hasattr(view, "post") and not getattr(view, "is_for_programs", False)
    }
    wrong = []

    for turn, (one, box) in enumerate(boxes):
        for bad in bad_values(box, turn):
            with undone(one.client):
                said = list(faults(one, box, bad))
            wrong += [f"{one.form.action} {box.name}: {bad} {fault}" for fault in said]

    assert wrong == []
    assert posted - {route_of(one.form.action) for one in found} == LEFT_OUT | ELSEWHERE
