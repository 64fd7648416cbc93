"""Secrets that stand in the source: each is new, or in the baseline with a reason beside it.

python tools/secret_scan.py [--baseline]    writes the baseline anew when asked
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ".secrets.baseline"
EXCEPTIONS = "requirements/exceptions.toml"
# Hashes by the thousand, or pictures: nothing that somebody typed.
PASSED_OVER = (".lock", "package-lock.json", BASELINE, ".svg", ".png", ".woff", ".woff2", ".ico")
# Tests and the bench invent passwords by the dozen; a key or a token is a find there as anywhere.
INVENTED = ("tests/", "bench/")
OF_INVENTED = "Secret Keyword"

type Found = dict[str, list[dict[str, Any]]]


def main(words: list[str]) -> int:
    """Scan what git has; fail for a secret that is new or that nobody gave a reason for."""
    names = _tracked(ROOT)
    if "--baseline" in words:
        told = {
            file: [{key: one[key] for key in ("type", "hashed_secret")} for one in many]
            for file, many in sorted(scanned(ROOT, names).items())
        }
        (ROOT / BASELINE).write_text(json.dumps({"results": told}, indent=2) + "\n")
    known = json.loads((ROOT / BASELINE).read_text())["results"]
    excepted = tomllib.loads((ROOT / EXCEPTIONS).read_text()).get("secret", [])
    clean = ROOT / "var" / "audit" / "scanned.json"
    wrong = faults(_scanned_lately(ROOT, names, clean), known, excepted)
    print("\n".join(wrong) if wrong else f"{len(names)} files scanned.")
    return 1 if wrong else 0


def faults(found: Found, known: Found, excepted: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every secret that is not in the baseline, and every file of it without reason and date."""
    held = {(file, one["hashed_secret"]) for file, many in known.items() for one in many}
    reasons = {one["file"] for one in excepted if one["because"] and one["since"]}
    new = [
        f"{file}:{one['line_number']}: {one['type']}. Take it out, and change it where it is used."
        for file, many in sorted(found.items())
        for one in many
        if (file, one["hashed_secret"]) not in held
    ]
    return new + [
        f"{file} is in the baseline and {EXCEPTIONS} gives no reason and date."
        for file in sorted(known.keys() - reasons)
    ]


def scanned(root: Path, names: Iterable[str]) -> Found:
    """What looks like a secret in some files, without asking anybody whether it works."""
    command = [sys.executable, "-m", "detect_secrets", "-c", "2", "scan", "--no-verify", *names]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    found: Found = json.loads(done.stdout)["results"]
    told = {
        file: [one for one in many if not _is_invented(file, one)] for file, many in found.items()
    }
    return {file: many for file, many in told.items() if many}


def _is_invented(file: str, one: Mapping[str, Any]) -> bool:
    return file.startswith(INVENTED) and one["type"] == OF_INVENTED


def _scanned_lately(root: Path, names: Iterable[str], kept: Path) -> Found:
    """The same, of files that have changed since they were last scanned."""
    before: dict[str, Found] = json.loads(kept.read_text()) if kept.exists() else {}
    digests = {name: _digest(root, name) for name in names}
    new = [name for name, digest in digests.items() if digest not in before]
    found = scanned(root, new) if new else {}
    now = {
        digest: {name: found.get(name, [])} if name in new else before[digest]
        for name, digest in digests.items()
    }
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(now))
    return {name: many for one in now.values() for name, many in one.items() if many}


def _digest(root: Path, name: str) -> str:
    # The name too: the baseline knows a secret by its file.
    return hashlib.sha256(name.encode() + b"\0" + (root / name).read_bytes()).hexdigest()


def _tracked(root: Path) -> list[str]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True)
    names = sorted(set(filter(None, done.stdout.split("\0"))))
    return [one for one in names if not one.endswith(PASSED_OVER) and (root / one).is_file()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
