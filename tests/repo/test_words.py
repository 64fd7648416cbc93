"""Every code that the source refuses with has words in the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import joinedup
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


_SAID = re.compile(r"""\b_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_NAMED = re.compile(r"%(?:%|\(\w+\)[sd])")


def formats_in(text: str) -> list[str]:
    """Sentences of a template in which a percent sign would be taken as a format."""
    said = ["".join(found) for found in _SAID.findall(text)]
    return [one for one in said if "%" in _NAMED.sub("", one)]


def test_no_sentence_of_a_template_loses_its_percent_sign() -> None:
    templates = sorted(SOURCE.rglob("*.html"))

    wrong = {path.name: found for path in templates if (found := formats_in(path.read_text()))}

    assert templates
    assert not wrong


def test_a_planted_percent_sign_is_found() -> None:
    planted = """{{ _("to 400% and fit") }} {{ _("%(n)s of 100%%") }}"""

    assert formats_in(planted) == ["to 400% and fit"]
