"""What an app asks for: each thing that is missing or wrong, by the code of the standard."""

from uuid import UUID

import pytest

from joinedup.exchange.domain.authorising import CannotAnswer, answered, asked
from joinedup.kernel.app_scopes import KINDS
from tests.builders.smart import asking

FHIR = "http://127.0.0.1/fhir"
APP = "01a209d5-b205-7000-99a9-38fa8efdaacb"


def given(**changed: str) -> dict[str, str]:
    whole = asking(UUID(APP), "opened")
    return {name: one for name, one in {**whole, **changed}.items() if one}


def test_a_whole_request_is_understood() -> None:
    found = asked(given(aud=f"{FHIR}/"), let=KINDS, fhir=FHIR)

    assert (found.launch, found.state) == ("opened", "its-own")
    assert set(found.scopes.may) == {"Patient", "Condition"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"state": ""}, "invalid_request"),
        ({"state": "s" * 2001}, "invalid_request"),
        ({"aud": ""}, "invalid_request"),
        ({"aud": "https://other.example/fhir"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"launch": ""}, "invalid_request"),
        ({"scope": "launch"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_what_is_wrong_is_refused_by_its_code(changed: dict[str, str], code: str) -> None:
    with pytest.raises(CannotAnswer) as refused:
        asked(given(**changed), let=KINDS, fhir=FHIR)

    assert refused.value.code == code


def test_an_answer_is_put_beside_what_an_address_says_already() -> None:
    assert (
        answered("https://a.example/x?y=1", {"code": "c d"}) == "https://a.example/x?y=1&code=c+d"
    )
    assert answered("https://a.example/x", {"code": "c"}) == "https://a.example/x?code=c"
