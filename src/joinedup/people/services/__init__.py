"""Changing the person index: each verb one transaction and its facts."""

from joinedup.people.services.correcting import (
    correct_details,
    link_identifier,
    move_to,
    record_death,
    register_with_practice,
)
from joinedup.people.services.identifying import identify, identify_as_new
from joinedup.people.services.record import KeptEntries, hear, keep_entries, keep_many
from joinedup.people.services.registering import (
    Loaded,
    ToRegister,
    load_people,
    register_person,
    register_unidentified,
)
from joinedup.people.services.restricting import lift_restriction, restrict_location
from joinedup.people.services.rows import NumberOfAnother

__all__ = [
    "KeptEntries",
    "Loaded",
    "NumberOfAnother",
    "ToRegister",
    "correct_details",
    "hear",
    "identify",
    "identify_as_new",
    "keep_entries",
    "keep_many",
    "lift_restriction",
    "link_identifier",
    "load_people",
    "move_to",
    "record_death",
    "register_person",
    "register_unidentified",
    "register_with_practice",
    "restrict_location",
]
