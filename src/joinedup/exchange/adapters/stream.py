"""A Bundle too large to hold, entry by entry: each one's bytes and place, never the whole of it.

Not a streaming parser of JSON: those that are quick leave repeated keys unseen, and the one that we
tried ended the process at a number of six thousand digits. This only finds where each entry ends;
its bytes are then read, with every guard, as a small message is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from joinedup.kernel.finding import Finding

_A_PIECE: Final = 1_000_000
_LONGEST_HEAD: Final = 200_000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_TEXT: Final = rb'"(?:[^"\\]++|\\.)*+"'
# To the next bracket outside a text; nothing where a text or the piece breaks off before it.
# Those of objects say where an object ends: whether those of lists fit is seen when it is read.
_BRACE: Final = re.compile(rb'(?:[^"{}]++|' + _TEXT + rb")*+([{}])", re.DOTALL)
_BRACKET: Final = re.compile(rb'(?:[^"{}\[\]]++|' + _TEXT + rb")*+([{}\[\]])", re.DOTALL)
# What stands before the text that breaks off; and what a text holds, to its end or the piece's.
_BESIDE: Final = re.compile(rb'(?:[^"{}]++|' + _TEXT + rb")*+", re.DOTALL)
_INSIDE: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_KEY: Final = re.compile(rb"\s*+,?\s*+(" + _TEXT + rb")\s*+:\s*+", re.DOTALL)
_SCALAR: Final = re.compile(rb"(?:" + _TEXT + rb"|[^\s,\]}\"{\[]++)(?=\s*+[,\]}])", re.DOTALL)
_SPACE: Final = re.compile(rb"\s*+")
_OPENS, _CLOSES = b"{[", b"}]"


class BrokenOff(Exception):
    """What was sent ends, or stops being JSON, at a byte; all before it may be believed."""

    def __init__(self, at: int, count: int, *, is_cut: bool) -> None:
        self.at = at
        self.count = count
        self.is_cut = is_cut
        super().__init__(at)

    def finding(self, source: str) -> Finding:
        """What to tell the sender, and what to do."""
        where = f"byte {self.at + 1:,}"
        where += f", after Bundle.entry[{self.count - 1}]" if self.count else ", before any entry"
        said = (
            f"This breaks off at {where}. What came before it is kept: send the whole of it again,"
            " and only the rest is taken."
            if self.is_cut
            else f"This is not JSON at {where}. What came before it is kept: correct it and send"
            " the whole of it again."
        )
        return Finding(
            source, f"byte {self.at + 1}", "truncated" if self.is_cut else "not_json", said
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one entry, and which one it is; no bytes where it is too large to hold."""

    place: int
    body: bytes
    size: int


