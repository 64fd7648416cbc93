"""What was entered here is filed in a partner's own system: once, by a name, at a time."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joinedup.foundation import care, instant, scope
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted
from joinedup.referrals import queries, services
from joinedup.referrals.domain.filing import AlreadyFiled, FiledBeforeWritten
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.models import Filed
from joinedup.referrals.presenters import filing as presenter
from joinedup.referrals.queries.filing import filing, takes_text
from tests.builders import referrals as build

SOCIAL = "social_north"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def worker(clock: instant.Hands) -> Actor:
    """Somebody of a team of the council, whose own system takes text."""
    return build.nurse("una", team=SOCIAL)


@pytest.fixture
def line(worker: Actor) -> LineId:
    """A line of that team, with a contact on it."""
    made = build.the_line(build.sent())
    build.triage(made, team_code=SOCIAL)
    build.accept(made, by=worker)
    build.contact(made, by=worker)
    return made


def browser(actor: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=actor.account_id), backend=BACKEND)
    return client


def moment(day: str, time: str) -> dict[str, str]:
    return {
        "filed_at-day": day,
        "filed_at-month": "11",
        "filed_at-year": "2026",
        "filed_at-time": time,
    }


def note(line: LineId, worker: Actor, **changes: Any) -> None:
    view = filing(worker.scope, line)
    given = {
        "seen": view.version,
        "thing_id": view.items[0].thing_id,
        "filed_at": instant.now(),
        "at": instant.now(),
    }
    services.note_filed(line, **{**given, **changes}, by=worker)


def test_a_contact_is_noted_as_filed_once(line: LineId, worker: Actor) -> None:
    note(line, worker)

    (item,) = filing(worker.scope, line).items
    assert item.filed is not None
    assert (item.filed.by, item.filed.filed_at) == ("Una", instant.now())
    assert Entry.objects.filter(kind="referrals.entry_filed").count() == 1
    with pytest.raises(AlreadyFiled):
        note(line, worker)


def test_the_end_of_a_line_is_filed_too(line: LineId, worker: Actor) -> None:
    build.close(line, by=worker)

    items = filing(worker.scope, line).items

    assert [item.kind for item in items] == ["contact", "closing"]
    note(line, worker, thing_id=items[1].thing_id)
    assert Filed.objects.get().kind == "closing"


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_time_that_cannot_be_is_refused(line: LineId, worker: Actor, minutes: int) -> None:
    with pytest.raises(FiledBeforeWritten):
        note(line, worker, filed_at=instant.now() + timedelta(minutes=minutes))


def test_whoever_comes_second_is_told(line: LineId, worker: Actor) -> None:
    seen = filing(worker.scope, line).version
    note(line, worker)

    with pytest.raises(Conflict):
        note(line, worker, seen=seen)


def test_nothing_else_is_filed(line: LineId, worker: Actor) -> None:
    with pytest.raises(NotFound):
        note(line, worker, thing_id=uuid4())


def test_only_those_who_have_the_line_file_it(line: LineId) -> None:
    with pytest.raises(NotPermitted):
        filing(build.nurse().scope, line)


def test_a_team_whose_partner_takes_messages_files_nothing(clock: instant.Hands) -> None:
    line = build.the_line(build.sent())
    build.triage(line)
    build.accept(line)

    assert takes_text(build.TEAM) is None
    with pytest.raises(NotFound):
        filing(build.nurse().scope, line)


def test_the_page_holds_each_text_and_takes_when_it_was_filed(line: LineId, worker: Actor) -> None:
    client = browser(worker)
    thing = filing(worker.scope, line).items[0].thing_id
    shown = client.get(reverse("referrals:filing", args=[line])).content.decode()

    assert "Council social care system" in shown
    assert "MARSH, Ethel" in shown
    assert "Drinking again" in shown
    assert "When: 24 November 2026, 09:30" in shown
    assert ": 09:30 today" not in shown
    assert (
        "File in Council social care system"
        in client.get(reverse("referrals:line", args=[line])).content.decode()
    )
    posted = client.post(
        reverse("referrals:note_filed", args=[line, thing]),
        {"seen": filing(worker.scope, line).version, **moment("24", "09:30")},
    )
    assert posted.status_code in (302, 303), posted.content.decode()[:3000]
    told = client.get(reverse("referrals:filing", args=[line])).content.decode()
    assert "Filed in their system by Una" in told


def test_a_refusal_keeps_what_was_typed(line: LineId, worker: Actor) -> None:
    client = browser(worker)
    thing = filing(worker.scope, line).items[0].thing_id

    answer = client.post(
        reverse("referrals:note_filed", args=[line, thing]),
        {"seen": filing(worker.scope, line).version, **moment("23", "08:15")},
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "It was written here at" in said
    assert "08:15" in said
    assert not Filed.objects.exists()


def test_a_sheet_is_a_pdf_named_by_the_reference(line: LineId, worker: Actor) -> None:
    client = browser(worker)
    view = filing(worker.scope, line)

    answer = client.get(reverse("referrals:filing_sheet", args=[line, view.items[0].thing_id]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f'filename="{view.reference}-contact-copy.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    missing = client.get(reverse("referrals:filing_sheet", args=[line, uuid4()]))
    assert missing.status_code == 404
    back = client.get(reverse("referrals:note_filed", args=[line, uuid4()]))
    assert back.status_code in (302, 303)


def test_restricted_whereabouts_are_on_no_sheet(line: LineId, worker: Actor) -> None:
    person = build.line(line).referral.person_id
    by = scope.system("tests")
    care.restrict(person, kind=scope.LOCATION, reason="asked", at=instant.now(), by=by)

    said = browser(worker).get(reverse("referrals:filing", args=[line])).content.decode()

    assert "Team: " not in said
    assert "Orchard" not in said


def test_the_referrer_and_the_clinician_see_what_was_filed(line: LineId, worker: Actor) -> None:
    build.close(line, by=worker)
    for number in range(2):
        note(line, worker, thing_id=filing(worker.scope, line).items[number].thing_id)
    referral = build.line(line).referral_id

    told = queries.referral_status(build.gp().scope, referral).lines[0].filed
    status = browser(build.gp()).get(reverse("referrals:status", args=[referral]))
    page = browser(worker).get(reverse("referrals:line", args=[line])).content.decode()

    assert [(one.kind, one.by, one.filed_at) for one in told] == [
        ("contact", "Una", instant.now()),
        ("closing", "Una", instant.now()),
    ]
    assert "Contact filed in Council social care system by Una" in status.content.decode()
    assert "Summary filed in Council social care system by Una" in status.content.decode()
    assert "Contact filed in Council social care system" in page
    assert "Summary filed in Council social care system" in page


def test_a_sheet_says_that_it_is_a_copy(line: LineId, worker: Actor) -> None:
    view = filing(worker.scope, line)

    text = presenter.sheet(view, view.items[0]).text()

    assert text.splitlines()[1] == "Copy of: what was entered in Joinedup"


def test_what_is_filed_nowhere_is_not_asked_for(line: LineId, worker: Actor) -> None:
    referral = build.line(line).referral_id
    with CaptureQueriesContext(connection) as before:
        queries.referral_status(build.gp().scope, referral)
    note(line, worker)

    with CaptureQueriesContext(connection) as after:
        queries.referral_status(build.gp().scope, referral)

    assert len(after) == len(before) + 1
