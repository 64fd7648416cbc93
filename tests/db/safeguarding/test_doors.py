"""The doors through which a record leaves: none of them carries a concern about its person."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from joinedup.config import cli
from joinedup.exchange.views.reading import ENTRIES
from joinedup.foundation import care, instant, journey, place
from joinedup.foundation.models import Account, Entry, Reading
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.people import commands
from joinedup.referrals import extracts
from joinedup.referrals import services as referrals
from joinedup.safeguarding.models import Concern
from tests.builders import concerns as build
from tests.builders import reading as over_fhir
from tests.builders import referrals as work

DAY = timedelta(days=1)


@pytest.fixture
def raised(settings: Any, tmp_path: Path) -> tuple[PersonId, UUID]:
    """Somebody with an open referral, and a concern about them that was acknowledged."""
    settings.VAR, settings.JOINEDUP_PACKS = tmp_path, tmp_path / "packs"
    person = work.person_of(work.sent(by=work.gp()))
    concern_id = build.raised(person)
    build.acknowledged(concern_id)
    return person, concern_id


def traces(said: str, concern_id: UUID) -> list[str]:
    held = Concern.objects.get(pk=concern_id)
    words = (str(concern_id), held.reference, "zigzag", "Quillfeather", "safeguarding", "SG-77")
    return [one for one in words if one.casefold() in said.casefold()]


def browser(by: Any) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=by.account_id))
    return client


def test_the_timeline_and_the_log_of_the_person(raised: tuple[PersonId, UUID]) -> None:
    person, concern_id = raised

    entries = journey.entries_of([person], limit=500)

    assert entries
    assert traces(repr(entries), concern_id) == []
    page = browser(work.clinician()).get(f"/desk/people/{person}").content.decode()
    said = page.replace("Raise a safeguarding concern", "").replace("/safeguarding/people/", "")
    assert traces(said, concern_id) == []


@pytest.mark.parametrize("kind", ["Patient", "ServiceRequest", "Task", *sorted(ENTRIES)])
def test_fhir(raised: tuple[PersonId, UUID], kind: str) -> None:
    person, concern_id = raised
    reader = over_fhir.Reader()
    account = Account.objects.get(username="reader-of-demo_partner")
    at, by = instant.now(), system("tests")
    care.begin(person, care.account(account.id), because="episode", at=at, by=by)
    whose = "_id" if kind == "Patient" else "patient"

    found = reader.get(f"{kind}?{whose}={person}")

    assert found.status_code == 200
    assert traces(found.content.decode(), concern_id) == []
    assert reader.get(f"{kind}/{concern_id}").status_code == 404


def test_the_commands(
    raised: tuple[PersonId, UUID], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    person, concern_id = raised
    work.clinician()

    assert (
        cli.main(["export-log", "--for", "administration", "--out", str(tmp_path / "log.jsonl")])
        == 0
    )
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = parser.parse_args(["record", "--person", str(person), "--as", "sam"])
    assert asked.run(asked) == 0

    assert traces(capsys.readouterr().out, concern_id) == []
    assert traces((tmp_path / "log.jsonl").read_text(), concern_id) == []


def test_the_print_pack(raised: tuple[PersonId, UUID], tmp_path: Path) -> None:
    _person, concern_id = raised

    made = referrals.print_pack(to=tmp_path, by=system("print_pack"))

    said = made.file.read_text()
    for flag in place.current().red_flags.values():
        said = said.replace(flag.action, "")
    assert traces(said, concern_id) == []


def test_what_figures_are_made_from(raised: tuple[PersonId, UUID]) -> None:
    _person, concern_id = raised
    now = instant.now()

    waits = extracts.waits(system("tests").scope, since=now - DAY, until=now + DAY)

    assert traces(repr(list(waits)), concern_id) == []


def test_the_search_by_its_reference(raised: tuple[PersonId, UUID]) -> None:
    _person, concern_id = raised
    reference = Concern.objects.get(pk=concern_id).reference

    answer = browser(work.clinician()).post("/people/found", {"text": reference}, follow=True)

    said = answer.content.decode().replace(reference, "")
    assert traces(said, concern_id) == []


def test_the_log_of_reading_keeps_a_route_and_no_word(raised: tuple[PersonId, UUID]) -> None:
    _person, concern_id = raised
    lead = browser(build.lead())
    lead.get(f"/safeguarding/{concern_id}")
    lead.get("/safeguarding/")

    for read in Reading.objects.all():
        assert not any(word in read.detail for word in ("zigzag", "Quill", str(concern_id)))


def test_the_chain_of_the_place_holds_codes_alone(raised: tuple[PersonId, UUID]) -> None:
    person, concern_id = raised

    bodies = [one.body for one in Entry.objects.filter(about_id=concern_id)]

    assert len(bodies) == 2
    assert not any(str(person) in one or "Mark" in one or "SG-77" in one for one in bodies)
