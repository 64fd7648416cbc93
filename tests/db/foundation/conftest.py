"""A file of seals for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def sealed_file(tmp_path: Path) -> Iterator[Path]:
    """Where this test's seals are written."""
    file = tmp_path / "seals" / "seals.jsonl"
    with override_settings(JOINEDUP_SEAL_FILE=file):
        yield file