class Entries:
    """The entries of one Bundle, read once from start to end.

    `head` is everything but the entries, as far as it has been read: whole once they are.
    """

    def __init__(self, stream: BinaryIO, *, most: int) -> None:
        self._stream = stream
        self._most = most
        self._buffer = b""
        self._base = 0
        self._at = 0
        self._is_over = False
        self._head: list[bytes] = []
        self.count = 0
        self.has_begun = False

    @property
    def head(self) -> bytes:
        """The Bundle without its entries, as JSON."""
        return b"{" + b",".join(self._head) + b"}"

    def __iter__(self) -> Iterator[Piece]:
        self._begin()
        while (key := self._key()) is not None:
            if key == b'"entry"' and self._peek() == b"[":
                self._head.append(b'"entry":[]')
                self._at += 1
                yield from self._elements()
            else:
                self._head.append(key + b":" + self._value())
                if sum(map(len, self._head)) > _LONGEST_HEAD:
                    raise self._broken(is_cut=False)
        self._end()

    def _begin(self) -> None:
        self._more()
        if self._buffer.startswith(_BYTE_ORDER_MARK):
            self._at = len(_BYTE_ORDER_MARK)
        if self._peek() != b"{":
            raise self._broken(is_cut=False)
        self._at += 1
        self.has_begun = True

    def _end(self) -> None:
        if self._peek():
            raise self._broken(is_cut=False)

    def _key(self) -> bytes | None:
        """The next key of the Bundle itself; nothing at its end."""
        while True:
            if self._peek() == b"}":
                self._at += 1
                return None
            found = _KEY.match(self._buffer, self._at)
            if found and (found.end() < len(self._buffer) or self._is_over):
                self._at = found.end()
                return found[1]
            self._more_or_break()

    def _elements(self) -> Iterator[Piece]:
        first_of_all = self.count
        while True:
            if self._peek() == b"]":
                self._at += 1
                return
            if self.count > first_of_all:
                self._comma()
            self._drop()
            start = self._base + self._at
            body = self._value()
            yield Piece(self.count, body, self._base + self._at - start)
            self.count += 1

    def _comma(self) -> None:
        if self._peek() != b",":
            raise self._broken(is_cut=not self._peek())
        self._at += 1
        self._peek()

    def _value(self) -> bytes:
        return self._compound() if self._peek() in (b"{", b"[") else self._scalar()

    def _compound(self) -> bytes:
        """From an opening bracket to the one that closes it; no bytes for one that is too long."""
        start, depth = self._at, 0
        pattern = _BRACE if self._buffer[start : start + 1] == b"{" else _BRACKET
        while True:
            found = pattern.match(self._buffer, self._at)
            if found is None:
                if len(self._buffer) - start > self._most:
                    return self._passed_over(depth, pattern)
                self._more_or_break()
                continue
            self._at = found.end()
            depth += 1 if found[1] in _OPENS else -1
            if depth == 0:
                whole = self._buffer[start : self._at]
                return whole if len(whole) <= self._most else b""

    def _passed_over(self, depth: int, pattern: re.Pattern[bytes]) -> bytes:
        """Go on to the end of something too large, holding none of it."""
        while depth:
            self._drop()
            found = pattern.match(self._buffer, self._at)
            if found is not None:
                self._at = found.end()
                depth += 1 if found[1] in _OPENS else -1
            elif len(self._buffer) - self._at > self._most:
                self._over_long_text()
            else:
                self._more_or_break()
        return b""

    def _over_long_text(self) -> None:
        """Go on to the end of a text that is longer than may be held, a picture for one."""
        before = _BESIDE.match(self._buffer, self._at)
        self._at = before.end() if before else self._at
        if self._buffer[self._at : self._at + 1] != b'"':
            # Not a text but many numbers: those before here are passed over.
            self._hold_from_here()
            self._more_or_break()
            return
        self._at += 1
        while True:
            inside = _INSIDE.match(self._buffer, self._at)
            self._at = inside.end() if inside else self._at
            if self._buffer[self._at : self._at + 1] == b'"':
                self._at += 1
                return
            self._hold_from_here()
            self._more_or_break()

    def _scalar(self) -> bytes:
        while True:
            found = _SCALAR.match(self._buffer, self._at)
            if found is not None:
                self._at = found.end()
                return found[0]
            if len(self._buffer) - self._at > _LONGEST_HEAD:
                raise self._broken(is_cut=False)
            self._more_or_break()

    def _peek(self) -> bytes:
        """The next byte that is no space; nothing at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer) or not self._more():
                return self._buffer[self._at : self._at + 1]

    def _drop(self) -> None:
        if self._at > _A_PIECE:
            self._hold_from_here()

    def _hold_from_here(self) -> None:
        self._base += self._at
        self._buffer, self._at = self._buffer[self._at :], 0

    def _more_or_break(self) -> None:
        if not self._more():
            raise self._broken(is_cut=not self._is_wrong())

    def _is_wrong(self) -> bool:
        # What stands here whole and fits nothing is a fault; what only ends too early was cut.
        rest = self._buffer[self._at :].lstrip(b" \t\r\n,")
        return bool(rest) and rest[:1] not in b'"{[' and len(rest) > 1 and rest[:1] in _CLOSES

    def _more(self) -> bool:
        piece = b"" if self._is_over else self._stream.read(_A_PIECE)
        self._is_over = not piece
        self._buffer += piece
        return bool(piece)

    def _broken(self, *, is_cut: bool) -> BrokenOff:
        return BrokenOff(self._base + self._at, self.count, is_cut=is_cut)
