"""Where in a TOML text each key stands, so that what is wrong can be pointed at."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

type Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""("{0,2})'
    r"|'''(?:[^']|'(?!''))*'''('{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of every table, key and array element of a text that `tomllib` has accepted.

    A path names keys and positions from the top: ("teams", 3, "organisation").
    """
    return _Scan(text).lines()


class _Scan:
    """One walk over a text; `tomllib` is the judge of grammar, this only keeps count."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._found: dict[Path, int] = {(): 1}
        self._length: dict[Path, int] = {}

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._found

    def _header(self) -> Path:
        is_element = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if is_element else 1
        parts = self._key()
        self._at += 2 if is_element else 1
        path = self._resolve((), parts[:-1], line)
        path = (*path, parts[-1])
        self._found.setdefault(path, line)
        if is_element:
            position = self._length.get(path, 0)
            self._length[path] = position + 1
            path = (*path, position)
            self._found[path] = line
        return path

    def _resolve(self, base: Path, parts: tuple[str, ...], line: int) -> Path:
        path = base
        for part in parts:
            path = (*path, part)
            self._found.setdefault(path, line)
            if path in self._length:
                path = (*path, self._length[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        parts = self._key()
        path = (*self._resolve(table, parts[:-1], line), parts[-1])
        self._found.setdefault(path, line)
        self._at += 1
        self._skip(_SPACE)
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            parts.append(self._key_part())
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return tuple(parts)
            self._at += 1

    def _key_part(self) -> str:
        if self._text[self._at] not in "\"'":
            return self._skip(_BARE_KEY)
        return next(iter(tomllib.loads(f"{self._skip(_STRING)} = 0")))

    def _value(self, path: Path) -> None:
        match self._text[self._at]:
            case "[":
                self._array(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        position = 0
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "]":
            self._found[(*path, position)] = self._line()
            self._value((*path, position))
            position += 1
            self._skip_comma()
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_comma()
        self._at += 1

    def _skip_comma(self) -> None:
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
        self._skip(_BLANK)

    def _skip(self, what: re.Pattern[str]) -> str:
        found = what.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML at line {self._line()}")
        self._at = found.end()
        return found.group()

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)
