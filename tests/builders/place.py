"""Place files with something wrong in them, cut from the shipped one."""

import re
from collections import Counter
from pathlib import Path

import pytest

from joinedup.foundation import place
from joinedup.foundation.place_checks import GIVEN_REASONS

SHIPPED = Path(__file__).resolve().parents[2] / "places" / "buckinghamshire.toml"
KEPT_SERVICES = {"reablement", "falls", "older_adult_mental_health", "not_sure"}


def _shorter(text):
    """A smaller place cut from the shipped one, since every case here reads it anew."""
    text = re.sub(r'\n  { code = "K99(?!001|002|056).*', "", text)
    kinds: Counter[str] = Counter()

    def is_wanted(block):
        name, code, kind = (
            (re.search(pattern, block) or [""] * 2)[1]
            for pattern in (r"^\[\[(\w+)", r'(?m)^code = "(.*)"', r'(?m)^kind = "(.*)"')
        )
        if name == "services":
            return code in KEPT_SERVICES
        kinds[kind] += 1
        if f"{kind}.{code}" in GIVEN_REASONS:
            return True
        return name != "reasons" or kind == "close" or kinds[kind] == 1 or "\n# " in block

    return "".join(filter(is_wanted, re.split(r"(?m)^(?=\[\[)", text)))


SHORT = _shorter(SHIPPED.read_text())


def planted(folder, *changes):
    """The short file with each (old, new) put in at the first place that it fits."""
    text = SHORT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "buckinghamshire.toml"
    file.write_text(text)
    return file


def without(folder, section):
    """The shipped file with one list left empty."""
    text, found = re.subn(rf"(?ms)^{section} = \[\n.*?^\]", f"{section} = []", SHIPPED.read_text())
    assert found == 1
    file = folder / "buckinghamshire.toml"
    file.write_text(text)
    return file


def findings_of(file):
    with pytest.raises(place.PlaceRefused) as refused:
        place.load(file)
    return refused.value.findings


def line_of(file, words):
    text = file.read_text()
    return f"line {text[: text.index(words)].count(chr(10)) + 1}"
