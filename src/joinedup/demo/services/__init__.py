"""Filling an empty place: staff, people, and a working day."""

from joinedup.demo.services.telling import (
    DEMO_PEOPLE,
    SEED,
    Loaded,
    load,
    load_county,
    load_people,
    refer_many,
)
from joinedup.demo.services.weeks import WEEKS

__all__ = [
    "DEMO_PEOPLE",
    "SEED",
    "WEEKS",
    "Loaded",
    "load",
    "load_county",
    "load_people",
    "refer_many",
]
