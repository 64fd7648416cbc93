"""The response board again, from the exported log and the place file alone: a second opinion.

Nothing of the product is used, and every figure is counted by a definition of its own. Of the log
it takes what was asked, sent, accepted, given back, who was reached and how it ended; which of that
answers a line, when a line was due, and who counts, it works out itself.

    joinedup export-log --out log.ndjson
    python bench/recompute_board.py log.ndjson places/buckinghamshire.toml \
        --at 2026-11-22T10:00:00Z --last 2026-11-22 --weeks 13 [--measure two_hour]

It prints JSON with the totals, the tables and the reasons of `joinedup figures --json`. Calls are
not in it: when they were answered is the telephone system's to say, not the log's.
"""

import argparse
import json
import math
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

TABLES = ("week", "response_class", "lead", "locality", "referrer", "service")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ENDS = {
    "referrals.advice_given": "advice_only",
    "referrals.redirect_confirmed": "redirect",
    "referrals.help_refused": "cannot_help",
    "referrals.line_closed": "close",
    "referrals.line_withdrawn": "withdraw",
}


def main() -> int:
    """Read the log and the place, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("place", type=Path)
    parser.add_argument("--at", type=datetime.fromisoformat, required=True)
    parser.add_argument("--last", type=date.fromisoformat, required=True)
    parser.add_argument("--weeks", type=int, default=13)
    parser.add_argument("--measure", default="")
    asked = parser.parse_args()
    here = tomllib.loads(asked.place.read_text(encoding="utf-8"))
    with asked.log.open(encoding="utf-8") as log:
        told = replay(map(json.loads, log), here)
    board = figures(told, here, asked)
    json.dump(board, sys.stdout, indent=1)
    return 0


# ---- what the log says -------------------------------------------------------------------------


def replay(entries: Any, here: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line as the log leaves it."""
    referrals: dict[str, dict[str, Any]] = {}
    lines: dict[str, dict[str, Any]] = {}
    groups = Groups()
    for entry in entries:
        _take(entry, entry["body"], referrals, lines, groups)
    for line in lines.values():
        referral = referrals[line["referral"]]
        is_hidden = groups.is_restricted(referral["person"])
        line["received"] = referral["received"]
        line["organisation"] = "" if is_hidden else referral["organisation"]
        line["locality_shown"] = "" if is_hidden else line["locality"]
        line["answered"] = _answered(line, here)
    # A need that was told twice is counted once, by the line that was told first.
    return [line for line in lines.values() if line["outcome"] != "same_need"]


def _take(
    entry: dict[str, Any],
    body: dict[str, Any],
    referrals: dict[str, dict[str, Any]],
    lines: dict[str, dict[str, Any]],
    groups: "Groups",
) -> None:
    kind, about, at = entry["kind"], entry["about_id"], instant(entry["at"])
    if kind.startswith("people."):
        groups.take(kind, entry["subject_id"], body)
    elif kind == "referrals.referral_received":
        referrals[about] = {
            "received": at,
            "person": entry["subject_id"],
            "organisation": body["organisation"],
            "urgency": body["urgency"],
        }
    elif kind == "referrals.referral_followed":
        referrals[about]["person"] = body["person"]
        for line in lines.values():
            if line["referral"] == about:
                line["registered"] = bool(body["is_registered"])
                line["resident"] = bool(body["is_resident"])
    elif kind == "referrals.line_asked":
        urgency = body.get("urgency") or referrals[body["referral_id"]]["urgency"]
        starts = body.get("counts_from")
        lines[about] = {
            "referral": body["referral_id"],
            "service": body["service"],
            "locality": body["locality"],
            "asked": None if urgency == "not_stated" else urgency,
            "lead": body.get("lead", ""),
            "started": instant(starts) if starts else at,
            "registered": bool(body.get("is_registered")),
            "resident": bool(body.get("is_resident")),
            "class": "",
            "is_sent": False,
            "is_accepted": False,
            "declined": "",
            "contacts": [],
            "still": [],
            "closed": None,
            "how": "",
            "outcome": "",
        }
    elif about in lines:
        _happened(lines[about], kind, body, at)


def _happened(line: dict[str, Any], kind: str, body: dict[str, Any], at: datetime) -> None:
    match kind:
        case "referrals.line_placed":
            line["locality"] = body["locality"]
        case "referrals.line_triaged":
            line |= {"class": body["response_class"], "lead": body["lead"]}
            line |= {"is_sent": True, "is_accepted": False}
        case "referrals.line_reclassified":
            line["class"] = body["response_class"]
        case "referrals.worse_told":
            _got_worse(line, body, at)
        case "referrals.answer_put_off":
            until = instant(body["until"])
            line["still"] = [*_still_until(until, line["still"]), (instant(body["since"]), until)]
        case "referrals.lead_changed":
            line["lead"] = body["lead"]
        case "referrals.line_accepted":
            line["is_accepted"] = True
        case "referrals.line_declined":
            line |= {"is_sent": False, "is_accepted": False}
            line["declined"] = f"decline.{body['reason']}"
        case "referrals.contact_recorded":
            line["contacts"].append((at, body["kind"], body["profession"]))
        case _ if kind in ENDS:
            line |= {"closed": at, "how": ENDS[kind], "outcome": body.get("outcome", "")}
            if ENDS[kind] == "cannot_help":
                line["declined"] = f"cannot_help.{body['reason']}"


