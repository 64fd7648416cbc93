"""Checks on the hazard log and on every page that names a test as its proof."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from tests.repo.tree import Tree

HAZARDS: Final = Path("docs/reference/hazards.csv")
COLUMNS: Final = (
    "id",
    "hazard",
    "cause",
    "effect",
    "control",
    "initial severity",
    "initial likelihood",
    "initial risk",
    "residual severity",
    "residual likelihood",
    "residual risk",
    "owner",
    "tests",
)
SEVERITY: Final = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOOD: Final = ("very low", "low", "medium", "high", "very high")
# DCB0129 implementation guidance: a risk of 1 to 5, by likelihood (down) and severity (across).
RISK: Final = ((1, 1, 2, 2, 3), (1, 2, 2, 3, 4), (2, 2, 3, 3, 4), (2, 3, 3, 4, 5), (3, 4, 4, 5, 5))
ACCEPTABLE: Final = 3
"""A residual risk above this needs more than a control: it may not be released (DCB0129)."""
SECURITY: Final = Path("docs/reference/security.md")
REQUIREMENT: Final = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| [12] \| [^|]+ \| ([^|]*) \|$", re.MULTILINE
)
ANSWERS: Final = (
    ("`tests/", "by test"),
    ("document: [", "by document"),
    ("does not apply: ", "do not apply"),
    ("for whoever runs it: ", "are for whoever runs it"),
    ("**not met**: ", "are not met"),
)
PROOF: Final = re.compile(r"`(tests/[\w/]+(?:\.py(?:::\w+)?)?/?)`")


def controls_without_a_test(tree: Tree) -> list[str]:
    """Each control of the hazard log names tests, and all of them exist."""
    found = []
    for line, row in _rows(tree):
        named = [one.strip() for one in (row.get("tests") or "").split(";") if one.strip()]
        dead = [one for one in named if not _exists(tree, one)]
        found += [f"{HAZARDS}:{line}: {row['id']} names no test"] if not named else []
        found += [f"{HAZARDS}:{line}: {row['id']} names {one}, which is not there" for one in dead]
    return found


def hazards_rated_amiss(tree: Tree) -> list[str]:
    """Each hazard is whole, numbered once, and rated as DCB0129 rates; no control adds risk."""
    rows = list(_rows(tree))
    many = Counter(row["id"] for _line, row in rows)
    found = [f"{HAZARDS}: {one} stands {count} times" for one, count in many.items() if count > 1]
    for line, row in rows:
        at = f"{HAZARDS}:{line}: {row['id']}"
        if missing := [one for one in COLUMNS if not row.get(one)]:
            found.append(f"{at} says nothing of {', '.join(missing)}")
            continue
        initial, residual = _risk(row, "initial"), _risk(row, "residual")
        for when, risk in (("initial", initial), ("residual", residual)):
            if row[f"{when} risk"] != str(risk):
                found.append(f"{at}: the {when} risk is {risk or 'unknown'} by the table")
        if residual > initial or residual > ACCEPTABLE:
            found.append(f"{at}: what is left, {residual}, is not acceptable")
    return found


def proofs_that_are_not_there(tree: Tree) -> list[str]:
    """A page that names a test as its proof names one that exists."""
    pages = [path for path in tree.files if path.suffix == ".md" and path.parts[0] != "changes"]
    return [
        f"{path}:{number}: {proof} is not there"
        for path in pages
        for number, line in enumerate(tree.text(path).splitlines(), 1)
        for proof in PROOF.findall(line)
        if not _exists(tree, proof)
    ]


def requirements_unanswered(tree: Tree) -> list[str]:
    """Each requirement stands once, with a test or why there is none; and the count says so."""
    rows = REQUIREMENT.findall(tree.text(SECURITY))
    many = Counter(requirement for requirement, _answer in rows)
    found = [f"{SECURITY}: {one} stands {count} times" for one, count in many.items() if count > 1]
    kinds = Counter[str]()
    for requirement, answer in rows:
        kind = next((words for begins, words in ANSWERS if answer.startswith(begins)), "")
        kinds[kind] += 1
        if not kind:
            found.append(f"{SECURITY}: {requirement} has no answer: {answer[:40]}")
    counted = ", ".join(f"{kinds[words]} {words}" for _begins, words in ANSWERS)
    said = f"{len(rows)} requirements: {counted}."
    if rows and said not in tree.text(SECURITY):
        found.append(f"{SECURITY}: the count is: {said}")
    return found


ALL = (
    controls_without_a_test,
    hazards_rated_amiss,
    proofs_that_are_not_there,
    requirements_unanswered,
)


def _rows(tree: Tree) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(tree.text(HAZARDS)))
    for row in reader:
        yield reader.line_num, row


def _risk(row: dict[str, str], when: str) -> int:
    severity, likelihood = row[f"{when} severity"], row[f"{when} likelihood"]
    if severity not in SEVERITY or likelihood not in LIKELIHOOD:
        return 0
    return RISK[LIKELIHOOD.index(likelihood)][SEVERITY.index(severity)]


def _exists(tree: Tree, proof: str) -> bool:
    file, _, test = proof.partition("::")
    if not test:
        return (tree.root / file).exists()
    source = next((one for one in tree.tests if str(one.path) == file), None)
    return source is not None and test in {one.name for one in source.functions()}
