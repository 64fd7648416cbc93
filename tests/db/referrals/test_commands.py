"""The queue on the command line."""

import argparse
import json

import pytest

from joinedup.foundation.models import Reading
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.referrals import commands
from tests.builders import referrals as build


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    asked = parser.parse_args(["queue", *words])
    done: int = asked.run(asked)
    return done


def test_the_queue_is_listed_in_order(clock, capsys):
    referral = build.referral(build.sent())
    build.clinician("sam")

    assert typed("--as", "sam") == 0

    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"2026-11-24 10:00  {referral.reference}  MARSH, Ethel  rapid_response  rapid  to_triage",
        "1 of 1 lines.",
    ]


def test_the_queue_is_said_as_json(clock, capsys):
    line_id = build.a_line()
    build.clinician("sam")

    typed("--as", "sam", "--tab", "all_open", "--json")

    (row,) = json.loads(capsys.readouterr().out)
    assert (row["line_id"], row["stage"], row["held_by"]) == (str(line_id), "to_triage", "spr")


def test_showing_the_queue_is_written_down(clock):
    person = build.person_of(build.sent())
    build.clinician("sam")

    typed("--as", "sam")

    assert Reading.objects.get().people.get().person_id == person


def test_whoever_may_not_see_the_queue_is_refused(clock):
    build.gp("joan")

    with pytest.raises(NotPermitted):
        typed("--as", "joan")
    with pytest.raises(NotFound):
        typed("--as", "nobody")
