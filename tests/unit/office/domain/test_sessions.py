"""How somebody signed in, by what their session says that they showed."""

import pytest

from joinedup.office.domain.sessions import Way, way_in

PASSWORD = {"method": "password"}
CODE = {"method": "mfa", "type": "totp"}
PASSKEY = {"method": "mfa", "type": "webauthn"}
ALONE = {**PASSKEY, "passwordless": True}


@pytest.mark.parametrize(
    ("showed", "way"),
    [
        ([], Way.PASSWORD),
        ([PASSWORD], Way.PASSWORD),
        ([PASSWORD, CODE], Way.PASSWORD_AND_CODE),
        ([PASSWORD, {"method": "mfa", "type": "recovery_codes"}], Way.PASSWORD_AND_CODE),
        ([PASSWORD, PASSKEY], Way.PASSWORD_AND_PASSKEY),
        ([ALONE], Way.PASSKEY),
        ([PASSWORD, {**CODE, "reauthenticated": True}], Way.PASSWORD),
    ],
)
def test_the_way_in_is_what_was_shown_at_first(showed: list[dict[str, object]], way: Way) -> None:
    assert way_in(showed, by_provider=False) is way


def test_a_provider_is_the_way_whatever_was_shown_here() -> None:
    assert way_in([PASSWORD, CODE], by_provider=True) is Way.PROVIDER
