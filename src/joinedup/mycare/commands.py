"""This room's part of the `joinedup` command: the words of the place that are sent after a talk."""

import argparse
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from joinedup.foundation import instant, place
from joinedup.foundation.place_summaries import SummaryTemplate
from joinedup.kernel.finding import Finding
from joinedup.mycare.domain import reading_age, texting
from joinedup.mycare.domain.summaries import Sender, whole
from joinedup.mycare.queries import summaries as queries


def register(subparsers: Any) -> None:
    """Add `joinedup summaries`."""
    summaries = subparsers.add_parser(
        "summaries",
        help="look at the words that are sent to people after a talk",
        description="The words stand in the place file, in its section `summaries`.",
    )
    said = summaries.add_subparsers(required=True, metavar="WHAT")
    templates = said.add_parser("templates", help="the words to start from")
    what = templates.add_subparsers(required=True, metavar="WHAT")
    listed = what.add_parser("list", help="say which there are, and until when each is sent")
    listed.set_defaults(run=show)
    checked = what.add_parser("check", help="say what is too old, too long or hard to read")
    checked.set_defaults(run=check)


def show(asked: argparse.Namespace) -> int:
    """List the words of the place, with those that are not offered any more."""
    del asked
    now = instant.now()
    offered = {one.code for one in queries.templates(at=now)}
    for one in place.current().summaries.values():
        stands = "sent" if one.code in offered else "not sent any more"
        print(f"{one.code}: {one.name}, until {one.until}, {stands}")
    print(f"{len(place.current().summaries)} in the place file.")
    return 0


def check(asked: argparse.Namespace) -> int:
    """Say what is wrong with any of them; 1 where something is."""
    del asked
    found = [one for each in place.current().summaries.values() for one in _findings(each)]
    for one in found:
        print(f"{one.at}: {one.message}")
    if not found:
        print("Nothing is wrong with the words of the place.")
    return 1 if found else 0


def _findings(of: SummaryTemplate) -> Iterator[Finding]:
    now, here = instant.now(), place.current()
    words = queries.words_of(of, at=now)
    if of.until < now.astimezone(ZoneInfo(here.zone)).date():
        said = f"not offered since {of.until}: renew `until`, or take it out"
        yield _finding(of, "summary_is_over", said)
    if of.sessions and "Next dates:" not in words:
        yield _finding(of, "summary_dates_over", "every date is past: give new ones")
    years = reading_age.reading_age(" ".join(of.words))
    if years > reading_age.WANTED:
        said = f"reads like a text for age {years:.0f}, wanted {reading_age.WANTED} or less"
        yield _finding(of, "summary_hard_to_read", said)
    sender = Sender(place=here.name, telephone=here.front_door.telephone, address="")
    count = texting.counted(texting.plainer(whole(words, sender))).segments
    if count > texting.MOST_SEGMENTS:
        said = f"goes as {count} texts, {texting.MOST_SEGMENTS} is the most"
        yield _finding(of, "summary_too_long", said)


def _finding(of: SummaryTemplate, code: str, said: str) -> Finding:
    return Finding("place", f"summaries {of.code}", code, said)
