"""Whatever arrives is read or refused with a place and a code; nothing is raised."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.adapters import bars, fhir, kinds
from joinedup.exchange.adapters.outcome import operation_outcome
from joinedup.exchange.adapters.patient import person_sent
from joinedup.exchange.adapters.raw import Limits
from tests.builders.exchange import ON, a_message, an_ethel, as_bytes

MESSAGE = as_bytes(a_message())
REPAIRS = ("one_for_list", "list_of_one", "capital_letter", "broken_address")
LIMITS = Limits(size=60_000, depth=64, values=20_000)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def take(body: bytes) -> None:
    """Everything that is done with bytes that arrive, short of keeping what they say."""
    for repairs in ((), REPAIRS):
        parsed, findings = fhir.validate(
            body, source="x", on=ON, limits=LIMITS, repairs_allowed=repairs
        )
        assert all(f.source == "x" and f.at and f.code and f.message for f in findings)
        assert (parsed is None) == bool(findings)
        if findings:
            operation_outcome(findings).decode()
        if parsed is not None:
            kinds.kind_of(parsed.resource)
            if parsed.resource.get("type") == "message":
                bars.read_message(parsed.resource, source="x", on=ON)
            if parsed.type_name == "Patient":
                person_sent(parsed.resource, on=ON)


@given(st.binary(max_size=400))
def test_any_bytes(body: bytes):
    take(body)


@given(anything)
def test_any_json(value: Any):
    take(json.dumps(value).encode())


@given(st.integers(0, len(MESSAGE)), st.binary(max_size=12), st.integers(0, 30))
def test_a_message_with_bytes_put_in_taken_out_or_cut(at: int, put_in: bytes, taken_out: int):
    take(MESSAGE[:at] + put_in + MESSAGE[at + taken_out :])
    take(MESSAGE[:at])


@given(st.integers(0, len(MESSAGE) * 8 - 1))
def test_a_message_with_one_bit_turned(bit: int):
    turned = bytearray(MESSAGE)
    turned[bit // 8] ^= 1 << bit % 8
    take(bytes(turned))


def paths(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    return [path, *(one for key, value in inner for one in paths(value, (*path, key)))]


MESSAGE_PATHS, PATIENT_PATHS = paths(a_message())[1:], paths(an_ethel())[1:]


def replaced(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return tree


@given(st.sampled_from(MESSAGE_PATHS), anything)
def test_a_message_with_anything_in_any_place(path: tuple[Any, ...], value: Any):
    take(json.dumps(replaced(a_message(), path, value)).encode())


@given(st.sampled_from(PATIENT_PATHS), anything)
def test_a_person_with_anything_in_any_place(path: tuple[Any, ...], value: Any):
    take(json.dumps(replaced(an_ethel(), path, value)).encode())


@given(st.sampled_from(MESSAGE_PATHS), anything)
def test_reading_does_not_lean_on_validity(path: tuple[Any, ...], value: Any):
    message = replaced(a_message(), path, value)

    kinds.kind_of(message)
    bars.read_message(message, source="x", on=ON)


@given(st.sampled_from(["utf-16", "utf-32", "latin-1", "utf-7"]), st.text(min_size=1, max_size=20))
def test_a_message_in_another_encoding(encoding: str, name: str):
    message = json.dumps(an_ethel(name=[{"family": name}]), ensure_ascii=False)
    take(message.encode(encoding, errors="replace"))
