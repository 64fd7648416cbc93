"""A place may name exactly the repairs that there are."""

from joinedup.exchange.adapters import repairs
from joinedup.foundation.place_schema import Repair


def test_a_place_knows_every_repair():
    assert {one.value for one in Repair} == set(repairs.KNOWN)
