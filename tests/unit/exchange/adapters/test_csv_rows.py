"""CSV as councils write it: encodings, marks, quotation, and files that break off."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.adapters.csv_rows import NotReadable, Row, rows


def read(body: bytes) -> list[Row]:
    return list(rows(io.BytesIO(body)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_each_usual_encoding_is_read(encoding: str):
    read_rows = read("name,cost\r\nZoë,£5\r\n".encode(encoding))

    assert [row.values for row in read_rows] == [["name", "cost"], ["Zoë", "£5"]]


def test_a_row_says_where_it_stands():
    found = read(b'a,b\n"two\nlines",1\n\nlast,2\n')

    assert [row.at for row in found] == ["line 1, row 1", "line 2, row 2", "line 5, row 4"]


def test_rows_before_a_cut_are_given():
    stream = rows(io.BytesIO(b'a,b\n1,2\n3,"cut'))
    given_rows = [next(stream), next(stream)]

    with pytest.raises(NotReadable) as broken:
        next(stream)

    assert [row.values for row in given_rows] == [["a", "b"], ["1", "2"]]
    assert (broken.value.code, broken.value.at) == ("truncated", "line 3, row 3")


def test_a_file_cut_in_a_letter_is_read_to_there():
    assert read("a\nZoë".encode()[:-1])[1].values == ["Zo\ufffd"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest of a zip", "archive_not_taken"),
        (b"a,b\n\x81\x8d\x8f\n", "not_utf8"),
        (b"\xff\xfe\x00\xdc\x00\x00", "not_utf8"),
        (b'a,b\n1,"two"x\n', "not_csv"),
        (b'a,b\n"' + b"x" * 200_000, "not_csv"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(body: bytes, code: str):
    with pytest.raises(NotReadable) as refused:
        read(body)

    assert refused.value.code == code
    assert refused.value.said.endswith(".")


@given(st.binary(max_size=200))
def test_no_bytes_make_another_failure(body: bytes):
    with suppress(NotReadable):
        read(body)
