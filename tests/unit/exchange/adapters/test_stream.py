"""A Bundle is parted into its entries, whatever pieces it comes in and wherever it breaks off."""

import io
import json
import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.adapters.stream import BrokenOff, Entries

MOST = 100_000

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


class Drip(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, body: bytes, seed: int) -> None:
        super().__init__(body)
        self.dice = random.Random(seed)

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.dice.randint(1, 40))


def parted(body: bytes, *, most: int = MOST) -> tuple[list[bytes], bytes]:
    entries = Entries(io.BytesIO(body), most=most)
    return [piece.body for piece in entries], entries.head


def broken(body: bytes) -> BrokenOff:
    with pytest.raises(BrokenOff) as raised:
        parted(body)
    return raised.value


@given(st.lists(json_values, max_size=8), json_values, st.integers(0, 9), st.booleans())
def test_every_entry_comes_out_as_it_went_in(
    values: list[Any], beside: Any, seed: int, is_last: bool
) -> None:
    bundle = {"entry": values, "other": beside} if is_last else {"other": beside, "entry": values}
    body = json.dumps(bundle, indent=seed % 3 or None, ensure_ascii=bool(seed % 2)).encode()

    entries = Entries(Drip(body, seed), most=MOST)
    found = [json.loads(piece.body) for piece in entries]

    assert found == values
    assert json.loads(entries.head) == {**bundle, "entry": []}


@given(st.integers(0, 400))
def test_wherever_it_is_cut_all_before_is_whole(at: int) -> None:
    body = json.dumps({"type": "batch", "entry": [{"n": n, "x": "]}"} for n in range(12)]}).encode()
    entries = Entries(io.BytesIO(body[:at]), most=MOST)
    found: list[Any] = []

    with suppress(BrokenOff):
        found += (json.loads(piece.body) for piece in entries)

    assert len(found) == entries.count
    assert found == [{"n": n, "x": "]}"} for n in range(len(found))]


def test_a_mark_at_the_beginning_is_passed_over():
    assert parted(b'\xef\xbb\xbf{"entry": [{"a": 1}]}')[0] == [b'{"a": 1}']


def test_what_is_too_large_is_passed_over_with_its_size():
    text = "y}" * 2_500 + '"' + "\\" * 501
    numbers = [1] * 2_000
    large = json.dumps({"v": [1, text], "n": numbers, "z": [1, {"w": "]"}]}).encode()
    body = b'{"entry": [' + large + b', {"b": 1}, ' + large + b"]}"

    pieces = list(Entries(Drip(body, 1), most=1_000))

    assert [(one.body, one.size) for one in pieces] == [
        (b"", len(large)),
        (b'{"b": 1}', 8),
        (b"", len(large)),
    ]


def test_the_entries_of_a_part_are_not_those_of_the_whole():
    body = b'{"meta": {"entry": [{"a": 1}]}, "entry": {"no": "list"}}'

    found, head = parted(body)

    assert found == []
    assert json.loads(head) == {"meta": {"entry": [{"a": 1}]}, "entry": {"no": "list"}}


def test_what_stands_twice_stands_twice_in_the_head():
    assert parted(b'{"entry": [1], "entry": [2]}') == ([b"1", b"2"], b'{"entry":[],"entry":[]}')


@pytest.mark.parametrize(
    ("body", "count", "is_cut"),
    [
        (b"", 0, False),
        (b"hello", 0, False),
        (b"[]", 0, False),
        (b"{", 0, True),
        (b'{"type": "coll', 0, True),
        (b'{"entry": [{"a": 1}', 1, True),
        (b'{"entry": [{"a": 1}, {"b": ', 1, True),
        (b'{"entry": [{"a": 1},]}', 1, False),
        (b'{"entry": [{"a": 1} {"b": 2}]}', 1, False),
        (b'{"entry": [{"a": 1}]} and more', 1, False),
    ],
)
def test_where_it_breaks_off_is_told(body, count, is_cut):
    error = broken(body)

    assert (error.count, error.is_cut) == (count, is_cut)
    finding = error.finding("a.json")
    assert finding.at == f"byte {error.at + 1}"
    assert finding.code == ("truncated" if is_cut else "not_json")
    assert "send the whole of it again" in finding.message.lower()


@pytest.mark.parametrize(
    "body",
    [
        b'{"x": "' + b"y" * 300_000 + b'", "entry": []}',
        b'{"x": ' + b"1" * 300_000 + b"}",
    ],
)
def test_a_head_that_goes_on_and_on_is_refused(body):
    assert not broken(body).is_cut
