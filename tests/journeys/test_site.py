"""The place that the stories are played in: it starts, it ends, and its logs tell of nobody."""

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site, running, told_of


def test_the_first_page_asks_who_you_are(page: Page, look: Callable[[Page], None]):
    page.goto("/")

    assert page.url.partition("?")[0].endswith("/sign-in")
    look(page)


def test_a_place_that_ended_answers_no_more(tmp_path: Path):
    with running(tmp_path, "--no-demo") as site:
        address = site.address

    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/sign-in", timeout=5)


def test_the_store_knows_whom_the_logs_may_not_tell_of(site: Site):
    assert len(site.people()) > 100


@pytest.mark.parametrize("logged", ["Opened ALLUM, Ethel", "sent to 01632 960777", "q=ethel"])
def test_a_person_told_of_in_a_log_is_noticed(logged: str):
    assert told_of({"Allum", "Ethel", "01632 960777"}, logged)


def test_a_log_of_codes_and_ids_tells_of_nobody():
    assert not told_of({"Allum", "Ethel"}, '{"what": "worker_started", "metheller": 1}')
