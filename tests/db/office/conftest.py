"""The gallery's addresses stand in for the rooms above the page kit."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def gallery(settings: object) -> None:
    """Answer the addresses of the kit, of sign-in and of the gallery."""
    settings.ROOT_URLCONF = "tests.gallery.urls"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the edge logs."""
    with caplog.at_level(logging.ERROR, logger="joinedup.web"):
        yield caplog
