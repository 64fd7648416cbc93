"""Every test of this ring may use the store: SQLite, or PostgreSQL by JOINEDUP_TEST_STORE."""

import functools
import gc
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from joinedup.foundation import place
from joinedup.foundation.questions import _Question

HERE = Path(__file__).parent
LONG = ("walk", "slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test here use the store, unless it says itself how (`transaction=True`)."""
    for item in items:
        if HERE in item.path.parents and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    # The longest first, or one process would wait for another that has just begun a long one.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))


@pytest.fixture(autouse=True)
def sealed_file(tmp_path: Path) -> Iterator[Path]:
    """A file of seals for each test: what one test sealed, another's store never held."""
    file = tmp_path / "seals" / "seals.jsonl"
    with override_settings(JOINEDUP_SEAL_FILE=file):
        yield file


@pytest.fixture(scope="session", autouse=True)
def kept_questions_ask_for_no_place() -> None:
    """Let none be put together from the place: it is kept, and would hold another test's place."""
    importlib.import_module(settings.ROOT_URLCONF)
    for one in gc.get_objects():
        if isinstance(one, _Question):
            state = vars(one)
            state["_build"] = _without_place(state["_build"])


def _without_place(build: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(build)
    def built(*args: Any, **named: Any) -> Any:
        wrong = AssertionError(f"{build.__module__}.{build.__name__} asks which place it is")
        with mock.patch.object(place, "current", side_effect=wrong):
            return build(*args, **named)

    return built


@pytest.fixture
def on_postgres() -> None:
    """Skip a test that only PostgreSQL can pass."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.fixture
def on_sqlite() -> None:
    """Skip a test that only SQLite can pass."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
