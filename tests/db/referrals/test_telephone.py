"""The telephone system's times: kept once, completed, refused by name, and read from a page."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from joinedup.config import cli
from joinedup.foundation import instant
from joinedup.foundation.models import Account, Entry
from joinedup.kernel.errors import NotPermitted
from joinedup.referrals import services
from joinedup.referrals.domain.telephone import NoColumns
from joinedup.referrals.models import TelephoneCall, TelephoneFile
from joinedup.referrals.presenters import telephone as presenter
from joinedup.referrals.services.telephone import SourceMissing
from tests.builders import referrals

pytestmark = pytest.mark.usefixtures("clock")

HEADER = "call_id,queue,extension,started,answered,ended,abandoned"
ANSWERED = "A1,spr,201,2026-11-24 09:00:00,2026-11-24 09:00:08,2026-11-24 09:04:00,"
GIVEN_UP = "A2,spr,,2026-11-24 09:01:00,,2026-11-24 09:03:00,2026-11-24 09:03:00"


def read(*lines: str, source: str = "switchboard", by=None, **given):
    body = "\r\n".join([HEADER, *lines]).encode()
    return services.read_telephone_file(
        BytesIO(body), source=source, name="today.csv", by=by or referrals.manager(), **given
    )


def test_every_row_is_kept_once():
    first = read(ANSWERED, GIVEN_UP)
    again = read(ANSWERED, GIVEN_UP)

    assert (first.accepted_count, first.unchanged_count) == (2, 0)
    assert (again.accepted_count, again.unchanged_count) == (0, 2)
    assert TelephoneCall.objects.count() == 2
    assert TelephoneFile.objects.filter(ended_at__isnull=False).count() == 2


def test_a_read_file_is_a_fact_of_the_place():
    read(ANSWERED, "x")

    entry = Entry.objects.get(kind="referrals.telephone_file_read")
    assert '"accepted_count":1' in entry.body
    assert '"refused_count":1' in entry.body


def test_a_call_that_was_still_going_on_is_completed():
    going_on = "A1,spr,,2026-11-24 09:00:00,,,"

    read(going_on)
    completed = read(ANSWERED)

    assert (completed.completed_count, completed.accepted_count) == (1, 0)
    assert TelephoneCall.objects.get().extension == "201"


def test_a_call_completed_within_one_file_is_one():
    found = read("A1,spr,,2026-11-24 09:00:00,,,", ANSWERED)

    assert found.accepted_count == 1
    assert TelephoneCall.objects.get().answered_at is not None


@pytest.mark.parametrize(
    "changed",
    [
        "A1,spr,201,2026-11-24 09:00:00,2026-11-24 09:00:09,2026-11-24 09:04:00,",
        "A1,other,201,2026-11-24 09:00:00,2026-11-24 09:00:08,2026-11-24 09:04:00,",
        "A1,spr,201,2026-11-24 09:00:01,2026-11-24 09:00:08,2026-11-24 09:04:00,",
        "A1,spr,201,2026-11-24 09:00:00,,,2026-11-24 09:00:08",
    ],
)
def test_a_call_whose_times_have_changed_is_refused_by_name(changed):
    read(ANSWERED)

    found = read(changed)

    assert [(one.row, one.code) for one in found.turned] == [(2, "telephone_differs")]


def test_the_same_identifier_from_another_system_is_another_call():
    read(ANSWERED)
    read(ANSWERED, source="out of hours")

    assert TelephoneCall.objects.count() == 2


@pytest.mark.parametrize("order", [1, -1])
def test_two_calls_that_one_extension_answers_at_once_are_named(order):
    second = "A3,spr,201,2026-11-24 09:02:00,2026-11-24 09:02:05,2026-11-24 09:06:00,"
    elsewhere = "A4,spr,202,2026-11-24 09:02:00,2026-11-24 09:02:05,2026-11-24 09:06:00,"

    found = read(*[ANSWERED, second, elsewhere][::order])

    assert [{one.call_id, one.other} for one in found.overlaps] == [{"A1", "A3"}]
    assert found.accepted_count == 3


def test_a_call_read_later_that_overlaps_one_read_before_is_named():
    second = "A3,spr,201,2026-11-24 09:02:00,2026-11-24 09:02:05,2026-11-24 09:06:00,"
    read(second)

    found = read(ANSWERED)

    assert [(one.call_id, one.other) for one in found.overlaps] == [("A1", "A3")]


def test_a_long_call_overlaps_every_call_answered_meanwhile():
    long = "A0,spr,201,2026-11-24 08:00:00,2026-11-24 08:00:05,2026-11-24 09:00:00,"
    short = [
        f"A{n},spr,201,2026-11-24 08:{n}:00,2026-11-24 08:{n}:05,2026-11-24 08:{n}:50,"
        for n in (10, 20, 30)
    ]

    found = read(long, *short)

    assert [(one.call_id, one.other) for one in found.overlaps] == [
        (f"A{n}", "A0") for n in (10, 20, 30)
    ]


def test_more_is_refused_than_is_told():
    found = read(*["x"] * 250)

    assert (found.refused_count, len(found.turned)) == (250, 200)


def test_what_was_read_before_the_cut_is_kept():
    body = "\n".join([HEADER, ANSWERED, GIVEN_UP[:20]]).encode()

    found = services.read_telephone_file(
        BytesIO(body), source="switchboard", name="cut.csv", by=referrals.manager()
    )

    assert (found.accepted_count, [one.code for one in found.turned]) == (1, ["telephone_row_cut"])


def test_more_than_a_thousand_rows_are_kept_in_turn():
    start = instant.now() - timedelta(hours=5)
    lines = [f"B{n},spr,,{start + timedelta(seconds=n):%Y-%m-%dT%H:%M:%SZ},,," for n in range(2100)]
    heard = []

    found = read(*lines, say=lambda told: heard.append(told.row_count))

    assert found.row_count == 2100
    assert heard == [1000, 2000, 2100]


def test_a_file_that_is_no_such_file_leaves_no_trace():
    with pytest.raises(NoColumns):
        services.read_telephone_file(
            BytesIO(b"a,b\n1,2\n"), source="x", name="x", by=referrals.manager()
        )

    assert not TelephoneFile.objects.exists()


@pytest.mark.parametrize("source", ["", " ", "x" * 61])
def test_a_file_says_where_it_comes_from(source):
    with pytest.raises(SourceMissing):
        read(ANSWERED, source=source)


def test_only_managers_and_administrators_read_it():
    with pytest.raises(NotPermitted):
        read(ANSWERED, by=referrals.nurse())


def command(*words: str) -> int:
    return cli.main(["telephone", *words])


def test_the_command_counts_and_names_what_it_refused(tmp_path: Path, capsys):
    file = tmp_path / "today.csv"
    file.write_bytes(b"\xef\xbb\xbf" + "\n".join([HEADER, ANSWERED, "x"]).encode())

    code = command(str(file), "--from", "switchboard")

    said = capsys.readouterr().out
    assert code == 1
    assert "Row 3: The row has fewer columns" in said
    assert "1 accepted, 0 completed, 0 unchanged, 1 refused, 0 overlapping." in said


def test_the_command_takes_the_hour_that_is_meant(tmp_path: Path, capsys):
    file = tmp_path / "night.csv"
    file.write_text(f"{HEADER}\nA1,,,25/10/2026 01:30,,,\n")

    assert command(str(file), "--from", "switchboard") == 1
    assert command(str(file), "--from", "switchboard", "--repeated", "second") == 0


def test_the_command_says_why_it_could_not(tmp_path: Path, capsys):
    other = tmp_path / "other.csv"
    other.write_text(HEADER.replace(",", ";"))

    assert command(str(tmp_path / "none.csv"), "--from", "x") == 2
    assert command(str(other), "--from", "x") == 2
    assert "not parted by commas" in capsys.readouterr().err


def test_the_command_tells_of_what_it_leaves_out(tmp_path: Path, capsys):
    second = "A3,spr,201,2026-11-24 09:02:00,2026-11-24 09:02:05,2026-11-24 09:06:00,"
    file = tmp_path / "bad.csv"
    file.write_text("\n".join([HEADER, ANSWERED, second, *["x"] * 201]))

    command(str(file), "--from", "x")

    said = capsys.readouterr().out
    assert "A3 overlaps A1 on extension 201" in said
    assert "… and 1 more refused." in said


@pytest.fixture
def mo(client: Client) -> Client:
    """The manager of a team, signed in."""
    referrals.manager()
    client.force_login(
        Account.objects.get(username="mo"), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    return client


def sent(client: Client, body: str, **typed):
    file = SimpleUploadedFile("today.csv", body.encode(), content_type="text/csv")
    return client.post(
        reverse("referrals:telephone"), {"source": "switchboard", "file": file, **typed}
    )


def test_the_page_says_what_became_of_the_file(mo: Client):
    answer = sent(mo, "\n".join([HEADER, ANSWERED, "x"]))

    said = answer.content.decode()
    assert "1 accepted" in said
    assert "Row 3:" in said
    assert "today.csv" in mo.get(reverse("referrals:telephone")).content.decode()


@pytest.mark.parametrize(
    ("body", "typed", "words"),
    [
        ("", {}, "nothing in this file"),
        (HEADER.replace(",", "\t"), {}, "not parted by commas"),
        (f"call_id,{HEADER}", {}, "names a column twice: call_id"),
        (HEADER, {"source": ""}, "Say which telephone system"),
        (HEADER, {"file": ""}, "Choose the file"),
    ],
)
def test_the_page_says_why_a_file_was_not_read(mo: Client, body, typed, words):
    answer = sent(mo, body, **typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TelephoneFile.objects.exists()


def test_a_file_without_a_call_says_so():
    assert lines_of(read()) == ["The file names its columns and holds no call: nothing was taken."]


def lines_of(found):
    return [line.replace("\u00a0", " ") for line in presenter.lines(found)]


def test_a_row_that_is_refused_says_which_column_and_what_to_do():
    told = lines_of(read("A1,spr,201,2026-11-24 09:00:00,2026-11-24 08:59:00,,"))

    assert told[0] == (
        "Row 2: “answered” is 08:59 today, before “started”, which is 09:00 today: correct the"
        " times, and read it again. (telephone_before_start)"
    )


@pytest.mark.parametrize("body", [HEADER.encode("utf-16"), b"call_id,\xe9", None])
def test_what_is_wrong_with_the_file_stands_beside_it(body):
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(Account.objects.get(pk=referrals.manager().account_id))
    sent = {"source": "switch", "repeated": ""}
    sent |= {"file": SimpleUploadedFile("a.csv", body)} if body else {}

    page = made.post(reverse("referrals:telephone"), sent).content.decode()

    beside = page.partition('id="file-error"')[2].partition("</div>")[0]
    assert ("CSV UTF-8" if body else "Choose the file") in beside
    assert 'href="#id_file"' in page
