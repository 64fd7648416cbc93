"""How many passkeys somebody may have, and what a counter that went back tells."""

import pytest

from joinedup.kernel.errors import Refused
from joinedup.office.domain import passkeys


@pytest.mark.parametrize(("kept", "shown"), [(0, 0), (0, 1), (7, 8), (7, 900)])
def test_a_counter_goes_on_or_counts_nothing(kept: int, shown: int) -> None:
    passkeys.check_counter(kept, shown=shown)


@pytest.mark.parametrize(("kept", "shown"), [(7, 7), (7, 6), (7, 0)])
def test_a_counter_that_did_not_go_on_is_refused(kept: int, shown: int) -> None:
    with pytest.raises(Refused, match="passkey_counter"):
        passkeys.check_counter(kept, shown=shown)


def test_there_is_room_for_ten() -> None:
    passkeys.check_room(9)
    with pytest.raises(Refused, match="passkeys_enough"):
        passkeys.check_room(10)
