"""The `joinedup demo` command."""

import argparse
from typing import Any

from joinedup.demo import queries, services
from joinedup.foundation import instant


def register(subparsers: Any) -> None:
    """Add `joinedup demo`."""
    demo = subparsers.add_parser(
        "demo", help="fill an empty place with invented people and a working day"
    )
    demo.add_argument("--people", type=int, default=services.DEMO_PEOPLE, metavar="N")
    demo.add_argument(
        "--referrals", type=int, default=0, metavar="N", help="open referrals beside the day's own"
    )
    demo.add_argument("--seed", type=int, default=services.SEED, metavar="S")
    demo.set_defaults(run=fill)


def fill(asked: argparse.Namespace) -> int:
    """Fill the place; refuse one that holds anybody already."""
    if queries.is_populated():
        print("This place holds people already: a demonstration is for an empty one.")
        return 2
    now = instant.now()
    loaded = services.load(count=asked.people, at=now, seed=asked.seed)
    print(f"{loaded.people_count:,} invented people and {loaded.referral_count} referrals.")
    if asked.referrals:
        ids = services.load_people(asked.people, at=now, seed=asked.seed)
        print(f"{services.refer_many(asked.referrals, ids, at=now):,} more referrals.")
    return 0
