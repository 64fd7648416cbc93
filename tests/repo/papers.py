"""Checks on what is not Python: locks, documents, decisions, migrations and committed files."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repo.tree import Tree

PROMISED = ["make run", "make test"]
ROOT_PROSE = {"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENCE"}
PROSE = {".md", ".rst", ".txt", ""}
NOT_PROSE = {"Makefile", ".gitignore", ".gitattributes", ".editorconfig", ".npmrc", ".importlinter"}
# Spelt in pieces so that this file holds none of them.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "ho" + r"me|ro" + r"ot|Us" + r"ers|wo" + r"rk)/\w")
ADDRESS = re.compile(r"https?://([\w.-]+)")
DECISIONS = Path("docs/explanation/decisions")


def hosts_in_locks(tree: Tree) -> list[str]:
    """A lock names packages, versions and hashes, never where they were fetched from."""
    locks = [path for path in tree.files if path.suffix == ".lock"]
    found = [(path, line) for path in locks for line in tree.text(path).splitlines()]
    npm = Path("package-lock.json")
    asked = (line for line in tree.text(npm).splitlines() if '"resolved"' in line)
    found += [(npm, line) for line in asked]
    return [f"{path}: {line.strip()}" for path, line in found if ADDRESS.search(line)]


def locks_without_hashes(tree: Tree) -> list[str]:
    """Every package in a lock is held by its hash."""
    return [
        f"{path}: {match[1]} has no hash"
        for path in tree.files
        if path.suffix == ".lock"
        for match in re.finditer(r"^([\w.\[\]-]+)==[^\n]*[^\\\n]$", tree.text(path), re.MULTILINE)
    ]


def locks_out_of_step(tree: Tree) -> list[str]:
    """Every dependency is in the lock of its group, at a version that it asks for."""
    asked = tomllib.loads(tree.text("pyproject.toml"))
    groups = {"run": asked["project"]["dependencies"], **asked.get("dependency-groups", {})}
    found = []
    for group, dependencies in groups.items():
        lock = tree.text(f"requirements/{group}.lock")
        for one in map(Requirement, dependencies):
            name = re.escape(canonicalize_name(one.name))
            held = re.search(rf"^{name}==(\S+)", lock, re.MULTILINE)
            if held is None or held[1] not in one.specifier:
                found.append(f"requirements/{group}.lock: {one}: type `make lock`")
    return found


def machine_paths(tree: Tree) -> list[str]:
    """No committed file names a folder of somebody's machine."""
    found = []
    for path in tree.files:
        try:
            lines = tree.text(path).splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path}:{n}" for n, line in enumerate(lines, 1) if MACHINE_PATH.search(line)]
    return found


def dependencies_without_reason(tree: Tree) -> list[str]:
    """A comment says of each dependency why it is here."""
    asked = tomllib.loads(tree.text("pyproject.toml"))
    groups = [asked["project"]["dependencies"], *asked.get("dependency-groups", {}).values()]
    wanted = {dependency for group in groups for dependency in group}
    before = ""
    unexplained = []
    for line in tree.text("pyproject.toml").splitlines():
        said = line.strip().strip('",')
        if said in wanted and not before.startswith("#"):
            unexplained.append(f"pyproject.toml: {said}")
        before = line.strip()
    return unexplained


def promises_of_the_readme(tree: Tree) -> list[str]:
    """The README's two commands are the ones that run and test, and there are no others."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", tree.text("README.md"), re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    commands = [line.partition(" #")[0].strip() for line in lines if line]
    commands = [line for line in commands if not line.startswith(("git clone ", "cd "))]
    if commands == PROMISED:
        return []
    return [f"README.md: promises {commands or 'nothing'} and not {PROMISED}"]


def prose_at_the_root(tree: Tree) -> list[str]:
    """The root holds five documents and no others."""
    at_root = [path for path in tree.files if len(path.parts) == 1 and path.suffix in PROSE]
    return [str(path) for path in at_root if path.name not in ROOT_PROSE | NOT_PROSE]


def decisions_with_one_number(tree: Tree) -> list[str]:
    """Each decision has a number of its own."""
    papers = [path for path in tree.files if path.parent == DECISIONS and path.suffix == ".md"]
    numbers = Counter(path.name.partition("-")[0] for path in papers)
    unnumbered = [str(path) for path in papers if not re.match(r"\d{4}-[a-z]", path.name)]
    return unnumbered + [f"{DECISIONS}/{number}" for number, n in numbers.items() if n > 1]


def migrations_not_in_line(tree: Tree) -> list[str]:
    """A room's migrations follow each other one by one, can go back, and call no service."""
    folders: dict[Path, list[Path]] = {}
    for path in tree.files:
        if path.parent.name == "migrations" and re.match(r"\d{4}_", path.name):
            folders.setdefault(path.parent, []).append(path)
    return [
        f"{path}: {fault}"
        for folder, paths in folders.items()
        for place, path in enumerate(sorted(paths))
        for fault in _faults(tree, path, folder, sorted(paths)[place - 1] if place else None, place)
    ]


def _faults(tree: Tree, path: Path, folder: Path, before: Path | None, place: int) -> list[str]:
    code = ast.parse(tree.text(path))
    room = folder.parent.name
    own = [name for where, name in _dependencies(code) if where == room]
    faults = []
    if int(path.name[:4]) != place + 1:
        faults.append(f"is number {path.name[:4]} in place {place + 1}")
    if own != ([before.stem] if before else []):
        faults.append(f"follows {own or 'nothing'}")
    if re.search(r"\bservices\b", tree.text(path)):
        faults.append("names services")
    return faults + [f"{name} cannot go back" for name in _one_way(code)]


def _dependencies(code: ast.Module) -> list[tuple[str, str]]:
    for node in ast.walk(code):
        is_it = isinstance(node, ast.Assign) and any(
            isinstance(name, ast.Name) and name.id == "dependencies" for name in node.targets
        )
        if is_it and isinstance(node.value, ast.List):
            pairs = (pair.elts for pair in node.value.elts if isinstance(pair, ast.Tuple))
            return [tuple(str(getattr(half, "value", "")) for half in pair) for pair in pairs]
    return []


def _one_way(code: ast.Module) -> list[str]:
    return [
        node.func.attr
        for node in ast.walk(code)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {"RunPython", "RunSQL"}
        if len(node.args) < 2
        and not {"reverse_code", "reverse_sql"} & {k.arg for k in node.keywords}
    ]


def kits_out_of_step(tree: Tree) -> list[str]:
    """The page kit and its Jinja macros are pinned exactly: they are released in step."""
    styles = re.search(r'"nhsuk-frontend": "([^"]+)"', tree.text("package.json"))
    macros = re.search(r'"nhsuk-frontend-jinja([^"]+)"', tree.text("pyproject.toml"))
    said = re.search(r"with nhsuk-frontend ([\d.]+) in package.json", tree.text("pyproject.toml"))
    if styles and macros and said and macros[1].startswith("==") and styles[1] == said[1]:
        return []
    return ["package.json and pyproject.toml do not pin one pair of the page kit"]


ALL = (
    hosts_in_locks,
    locks_without_hashes,
    locks_out_of_step,
    machine_paths,
    dependencies_without_reason,
    promises_of_the_readme,
    prose_at_the_root,
    decisions_with_one_number,
    migrations_not_in_line,
    kits_out_of_step,
)
