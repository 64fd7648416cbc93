"""Where a location-restricted person is appears nowhere: every page, message, file and log is read.

A mark is planted in each place where whereabouts are written down, and every route of the running
app is asked for about them by every role, by GET and by POST, and all that comes back is searched.
"""

import html
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from joinedup.config import cli
from joinedup.foundation import instant
from joinedup.foundation.models import Account, Delivery, Entry, Membership, Reading, ReadingOf
from joinedup.foundation.permissions import Permission, Role
from joinedup.foundation.scope import scope_of, system
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.models import (
    Alert,
    Document,
    Person,
    PossibleDuplicate,
    RecordEntry,
    Relationship,
)
from joinedup.referrals import extracts, services
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Call, Draft, Line
from joinedup.web.room_view import PUBLIC, SIGNED_IN, RoomView
from tests.builders import hidden as build_hidden
from tests.builders import partner
from tests.builders import referrals as build
from tests.builders.exchange import a_message, an_ethel
from tests.builders.hidden import Hidden

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Whoever signs in or out leaves the test; what these show is about the viewer's own account alone.
NOT_ASKED = ("account_", "mfa_", "office:choose_role", "office:switch")
# Pages about the place and its accounts name every practice and locality, and nobody's.
ABOUT_THE_PLACE = ("office:", "web:")
# A list to choose from names every practice, and the head of a page where the viewer works.
CHOICES = re.compile(r"<select.*?</select>|<header.*?</header>", re.DOTALL)
TYPED = "Zqtyped"
A_FEW = {"theo", "sam", "ann", "bea", "petra"}


@pytest.fixture(params=["restricted first", "restricted later"])
def hidden(clock: instant.Hands, request: pytest.FixtureRequest) -> Hidden:
    """Somebody whose whereabouts are restricted, before or after they were referred."""
    made = build_hidden.somebody(restricted_first=request.param == "restricted first")
    build_hidden.drafts_about(made)
    build_hidden.calls_about(made)
    return made


def everybody() -> dict[str, Account]:
    """Somebody of every role, with a part in the line and without."""
    actors = [
        build_hidden.own_practice(),
        build.gp("ravi", practice="K99030"),
        build.clinician("sam"),
        build.clinician("kim"),
        build.nurse("ann"),
        build.nurse("bea"),
        build.nurse("zoe", team="acht_wycombe"),
        build.manager(),
        build.commissioner(),
        build.staff("petra", Role.PRIVACY_OFFICER),
        build.staff("ade", Role.PLACE_ADMINISTRATOR),
    ]
    found = Account.objects.filter(id__in=[one.account_id for one in actors])
    return {one.username: one for one in found}


def a_few() -> dict[str, Account]:
    """One of each kind of part that somebody has in the line."""
    return {name: one for name, one in everybody().items() if name in A_FEW}


def signed_in(account: Account) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(account, backend=BACKEND)
    return browser


def routes() -> Iterator[tuple[str, str, type[RoomView]]]:
    """Every route by name, with the pattern of its address."""
    yield from _below(get_resolver().url_patterns, "", "/")


