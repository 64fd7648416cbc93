"""A violation planted for each check: the smallest tree in which it must speak up."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.repo import borders, papers, safety, shape
from tests.repo.tree import Tree

Check = Callable[[Tree], list[str]]


@dataclass(frozen=True)
class Plant:
    """A tree of files, and the check that must name something in it."""

    check: Check
    files: dict[str, str]

    def grow(self, root: Path) -> Tree:
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return Tree(root)


RULE = "src/joinedup/people/domain/names.py"
SERVICE = "src/joinedup/people/services.py"
VIEW = "src/joinedup/referrals/views.py"
DEEP = """
def deep(rows):
    for row in rows:
        if row:
            while row:
                if row.left:
                    return row
"""
MIGRATION = """
class Migration:
    dependencies = [("people", "{before}")]
    operations = [{operations}]
"""


def _one(check: Check, name: str, text: str) -> Plant:
    return Plant(check, {name: text})


SHAPES = (
    _one(shape.files_too_long, RULE, "x = 1\n" * 501),
    _one(shape.functions_too_long, SERVICE, "def long():\n" + "    x = 1\n" * 60),
    _one(shape.nested_too_deep, SERVICE, DEEP),
    _one(shape.untyped, RULE, "def full_name(family: str, given) -> str: ..."),
    _one(shape.untyped, RULE, "def full_name(family: str): ..."),
    _one(shape.untyped, RULE, "def full_name(*parts, **options: str) -> str: ..."),
    _one(shape.modules_unsaid, RULE, "x = 1"),
    _one(shape.functions_unsaid, RULE, "def full_name() -> str: ..."),
    _one(shape.functions_unsaid, SERVICE, "def register_person() -> None: ..."),
    _one(
        shape.functions_unsaid, "src/joinedup/people/queries/cards.py", "def cards() -> None: ..."
    ),
    _one(shape.functions_unsaid, "src/joinedup/people/extracts.py", "def people() -> None: ..."),
    _one(shape.late_imports, SERVICE, "def f():\n    import json"),
    _one(shape.late_imports, "src/joinedup/people/apps.py", "def f():\n    from json import loads"),
    _one(shape.crowded_inits, "src/joinedup/people/__init__.py", '"""People."""\nx = 1'),
    _one(shape.crowded_inits, "src/joinedup/people/domain/__init__.py", "from .names import a"),
    _one(shape.crowded_inits, "src/joinedup/people/models/__init__.py", "def f(): ..."),
    _one(shape.prints, VIEW, "print('hello')"),
    _one(shape.asserts, SERVICE, "assert True"),
    Plant(
        shape.catches_everything,
        {
            f"src/joinedup/people/{name}.py": "try: ...\nexcept Exception: ..."
            for name in ("jobs", "views", "services")
        },
    ),
    _one(shape.promises_without_issue, RULE, "x = 1  # TO" + "DO tidy"),
    _one(shape.too_many_patches, "tests/unit/test_a.py", "def test_a(monkeypatch): ..."),
    _one(
        shape.too_many_patches, "tests/unit/test_a.py", "def test_a():\n    with mock.patch(): ..."
    ),
    _one(
        shape.patches_of_our_own,
        "tests/unit/test_a.py",
        "def test_a(monkeypatch):\n    monkeypatch.setattr('joinedup.people.services.find', 1)",
    ),
    _one(
        shape.patches_of_our_own,
        "tests/unit/test_a.py",
        "from joinedup.people import services\nmonkeypatch.setattr(services, 'find', 1)",
    ),
)

BORDERS = (
    _one(borders.floors_overstepped, VIEW, "from joinedup.referrals import models"),
    _one(borders.floors_overstepped, VIEW, "from joinedup.people import services"),
    _one(borders.floors_overstepped, SERVICE, "from joinedup.web import forms"),
    _one(borders.floors_overstepped, RULE, "import joinedup.foundation.scope"),
    _one(
        borders.floors_overstepped,
        "src/joinedup/people/jobs.py",
        "from joinedup.people import models",
    ),
    _one(borders.rooms_crossed, VIEW, "from joinedup.people import models"),
    _one(borders.rooms_crossed, VIEW, "from joinedup.people.views import Find"),
    _one(borders.rooms_crossed, VIEW, "import joinedup.people.forms"),
    _one(borders.rooms_crossed, "src/joinedup/config/cli.py", "from joinedup.people import models"),
    _one(borders.bare_managers, VIEW, "Line.objects.all()"),
    _one(borders.bare_managers, "src/joinedup/people/forms.py", "Person._default_manager"),
    _one(borders.impure_calls, RULE, "datetime.now(UTC)"),
    _one(borders.impure_calls, "src/joinedup/kernel/period.py", "open('rates.csv')"),
    Plant(
        borders.rooms_without_floors,
        {
            "src/joinedup/plans/__init__.py": "",
            ".importlinter": "[importlinter:contract:floors]\ncontainers =\n    joinedup.people",
        },
    ),
    _one(borders.environment_read_elsewhere, SERVICE, "home = os.environ['HOME']"),
    _one(borders.environment_read_elsewhere, SERVICE, "home = os.environ.get('HOME')"),
    _one(borders.environment_read_elsewhere, SERVICE, "home = os.getenv('HOME')"),
    _one(borders.environment_read_elsewhere, SERVICE, "from os import environ"),
)

PAPERS = (
    _one(
        papers.hosts_in_locks, "requirements/run.lock", "--index-url https://mirror.example/simple"
    ),
    _one(papers.hosts_in_locks, "package-lock.json", '"resolved": "https://mirror.example/a.tgz"'),
    _one(
        papers.locks_without_hashes, "requirements/run.lock", "django==6.1.3\n    # via joinedup\n"
    ),
    Plant(
        papers.locks_out_of_step,
        {
            "pyproject.toml": '[project]\ndependencies = ["django~=6.2"]',
            "requirements/run.lock": "django==6.1.3 \\\n    --hash=sha256:00\n",
        },
    ),
    _one(papers.locks_out_of_step, "pyproject.toml", '[project]\ndependencies = ["django~=6.1"]'),
    _one(papers.machine_paths, "docs/how-to/run.md", "Type `cd /ho" + "me/nurse/joinedup`."),
    _one(
        papers.dependencies_without_reason,
        "pyproject.toml",
        """
        [project]
        dependencies = [
            # Pages.
            "django",
            "leftpad",
        ]
        """,
    ),
    _one(papers.promises_of_the_readme, "README.md", "```\nmake run\n```\n"),
    _one(
        papers.promises_of_the_readme, "README.md", "```\nmake run\nmake test\npip install x\n```\n"
    ),
    _one(papers.prose_at_the_root, "NOTES.md", "x"),
    Plant(
        papers.decisions_with_one_number,
        {f"docs/explanation/decisions/0007-{name}.md": "" for name in ("periods", "pence")},
    ),
    _one(papers.decisions_with_one_number, "docs/explanation/decisions/periods.md", ""),
    Plant(
        papers.migrations_not_in_line,
        {
            "src/joinedup/people/migrations/0001_initial.py": "",
            "src/joinedup/people/migrations/0002_a.py": MIGRATION.format(
                before="0001_initial", operations=""
            ),
            "src/joinedup/people/migrations/0002_b.py": MIGRATION.format(
                before="0001_initial", operations=""
            ),
        },
    ),
    Plant(
        papers.migrations_not_in_line,
        {
            "src/joinedup/people/migrations/0001_initial.py": "",
            "src/joinedup/people/migrations/0002_a.py": MIGRATION.format(
                before="0001_initial", operations="migrations.RunPython(fill)"
            ),
        },
    ),
    _one(
        papers.migrations_not_in_line,
        "src/joinedup/people/migrations/0001_initial.py",
        "from joinedup.people import services",
    ),
    Plant(
        papers.kits_out_of_step,
        {
            "package.json": '{"dependencies": {"nhsuk-frontend": "10.7.0"}}',
            "pyproject.toml": """
                # Macros, with nhsuk-frontend 10.6.1 in package.json.
                "nhsuk-frontend-jinja==0.10.2",
            """,
        },
    ),
)


def _hazard(check: Check, **said: str) -> Plant:
    """A hazard log of one row, as it should be but for what is said."""
    row = {
        "id": "HAZ-01",
        **dict.fromkeys(("hazard", "cause", "effect", "control", "owner"), "x"),
        **{"initial severity": "major", "initial likelihood": "medium", "initial risk": "3"},
        **{"residual severity": "major", "residual likelihood": "low", "residual risk": "3"},
        "tests": "tests/unit/test_x.py::test_x",
        **{name.replace("_", " "): value for name, value in said.items()},
    }
    log = [",".join(safety.COLUMNS), ",".join(row[name] for name in safety.COLUMNS)]
    test = {"tests/unit/test_x.py": "def test_x(): assert x"}
    return Plant(check, {str(safety.HAZARDS): "\n".join(log), **test})


def _requirements(*rows: str, count: str) -> Plant:
    """A table of requirements, and what it says of how many there are."""
    said = "\n".join([f"{count}.", "", *rows])
    return Plant(safety.requirements_unanswered, {str(safety.SECURITY): said})


_MET = "| 1.1.1 | 1 | x | does not apply: x |"
_ONE = (
    "1 requirements: 0 by test, 0 by document, 1 do not apply, 0 are for whoever runs it,"
    " 0 are not met"
)

SAFETY = (
    _requirements(_MET, _MET, count=_ONE.replace("1 ", "2 ")),
    _requirements(_MET, count=_ONE.replace("1 do not", "2 do not")),
    _requirements(_MET.replace("does not apply: x", "surely"), count=_ONE.replace("1 do", "0 do")),
    _hazard(safety.controls_without_a_test, tests="tests/unit/test_x.py::test_gone"),
    _hazard(safety.controls_without_a_test, tests="tests/unit/test_gone.py"),
    _hazard(safety.controls_without_a_test, tests=""),
    _hazard(safety.hazards_rated_amiss, owner=""),
    _hazard(safety.hazards_rated_amiss, initial_risk="2"),
    _hazard(safety.hazards_rated_amiss, residual_likelihood="often"),
    _hazard(safety.hazards_rated_amiss, residual_likelihood="very high", residual_risk="5"),
    _one(
        safety.proofs_that_are_not_there,
        "docs/reference/security.md",
        "| 6.2.1 | `tests/unit/test_gone.py::test_gone` |",
    ),
)

CHECKS: tuple[Check, ...] = (*shape.ALL, *borders.ALL, *papers.ALL, *safety.ALL)
PLANTS = (*SHAPES, *BORDERS, *PAPERS, *SAFETY)

# What looks like a violation and is none: every check must stay silent on it.
INNOCENT = Plant(
    shape.files_too_long,
    {
        "src/joinedup/people/__init__.py": '"""The person index."""\n',
        "src/joinedup/people/models/__init__.py": '"""Rows."""\nfrom .a import A\n',
        RULE: '''
            """Names."""

            def told(rows: list[str]) -> str:
                """What was told."""
                for row in rows:
                    if row == "a":
                        return row
                    elif row == "b":
                        return row
                    elif row == "c":
                        return row
                    elif row == "d":
                        return row
                return "TO DO later"
        ''',
        SERVICE: '"""Changing."""\nfrom joinedup.people import models\nmodels.Person.objects\n',
        "src/joinedup/people/commands.py": '"""Commands."""\nprint("done")\n',
        "src/joinedup/config/cli.py": '"""Joins."""\ndef main() -> None:\n    import django\n',
        "src/joinedup/config/wsgi.py": '"""The application."""\nimport os\n'
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")\n'
        'os.environ["JOINEDUP_PLACE"] = "barnet"\nfor_a_child = {**os.environ}\n',
        VIEW: '"""Views."""\nfrom joinedup.people import queries\n',
        ".importlinter": "[importlinter:contract:floors]\ncontainers =\n"
        "    joinedup.people\n    joinedup.referrals",
        "requirements/run.lock": "nhsuk-frontend-jinja==0.10.2 \\\n    --hash=sha256:00\n"
        "    # via joinedup\n",
        "README.md": "```sh\ngit clone ADDRESS joinedup\ncd joinedup\nmake run    # and look\n```\n"
        "```sh\nmake test\n```\n",
        "package.json": '{"dependencies": {"nhsuk-frontend": "10.6.1"}}',
        "pyproject.toml": """
            [project]
            dependencies = [
                # Macros, with nhsuk-frontend 10.6.1 in package.json.
                "nhsuk-frontend-jinja==0.10.2",
            ]
        """,
        "src/joinedup/people/migrations/0001_initial.py": "",
        "src/joinedup/people/migrations/0002_a.py": MIGRATION.format(
            before="0001_initial", operations="migrations.RunPython(fill, empty)"
        ),
        "docs/explanation/decisions/0007-periods.md": "See /var/lib and ../shared.",
    },
)
