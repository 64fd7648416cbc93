"""What teams have room for stands beside the choice of one."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant
from joinedup.referrals import services
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build
from tests.builders.call_pages import signed_in, words

pytestmark = pytest.mark.usefixtures("clock")

TITLE = "Capacity now, as somebody was told"


def entered(kind: str, count: int, *, note: str = "") -> None:
    now = instant.now()
    services.enter_capacity(
        kind,
        count=count,
        words=note,
        as_of=now - timedelta(hours=1),
        at=now,
        by=build.clinician("leah"),
    )


def room(stage: Stage = Stage.TO_TRIAGE) -> str:
    """What the page of a line says of it."""
    sam = signed_in(Client(SERVER_NAME="127.0.0.1"), "sam")
    page = words(sam.get(reverse("referrals:line", args=[build.a_line(stage)])))
    said = page.partition(TITLE)[2].partition("</ul>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


def test_the_figure_of_a_team_stands_with_its_time_and_who_told_it() -> None:
    entered("rapid_slots", 3, note="two after eight")

    told = "3 as of 08:30 today, Leah: two after eight"
    assert f"Rapid Response Team : Rapid response slots: {told}" in room()


def test_a_team_of_which_nobody_said_anything_says_so() -> None:
    said = room()

    assert "Rapid Response Team : Rapid response slots: no figure was entered" in said
    assert re.search(r"Community Healthcare Team : no figure was entered", said)
    assert "Step-up beds : no figure was entered" in said
    assert "North Night Team" not in said


def test_another_team_of_which_somebody_told_is_listed_too() -> None:
    entered("night_sitting", 0)

    assert "North Night Team : Night sitting: 0 as of 08:30 today, Leah" in room()


def test_where_no_team_is_chosen_nothing_is_asked_of_capacity() -> None:
    entered("rapid_slots", 3)

    assert room(Stage.RESPONDED) == ""
