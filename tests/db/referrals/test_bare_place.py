"""A place that names no red flags and no capacity is shown no empty blocks of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from joinedup.foundation import place
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build
from tests.builders.place import without
from tests.db.desk.test_person import browser

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(params=["red_flags", "capacities"])
def left_out(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    without(tmp_path, request.param)
    place.serve("buckinghamshire", folder=str(tmp_path))
    yield request.param
    place.serve(settings.PLACE)


def said(route: str, *args: object) -> str:
    return browser().get(reverse(route, args=args)).content.decode()


def test_no_block_stands_empty(left_out: str) -> None:
    line_id = build.a_line(Stage.TO_TRIAGE)
    pages = {"red_flags": said("referrals:line", line_id), "capacities": said("referrals:duty")}
    titles = {"red_flags": "Red flags", "capacities": "Capacity tonight"}

    shown = {name: titles[name] in page for name, page in pages.items()}

    assert shown == {name: name != left_out for name in titles}
