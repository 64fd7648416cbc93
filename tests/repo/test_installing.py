"""What `make` brings in: a Python that runs, a kit that may be served, a server that goes away."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = ROOT / "src" / "joinedup" / "web" / "static" / "vendor" / "nhsuk"


def tool(name: str) -> ModuleType:
    """A module of `tools`, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_python_that_refuses_to_run_is_passed_over(tmp_path: Path):
    refusing = tmp_path / "python3.13"
    refusing.write_text("#!/bin/sh\necho 'not installed' >&2\nexit 127\n")
    refusing.chmod(0o755)
    (tmp_path / "python3").symlink_to(os.path.realpath(sys.executable))
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}

    found = subprocess.run(
        [ROOT / "tools" / "find-python"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    ran = subprocess.run([found, "-c", "import venv"], check=False)
    assert ran.returncode == 0
    assert Path(found) != refusing


def test_the_served_styles_ask_for_nothing_that_is_not_ours_to_serve():
    sheet = (SERVED / "nhsuk-frontend.min.css").read_text()

    assert tool("page_kit").leftovers(sheet) == []
    assert (SERVED / "LICENCE.txt").read_text().count("MIT License") == 1


def test_every_image_that_the_styles_ask_for_is_served():
    sheet = (SERVED / "nhsuk-frontend.min.css").read_text()

    asked = set(re.findall(r"url\((assets/[^)]+)\)", sheet))

    assert asked
    assert [name for name in asked if not (SERVED / name).exists()] == []


def test_no_picture_with_the_logo_is_served():
    served = {path.name for path in SERVED.rglob("*") if path.is_file()}

    assert not [name for name in served if re.search(r"favicon|logo|opengraph|mask|\d{3}", name)]


@pytest.mark.parametrize("planted", ["@font-face{src:url(a)}", "a{font:Frutiger W01}", "url(/x)"])
def test_a_kit_that_asks_for_more_is_noticed(planted: str):
    assert tool("page_kit").leftovers(planted)


def test_a_server_of_our_own_answers_and_leaves_nothing_behind():
    cluster = tool("cluster")
    try:
        with cluster.throw_away() as address:
            with psycopg.connect(address) as connection:
                answer = connection.execute("select current_setting('listen_addresses')").fetchone()
            folder = Path(address.rpartition("=")[2])
    except cluster.NoPostgresError as missing:
        pytest.skip(str(missing))

    assert answer == ("",)
    assert not folder.exists()


def test_what_only_tests_start_is_not_brought_in_to_run():
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    needed = {name for name, one in locked.items() if name and not one.get("dev")}

    assert needed == {"node_modules/nhsuk-frontend"}
    run, _ = tool("prepare").npm_steps("run")
    test, _ = tool("prepare").npm_steps("test")
    assert (run.leaves.name, test.leaves.name) in {
        ("nhsuk-frontend", "oidc-provider"),
        # Where the packages of the tests are in already, a run keeps them.
        ("oidc-provider", "oidc-provider"),
    }
