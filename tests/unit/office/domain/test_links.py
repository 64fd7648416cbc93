"""What a request for a link must say: which user, and whom by number, birth and both names."""

import json
from datetime import date
from typing import Any

import pytest

from joinedup.kernel.errors import Refused
from joinedup.office.domain import links
from joinedup.office.domain.launching import PersonTold
from joinedup.office.domain.links import UserNamed

ETHEL = {
    "nhs_number": "943 476 5919",
    "birth_date": "1938-03-14",
    "family_name": "Pargeter",
    "given_name": " Ethel ",
}
AT_WORK = {"issuer": "https://idp.example", "subject": "joan"}


def asking(user: object = None, **changed: object) -> bytes:
    """A request for a link; a part that is None is left out."""
    person = {name: one for name, one in {**ETHEL, **changed}.items() if one is not None}
    return json.dumps({"user": user or {"username": "joan"}, "person": person}).encode()


@pytest.mark.parametrize(
    ("user", "named"),
    [
        ({"username": "joan"}, UserNamed("joan", "", "")),
        (AT_WORK, UserNamed("", "https://idp.example", "joan")),
    ],
)
def test_a_user_and_a_person_are_read(user: dict[str, str], named: UserNamed) -> None:
    found = links.asked(asking(user))

    assert found.user == named
    assert found.person == PersonTold("9434765919", "Pargeter", "Ethel", date(1938, 3, 14))


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        (b"", "link_unreadable", None),
        (b"\xff", "link_unreadable", None),
        (b"[" * 100_000, "link_unreadable", None),
        (b"[]", "link_unreadable", None),
        (b"{}", "link_incomplete", "user"),
        (b'{"user": 1, "person": {}}', "link_incomplete", "user"),
        (b'{"user": {"username": "a"}}', "link_incomplete", "person"),
        (asking({"issuer": "https://idp.example"}), "link_incomplete", "user"),
        (asking({"username": "joan", **AT_WORK}), "link_incomplete", "user"),
        (asking({"username": 7}), "link_wrong", "user.username"),
        (asking(nhs_number="9434765918"), "link_wrong", "person.nhs_number"),
        (asking(nhs_number=None), "link_incomplete", "person.nhs_number"),
        (asking(family_name=" "), "link_incomplete", "person.family_name"),
        (asking(given_name="x" * 201), "link_wrong", "person.given_name"),
        (asking(given_name="a\x00"), "link_wrong", "person.given_name"),
        (asking(birth_date="1938-03"), "link_wrong", "person.birth_date"),
    ],
)
def test_what_is_wrong_is_refused_by_name(body: bytes, code: str, where: Any) -> None:
    with pytest.raises(Refused) as refused:
        links.asked(body)

    assert (refused.value.refusal_code, refused.value.values.get("where")) == (code, where)
