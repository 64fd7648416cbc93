"""Somebody's record on the command line."""

import argparse
import json

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Account, Reading
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import Section
from joinedup.people import commands
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import Person
from tests.builders import people as build
from tests.builders.decided import a_limit
from tests.builders.office import a_colleague
from tests.builders.record import an_entry, heard, kept

pytestmark = pytest.mark.usefixtures("clock")


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    sam = Account.objects.filter(username="sam").first() or a_colleague()
    asked = parser.parse_args(["record", *words, "--as", sam.username])
    done: int = asked.run(asked)
    return done


def somebody() -> PersonId:
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])
    heard()
    kept(
        person,
        an_entry(),
        an_entry(words="No known medicines", kind=EntryKind.MEDICATION, says_none=True),
        an_entry(words="Letter", kind=EntryKind.DOCUMENT, happened_at=None, value="2 pages"),
        an_entry(words="Wrong", is_entered_in_error=True, happened_on=instant.now().date()),
        source="community-system",
    )
    return person


def test_a_record_is_listed_with_what_is_known_first(capsys: pytest.CaptureFixture[str]) -> None:
    person = somebody()

    assert typed("--person", str(person)) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "Allergy: Allergy to penicillin",
        "Condition or problem: not recorded",
        "Medicine: No known medicines (2026-11-24 09:30Z, Dr Asha Rao)",
    ]
    assert any(line.endswith("Community healthcare system  ENTERED IN ERROR") for line in said)
    assert any(line.startswith("not said  Document  Letter 2 pages") for line in said)
    assert said[-1] == "4 of 4 entries."
    assert Reading.objects.get().route == "joinedup record"


def test_a_record_is_said_as_json_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    number = Person.objects.get(pk=somebody()).nhs_number or ""

    typed("--nhs-number", number, "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["now"]["allergy"]["answer"] == "has"
    assert said["now"]["medication"]["said_none"][0]["words"] == "No known medicines"
    assert len(said["entries"]) == 4


def test_what_was_not_received_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    person = build.a_person()
    build.in_care_of(build.a_clinician(), [person])

    typed("--person", str(person))
    words = capsys.readouterr().out
    typed("--person", str(person), "--json")

    assert "not received from Community healthcare system, nothing yet" in words
    missing = json.loads(capsys.readouterr().out)["now"]["allergy"]["not_received"]
    assert missing == [
        {"source": "community-system", "since": None},
        {"source": "gp-record", "since": None},
    ]


def test_whoever_may_not_see_somebody_is_refused_and_it_is_written_down() -> None:
    person = build.a_person()

    with pytest.raises(NotPermitted):
        typed("--person", str(person))
    with pytest.raises(NotFound):
        typed("--nhs-number", build.a_number().value)

    assert Reading.objects.get().outcome == "refused"


def test_what_is_limited_is_not_listed_and_said_to_be_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = somebody()
    a_limit(person, Section.LETTERS, Section.CONDITIONS)

    assert typed("--person", str(person)) == 0

    said = capsys.readouterr().out
    assert "Letter" not in said
    assert "Condition or problem: some may not be shown" in said
    assert "3 of 3 entries." in said
