"""The catalogue of words: complete, and never a failure of its own."""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import joinedup
from joinedup.foundation import instant
from joinedup.kernel import facts
from joinedup.web import words

SOURCE = Path(joinedup.__file__).parent
RAISED = {"Refused", "Unavailable", "Reason"}


def _constants(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]) if (
            name in RAISED
        ):
            yield code
        case ast.ClassDef(bases=bases) if any(
            isinstance(base, ast.Name) and base.id == "Refused" for base in bases
        ):
            yield from _class_codes(node)


def _class_codes(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        match line:
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                yield code
            case ast.AnnAssign(target=ast.Name(id="code"), value=ast.Constant(value=str(code))):
                yield code


def codes_in(text: str) -> set[str]:
    """Every code that a file refuses with or gives as a reason."""
    return {code for node in ast.walk(ast.parse(text)) for code in _constants(node)}


def test_every_code_in_the_source_has_words() -> None:
    silent = {
        f"{file.relative_to(SOURCE)}: {code}"
        for file in SOURCE.rglob("*.py")
        for code in codes_in(file.read_text())
        if not words.has_words(code)
    }

    assert silent == set()


def test_a_planted_code_is_found() -> None:
    planted = 'class X(Refused):\n    code = "a"\n\ndef f(): raise Refused("b", n=1)\n'

    assert codes_in(planted) == {"a", "b"}


@pytest.mark.parametrize("code", sorted(words.REFUSALS))
def test_a_sentence_stands_without_its_values(code: str) -> None:
    said = words.of_refusal(code, {})

    assert said
    assert "%(" not in said


@pytest.mark.parametrize("code", sorted(words.REASONS))
def test_a_reason_stands_without_its_values(code: str) -> None:
    said = words.of_reason(code, {})

    assert said.why
    assert "%(" not in said.why + said.change + said.ring


def test_a_time_in_a_sentence_is_local(clock: instant.Hands) -> None:
    said = words.of_refusal("in_the_future", {"at": datetime(2026, 7, 1, 13, 2, tzinfo=UTC)})

    assert "1\u00a0Jul\u00a02026 at 14:02" in said


def test_a_code_without_words_still_says_something() -> None:
    assert "gibberish" in words.of_refusal("gibberish", {})
    assert words.of_unavailable("gibberish")


def test_a_fact_without_words_is_said_plainly() -> None:
    assert words.of_fact("referrals.line_triaged")
    assert words.of_fact("flow.bed_found") == "Bed found"


def test_every_kind_of_fact_has_words() -> None:
    silent = {kind for kind in facts.kinds() if _is_ours(kind) and kind not in words.FACTS}

    assert silent == set()


def _is_ours(kind: str) -> bool:
    # Other tests declare facts of their own in rooms that are not there.
    declared = facts.fact_class(kind)
    return hasattr(sys.modules.get(declared.__module__), declared.__name__)
