"""A place file with something wrong in it: refused with the line, what was found and expected."""

import pytest

from joinedup.foundation import place
from tests.builders.place import SHIPPED, findings_of, line_of, planted


def test_the_shipped_place_loads_with_no_findings():
    assert place.load(SHIPPED).code == "buckinghamshire"


def test_a_smaller_place_loads_as_well(tmp_path):
    here = place.load(planted(tmp_path))

    assert (len(here.practices), len(here.services)) == (3, 4)


UNKNOWN_KEY = ('telephone = "0808', 'telefone = "0808')
WRONG = {
    "a flag that is text": (
        ("commissions = true, provides = true }", 'commissions = "yes", provides = true }'),
        'commissions = "yes"',
        "wrong_type",
        'organisations "bcc", commissions: found "yes", expected true or false',
    ),
    "text that is a number": (
        ('name = "Wycombe", commissioner', "name = 7, commissioner"),
        "name = 7",
        "wrong_type",
        'localities "wycombe", name: found 7 (int), expected words',
    ),
    "a list that is text": (
        ('clock_stopped_by = ["face_to_face"]', 'clock_stopped_by = "face_to_face"'),
        'clock_stopped_by = "face_to_face"',
        "wrong_type",
        'found "face_to_face", expected a list, each the code of a contact type',
    ),
    "a section that is one table": (
        ("red_flags = [", 'red_flags = { code = "one" }\nflags = ['),
        "red_flags = {",
        "wrong_type",
        "found a table, expected a list of tables, as in [[red_flags]]",
    ),
    "a table that is a list": (
        ("[words]", "[[words]]"),
        "[[words]]",
        "wrong_type",
        "words: found a list, expected a table of keys and values",
    ),
    "an entry that is no table": (
        ("professions = [\n", 'professions = [\n  "nurse",\n'),
        '  "nurse",',
        "wrong_type",
        'professions number 1: found "nurse", expected a table',
    ),
    "a number that is text": (
        ("lowest = 0, highest = 80", 'lowest = "0", highest = 80'),
        'lowest = "0"',
        "wrong_type",
        'observations "respiration_rate", lowest: found "0", expected a number',
    ),
    "a code that is a number": (
        ('kind = "voluntary"', "kind = 3"),
        "kind = 3",
        "wrong_type",
        "expected one of integrated_care_board, ",
    ),
    "a date in quotation marks": (
        ("day = 2026-04-03", 'day = "2026-04-03"'),
        'day = "2026-04-03"',
        "wrong_type",
        'found "2026-04-03", expected a date, as in 2025-12-25, without quotation marks',
    ),
    "a date with a time": (
        ("day = 2026-04-03", "day = 2026-04-03T00:00:00"),
        "day = 2026-04-03T",
        "wrong_type",
        "expected a date",
    ),
    "a date that is none": (
        ("day = 2026-04-03", "day = 2026-02-30"),
        "day = 2026-02-30",
        "not_toml",
        "this is not TOML: Invalid date",
    ),
    "a key that is missing": (
        ('plural = "Therapists", ', ""),
        'name = "Therapist", professions',
        "missing_key",
        'leads "therapist", plural: found nothing under this key, expected words on one line',
    ),
    "a section that is missing": (
        ("[words]", "[front_door.words]"),
        "# Buckinghamshire, as",
        "missing_key",
        "words: found nothing under this key, expected a table",
    ),
    "a section that cannot be empty is missing": (
        ("professions = [\n", "profession = [\n"),
        "# Buckinghamshire, as",
        "missing_key",
        "professions: found nothing under this key, expected a list of tables, as in [[profess",
    ),
    "an organisation that nobody has declared": (
        ('"Wycombe", commissioner = "', '"Wycombe", commissioner = "not_'),
        'commissioner = "not_',
        "unknown_code",
        "expected the code of an organisation that this file declares",
    ),
    "a team that nobody has declared": (
        ('teams = ["reablement"]', 'teams = ["reablment"]'),
        'teams = ["reablment"]',
        "unknown_code",
        'expected the code of a team that this file declares; did you mean "reablement"?',
    ),
    "a practice in an unknown locality": (
        ('"Larkmead Surgery", locality = "vale_north"', '"Larkmead Surgery", locality = "moon"'),
        'locality = "moon"',
        "unknown_code",
        'practices "K99001", locality: found "moon", expected the code of a locality',
    ),
    "a calendar that nobody has declared": (
        ('calendar = "daytime"', 'calendar = "day_time"'),
        'calendar = "day_time"',
        "unknown_code",
        'did you mean "daytime"?',
    ),
    "a kind of organisation that there is not": (
        ('kind = "hospice"', 'kind = "hospis"'),
        'kind = "hospis"',
        "unknown_code",
        'did you mean "hospice"?',
    ),
    "a code used twice": (
        ('{ code = "K99002"', '{ code = "K99001"'),
        'code = "K99001", name = "Thistledown',
        "duplicate_code",
        'practices "K99001": found "K99001" a second time, expected each once; the first is on',
    ),
    "a bank holiday used twice": (
        ("day = 2026-04-06", "day = 2026-04-03"),
        'day = 2026-04-03, name = "Easter',
        "duplicate_code",
        'found "2026-04-03" a second time',
    ),
    "a code twice in one list": (
        ('leads = ["therapist", "nurse"]', 'leads = ["therapist", "therapist"]'),
        'leads = ["therapist", "therapist"]',
        "duplicate_code",
        'found "therapist" a second time in one list',
    ),
    "a choice twice in one list": (
        ('{ code = "oxygen", name', '{ code = "air", name'),
        '{ code = "air", name',
        "duplicate_code",
        'found "air" a second time in one list',
    ),
    "a length of time that is a truth": (
        ('limit = "45 h"', "limit = true"),
        "limit = true",
        "wrong_type",
        "found true, expected a length of time",
    ),
    "a list that is missing": (
        ('teams = ["reablement"]', ""),
        '[[services]]\ncode = "reablement"',
        "missing_key",
        'services "reablement", teams: found nothing under this key, expected a list',
    ),
    "a list of tables that is missing": (
        ("red_flags = [", "red_flag = ["),
        "# Buckinghamshire, as",
        "missing_key",
        "expected a list of tables, as in [[red_flags]], or red_flags = [] if there are none",
    ),
    "a list with nothing in it": (
        ('teams = ["reablement"]', "teams = []"),
        "teams = []",
        "wrong_shape",
        "found nothing, expected at least one",
    ),
    "a practice code of the wrong shape": (
        ('code = "K99056"', 'code = "K9956"'),
        'code = "K9956"',
        "wrong_shape",
        'found "K9956", expected the ODS code of a practice: one capital letter and five digits',
    ),
    "an ODS code of the wrong shape": (
        ('ods = "RZ9"', 'ods = "rz9"'),
        'ods = "rz9"',
        "wrong_shape",
        'found "rz9", expected an ODS code',
    ),
    "a telephone number of the wrong shape": (
        ('telephone = "01632 960010"', 'telephone = "01632-960010"'),
        'telephone = "01632-960010"',
        "wrong_shape",
        "expected a telephone number",
    ),
    "hours of the wrong shape": (
        ('every_day = ["09:00-17:30"]', 'every_day = ["09:00-25:30"]'),
        'every_day = ["09:00-25:30"]',
        "wrong_shape",
        'found "09:00-25:30", expected hours',
    ),
    "hours that end as they begin": (
        ('every_day = ["09:00-17:30"]', 'every_day = ["09:00-09:00"]'),
        'every_day = ["09:00-09:00"]',
        "wrong_shape",
        "expected hours",
    ),
    "a length of time of the wrong shape": (
        ('limit = "45 h"', 'limit = "3 days"'),
        'limit = "3 days"',
        "wrong_shape",
        'found "3 days", expected a length of time, as in "30 min" or "3 h"',
    ),
    "a time zone that there is not": (
        ('zone = "Europe/London"', 'zone = "Europe/Aylesbury"'),
        'zone = "Europe/Aylesbury"',
        "wrong_shape",
        "expected a time zone",
    ),
    "an endpoint without encryption": (
        ('endpoint = "folder:"', 'endpoint = "http://example.org/fhir"'),
        'endpoint = "http:',
        "wrong_shape",
        'expected "folder:" to drop files',
    ),
    "words with a space before": (
        ('name = "Cedar Walk Care Home"', 'name = " Cedar Walk"'),
        'name = " Cedar Walk"',
        "wrong_shape",
        "no space before or after",
    ),
    "text that is not TOML": (
        ('[words]\nsingle_point = "Single', "[words]\nsingle_point = Single"),
        "single_point = Single",
        "not_toml",
        "this is not TOML",
    ),
    "a key twice": (
        ('name = "Rapid"\n', 'name = "Rapid"\nname = "Quick"\n'),
        'name = "Quick"',
        "not_toml",
        "this is not TOML: Cannot overwrite a value",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path, case):
    change, marker, code, message = case
    file = planted(tmp_path, change)

    first = next(one for one in findings_of(file) if one.code == code)

    assert first.source == str(file)
    assert first.at == line_of(file, marker)
    assert message in first.message


def test_an_unknown_key_asks_what_was_meant(tmp_path):
    file = planted(tmp_path, UNKNOWN_KEY)

    missing, unknown = sorted(findings_of(file), key=lambda one: one.code)

    assert missing.code == "missing_key"
    assert unknown.code == "unknown_key"
    assert unknown.at == line_of(file, "telefone")
    assert unknown.message.startswith("front_door, telefone: found a key of this name, expected")
    assert unknown.message.endswith('did you mean "telephone"?')


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path):
    file = planted(
        tmp_path,
        ('ods = "RZ9"', 'ods = "rz9"'),
        ('locality = "south_bucks", telephone', 'locality = "south", telephone'),
        ("may_stop_clock = true", 'may_stop_clock = "true"'),
        ('teams = ["reablement"]', 'teams = ["reabling"]'),
        ('emergency = "Ring 999', 'emergencies = "Ring 999'),
    )

    found = findings_of(file)

    assert [one.code for one in found] == [
        "wrong_shape",
        "unknown_code",
        "wrong_type",
        "missing_key",
        "unknown_key",
        "unknown_code",
    ]
    lines = [int(one.at.removeprefix("line ")) for one in found]
    assert lines == sorted(lines)


