"""The part of a message that an entry points into."""

import json

import pytest

from joinedup.people.domain import message_part
from joinedup.people.domain.message_part import part_of

BUNDLE = json.dumps(
    {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": "Patient"}}, {"resource": {"code": "é <b>"}}],
    }
).encode()
TABLE = b'\xef\xbb\xbfname,event,note\nA,visit,\nB,"stay, long",x\n'
LINES = b'{"resourceType": "Goal"}\n{"resourceType": "Flag"}\n'


@pytest.mark.parametrize(
    ("body", "path", "shown"),
    [
        (BUNDLE, "Bundle.entry[1].resource", '{\n  "code": "é <b>"\n}'),
        (BUNDLE, "entry[1].resource.code", '"é <b>"'),
        (BUNDLE, "Bundle.entry[0].resource.Patient", '{\n  "resourceType": "Patient"\n}'),
        (BUNDLE, "Bundle.entry[7].resource", None),
        (BUNDLE, "Bundle.entry.resource", None),
        (BUNDLE, "Bundle[0]", None),
        (b"{not json", "Bundle", None),
        (b"[" * 200_000, "Bundle", None),
        (TABLE, "line 3, row 2", "name: B\nevent: stay, long\nnote: x"),
        (TABLE, "row 2", "name: A\nevent: visit"),
        (TABLE, "line 1", "name,event,note"),
        (TABLE, "line 9", None),
        (TABLE, "line 0", None),
        (LINES, "line 2", '{\n  "resourceType": "Flag"\n}'),
    ],
)
def test_the_part_at_a_path_is_set_out(body: bytes, path: str, shown: str | None) -> None:
    assert part_of(body, path) == shown


def test_a_long_part_is_cut_and_a_large_file_not_read() -> None:
    long = json.dumps({"text": "x" * message_part.LONGEST_SHOWN}).encode()

    assert (part_of(long, "") or "").endswith("\n…")
    assert part_of(b" " * (message_part.LARGEST_READ + 1), "") is None


def test_what_care_costs_is_not_shown_in_a_row() -> None:
    body = b"Event Type,Unit Cost,Cost_Frequency (Unit Type),Client Funding Status\n"
    body += b"Service,21.37,Hourly,Self-funded\n"

    assert message_part.part_of(body, "line 2, row 2") == "Event Type: Service"
