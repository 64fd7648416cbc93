"""A checkout as the checks see it: its Python files parsed once, and what git would commit."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "joinedup"
SKIPPED = {".git", ".venv", "node_modules", "var", "vendor", "__pycache__", "build", "dist"}


@dataclass(frozen=True)
class Source:
    """One Python file: where it is, what it says and where it stands in the building."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def module(self) -> tuple[str, ...]:
        """The dotted name in parts; a test has the name of its path."""
        parts = self.path.with_suffix("").parts
        parts = parts[1:] if parts[0] == "src" else parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def room(self) -> str:
        """The room it belongs to: `referrals` for `joinedup.referrals.domain.request`."""
        return self.module[1] if len(self.module) > 1 else ""

    @property
    def floor(self) -> str:
        """The floor it stands on: `domain` for `joinedup.referrals.domain.request`."""
        return self.module[2] if len(self.module) > 2 else ""

    @property
    def is_test(self) -> bool:
        return self.path.parts[0] == "tests" and self.path.name.startswith("test_")

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Every dotted name that is imported, `from a import b` as `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{name.name}") for name in node.names)


class Tree:
    """A folder laid out as this repository is."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def python(self) -> list[Source]:
        """Every Python file of ours, migrations left out."""
        return [
            self._source(path)
            for path in self.files
            if path.suffix == ".py" and "migrations" not in path.parts
        ]

    @cached_property
    def sources(self) -> list[Source]:
        """The application."""
        return [source for source in self.python if source.path.parts[:2] == ("src", PACKAGE)]

    @cached_property
    def tests(self) -> list[Source]:
        """The test modules, without builders, fakes and fixtures."""
        return [source for source in self.python if source.is_test]

    @cached_property
    def rooms(self) -> list[str]:
        """Every package directly under `joinedup`."""
        home = self.root / "src" / PACKAGE
        return sorted(path.parent.name for path in home.glob("*/__init__.py"))

    @cached_property
    def files(self) -> list[Path]:
        """What is committed or would be, relative to the root; all files where there is no git."""
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        if listed.returncode == 0 and (self.root / ".git").exists():
            names = sorted(Path(name) for name in listed.stdout.splitlines())
            return [name for name in names if (self.root / name).is_file()]
        found = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(path for path in found if not SKIPPED.intersection(path.parts))

    def text(self, path: Path | str) -> str:
        """What a file says, or nothing where there is none."""
        whole = self.root / path
        return whole.read_text(encoding="utf-8") if whole.exists() else ""

    def _source(self, path: Path) -> Source:
        text = self.text(path)
        return Source(path, text, ast.parse(text, filename=str(path)))
