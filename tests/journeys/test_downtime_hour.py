"""A downtime hour: nothing answers, the work goes on on paper, and others enter it afterwards."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys import log
from tests.journeys.people import ComeIn, Desk, Look, say_who
from tests.journeys.site import Site, port_of, pull_the_plug, running, told_of

pytestmark = pytest.mark.slow

LASTED = timedelta(minutes=70)
LONDON = ZoneInfo("Europe/London")
SECONDS_TO_PRINT = 60
WORDS = "Slipped from her chair at lunch and cannot stand. Not hurt, very cold."
FOUND = "No injury. Lifted with the chair, warm again, family stays the night."
DOWN = "System was down: from paper"


@dataclass(frozen=True)
class Sheets:
    """What the sheets of the hour say: a call, what Sam decided, who took it on, Ann's visit."""

    rang_at: datetime
    decided_at: datetime
    accepted_at: datetime
    seen_at: datetime


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The place as it stood before the power failed."""
    then = (datetime.now(UTC) - LASTED).astimezone(LONDON)
    with running(
        tmp_path_factory.mktemp("down"), "--at", f"{then:%Y-%m-%dT%H:%M}", "--weeks", "0"
    ) as site:
        yield site
    assert told_of(site.people(), site.said()) == set()


@pytest.fixture(scope="module")
def afterwards() -> Iterator[ExitStack]:
    """What is begun in the story ends once its pages are closed."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def sheets() -> Sheets:
    """Paper knows no seconds."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    return Sheets(*(now - timedelta(minutes=ago) for ago in (55, 45, 38, 20)))


def test_an_hour_on_paper_is_entered_afterwards_with_both_times(
    site: Site,
    browser: Browser,
    afterwards: ExitStack,
    sheets: Sheets,
    come_in: ComeIn,
    look: Look,
) -> None:
    pack = _packs(site, 1)[0]
    was_open = log.open_references(site)
    pull_the_plug(site)
    _everything_open_is_on_paper(browser, pack, was_open, look)

    afterwards.enter_context(running(site.folder.parent, "--port", str(port_of(site))))
    leah, ruth, ann = (come_in(one) for one in ("leah", "ruth", "ann"))
    reference = _the_call_sheet_is_entered(leah, sheets, look)
    _so_is_what_sam_decided(leah, sheets, look)
    _queue_and_board_say_both_times(leah, sheets, look)
    _the_visit_is_entered(ruth, reference, sheets, look)
    _and_not_a_second_time(ann, reference, sheets)

    assert log.answered(site, reference) == (sheets.rang_at, sheets.seen_at)
    assert log.was_answered_in_time(site, reference)
    first, second = map(_as_of, _packs(site, 2))
    assert second - first >= timedelta(hours=1)


def _packs(site: Site, count: int) -> list[Path]:
    """The packs that the worker has written by itself, oldest first."""
    until = time.monotonic() + SECONDS_TO_PRINT
    while len(found := sorted(site.folder.glob("packs/*Z.html"))) < count:
        assert time.monotonic() < until, f"{len(found)} packs were written, not {count}"
        time.sleep(0.5)
    assert len(found) == count
    return found


def _as_of(pack: Path) -> datetime:
    return datetime.strptime(pack.stem.rpartition("-")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _everything_open_is_on_paper(
    browser: Browser, pack: Path, was_open: set[str], look: Look
) -> None:
    """The pack is read as a file: no server is there to ask."""
    paper = browser.new_page()
    paper.goto(pack.as_uri())
    look(paper)
    said = paper.locator("main").inner_text()
    paper.close()
    assert was_open
    assert {reference for reference in was_open if reference not in said} == set()
    assert f"As of {_as_of(pack).astimezone(LONDON):%H:%M} on" in said
    assert "Sam Okafor, " in said.partition("Open, by what")[0]
    for part in ("When nobody answers the door", "Numbers to ring", "Call sheet 6"):
        assert part in said


def _the_call_sheet_is_entered(leah: Desk, sheets: Sheets, look: Look) -> str:
    """Leah enters the call that Sam took."""
    leah.go("/referrals/duty")
    leah.follow("Enter from paper")
    leah.sees("Begin with the oldest sheet.")
    look(leah.page)
    leah.follow("A call sheet")
    leah.answer("Who is calling?", "Una Pell")
    leah.answer("Their role", "Daughter")
    leah.answer("Direct number to ring back", "07700900461")
    leah.unfold("Started")
    leah.answer("Who took it, if it was not you", "Sam Okafor")
    _say_when(leah.page.locator("main"), "began_at", sheets.rang_at)
    leah.press("Keep this time")
    expect(leah.page.get_by_text("Say why the call is taken down").first).to_be_visible()
    leah.page.get_by_label("Why it is taken down later").select_option(label=DOWN)
    leah.press("Keep this time")
    expect(leah.page.locator("h1")).to_contain_text(f"started {_clock(sheets.rang_at)}")
    look(leah.page)
    _who_and_what(leah)
    leah.press("Send the referral")
    leah.sees("Say this aloud")
    return leah.page.locator(".ju-read-back__reference").inner_text()


def _who_and_what(leah: Desk) -> None:
    say_who(leah, "Pellworth", "Edna", ("6", "5", "1938"))
    expect(leah.page.get_by_text("PELLWORTH, Edna").first).to_be_visible()
    leah.choose("At home")
    leah.answer("Address, or ward", "8 Mill Lane, Aylesbury")
    leah.choose("They are staying there")
    leah.answer("Or who is with them", "Una, her daughter")
    leah.answer("What has changed, or what is wanted?", WORDS)
    leah.answer("Since when?", "since lunch")
    leah.choose("Rapid response at home")
    leah.choose("Rapid, under 3 hours")
    leah.answer("What happens if nobody comes?", "She lies there until an ambulance comes")
    leah.choose("The person agrees")


def _so_is_what_sam_decided(leah: Desk, sheets: Sheets, look: Look) -> None:
    leah.follow(re.compile("^Decide now"))
    expect(leah.page.locator("main")).to_contain_text(_both_times(sheets.rang_at))
    leah.sees("Taken on paper by Sam Okafor")
    leah.page.locator('[data-cell][value="rapid:nurse"]').check()
    leah.unfold("It was decided earlier, on paper")
    _say_when(leah.step("triage"), "decided_at", sheets.decided_at)
    leah.take("triage", "Accept and send", listed={"Team": "Rapid Response Team"})
    leah.is_refused("Say why the decision is entered so long after it was taken")
    look(leah.page)
    leah.take(
        "triage",
        "Accept and send",
        listed={"Why it is entered later": DOWN},
        written={"Who decided, if it was not you": "Sam Okafor"},
    )
    leah.sees("Sent to Rapid Response Team")


def _queue_and_board_say_both_times(leah: Desk, sheets: Sheets, look: Look) -> None:
    for path, row in (
        ("/referrals/queue?tab=with_team", "tr"),
        ("/referrals/duty?block=not_taken_on", ".ju-waits__one"),
    ):
        leah.go(path)
        found = leah.page.locator(row, has_text="Slipped from her chair")
        expect(found.last).to_contain_text(_both_times(sheets.rang_at))
        look(leah.page)


def _the_visit_is_entered(ruth: Desk, reference: str, sheets: Sheets, look: Look) -> None:
    """Ruth finds it by what stands on the sheet: that Ann took it on, and that she has been."""
    _find(ruth, reference)
    _is_told_late(ruth, sheets.decided_at, "Sam Okafor", entered_by="Leah Brooks")
    accept = ruth.step("accept")
    accept.locator("summary", has_text="It was done earlier, on paper").click()
    _say_when(accept, "decided_at", sheets.accepted_at)
    look(ruth.page)
    ruth.take(
        "accept",
        "Accept for the team",
        listed={"Why it is entered later": DOWN},
        written={"Who did it, if it was not you": "Ann Whitfield"},
    )
    _is_told_late(ruth, sheets.accepted_at, "Ann Whitfield", entered_by="Ruth Kelly")
    _enter_visit(
        ruth,
        sheets,
        listed={"Profession of whoever did it": "Community nurse"},
        written={"Who did it, if it was not you": "Ann Whitfield"},
    )
    ruth.sees("Contact recorded.")
    _is_told_late(ruth, sheets.seen_at, "Ann Whitfield", entered_by="Ruth Kelly")
    ruth.sees("Stops the clock")
    ruth.sees(re.compile(f"Response clock: answered {_clock(sheets.seen_at)}"))
    look(ruth.page)


def _and_not_a_second_time(ann: Desk, reference: str, sheets: Sheets) -> None:
    """Ann has her sheet in her pocket, and does not know that Ruth was first."""
    _find(ann, reference)
    _enter_visit(ann, sheets)
    ann.is_refused("Ruth Kelly has entered this contact already")
    expect(ann.step("contact").locator("[name=words]")).to_have_value(FOUND)
    _find(ann, reference)
    expect(ann.page.locator("main").get_by_text(FOUND)).to_have_count(1)


def _find(desk: Desk, reference: str) -> None:
    desk.go("/people/find")
    desk.page.locator("#id_text").fill(reference)
    desk.press("Find")
    desk.sees(WORDS)


def _enter_visit(
    desk: Desk,
    sheets: Sheets,
    *,
    listed: dict[str, str] | None = None,
    written: dict[str, str] | None = None,
) -> None:
    _say_when(desk.step("contact"), "happened_at", sheets.seen_at)
    desk.take(
        "contact",
        "Record the contact",
        chosen=["Face to face"],
        listed={"If it is told late, why": DOWN, **(listed or {})},
        written={"What was found, and what comes next": FOUND, **(written or {})},
    )


def _is_told_late(desk: Desk, done_at: datetime, who: str, *, entered_by: str) -> None:
    """The history says when it was done and by whom, when it was entered and by whom."""
    entered = desk.page.locator("li", has_text=f"Recorded by {entered_by}")
    entry = entered.filter(has_text=f"{_clock(done_at)} ").last
    for words in (who, "Told late"):
        expect(entry).to_contain_text(words)


def _say_when(among: Locator, name: str, at: datetime) -> None:
    shown = at.astimezone(LONDON)
    said = {"day": shown.day, "month": shown.month, "year": shown.year, "time": _clock(at)}
    for part, words in said.items():
        among.locator(f'[name="{name}-{part}"]').fill(str(words))


def _both_times(rang_at: datetime) -> re.Pattern[str]:
    return re.compile(rf"(rang )?{_clock(rang_at)}.*entered \d\d:\d\d")


def _clock(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%H:%M}"
