"""A council's extract is loaded row by row: taken, corrected or refused by name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from joinedup.config import cli
from joinedup.exchange import services
from joinedup.exchange.domain.report import FileReport
from joinedup.foundation import anchors, files, instant, scope
from joinedup.foundation.models import Received
from joinedup.foundation.place_schema import KindOfRecord, Partner, Truth
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.models import Identifier, Person, RecordEntry
from tests.builders import partner as sent
from tests.builders import people as persons
from tests.builders.client_level import a_request, a_row, as_csv
from tests.builders.exchange import ETHEL, an_ethel

COUNCIL = "council-system"
OTHER = {"la_person_unique_identifier": "C-2"}
SYSTEM = f"urn:joinedup:council-number:{COUNCIL}"


@pytest.fixture(autouse=True)
def ethel(clock: instant.Hands) -> Person:
    """Ethel, whom the index knows by her number."""
    sent.taken(an_ethel())
    return Person.objects.get(nhs_number=ETHEL)


def load(
    folder: Path,
    rows: Iterable[Mapping[str, str]] | bytes,
    *,
    partner: str | Partner = COUNCIL,
    **more: Any,
) -> FileReport:
    """A file that holds rows, loaded as a council's."""
    file = folder / "cld.csv"
    file.write_bytes(rows if isinstance(rows, bytes) else as_csv(rows))
    sender = services.partner_called(partner) if isinstance(partner, str) else partner
    report = services.load([file], partner=sender, say=lambda code, values: code, **more)
    return report.files[0]


def counts(report: FileReport) -> tuple[int, int, int]:
    return report.accepted, report.unchanged, report.refused


def refusals(report: FileReport) -> list[tuple[str, str]]:
    return [(one.at, one.code) for one in report.refusals]


def live() -> list[RecordEntry]:
    return list(RecordEntry.objects.filter(superseded_at=None).order_by("at", "id"))


def test_each_row_becomes_an_entry_of_its_person(tmp_path: Path, ethel: Person) -> None:
    report = load(tmp_path, [a_request(), a_row()])

    assert (counts(report), report.format) == ((2, 0, 0), "client_level_data")
    request, service = live()
    assert {request.person_id, service.person_id} == {ethel.pk}
    assert (service.source, service.kind, service.status) == (
        COUNCIL,
        "social_care_event",
        "active",
    )
    assert (service.path, service.words) == (
        "line 3, row 3",
        "Service: Long Term Support: Community, Home Support",
    )
    kept = Received.objects.get(sender=COUNCIL)
    assert (kept.outcome, service.received_id) == ("accepted", kept.pk)
    assert bytes(kept.body) == as_csv([a_request(), a_row()])


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    rows = [a_request(), a_row(), a_row(event_reference="S-77", event_description="Now so")]
    first = load(tmp_path, rows)

    again = load(tmp_path, rows)

    assert (counts(first), counts(again)) == ((3, 0, 0), (0, 3, 0))
    assert Received.objects.filter(sender=COUNCIL).count() == 1
    assert RecordEntry.objects.count() == 3


def test_a_reference_that_comes_again_corrects(tmp_path: Path) -> None:
    load(tmp_path, [a_row()])

    report = load(tmp_path, [a_row(event_end_date="31/10/2026", planned_units_per_week="7")])

    assert counts(report) == (1, 0, 0)
    (entry,) = live()
    assert (entry.version, entry.status, entry.value) == (2, "ended", "7 units a week")
    assert RecordEntry.objects.get(version=1).superseded_at is not None


def test_somebody_is_known_by_the_councils_own_number(tmp_path: Path, ethel: Person) -> None:
    load(tmp_path, [a_row()])

    report = load(tmp_path, [a_request(nhs_number="")])

    assert Identifier.objects.get(system=SYSTEM).value == "C-1001"
    assert counts(report) == (1, 0, 0)
    assert {entry.person_id for entry in live()} == {ethel.pk}


def test_a_number_given_lower_down_serves_the_same_file(tmp_path: Path) -> None:
    report = load(tmp_path, [a_request(nhs_number=""), a_row()])

    assert counts(report) == (2, 0, 0)


