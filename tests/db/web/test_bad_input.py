"""What no page of ours sends: a clear answer, never a 500."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.builders.office import a_colleague, signed_in

FORM = "/gallery/form"
TRUNCATED = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\nFell'
WAYS: dict[str, Callable[[Client], Any]] = {
    "an empty body": lambda c: c.post(FORM, b"", "application/x-www-form-urlencoded"),
    "a body cut short": lambda c: c.post(FORM, TRUNCATED, "multipart/form-data; boundary=x"),
    "no boundary": lambda c: c.post(FORM, TRUNCATED, "multipart/form-data"),
    "a wrong encoding": lambda c: c.post(
        FORM, b"words=\xff\xfe\xc3", "application/x-www-form-urlencoded"
    ),
    "an unknown encoding": lambda c: c.generic(
        "POST", FORM, b"words=x", "application/x-www-form-urlencoded; charset=banana"
    ),
    "a null byte": lambda c: c.post(FORM, {"words": "a\x00b", "number": "\x00"}),
    "a thousand fields": lambda c: c.post(FORM, {f"f{n}": "x" for n in range(1000)}),
    "an answer that was not offered": lambda c: c.post(FORM, {"response_class": "banana"}),
    "a field given twice": lambda c: c.post(FORM, {"seen": ["1", "2"], "leads": ["x", "nurse"]}),
    "a page of words": lambda c: c.post(FORM, {"words": "x" * 100_000}),
    "half a pair of surrogates": lambda c: c.post(FORM, b"words=%ED%A0%80", "text/plain"),
    "JSON for a form": lambda c: c.post(FORM, b"{" * 10_000, "application/json"),
    "a date out of all bounds": lambda c: c.post(
        FORM,
        {
            "happened_at-day": "1" * 5000,
            "happened_at-month": "-1",
            "happened_at-year": "1e9",
            "happened_at-time": "24:99",
        },
    ),
    "a tampered membership": lambda c: c.post("/account/role", {"role": "\x00"}),
    "a sign-in of null bytes": lambda c: c.post("/sign-in", {"login": "\x00", "password": "\x00"}),
    "an address of null bytes": lambda c: c.get("/gallery/look/%00"),
    "a next page of nonsense": lambda c: c.get("/sign-in?next=%0d%0aSet-Cookie:x"),
    "another way of asking": lambda c: c.generic("PATCH", FORM),
    "a session that is none": lambda c: _with_session(c, "../../etc/passwd"),
}


def _with_session(client: Client, key: str) -> HttpResponse:
    client.cookies["joinedup_session"] = key
    answer: HttpResponse = client.get("/account")
    return answer


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS)
def test_bad_input_is_answered_in_words(send: Callable[[Client], Any]) -> None:
    answer = send(signed_in(a_colleague()))

    assert answer.status_code < 500
    assert b"Traceback" not in answer.content
