"""Bytes are judged before they are believed."""

import json
import tracemalloc

import pytest

from joinedup.exchange.adapters import raw
from joinedup.exchange.adapters.raw import Limits

SMALL = Limits(size=2_000, depth=8, values=100)


def refusal(body: bytes, limits: Limits = SMALL) -> tuple[str, str]:
    tree, findings = raw.read(body, source="a.json", limits=limits)
    assert tree is None
    assert {f.source for f in findings} == {"a.json"}
    return findings[0].at, findings[0].code


@pytest.mark.parametrize(
    ("body", "at", "code"),
    [
        (b"", "file", "empty"),
        (b" \n\t ", "file", "empty"),
        (b"\xef\xbb\xbf", "file", "empty"),
        (b'{"a": "' + b"x" * 3_000 + b'"}', "file", "too_large"),
        (b'{"a": "caf\xe9"}', "byte 11", "not_utf8"),
        ('{"a": 1}'.encode("utf-16"), "file", "not_utf8"),
        (b'{"a": [1, 2', "line 1 column 12", "truncated"),
        (b'{"a": "br', "line 1 column 7", "truncated"),
        (b"{'a': 1}", "line 1 column 2", "not_json"),
        (b'{"a": 1} {"b": 2}', "line 1 column 10", "not_json"),
        (b"[1, 2]", "file", "not_an_object"),
        (b'"words"', "file", "not_an_object"),
        (b'{"a": NaN}', "file", "not_a_number"),
        (b'{"a": -Infinity}', "file", "not_a_number"),
        (b'{"a": ' + b"9" * 50 + b"}", "file", "not_a_number"),
        (b'{"a": 1e99999999999999999999}', "file", "not_a_number"),
        (b'{"a": 1e400}', "file", "not_a_number"),
        (b"[" * 9 + b"]" * 9, "file", "too_deep"),
        (b"[" + b"1," * 150 + b"1]", "file", "too_many_values"),
        (b'{"resourceType": "Patient", "id": "a", "id": "b"}', "Patient.id", "repeated_key"),
        (b'{"name": [{"family": "A", "family": "B"}]}', "Resource.name[0].family", "repeated_key"),
        (b'{"a": "\\ud800"}', "Resource.a", "unprintable"),
        (b'{"a": "\\u0000"}', "Resource.a", "unprintable"),
        (b'{"\\udfff": 1}', "Resource", "unprintable"),
    ],
)
def test_each_fault_has_its_place_and_code(body: bytes, at: str, code: str):
    assert refusal(body) == (at, code)


def test_a_byte_order_mark_is_let_pass():
    tree, findings = raw.read(b'\xef\xbb\xbf{"a": 1}', source="a.json")

    assert (tree, findings) == ({"a": 1}, ())


def test_decimals_keep_their_last_nought():
    tree, _ = raw.read(b'{"value": 72.50}', source="a.json")

    assert str(tree["value"]) == "72.50"


def test_brackets_inside_words_are_not_depth():
    body = json.dumps({"a": "[" * 500, "b": '\\"[[['}).encode()

    tree, _ = raw.read(body, source="a.json", limits=SMALL)

    assert tree is not None


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_a_hundred_thousand_levels_are_refused_without_recursion(opening: bytes):
    assert refusal(opening * 100_000, raw.DEFAULT_LIMITS) == ("file", "too_deep")


def test_twenty_million_closing_brackets_are_cut_short():
    at, code = refusal(b"[" + b"]" * 3_000_000, raw.DEFAULT_LIMITS)

    assert (at, code) == ("line 1 column 3", "not_json")


def test_something_too_large_is_refused_by_its_size_alone():
    tracemalloc.start()

    found = raw.too_large("big.json", 200_000_000)

    assert tracemalloc.get_traced_memory()[1] < 100_000
    tracemalloc.stop()
    assert found is not None
    assert found.message.startswith("This is 200 MB and at most 20 MB")
    assert raw.too_large("small.json", 200) is None
