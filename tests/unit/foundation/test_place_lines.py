"""Where each key of a TOML text stands, compared with what `tomllib` reads from it."""

import json
import tomllib
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.foundation.place_lines import lines_of

_KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.text(st.sampled_from("a .#]=[}\"\\'é"), max_size=5),
)
_WORDS = st.text(st.sampled_from("ab \"'#[]{}=,.\n\\é"), max_size=12)
_SCALARS = st.one_of(_WORDS, st.integers(), st.booleans(), st.dates())
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=12,
)
_TABLES = st.dictionaries(_KEYS, _VALUES, max_size=4)


def _key(name):
    is_bare = name and name.isascii() and name.replace("_", "a").replace("-", "a").isalnum()
    return name if is_bare else json.dumps(name, ensure_ascii=False)


def _value(value, draw):
    match value:
        case str() if draw(st.booleans()) and "'" not in value:
            return f"'''\n{value}'''"
        case str() if draw(st.booleans()) and "\\" not in value and '""' not in value:
            return f'"""\n{value.removesuffix(chr(34))}"""'
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bool() | int():
            return json.dumps(value)
        case list():
            gap = draw(st.sampled_from([" ", "\n", " # ]\n"]))
            return f"[{gap}{f',{gap}'.join(_value(each, draw) for each in value)}{gap}]"
        case dict():
            return f"{{{', '.join(f'{_key(k)} = {_value(v, draw)}' for k, v in value.items())}}}"
        case _:
            return value.isoformat()


def _paths(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        if isinstance(member, dict | list):
            yield from _paths(member, (*path, key))
        else:
            yield (*path, key)


@settings(max_examples=25)
@given(st.data())
def test_every_path_that_is_read_has_a_line(data):
    top = data.draw(_TABLES)
    tables = data.draw(st.lists(_TABLES, max_size=3))
    text = "".join(f"# [x]\n{_key(k)} = {_value(v, data.draw)}\n" for k, v in top.items())
    for table in tables:
        text += "\n[[the_tables]] # one more\n"
        text += "".join(f"  {_key(k)}={_value(v, data.draw)}\n" for k, v in table.items())

    found = lines_of(text)

    assert set(found) == set(_paths(tomllib.loads(text)))


def test_each_line_is_that_of_the_key():
    text = """\
title = "one"
short = [1, 2,
  3]
inline = [
  { code = "a", name = "A" },
  # none here
  { code = "b", name = "B" }, ]

[front]
a.b = 1
"quoted.key" = 2

[[teams]]
code = "x"
[[teams]]
code = \"\"\"two
lines\"\"\"
last = 1979-05-27 07:32:00
  [teams.more]
  key = 1
  [[teams.parts]]
  key = 2
"""
    expected = {
        (): 1,
        ("title",): 1,
        ("short",): 2,
        ("short", 0): 2,
        ("short", 1): 2,
        ("short", 2): 3,
        ("inline",): 4,
        ("inline", 0): 5,
        ("inline", 0, "code"): 5,
        ("inline", 0, "name"): 5,
        ("inline", 1): 7,
        ("inline", 1, "code"): 7,
        ("inline", 1, "name"): 7,
        ("front",): 9,
        ("front", "a"): 10,
        ("front", "a", "b"): 10,
        ("front", "quoted.key"): 11,
        ("teams",): 13,
        ("teams", 0): 13,
        ("teams", 0, "code"): 14,
        ("teams", 1): 15,
        ("teams", 1, "code"): 16,
        ("teams", 1, "last"): 18,
        ("teams", 1, "more"): 19,
        ("teams", 1, "more", "key"): 20,
        ("teams", 1, "parts"): 21,
        ("teams", 1, "parts", 0): 21,
        ("teams", 1, "parts", 0, "key"): 22,
    }

    assert lines_of(text) == expected


def test_a_long_file_is_found_in_one_walk():
    rows = count(1)
    text = "".join(f'[[rows]]\ncode = "{next(rows)}"\n' for _ in range(500))

    assert lines_of(text)["rows", 499, "code"] == 1_000