def _got_worse(line: dict[str, Any], body: dict[str, Any], at: datetime) -> None:
    """Nobody waits for what was agreed while they were better; what is asked for is raised."""
    line["still"] = _still_until(at, line["still"])
    if not line["is_sent"]:
        line["asked"] = body["urgency"]
        line["class"] = body["urgency"] if line["class"] else ""


def _still_until(last: datetime, still: list[Any]) -> list[Any]:
    return [(since, min(until, last)) for since, until in still if since < last]


def _answered(line: dict[str, Any], here: dict[str, Any]) -> datetime | None:
    """The first contact of a kind that the class accepts, by somebody competent for the lead."""
    if not (line["class"] and line["lead"] and line["is_sent"]):
        return None
    kinds = entry_of(here["response_classes"], line["class"])["clock_stopped_by"]
    professions = entry_of(here["leads"], line["lead"])["professions"]
    kept = [at for at, kind, by in line["contacts"] if kind in kinds and by in professions]
    return min(kept, default=None)


class Groups:
    """Whose whereabouts are restricted: with somebody goes everybody whom they were found to be."""

    def __init__(self) -> None:
        self.known_as: dict[str, str] = {}
        self.restricted: set[str] = set()

    def take(self, kind: str, person: str, body: dict[str, Any]) -> None:
        match kind:
            case "people.person_joined":
                self._join(person, body["into"])
            case "people.person_identified" if body["into"]:
                self._join(person, body["into"])
            case "people.person_absorbed":
                self._join(body["absorbed"], person)
            case "people.person_parted":
                self.known_as.pop(person, None)
            case "people.location_restricted":
                self.restricted |= self._together(person)
            case "people.location_shown_again":
                self.restricted -= self._together(person)

    def is_restricted(self, person: str) -> bool:
        return person in self.restricted

    def _join(self, one: str, into: str) -> None:
        self.known_as[one] = into
        if self.restricted & {one, into}:
            self.restricted |= {one, into}

    def _together(self, person: str) -> set[str]:
        one = self.known_as.get(person, person)
        return {person, one} | {each for each, into in self.known_as.items() if into == one}


# ---- when a line is due ------------------------------------------------------------------------


def due(
    start: datetime,
    limit: timedelta,
    calendar: dict[str, Any] | None,
    here: Any,
    still: list[tuple[datetime, datetime]],
) -> datetime:
    """When so much open time has passed: hour by hour of the calendar, day after day.

    What lies between two instants at which it was agreed to stand still does not pass.
    """
    left = limit
    for begins, closes in _running(_open(start, calendar, here), sorted(still)):
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    raise ValueError("a calendar that is never open")


