"""Writes docs/reference from the code; `--check` says which pages are stale and changes nothing."""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import reference

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs`: change the code and type that again. -->"


def main(words: list[str]) -> int:
    """Write every page that has changed, or only say which are stale."""
    stale = changed(TARGET)
    for name, text in stale.items():
        if "--check" in words:
            print(f"docs/reference/{name} is stale: type `make docs`.")
            continue
        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name} written.")
    return 1 if stale and "--check" in words else 0


def changed(folder: Path) -> dict[str, str]:
    """The pages that a folder lacks, or has otherwise than the code says."""
    return {name: text for name, text in pages().items() if _read(folder / name) != text}


def pages() -> dict[str, str]:
    """Every page of the reference, by its file name."""
    return {
        name: f"{NOTE}\n\n{text.strip()}\n"
        for name, text in (
            ("settings.md", reference.settings()),
            ("permissions.md", reference.permissions()),
            ("access.md", reference.access()),
            ("events.md", reference.events()),
            ("place.md", reference.place()),
            ("rules.md", reference.rules(ROOT / "tests" / "unit")),
            ("commands.md", reference.commands()),
        )
    }


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
