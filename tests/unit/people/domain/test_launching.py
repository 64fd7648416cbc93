"""Whether two systems mean one person by one NHS number."""

from datetime import date
from typing import Any

import pytest

from joinedup.people.domain.launching import Known, differences
from tests.rules import rule

ETHEL = {"family_name": "O'Brién-Dale", "given_name": "Ethel May", "born_on": date(1938, 3, 14)}


@rule("Somebody chosen in another system is opened only where names and birth agree")
@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ({}, {}, ""),
        ({"family_name": "OBRIEN DALE", "given_name": "ETHEL"}, {}, ""),
        ({"given_name": "Effie"}, {"known_as": "Effie"}, ""),
        ({"given_name": "May"}, {}, "given_name"),
        ({"given_name": ""}, {}, "given_name"),
        ({"family_name": "Dale"}, {}, "family_name"),
        ({"born_on": date(1938, 4, 14)}, {}, "born_on"),
        ({"born_on": None}, {}, "born_on"),
        ({"born_on": None}, {"born_on": None}, "born_on"),
        ({}, {"born_on": None}, "born_on"),
        (
            {"family_name": "A", "given_name": "B", "born_on": None},
            {},
            "family_name given_name born_on",
        ),
    ],
)
def test_what_differs_is_said(theirs: dict[str, Any], ours: dict[str, Any], said: str) -> None:
    found = differences(Known(**{**ETHEL, **theirs}), Known(**{**ETHEL, **ours}))

    assert " ".join(found) == said