@pytest.mark.parametrize(
    ("row", "at", "code"),
    [
        (a_row(nhs_number="9990000999", **OTHER), "row 2, NHS Number", "person_not_known"),
        (a_row(nhs_number="9990000999"), "row 2, NHS Number", "person_differs"),
        (a_row(nhs_number="", **OTHER), "row 2, NHS Number", "person_not_known"),
        (a_row(date_of_birth="03/03/1945"), "row 2, Date of Birth", "person_differs"),
        (a_row(last_name="Holt"), "row 2, Last Name", "person_differs"),
        (a_row(la_code="RZ9"), "row 2, LA Code", "sender_is_another"),
        (a_row(event_type="Visit"), "row 2, Event Type", "value_not_listed"),
        (a_row(date_of_birth="02/03/2045"), "row 2, Date of Birth", "birth_date_future"),
        (a_row(event_end_date="30/04/2026"), "row 2, Event End Date", "ends_before_start"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_a_row_that_is_wrong_is_refused_and_stops_no_other(
    tmp_path: Path, row: dict[str, str], at: str, code: str
) -> None:
    report = load(tmp_path, [row, a_request()])

    assert counts(report) == (1, 0, 1)
    assert refusals(report)[0] == (at, code)
    kept = Received.objects.get(sender=COUNCIL)
    assert kept.outcome == "refused"
    assert code in kept.refusals
    assert ETHEL not in kept.refusals


def test_two_numbers_of_two_people_are_refused(tmp_path: Path) -> None:
    other = persons.a_person(family_name="Marsh", born_on=date(1945, 3, 2))
    Identifier.objects.create(person_id=other, system=SYSTEM, value="C-1001")

    report = load(tmp_path, [a_row()])

    assert refusals(report) == [("row 2, NHS Number", "two_people_meant")]


def test_an_event_after_the_death_that_is_known_here_is_refused(
    tmp_path: Path, ethel: Person
) -> None:
    Person.objects.filter(pk=ethel.pk).update(died_on=date(2026, 4, 30))

    report = load(tmp_path, [a_row(), a_request()])

    assert (counts(report), refusals(report)) == (
        (1, 0, 1),
        [("row 2, Event Start Date", "event_after_death")],
    )


def test_a_death_in_an_extract_is_told_and_changes_nobody(tmp_path: Path, ethel: Person) -> None:
    load(tmp_path, [a_row(date_of_death="20/11/2026")])

    assert "2026-11-20" in live()[0].details
    ethel.refresh_from_db()
    assert ethel.died_on is None


def test_an_entry_for_somebody_merged_stays_with_their_record(
    tmp_path: Path, ethel: Person
) -> None:
    absorbed = persons.a_person(
        family_name="Marsh", nhs_number=NhsNumber("9990000999"), born_on=date(1945, 3, 2)
    )
    by = scope.system("tests")
    anchors.merge(absorbed, ethel.pk, reason="same", at=instant.now(), by=by)

    report = load(tmp_path, [a_row(nhs_number="9990000999")])

    assert counts(report) == (1, 0, 0)
    assert live()[0].person_id == absorbed


def test_a_carer_without_an_event_is_counted_aside(tmp_path: Path) -> None:
    report = load(tmp_path, [a_row(client_type="Carer known by association", event_type="")])

    assert (counts(report), dict(report.not_kept)) == ((0, 0, 0), {"row without an event": 1})


def test_a_file_cut_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    whole = as_csv([a_request(), a_row(), a_row(event_reference="S-78")])

    cut = load(tmp_path, whole[:-160])
    rest = load(tmp_path, whole)

    assert counts(cut) == (2, 0, 1)
    assert refusals(cut) == [("row 4, row", "row_length")]
    assert counts(rest) == (1, 2, 0)


def test_a_quotation_that_is_never_closed_is_told_with_its_place(tmp_path: Path) -> None:
    report = load(tmp_path, as_csv([a_row()]) + b'"2026-04-01,x\r\n')

    assert (counts(report), refusals(report)) == ((1, 0, 1), [("line 3, row 3", "truncated")])


def test_a_header_with_a_slip_takes_nothing_and_says_which(tmp_path: Path) -> None:
    body = as_csv([a_row()]).replace(b"Event Reference", b"Event Referense")

    report = load(tmp_path, body)

    assert counts(report) == (0, 0, 1)
    assert refusals(report) == [("row 1", "column_missing"), ("row 1", "column_unknown")]
    assert 'is "Event Referense" meant to be it' in report.refusals[0].message
    assert not RecordEntry.objects.exists()


def test_a_header_alone_is_said_to_be_empty(tmp_path: Path) -> None:
    assert refusals(load(tmp_path, [])) == [("file", "empty")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_extract_is_read_however_it_is_written(tmp_path: Path, encoding: str) -> None:
    body = as_csv([a_row(provider_cqc_location_name="Zoë's")]).decode().encode(encoding)

    assert counts(load(tmp_path, body)) == (1, 0, 0)
    assert live()[0].organisation == "Zoë's"


def test_two_partners_may_send_one_file(tmp_path: Path) -> None:
    rows = [a_row(la_code="E10")]
    load(tmp_path, rows)

    other = load(tmp_path, rows, partner="community-system")

    assert counts(other) == (1, 0, 0)
    assert {entry.source for entry in live()} == {COUNCIL, "community-system"}
    assert Received.objects.filter(format="client_level_data").count() == 2


def test_what_the_place_keeps_itself_is_not_taken(tmp_path: Path) -> None:
    ours = (KindOfRecord(kind="social_care_event", truth=Truth.OURS),)
    partner = replace(services.partner_called(COUNCIL), records=ours)

    report = load(tmp_path, [a_row()], partner=partner)

    assert (counts(report), refusals(report)) == ((0, 0, 1), [("row 1", "record_is_ours")])


def test_a_rehearsal_says_all_and_keeps_nothing(tmp_path: Path) -> None:
    report = load(tmp_path, [a_row(), a_row(event_type="x")], is_rehearsal=True)

    assert counts(report) == (1, 0, 1)
    assert not RecordEntry.objects.exists()
    assert not Identifier.objects.exists()
    assert not Received.objects.filter(sender=COUNCIL).exists()


def test_a_large_file_is_kept_beside_the_store(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path / "var"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000
    rows = [a_row(event_reference=f"S-{number}") for number in range(20)]

    rehearsed = load(tmp_path, rows, is_rehearsal=True)
    assert not list(files.all_kept())
    report = load(tmp_path, rows)

    assert counts(rehearsed) == counts(report) == (20, 0, 0)
    kept = Received.objects.get(sender=COUNCIL)
    assert (bytes(kept.body), list(files.all_kept())) == (b"", [kept.file_digest])
    assert files.path_of(kept.file_digest).read_bytes() == as_csv(rows)


def test_the_command_tells_each_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cld.csv"
    file.write_bytes(as_csv([a_row(), a_row(event_type="Visit")]))

    code = cli.main(["load", str(file), "--from", "bcc"])

    said = capsys.readouterr().out
    assert code == 1
    assert "client_level_data: 1 accepted, 1 refused" in said
    assert 'row 3, Event Type: "Visit" is not on the list of this column' in said