def test_the_refusal_reads_as_file_line_and_sentence(tmp_path):
    file = planted(tmp_path, ('ods = "RZ9"', 'ods = "rz9"'))

    with pytest.raises(place.PlaceRefused, match="expected an ODS code") as refused:
        place.load(file)

    assert str(refused.value).startswith(f"{file}, {line_of(file, 'rz9')}: organisations")


def test_what_cannot_be_read_hides_no_other_fault(tmp_path):
    file = planted(
        tmp_path,
        ('kind = "hospice"', 'kind = "hospis"'),
        ("lowest = 20, highest = 45", "lowest = 45, highest = 20"),
    )

    assert [one.code for one in findings_of(file)] == ["unknown_code", "not_sound"]


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"", "line 1", "missing_key"),
        (b"code = 1\nname = 'caf\xe9'\n", "line 2", "not_readable"),
        (b"\xff\xfe", "line 1", "not_readable"),
        (b"a = " + b"[" * 50_000, "line 1", "not_toml"),
        (b"a = 1\nb = '''never ends\n\n", "line 2", "not_toml"),
        (b"\x00", "line 1", "not_toml"),
        (b"code = 'x'\r\nzone = 7\r\n", "line 2", "wrong_type"),
    ],
    ids=["empty", "latin-1", "utf-16", "deep", "unended", "nul", "windows"],
)
def test_a_broken_file_is_refused_and_never_a_traceback(tmp_path, content, line, code):
    file = tmp_path / "broken.toml"
    file.write_bytes(content)

    assert (line, code) in {(one.at, one.code) for one in findings_of(file)}


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (found,) = findings_of(tmp_path / "none.toml")

    assert found.code == "not_readable"