def _running(
    spans: Iterator[tuple[datetime, datetime]], still: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    for begins, closes in spans:
        for since, until in [one for one in still if one[0] < closes and one[1] > begins]:
            if since > begins:
                yield begins, since
            begins = min(max(begins, until), closes)
        if begins < closes:
            yield begins, closes


def _open(
    start: datetime, calendar: dict[str, Any] | None, here: Any
) -> Iterator[tuple[datetime, datetime]]:
    if calendar is None or calendar.get("is_always_open"):
        yield start, start + timedelta(days=4000)
        return
    zone = ZoneInfo(here["zone"])
    holidays = {one["day"] for one in here["bank_holidays"]}
    day = start.astimezone(zone).date() - timedelta(days=1)
    while True:
        is_shut = day in holidays and not calendar["is_open_on_bank_holidays"]
        spans = calendar.get(WEEKDAYS[day.weekday()], calendar.get("every_day", []))
        for span in [] if is_shut else sorted(spans):
            opens, closes = _span(day, span, zone)
            if max(opens, start) < closes:
                yield max(opens, start), closes
        day += timedelta(days=1)


def _span(day: date, span: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    opens, closes = span.split("-")
    last = day if closes > opens and closes != "24:00" else day + timedelta(days=1)
    closes = "00:00" if closes == "24:00" else closes
    return (
        datetime.combine(day, time.fromisoformat(opens), zone).astimezone(UTC),
        datetime.combine(last, time.fromisoformat(closes), zone).astimezone(UTC),
    )


# ---- the figures -------------------------------------------------------------------------------


def figures(told: list[dict[str, Any]], here: dict[str, Any], asked: Any) -> dict[str, Any]:
    """Totals, tables and reasons, each figure counted over the lines it is of."""
    zone = ZoneInfo(here["zone"])
    monday = asked.last - timedelta(days=asked.last.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(asked.weeks))]
    begins = [
        datetime.combine(one, time(), zone) for one in (*mondays, monday + timedelta(weeks=1))
    ]
    kinds = {one["code"]: one["kind"] for one in here["organisations"]}
    kinds |= {one["code"]: "practice" for one in here["practices"]}
    measures = _measures(here, asked.measure)
    for line in told:
        line["response_class"] = line["class"] or line["asked"] or here["not_stated_counts_as"]
        line["referrer"] = kinds.get(line["organisation"], "")
        line["locality_of_row"] = line["locality_shown"]
        line["stands"] = stands(line, measures.get(line["response_class"]), here, asked.at)
        line["week"] = next(
            (
                one.isoformat()
                for one, since, until in zip(mondays, begins, begins[1:], strict=False)
                if since <= line["received"] < until
            ),
            "",
        )
    received = [line for line in told if line["week"]]
    still = [line for line in told if line["closed"] is None and line["received"] < begins[-1]]
    reasons: dict[str, int] = defaultdict(int)
    for line in received:
        if line["declined"]:
            reasons[line["declined"]] += 1
    return {
        "total": _count(received, still),
        "tables": {by: _table(by, received, still, mondays) for by in TABLES},
        "declined": dict(reasons),
    }


def _table(by: str, received: Any, still: Any, mondays: list[date]) -> dict[str, dict[str, Any]]:
    column = {"locality": "locality_of_row"}.get(by, by)
    codes = {line[column] for line in received}
    codes |= {one.isoformat() for one in mondays} if by == "week" else {x[column] for x in still}
    return {
        code: _count(
            [line for line in received if line[column] == code],
            [line for line in still if line[column] == code and by != "week"],
        )
        for code in codes
    }


def stands(line: dict[str, Any], measure: Any, here: dict[str, Any], at: datetime) -> str:
    """In time, late, never (over without an answer), waits, ended, or outside the measure."""
    if measure is None:
        return "outside"
    belongs = (
        line["resident"]
        if measure["basis"] == "residence"
        else line["registered"] or line["locality"]
    )
    if not belongs:
        return "outside"
    still = line["still"] if measure["with_pauses"] else []
    promised = due(line["started"], measure["limit"], measure["calendar"], here, still)
    if line["answered"]:
        return "in_time" if line["answered"] <= promised else "late"
    if (line["closed"] or at) > promised:
        return "never"
    return "ended" if line["closed"] else "waits"


def _count(received: list[dict[str, Any]], still: list[dict[str, Any]]) -> dict[str, Any]:
    stand = [line["stands"] for line in received]
    counted = [one for one in stand if one in ("in_time", "late", "never")]
    waits = sorted(
        (line["answered"] - line["started"]) // timedelta(minutes=1)
        for line in received
        if line["stands"] in ("in_time", "late")
    )
    in_time = stand.count("in_time")
    return {
        "received": len(received),
        "accepted": sum(line["is_accepted"] for line in received),
        "counted": len(counted),
        "in_time": in_time,
        "in_time_percent": round(100 * in_time / len(counted), 1) if counted else None,
        "median_minutes": _rank(waits, 50),
        "ninetieth_minutes": _rank(waits, 90),
        "open_now": len(still),
        "over_now": sum(line["stands"] == "never" for line in still),
        "advised": sum(line["how"] == "advice_only" for line in received),
        "declined": sum(line["declined"] != "" for line in received),
        "not_yet": stand.count("waits"),
        "ended_first": stand.count("ended"),
        "outside": stand.count("outside"),
    }


def _rank(waits: list[int], percent: int) -> int | None:
    return waits[math.ceil(len(waits) * percent / 100) - 1] if waits else None


def _measures(here: dict[str, Any], code: str) -> dict[str, dict[str, Any]]:
    named = [one for one in here["measures"] if one["code"] == code]
    found: dict[str, dict[str, Any]] = {}
    for one in named or here["measures"]:
        promised = entry_of(here["response_classes"], one["response_class"])
        hours = one.get("calendar") or (promised["calendar"] if one["with_pauses"] else None)
        found.setdefault(
            one["response_class"],
            {
                "basis": one["basis"],
                "with_pauses": one["with_pauses"],
                "limit": length(one.get("limit") or promised["limit"]),
                "calendar": entry_of(here["calendars"], hours) if hours else None,
            },
        )
    return found


def entry_of(section: list[dict[str, Any]], code: str) -> dict[str, Any]:
    """The entry of a section of the place file."""
    return next(one for one in section if one["code"] == code)


def length(text: str) -> timedelta:
    """A length of time as a place file writes it: 30 min, 3 h."""
    count, unit = text.split()
    return timedelta(minutes=int(count)) if unit == "min" else timedelta(hours=int(count))


def instant(text: str) -> datetime:
    """An instant as the log writes it."""
    return datetime.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main())
