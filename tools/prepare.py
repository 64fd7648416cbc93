"""Makes the checkout ready, step by step; a step is skipped until what it read changes.

Called by `tools/prepare` with any Python that runs; needs nothing but the standard library.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STEPS = VENV / "steps"
# While this file is there the environment is half made: the next start begins it again.
UNFINISHED = VENV / "unfinished"
LOCKS = ROOT / "requirements"
KIT = ROOT / "src" / "joinedup" / "web" / "static" / "vendor" / "nhsuk"


class CannotPrepareError(Exception):
    """Something is missing that only the person at the keyboard can bring."""


@dataclass(frozen=True)
class Step:
    """One thing to do: what it reads, what it leaves behind, and how it is done."""

    name: str
    says: str
    reads: tuple[Path, ...]
    leaves: Path
    act: Callable[[], None]

    @property
    def stamp(self) -> Path:
        return STEPS / self.name

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in self.reads:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def is_done(self) -> bool:
        if not (self.leaves.exists() and self.stamp.exists()):
            return False
        return self.stamp.read_text() == self.fingerprint()

    def do(self) -> None:
        if self.is_done():
            return
        print(f"{self.says} ...", flush=True)
        self.act()
        self.stamp.write_text(self.fingerprint())


def main(level: str) -> int:
    """Prepare for `run` or for `test`; the second holds the first."""
    try:
        with only_one_at_a_time():
            make_environment()
            for step in python_steps(level):
                change_environment(step)
            for step in npm_steps(level):
                step.do()
    except CannotPrepareError as missing:
        print(missing, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as failed:
        words = " ".join(str(word) for word in failed.cmd)
        print(f"This did not work, and what it said stands above: {words}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Let a second `make` wait until the first has prepared."""
    lock = ROOT / "var" / "prepare.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Make the virtual environment, unless there is a whole one made for this very folder."""
    if is_whole():
        return
    print("Making the virtual environment ...", flush=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    # The marker must outlive the clearing, so the folder is emptied here and not by `venv`.
    for entry in VENV.iterdir():
        if entry == UNFINISHED:
            continue
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    venv.create(VENV, with_pip=True, symlinks=True)
    STEPS.mkdir()
    (STEPS / "folder").write_text(str(VENV))
    UNFINISHED.unlink()


def is_whole() -> bool:
    """Whether the environment runs, was made for this folder and no install of it was cut short."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    STEPS.mkdir(exist_ok=True)
    folder = STEPS / "folder"
    if folder.exists() and folder.read_text() != str(VENV):
        return False
    asked = "import pip, sys; sys.exit(sys.version_info < (3, 12))"
    return subprocess.run([PYTHON, "-c", asked], capture_output=True, check=False).returncode == 0


def change_environment(step: Step) -> None:
    """Do a step that writes into the environment, marked unfinished for as long as it lasts."""
    if step.is_done():
        return
    UNFINISHED.touch()
    step.do()
    UNFINISHED.unlink()


def python_steps(level: str) -> list[Step]:
    """The installer, then the packages of the level, then ourselves."""
    packages = VENV / "bin" / "pytest" if level == "test" else VENV / "bin" / "granian"
    # Once the test packages are in, `make run` keeps them: both locks hold the same versions.
    group = "test" if (STEPS / "packages-test").exists() else level
    locks = tuple(LOCKS / f"{name}.lock" for name in ("uv", "build", group))
    own = (ROOT / "pyproject.toml", *locks)
    return [
        Step("uv", "Installing the installer", locks[:1], VENV / "bin" / "uv", install_installer),
        Step(
            f"packages-{group}",
            f"Installing the Python packages ({group})",
            locks,
            packages,
            lambda: install_packages(locks),
        ),
        Step("joinedup", "Installing joinedup", own, VENV / "bin" / "joinedup", install_ourselves),
    ]


def install_installer() -> None:
    """Bring uv in by pip, by its hash."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    run(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", LOCKS / "uv.lock")


def install_packages(locks: tuple[Path, ...]) -> None:
    """Make the environment hold what the locks say and nothing else."""
    uv("sync", "--quiet", "--require-hashes", "--compile-bytecode", *locks)


def install_ourselves() -> None:
    """Put `joinedup` on the path, as a link to this checkout."""
    uv("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def npm_steps(level: str) -> list[Step]:
    """The page kit from npm, and for tests what they start; then a copy of what may be served."""
    package = ROOT / "package.json"
    lock = ROOT / "package-lock.json"
    kit = ROOT / "node_modules" / "nhsuk-frontend"
    copier = ROOT / "tools" / "page_kit.py"
    # As with the Python packages: once those of the tests are in, `make run` keeps them.
    group = "test" if (STEPS / "npm-test").exists() else level
    said = "Installing the page kit" + (" and an identity provider" if group == "test" else "")
    left = ROOT / "node_modules" / "oidc-provider" if group == "test" else kit
    reads = (package, lock, ROOT / ".npmrc")
    return [
        Step(f"npm-{group}", said, reads, left, lambda: install_npm_packages(group)),
        Step("kit", "Copying the page kit", (lock, copier), KIT, lambda: run(PYTHON, copier)),
    ]


def install_npm_packages(group: str) -> None:
    """Install exactly what package-lock.json names, running none of its scripts."""
    check_node()
    only = () if group == "test" else ("--omit=dev",)
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    run("npm", "ci", *only, "--ignore-scripts", *quiet)


def check_node() -> None:
    """Refuse in one sentence where Node is missing or too old."""
    wanted = (
        "Node 20 or newer with npm is needed for the page kit: install it and type the same again."
    )
    if not (shutil.which("node") and shutil.which("npm")):
        raise CannotPrepareError(wanted)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < 20:
        raise CannotPrepareError(f"{wanted} (node --version says {said.strip() or 'nothing'})")


def uv(*words: str | Path) -> None:
    """Call uv on our environment, whichever other one is active."""
    run(VENV / "bin" / "uv", "pip", words[0], "--python", PYTHON, *words[1:])


def run(*words: str | Path) -> None:
    """Run a command in the checkout; its output is shown."""
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
