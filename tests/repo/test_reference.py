"""docs/reference says what the code says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import sys
from pathlib import Path
sys.path.insert(0, "tools")
import build_docs
print(*build_docs.changed(Path(sys.argv[1])))
"""


def stale_in(folder: Path) -> list[str]:
    """Which pages of a folder are stale."""
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_the_reference_is_what_the_code_says():
    assert stale_in(ROOT / "docs" / "reference") == []


def test_a_page_that_was_changed_by_hand_is_stale(tmp_path: Path):
    for page in (ROOT / "docs" / "reference").glob("*.md"):
        (tmp_path / page.name).write_text(page.read_text())
    with (tmp_path / "settings.md").open("a") as page:
        page.write("By hand.\n")

    assert "settings.md" in stale_in(tmp_path)