def _below(
    patterns: list[URLPattern | URLResolver], space: str, so_far: str
) -> Iterator[tuple[str, str, type[RoomView]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one.url_patterns, inner, f"{so_far}{one.pattern}")
        elif one.name and issubclass(getattr(one.callback, "view_class", object), RoomView):
            yield f"{space}{one.name}", f"{so_far}{one.pattern}", one.callback.view_class


def given_for(hidden: Hidden) -> dict[str, list[object]]:
    """What may stand in an address that is about the person."""
    return {
        "line_id": list(Line.objects.values_list("pk", flat=True)),
        "referral_id": [hidden.referral_id],
        "person_id": [hidden.person_id],
        "as_person": [hidden.person_id],
        "call_id": list(Call.objects.values_list("pk", flat=True)),
        "draft_id": list(Draft.objects.values_list("pk", flat=True)),
        "delivery_id": list(Delivery.objects.values_list("pk", flat=True)[:1]),
        "account_id": [Account.objects.get(username="ann").pk],
        "entry_id": list(RecordEntry.objects.values_list("pk", flat=True)),
        "alert_id": list(Alert.objects.values_list("pk", flat=True)),
        "document_id": list(Document.objects.values_list("pk", flat=True)),
        "document_kind": [kind.value for kind in DocumentKind],
        "relationship_id": list(Relationship.objects.values_list("pk", flat=True)),
        "pair_id": list(PossibleDuplicate.objects.values_list("pk", flat=True)),
        "membership_id": [Membership.objects.get(account__username="ann").pk],
        "team_code": [build.TEAM, build_hidden.PRACTICE],
    }


def addresses(hidden: Hidden, account: Account) -> Iterator[tuple[str, str]]:
    """Every address of the app about the person that the role of an account lets it ask for."""
    given, permissions = given_for(hidden), scope_of(account).permissions
    for route, pattern, view in routes():
        if route.startswith(NOT_ASKED) or not _may_ask(view, permissions):
            continue
        names = re.findall(r"<\w+:(\w+)>", pattern)
        for values in itertools.product(*(given.get(name, []) for name in names)):
            yield route, reverse(route, kwargs=dict(zip(names, values, strict=True)))


def _may_ask(view: type[RoomView], permissions: frozenset[Permission]) -> bool:
    """Whether anybody is let past the edge: whoever is not, is shown nothing of anybody."""
    if view.permission in (PUBLIC, SIGNED_IN):
        return True
    wanted = view.permission if isinstance(view.permission, tuple) else (view.permission,)
    return not permissions.isdisjoint(wanted) and not view.is_for_programs


def found_in(text: str, route: str = "") -> list[str]:
    """The marks that a text betrays, however they are spaced."""
    is_about_place = route.startswith(ABOUT_THE_PLACE)
    said = CHOICES.sub("", html.unescape(text))
    squeezed = re.sub(r"[\s\u00a0]+", "", said)
    return [
        mark
        for mark in build_hidden.marks(with_place=not is_about_place)
        if mark in said or mark.replace(" ", "") in squeezed
    ]


@pytest.mark.walk
def test_no_page_of_any_role_says_where_they_are(hidden: Hidden) -> None:
    build.ask(build.the_line(build.sent_again(hidden.referral_id, by=build_hidden.own_practice())))
    betrayed, answered, checked = [], 0, 0

    for username, account in everybody().items():
        browser = signed_in(account)
        for route, address in addresses(hidden, account):
            answer = browser.get(address)
            answered += answer.status_code == 200
            checked += b"This may be open already" in answer.content
            for mark in found_in(answer.content.decode(), route):
                betrayed.append(f"GET {route} by {username}: {mark}")

    assert answered > 100
    assert checked
    assert not betrayed, "\n".join(sorted(set(betrayed)))


@pytest.mark.walk
def test_no_refused_form_of_any_role_says_where_they_are(hidden: Hidden) -> None:
    betrayed, refused = [], 0
    may_look = {"sam", "ann"}

    for username, account in a_few().items():
        browser = signed_in(account)
        asked = addresses(hidden, account)
        for route, address in (one for one in asked if not one[0].startswith("office:")):
            answer = browser.post(address, {"words": TYPED, "text": TYPED, "seen": "1"})
            refused += answer.status_code == 422
            marks = set(found_in(answer.content.decode(), route))
            if route == "referrals:visit" and username in may_look:
                # The numbers there are for the visit too, where others are shown none.
                marks -= {*build_hidden.VISIT, *build_hidden.NUMBERS_THERE}
            betrayed += [f"POST {route} by {username}: {mark}" for mark in marks]

    assert refused > 20
    assert not betrayed, "\n".join(sorted(set(betrayed)))


@pytest.mark.walk
def test_no_search_says_or_is_led_by_where_they_are(hidden: Hidden) -> None:
    person = Person.objects.get(pk=hidden.person_id)
    by_place = [f"Pargeter {postcode}" for postcode in ("HP27 9ZQ", "HP22 5ZQ", "HP27")]
    by_who = [person.nhs_number, "Ethel Pargeter 12/3/1945"]
    betrayed = []

    for username, account in a_few().items():
        browser = signed_in(account)
        for route, text in itertools.product(
            ("people:found", "people:find_json", "referrals:find_who"), (*by_place, *by_who)
        ):
            answer = browser.post(reverse(route), {"text": text})
            said = answer.content.decode()
            # How a search was read is said to whoever typed it.
            typed = {text.split(maxsplit=1)[-1].replace(" ", "")}
            marks = set(found_in(said, route)) - typed
            betrayed += [f"{route} by {username} for {text}: {mark}" for mark in marks]
            if text in by_place and "Postcode matches" in said:
                betrayed.append(f"{route} by {username}: found by {text}")

    assert not betrayed, "\n".join(sorted(set(betrayed)))


@pytest.mark.walk
def test_what_leaves_and_what_is_logged_says_nowhere_where_they_are(
    hidden: Hidden, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for account in everybody().values():
        browser = signed_in(account)
        browser.get(reverse("referrals:line", args=[hidden.line_id]))
        browser.post(reverse("referrals:visit", args=[hidden.line_id]))
    build_hidden.withdraw(hidden)
    partner.work()

    outgoing = Path(settings.VAR) / "outgoing"
    files = [one.read_text() for one in outgoing.rglob("*.json")]
    told = serializers.serialize("json", Delivery.objects.all())
    logged = serializers.serialize("json", [*Reading.objects.all(), *ReadingOf.objects.all()])
    entries = serializers.serialize("json", Entry.objects.all())
    for command in (["queue", "--as", "sam", "--tab", "all_open"], ["deliveries", "list"]):
        cli.main(command)
    printed = capsys.readouterr().out
    drawn = str(list(_extract()))

    assert files
    for text in (*files, told, caplog.text, printed, drawn):
        assert not found_in(text)
    # Whoever looked or did something is kept with their own organisation.
    for text in (logged, entries):
        assert not found_in(text, "office:")


def _extract() -> Iterator[extracts.LineExtract]:
    scope = system("tests").scope
    assert scope.may(Permission.FIGURES_SEE)
    now = instant.now()
    yield from extracts.lines(scope, since=now.replace(year=2020), until=now.replace(year=2030))


def test_a_message_about_somebody_restricted_is_answered_without_where(
    clock: instant.Hands,
) -> None:
    mark = [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
    patient = an_ethel(
        meta={"security": mark},
        telecom=[{"system": "phone", "value": "01632 960777", "use": "home", "rank": 1}],
        address=[{"use": "home", "line": ["2 Zqhome Lane"], "postalCode": "HP27 9ZQ"}],
    )

    taken = partner.taken(a_message(patient=patient))
    line_id = partner.the_line().id
    build.triage(line_id)
    partner.work()

    browser = signed_in(everybody()["sam"])
    page = browser.get(reverse("referrals:line", args=[line_id])).content.decode()
    posted = "".join(one.payload for one in partner.posted())
    assert "hereabouts restricted" in page
    assert json.loads(taken.answer)["resourceType"] == "Bundle"
    for text in (page, posted, taken.answer.decode()):
        assert not found_in(text, "office:")


def test_key_safe_and_access_note_are_hidden_of_everybody(clock: instant.Hands) -> None:
    line_id = build.a_line(Stage.ALLOCATED, for_this_visit=build_hidden.FOR_THE_VISIT)
    line = build.line(line_id)
    hidden = Hidden(line.referral.person_id, line.referral_id, line_id)
    betrayed = []

    for username, account in everybody().items():
        browser = signed_in(account)
        for route, address in addresses(hidden, account):
            text = browser.get(address).content.decode()
            betrayed += [f"{route} by {username}: {m}" for m in build_hidden.VISIT if m in text]

    assert not betrayed, "\n".join(sorted(set(betrayed)))


def test_the_visits_own_people_are_told_where_although_restricted_later(hidden: Hidden) -> None:
    details = services.look_at_visit_details(hidden.line_id, at=instant.now(), by=build.nurse())

    assert details.visit_address.startswith("Zqvisit House")
    assert details.key_safe_code == "Zq1066"
    with pytest.raises((NotPermitted, Refused)):
        services.look_at_visit_details(hidden.line_id, at=instant.now(), by=build.gp("ravi"))
