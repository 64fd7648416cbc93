"""Bytes to a tree of plain values: size, encoding, depth, repeated keys, before all else."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from typing import Any, Final, NoReturn

from joinedup.kernel.finding import Finding

type Tree = dict[str, Any]

WHOLE: Final = "file"

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_OTHER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# Zip, gzip, bzip2, xz, 7-Zip, RAR and zstandard. None is unpacked here: a small one may hold more
# than a disk does, or another like it.
_PACKED: Final = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"),
    *(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd"),
)
PACKED: Final = (
    "This is packed (zip or the like), and nothing is unpacked here. Unpack it, archives inside it"
    " as well, and send the files."
)
_STRINGS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"
_STEP: Final = {**dict.fromkeys(_OPENING, 1), **dict.fromkeys(_CLOSING, -1)}
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(_STEP))
_NOT_SEPARATORS: Final = bytes(set(range(256)) - set(b"[{,"))
# FHIR strings allow only tab, newline and return below 32; PostgreSQL keeps no null, UTF-8 no half.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# JSON holds those only as escapes; most texts have none, and need no second look.
_MAY_BE_UNPRINTABLE: Final = re.compile(r"\\[bf]|\\u(?:00[01]|[dD][89a-fA-F])")
_LONGEST_NUMBER: Final = 40
_LARGEST_EXPONENT: Final = 100


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message may hold: bytes, levels inside one another, and values in all."""

    size: int = 20_000_000
    depth: int = 64
    values: int = 1_000_000


DEFAULT_LIMITS: Final = Limits()


class _NotANumber(ValueError):
    """A number that JSON does not know, or that is longer than any clinical figure."""


class _Repeated(dict[str, Any]):
    """An object in which a key stood twice; `keys_repeated` says which."""

    keys_repeated: tuple[str, ...] = ()


def read(
    body: bytes, *, source: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[Tree | None, tuple[Finding, ...]]:
    """The object that a body of bytes holds, or every reason why it holds none to be trusted."""
    refused = _refused_unread(body, limits)
    text, refused = (None, refused) if refused else _text(body)
    tree, refused, repeats = (None, refused, False) if text is None else _parsed(text)
    if text is None or tree is None:
        return None, (Finding(source, *_named(refused)),)
    if not repeats and not _MAY_BE_UNPRINTABLE.search(text):
        return tree, ()
    findings = tuple(Finding(source, *found) for found in _untrusted(tree))
    return (None, findings) if findings else (tree, ())


def too_large(source: str, size: int, limits: Limits = DEFAULT_LIMITS) -> Finding | None:
    """The refusal of something too large, from its size alone: it need not be read first."""
    if size <= limits.size:
        return None
    most = _megabytes(limits.size)
    said = f"This is {_megabytes(size)} and at most {most} are taken. Send it in parts."
    return Finding(source, WHOLE, "too_large", said)


def is_packed(first: bytes) -> bool:
    """Whether the first bytes are those of an archive or of something compressed."""
    return first.startswith(_PACKED)


def unreadable(first: bytes) -> tuple[str, str] | None:
    """Why nothing of a text can be read, by its first bytes: the code and what to do."""
    if is_packed(first):
        return "archive_not_taken", PACKED
    if first.startswith(_OTHER_MARKS):
        return "not_utf8", "This is written in UTF-16. Send it as UTF-8."
    return None


type _Refusal = tuple[str, str, str]


def _named(refused: _Refusal | None) -> _Refusal:
    return refused or (WHOLE, "not_json", "This could not be read.")


def _refused_unread(body: bytes, limits: Limits) -> _Refusal | None:
    if len(body) > limits.size:
        found = too_large("", len(body), limits)
        return (WHOLE, "too_large", found.message) if found else None
    if not body.removeprefix(BYTE_ORDER_MARK).strip():
        return WHOLE, "empty", "There is nothing in this. Send the whole message again."
    if refused := unreadable(body):
        return WHOLE, *refused
    bare = _STRINGS.sub(b"", body)
    if _is_deeper(bare, limits):
        said = f"Values stand more than {limits.depth} deep, which they do in no real message."
        return WHOLE, "too_deep", said
    if len(bare.translate(None, delete=_NOT_SEPARATORS)) > limits.values:
        said = f"This holds more than {limits.values:,} values. Send it in parts."
        return WHOLE, "too_many_values", said
    return None


def _is_deeper(bare: bytes, limits: Limits) -> bool:
    # Beyond twice the allowed values, a bracket breaks that limit or closes what was never opened.
    brackets = bare.translate(None, delete=_NOT_BRACKETS)[: 2 * limits.values + 1]
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > limits.depth


def _text(body: bytes) -> tuple[str | None, _Refusal | None]:
    try:
        return body.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        said = f"Byte {error.start + 1} is not UTF-8. Send it again written in UTF-8."
        return None, (f"byte {error.start + 1}", "not_utf8", said)


def _parsed(text: str) -> tuple[Tree | None, _Refusal | None, bool]:
    """The object that a text holds, or why it holds none; and whether a key stands twice in it."""
    repeats: list[_Repeated] = []

    def as_object(pairs: list[tuple[str, Any]]) -> Tree:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        repeats.append(_repeated(pairs, made))
        return repeats[-1]

    try:
        tree = json.loads(
            text,
            object_pairs_hook=as_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        return None, _syntax(text, error), False
    except _NotANumber as error:
        return None, (WHOLE, "not_a_number", str(error)), False
    if not isinstance(tree, dict):
        said = "This is JSON, but not one resource or message."
        return None, (WHOLE, "not_an_object", said), False
    return tree, None, bool(repeats)


def _syntax(text: str, error: json.JSONDecodeError) -> _Refusal:
    at = f"line {error.lineno} column {error.colno}"
    unfinished = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    if unfinished:
        return at, "truncated", "This breaks off before its end. Send the whole of it again."
    return at, "not_json", f"This is not JSON: {error.msg.lower()}."


def _repeated(pairs: list[tuple[str, Any]], made: Tree) -> _Repeated:
    keys = [key for key, _ in pairs]
    repeated = _Repeated(made)
    repeated.keys_repeated = tuple(key for key in made if keys.count(key) > 1)
    return repeated


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _NotANumber("A number is longer than any real figure.")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise _NotANumber("A number is larger than any real figure.") from None
    if len(digits) > _LONGEST_NUMBER or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise _NotANumber("A number is longer than any real figure.")
    return number


def _refuse_constant(word: str) -> NoReturn:
    raise _NotANumber(f"{word} is not a number in JSON.")


def _untrusted(tree: Tree) -> Iterator[_Refusal]:
    for path, value in walk(tree):
        if isinstance(value, _Repeated):
            for key in value.keys_repeated:
                said = f"{_short(key)} stands twice here, so nobody can tell which is meant."
                yield f"{path}.{_short(key)}", "repeated_key", said
        elif isinstance(value, str) and _UNPRINTABLE.search(value):
            yield path, "unprintable", "This text holds a character that cannot be kept or shown."
        if isinstance(value, dict) and any(_UNPRINTABLE.search(key) for key in value):
            yield (
                path,
                "unprintable",
                "The name of an element holds a character that cannot be shown.",
            )


def walk(tree: Tree, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a tree with its FHIRPath, the tree itself first."""
    path = path or str(tree.get("resourceType") or "Resource")
    yield from _walk(tree, path)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")


def _short(text: str) -> str:
    kept = _UNPRINTABLE.sub("?", text)
    return kept if len(kept) <= 60 else f"{kept[:60]}..."


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"
