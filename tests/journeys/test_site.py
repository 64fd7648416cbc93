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


TOLD = {"Allum", "Ethel", "01632 960777", "9434765919", "1938-05-02"}


@pytest.mark.parametrize(
    "logged",
    [
        "Opened ALLUM, Ethel",
        "q=ethel",
        "sent to 01632 960777",
        "sent to 01632960777",
        "sent to +44 1632 960777",
        "sent to 01632-960-777",
        "number=9434765919",
        "of 943 476 5919",
        "of 943-476-5919",
        "born 1938-05-02",
        "born=02/05/1938",
        "born 2.5.1938",
        "born 2 May 1938",
        "19380502",
    ],
)
def test_a_person_told_of_in_a_log_is_noticed(logged: str):
    assert told_of(TOLD, logged)


def test_a_log_of_codes_and_ids_tells_of_nobody():
    said = '{"what": "worker_started", "metheller": 1, "at": "2026-05-02", "n": 94347659190}'

    assert not told_of(TOLD, said)
