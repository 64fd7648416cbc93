"""Which locked packages have a known vulnerability, as far as the advisories can be reached.

Without a network nobody's checks fail: that the audit was not done is then said, and no more.
"""

import hashlib
import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("build", "run", "test", "uv")
EXCEPTIONS = ROOT / "requirements" / "exceptions.toml"
KEPT = ROOT / "var" / "audit"
FRESH_SECONDS = 24 * 60 * 60
PATIENCE_SECONDS = 60
NOT_DONE = "The packages were NOT audited: the advisories did not answer ({why})."


@dataclass(frozen=True)
class Verdict:
    """What the advisories say of the locked packages, and whether that lets a check pass."""

    lines: tuple[str, ...]
    passed: bool
    was_done: bool


def main() -> int:
    """Ask, or read what was answered within a day; fail for what is known and not excepted."""
    locks = [ROOT / "requirements" / f"{name}.lock" for name in LOCKS]
    kept = KEPT / f"{_digest(locks)}.json"
    answer = _kept(kept) or _asked(locks)
    excepted = tomllib.loads(EXCEPTIONS.read_text()).get("vulnerability", [])
    verdict = judged(answer, excepted, today=datetime.now(UTC).date())
    if verdict.was_done and not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(answer))
    print("\n".join(verdict.lines))
    return 0 if verdict.passed else 1


def judged(
    answer: Mapping[str, Any], excepted: Iterable[Mapping[str, Any]], *, today: date
) -> Verdict:
    """What an answer of pip-audit comes to; whatever was skipped was not audited."""
    packages = answer.get("dependencies", [])
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        why = answer.get("why") or "they know none of the packages"
        return Verdict((NOT_DONE.format(why=why),), passed=True, was_done=False)
    lines = [f"{len(packages) - len(skipped)} packages audited."]
    if skipped:
        lines.append(f"Not known to the advisories: {', '.join(sorted(skipped))}.")
    live = {(one["package"], one["id"]): one["until"] for one in excepted if one["until"] >= today}
    known = [(one, fault) for one in packages for fault in one.get("vulns", ())]
    wrong = [
        _told(one, fault)
        for one, fault in known
        if not any((one["name"], name) in live for name in (fault["id"], *fault["aliases"]))
    ]
    return Verdict((*lines, *wrong), passed=not wrong, was_done=True)


def _told(package: Mapping[str, Any], fault: Mapping[str, Any]) -> str:
    mended = ", ".join(fault["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']}: {fault['id']}, mended in {mended}."


def _asked(locks: Sequence[Path]) -> dict[str, Any]:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--timeout", "5", "--progress-spinner", "off"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"why": "they took too long"}
    except json.JSONDecodeError:
        return {"why": (done.stderr.strip().splitlines() or ["they said nothing"])[-1][:80]}
    return answer


def _kept(file: Path) -> dict[str, Any] | None:
    if not file.exists() or time.time() - file.stat().st_mtime > FRESH_SECONDS:
        file.unlink(missing_ok=True)
        return None
    answer: dict[str, Any] = json.loads(file.read_text())
    return answer


def _digest(locks: Sequence[Path]) -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()[:32]


if __name__ == "__main__":
    sys.exit(main())
