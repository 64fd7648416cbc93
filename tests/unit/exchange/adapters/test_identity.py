"""Which message it is, whose referral it is about, and where it stands in order."""

from typing import Any

import pytest

from joinedup.exchange.adapters import identity
from tests.builders.exchange import a_message

UUID_VALUE = "2c1c469b-4381-437e-8903-0fb3f7559edb"


def key_of(message: dict[str, Any]) -> tuple[str, bool]:
    return identity.message_key(message, message["entry"][0]["resource"])


def test_the_header_id_names_a_message_before_the_bundle_does():
    message = a_message()

    assert key_of(message) == ("header|b2c0a3f4-0001-4c00-8000-000000000001", True)
    message["entry"][0]["resource"].pop("id")
    assert key_of(message) == ("bundle|b2c0a3f4-0001-4c00-8000-00000000b0b0", True)
    message["identifier"] = {"system": "s", "value": "m-7"}
    assert key_of(message) == ("identifier|m-7", True)


def test_a_message_without_an_id_is_known_by_what_it_says():
    first, again = a_message(), a_message(sent="2026-11-24T11:00:00+00:00")
    other = a_message(priority="routine")
    for message in (first, again, other):
        message.pop("id")
        message["entry"][0]["resource"].pop("id")

    assert key_of(first) == key_of(again)
    assert key_of(first) != key_of(other)
    assert key_of(first)[1] is False


def test_an_answer_quotes_what_is_nearest_to_the_bundles_id():
    message = a_message()
    header = message["entry"][0]["resource"]

    assert identity.message_id(message, header, "") == "b2c0a3f4-0001-4c00-8000-00000000b0b0"
    message.pop("id")
    assert identity.message_id(message, header, "") == "b2c0a3f4-0001-4c00-8000-000000000001"
    header.pop("id")
    assert identity.message_id(message, header, "urn:uuid:a-1") == "a-1"
    assert len(identity.message_id(message, header, "https://not/an/id")) == 64


@pytest.mark.parametrize(
    ("identifiers", "keys"),
    [
        (
            [{"system": "a", "value": "1"}, {"system": "b", "value": "2"}],
            ("a|1", "b|2"),
        ),
        (
            [{"system": "a", "value": "1"}, {"system": "b", "value": UUID_VALUE}],
            (f"b|{UUID_VALUE}", "a|1"),
        ),
        (
            [
                {"system": "a", "value": UUID_VALUE},
                {"system": "b", "value": "2", "use": "official"},
            ],
            ("b|2", f"a|{UUID_VALUE}"),
        ),
        ([{"system": "a"}], ("ServiceRequest|urn:uuid:1",)),
    ],
)
def test_the_steadiest_identifier_names_the_referral(
    identifiers: list[dict[str, str]], keys: tuple[str, ...]
):
    assert identity.subject_keys({"identifier": identifiers}, "urn:uuid:1") == keys


def test_an_id_stands_in_only_where_there_is_no_identifier():
    assert identity.subject_keys({"id": "sr-1"}, "urn:uuid:1") == ("ServiceRequest|sr-1",)
    assert identity.subject_keys({}, "") == ()


def test_a_very_long_identifier_is_kept_short_and_distinct():
    keys = [
        identity.subject_keys({"identifier": [{"value": "x" * 500 + end}]}, "")[0] for end in "ab"
    ]

    assert keys[0] != keys[1]
    assert all(len(key) <= 150 for key in keys)


def test_the_bundles_time_orders_messages_before_any_other():
    message = a_message()
    header, request = (message["entry"][n]["resource"] for n in (0, 1))
    header["meta"] = {"lastUpdated": "2020-01-01T00:00:00Z"}

    assert identity.sortable(identity.sequence(message, header, request)) == (
        "2026-11-24T09:25:00.000000Z"
    )
    message.pop("timestamp")
    assert identity.sortable(identity.sequence(message, header, request)) == (
        "2020-01-01T00:00:00.000000Z"
    )


def test_times_in_any_zone_sort_as_time_does():
    earlier = identity.sequence({"timestamp": "2026-11-24T10:30:00+02:00"}, {}, {})
    later = identity.sequence({"timestamp": "2026-11-24T08:30:00.0000001Z"}, {}, {})

    assert identity.sortable(earlier) == identity.sortable(later)
    assert identity.sortable(None) == ""
