"""Checks on the shape of code: sizes, nesting, types, docstrings, and words that do not belong."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.repo.tree import Source, Tree

MOST_LINES_A_FILE = 500
MOST_LINES_A_FUNCTION = 60
DEEPEST = 3
MOST_PATCHING_TESTS = 1 / 20
SPOKEN_FLOORS = {"domain", "services", "queries", "extracts"}
LISTED_FLOORS = {"events", "models", "queries", "extracts", "services"}
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MAY_IMPORT_LATE = "src/joinedup/config/cli.py"
MOST_FILES_THAT_CATCH_EVERYTHING = 2


def files_too_long(tree: Tree) -> list[str]:
    """No file is over 500 lines."""
    lengths = ((source, source.text.count("\n")) for source in tree.python)
    return [f"{s.path}: {lines} lines" for s, lines in lengths if lines > MOST_LINES_A_FILE]


def functions_too_long(tree: Tree) -> list[str]:
    """No function is over 60 lines."""
    return [
        f"{source.at(function)}: {function.name} has {length} lines"
        for source in tree.python
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_A_FUNCTION
    ]


def nested_too_deep(tree: Tree) -> list[str]:
    """No statement of a function stands in more than three blocks."""
    return [
        f"{source.at(function)}: {function.name} is nested {depth} deep"
        for source in tree.python
        for function in source.functions()
        if (depth := max((_depth(node) for node in function.body), default=0)) > DEEPEST
    ]


def _depth(node: ast.AST, *, is_elif: bool = False) -> int:
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        return 0
    deepest = 0
    for child in ast.iter_child_nodes(node):
        chained = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        deepest = max(deepest, _depth(child, is_elif=chained))
    return deepest + (isinstance(node, BLOCKS) and not is_elif)


def untyped(tree: Tree) -> list[str]:
    """Every argument and every return of the application is typed."""
    return [
        f"{source.at(function)}: {function.name} lacks a type for {what}"
        for source in tree.sources
        for function in source.functions()
        for what in _without_type(function)
    ]


def _without_type(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    others = [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    for place, argument in enumerate([*named, *others]):
        is_self = place == 0 and argument.arg in {"self", "cls"}
        if argument.annotation is None and not is_self:
            yield argument.arg
    if function.returns is None:
        yield "what it returns"


def modules_unsaid(tree: Tree) -> list[str]:
    """Every module of the application says in its first line what lives there."""
    return [
        f"{source.path}: no docstring"
        for source in tree.sources
        if source.tree.body and not ast.get_docstring(source.tree)
    ]


def functions_unsaid(tree: Tree) -> list[str]:
    """Every public function of domain, services, queries and extracts has a docstring."""
    return [
        f"{source.at(node)}: {node.name} has no docstring"
        for source in tree.sources
        if source.floor in SPOKEN_FLOORS
        for node in source.tree.body
        if isinstance(node, FUNCTIONS)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def late_imports(tree: Tree) -> list[str]:
    """No import stands inside a function, save in config/cli.py and in ready()."""
    return [
        f"{source.at(node)}: import inside {function.name}"
        for source in tree.sources
        if str(source.path) != MAY_IMPORT_LATE
        for function in source.functions()
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def crowded_inits(tree: Tree) -> list[str]:
    """An __init__.py holds at most a docstring; that of a floor past 300 lines also its list."""
    return [
        f"{source.at(node)}: more than a docstring"
        for source in tree.sources
        if source.path.name == "__init__.py"
        for place, node in enumerate(source.tree.body)
        if not (place == 0 and ast.get_docstring(source.tree))
        if not (source.module[-1] in LISTED_FLOORS and _is_list(node))
    ]


def _is_list(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return all(isinstance(name, ast.Name) and name.id == "__all__" for name in node.targets)
    return isinstance(node, ast.ImportFrom)


def prints(tree: Tree) -> list[str]:
    """Only a room's commands and config/cli.py print."""
    return [
        f"{source.at(node)}: print"
        for source in tree.sources
        if source.floor != "commands" and source.module[1:] != ("config", "cli")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def asserts(tree: Tree) -> list[str]:
    """`assert` is for tests: Python may be told to leave it out."""
    return [
        f"{source.at(node)}: assert"
        for source in tree.sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assert)
    ]


def catches_everything(tree: Tree) -> list[str]:
    """`except Exception` may stand in two files (job runner, request edge)."""
    found = sorted({str(s.path) for s in tree.sources if any(_catches_all(s.tree))})
    return found if len(found) > MOST_FILES_THAT_CATCH_EVERYTHING else []


def _catches_all(tree: ast.AST) -> Iterator[bool]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kind = node.type
            if kind is None or (
                isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}
            ):
                yield True


def promises_without_issue(tree: Tree) -> list[str]:
    """A word such as TODO names the issue in which it will be done."""
    # Spelt in pieces so that this file does not break its own rule.
    promise = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b(?!.*#\d+)")
    found = []
    for source in tree.python:
        tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
        comments = (token for token in tokens if token.type == tokenize.COMMENT)
        found += [
            f"{source.path}:{c.start[0]}: {c.string}" for c in comments if promise.search(c.string)
        ]
    return found


def too_many_patches(tree: Tree) -> list[str]:
    """At most one test in twenty patches anything."""
    tests = [
        (source, function)
        for source in tree.tests
        for function in source.functions()
        if function.name.startswith("test_")
    ]
    patching = [f"{s.at(test)}: {test.name} patches" for s, test in tests if _patches(test)]
    return patching if len(patching) > MOST_PATCHING_TESTS * len(tests) else []


def _patches(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = {argument.arg for argument in function.args.args}
    if arguments & {"monkeypatch", "mocker"}:
        return True
    names = (node.id for node in ast.walk(function) if isinstance(node, ast.Name))
    return any(name in {"mock", "patch", "Mock", "MagicMock"} for name in names)


def patches_of_our_own(tree: Tree) -> list[str]:
    """No test patches a function of ours: builders make the world instead."""
    return [
        f"{source.at(node)}: patches our own"
        for source in tree.tests
        for ours in [_our_names(source)]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _patches_us(node, ours)
    ]


def _our_names(source: Source) -> set[str]:
    return {
        (name.asname or name.name).partition(".")[0]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "joinedup"
        for name in node.names
    }


def _patches_us(call: ast.Call, ours: set[str]) -> bool:
    if not isinstance(call.func, ast.Name | ast.Attribute) or not call.args:
        return False
    is_method = isinstance(call.func, ast.Attribute)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    if name not in {"patch", "setattr", "object"} or (name == "setattr" and not is_method):
        return False
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return str(first.value).startswith("joinedup.")
    return isinstance(first, ast.Name) and first.id in ours


ALL = (
    files_too_long,
    functions_too_long,
    nested_too_deep,
    untyped,
    modules_unsaid,
    functions_unsaid,
    late_imports,
    crowded_inits,
    prints,
    asserts,
    catches_everything,
    promises_without_issue,
    too_many_patches,
    patches_of_our_own,
)
