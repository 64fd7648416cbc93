"""The `joinedup demo` command."""

import argparse
import time
from datetime import datetime
from typing import Any, Final

from joinedup.demo import queries, services
from joinedup.foundation import instant

MOST_YEARS: Final = 20
MOST_WEEKS: Final = 52


def register(subparsers: Any) -> None:
    """Add `joinedup demo`."""
    demo = subparsers.add_parser(
        "demo", help="fill an empty place with invented people and a working day"
    )
    demo.add_argument("--people", type=int, default=services.DEMO_PEOPLE, metavar="N")
    demo.add_argument(
        "--referrals", type=int, default=0, metavar="N", help="open referrals beside the day's own"
    )
    demo.add_argument(
        "--years",
        type=_years,
        default=0.0,
        metavar="Y",
        help="the referrals of so many years, as many as a county of so many people has",
    )
    demo.add_argument(
        "--weeks",
        type=weeks,
        default=services.WEEKS,
        metavar="W",
        help="weeks behind the day: what was referred, how calls were answered, what other systems"
        " hold; 0 for the day alone",
    )
    demo.add_argument("--seed", type=int, default=services.SEED, metavar="S")
    demo.set_defaults(run=fill)


def fill(asked: argparse.Namespace) -> int:
    """Fill the place; refuse one that holds anybody already."""
    if queries.is_populated():
        print(_not_empty())
        return 2
    now = instant.now()
    if asked.years:
        return _fill_county(asked, now)
    loaded = services.load(count=asked.people, at=now, seed=asked.seed, since=asked.weeks)
    print(f"{loaded.people_count:,} invented people and {loaded.referral_count} referrals.")
    if asked.referrals:
        ids = services.load_people(asked.people, at=now, seed=asked.seed)
        print(f"{services.refer_many(asked.referrals, ids, at=now):,} more referrals.")
    return 0


def _fill_county(asked: argparse.Namespace, now: datetime) -> int:
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:7.0f} s  {words}", flush=True)

    filled = services.load_county(
        count=asked.people, years=asked.years, at=now, seed=asked.seed, say=say
    )
    say(
        f"{filled.people:,} invented people, {filled.entries:,} entries of their records and"
        f" {filled.referrals:,} referrals of {asked.years:g} years."
    )
    return 0


def _not_empty() -> str:
    if queries.is_finished() or not queries.is_begun():
        return "This place holds people already: a demonstration is for an empty one."
    return (
        "A demonstration was begun here and never finished: this store is half filled. Throw it"
        " away (var/joinedup.sqlite3, or the PostgreSQL database) and begin again."
    )


def weeks(text: str) -> int:
    """How many weeks a demonstration has behind it, as typed."""
    count = int(text)
    if not 0 <= count <= MOST_WEEKS:
        raise argparse.ArgumentTypeError(f"none, or up to {MOST_WEEKS}")
    return count


def _years(text: str) -> float:
    years = float(text)
    if not 0 < years <= MOST_YEARS:
        raise argparse.ArgumentTypeError(f"more than none and at most {MOST_YEARS}")
    return years
