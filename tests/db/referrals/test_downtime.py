"""The downtime pack: what it holds, what it keeps out, how it is written, and what comes after."""

import re
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from joinedup.config import cli
from joinedup.foundation import care, duty, instant, place, verify
from joinedup.foundation.models import Entry, ReadingOf
from joinedup.foundation.scope import system
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.whereabouts import WhereKind
from joinedup.referrals import services
from joinedup.referrals.adapters import pack
from joinedup.referrals.domain.contacts import ContactRecordedAlready
from joinedup.referrals.domain.request import NO_PLAN_TO_MOVE, Where
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries import pack as queries
from joinedup.referrals.services import packing
from joinedup.referrals.services.packing import PackNotWritten
from joinedup.web import filters
from tests.builders import calls, relations
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.record import an_entry, kept

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def written(folder: Path | None = None) -> str:
    made = services.print_pack(to=folder, by=system("print_pack"))
    return re.sub(r"\s+", " ", made.file.read_text().replace("\u00a0", " "))


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, settings: Any) -> Path:
    settings.JOINEDUP_PACKS = tmp_path / "packs"
    return tmp_path / "packs"


def restrict(line_id: object, kind: str) -> None:
    person = build.line(line_id).referral.person_id
    care.restrict(person, kind=kind, reason="safety", at=instant.now(), by=system("t"))


def test_the_pack_holds_what_is_open_by_what_falls_due(clock, packs):
    build.a_line(where=Where(kind=WhereKind.RELATIVE, address="9 Elm Row", until=NO_PLAN_TO_MOVE))
    build.a_line(Stage.ALLOCATED)
    build.a_line(Stage.CLOSED)

    page = written()

    assert "Open, by what falls due next (2)" in page
    assert "9 Elm Row" in page
    assert "As of 09:30 on 24 November 2026." in page
    assert "01632 960 020" in page
    assert filters.phone(place.current().teams[build.TEAM].telephone).replace("\u00a0", " ") in page
    assert page.count("Call sheet") == pack.CALL_SHEETS
    assert all(f"{number}. " in page for number in range(1, 9))


def test_the_pack_marks_what_is_over_and_what_must_not_be_missed(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")
    services.add_information(
        build.line(line_id).referral_id,
        seen=None,
        words="Fell",
        worse=True,
        is_crew_on_scene=True,
        at=instant.now(),
        by=build.gp(),
    )
    in_time = written()
    clock.tick(4 * HOUR)

    over = written()

    assert "OVER" not in in_time
    assert "<strong>OVER</strong>" in over
    assert "No answer \N{MULTIPLICATION SIGN}1" in over
    assert "Worse, as told since" in over
    assert "Crew waiting on scene" in over


def test_the_pack_says_what_an_alert_warns_of(clock):
    line_id = build.a_line()
    warned = PersonId(build.line(line_id).referral.person_id)
    relations.warned(warned)
    relations.warned(warned, kind="risk_to_staff")

    page = written()

    assert "<strong>Dog: ask</strong>" in page
    assert page.count("Risk to staff: ask") == 1


def test_the_pack_needs_no_server(clock):
    build.a_line()

    page = written()

    assert not re.search(r'(src|href|action)="|url\(|@import|<script', page)


def test_the_pack_says_who_is_on_duty_and_what_waits(clock):
    build.a_line()
    clock.tick(20 * timedelta(minutes=1))
    services.watch(at=instant.now(), by=system("referrals.safety_net"))
    assert "Nobody was on duty when this was written." in written()
    now = instant.now()
    duty.go_on_duty(
        "spr_lead", until=now + HOUR, number="01632960300", at=now, by=build.clinician()
    )

    page = written()

    assert "until 10:50 on 24 Nov 2026" in page
    assert "Nobody has opened this</strong> since 09:45 on 24 Nov 2026" in page


def test_nobody_who_waits_is_left_out_of_the_pack(clock):
    for number in range(22):
        build.a_line()
        call_id = calls.taken(key=f"call {number}", caller_name=f"Caller {number:02}")
        calls.promise(call_id, after=HOUR)
    clock.tick(20 * timedelta(minutes=1))
    services.watch(at=instant.now(), by=system("referrals.safety_net"))

    page = written()

    assert page.count("Nobody has opened this</strong>") == 22
    assert {f"Caller {number:02}" for number in range(22)} <= set(re.findall(r"Caller \d\d", page))


def test_the_pack_says_who_accepted_a_row_at_the_last_handover(clock):
    line_id = build.a_line()
    made = services.begin_handover("spr_lead", at=instant.now(), by=build.clinician())
    leah = build.clinician("leah")
    services.give_rows(
        made,
        lines=[line_id],
        to=leah.account_id,
        words="",
        at=instant.now(),
        by=build.clinician(),
    )
    services.accept_row(made, line_id, seen=build.seen(line_id), at=instant.now(), by=leah)

    assert "handed over to Leah" in written()


def test_nothing_of_restricted_whereabouts_is_printed(clock):
    where = Where(kind=WhereKind.RELATIVE, address="9 Elm Row", until=NO_PLAN_TO_MOVE)
    line_id = build.a_line(Stage.WITH_TEAM, where=where)
    restrict(line_id, "location")
    clock.tick(20 * timedelta(minutes=1))
    services.watch(at=instant.now(), by=system("referrals.safety_net"))

    page = written()
    row = page[page.index("Open, by what") : page.index("When nobody answers")]
    waits = page[page.index("Waits too long") : page.index("Open, by what")]

    assert "Whereabouts restricted: nothing of where is printed." in row
    assert "Ring Privacy officer on" in row
    assert "9 Elm Row" not in page
    assert "4 Orchard Close" not in page
    team = place.current().teams[build.TEAM]
    assert team.name not in row + waits
    assert "Dr Joan Pryce" not in page


@pytest.mark.parametrize("kind", ["location", "access"])
def test_of_whoever_is_restricted_no_caller_is_printed_who_is_owed_a_call(clock, kind):
    line_id = build.a_line(call_back_by=instant.now() + HOUR)
    build.close(line_id, outcome="died", by=build.clinician())
    restrict(line_id, kind)
    clock.tick(HOUR + MINUTE)
    services.watch(at=instant.now(), by=system("referrals.safety_net"))

    page = written()
    waits = page[page.index("Waits too long") : page.index("Promised to ring back")]
    promised = page[page.index("Promised to ring back") : page.index("Open, by what")]

    for said in (waits, promised):
        assert build.line(line_id).referral.reference in said
        assert 'Ring Privacy officer on <span class="number">01632 960 480</span>.' in said
    assert "10:30, 24 Nov 2026" in promised
    assert "Dr Joan Pryce" not in page
    assert "01632 960 010" not in waits + promised


@pytest.mark.parametrize("kind", ["location", "access"])
def test_whoever_rings_about_herself_is_not_printed_where_she_is_restricted(clock, kind):
    line_id = build.a_line()
    person = build.person_of(build.line(line_id).referral_id)
    her = {"caller_name": "Ethel herself", "caller_number": "01296555111"}
    calls.promise(calls.taken(about=person, **her), after=HOUR)
    restrict(line_id, kind)

    page = written()
    promised = page[page.index("Promised to ring back") : page.index("Open, by what")]

    assert "10:30, 24 Nov 2026" in promised
    assert "Ring Privacy officer on" in promised
    assert "Ethel herself" not in page
    assert "555111" not in page.replace(" ", "")


def test_a_form_that_only_the_record_tells_of_is_printed(clock):
    line_id = build.a_line()
    before = written()
    person = build.person_of(build.line(line_id).referral_id)
    kept(person, an_entry(kind=EntryKind.FLAG, words="DNACPR"))

    page = written()

    assert "<strong>ReSPECT or DNACPR</strong>" not in before
    assert "<strong>ReSPECT or DNACPR</strong>" in page


def test_whoever_is_wholly_restricted_is_only_counted(clock):
    line_id = build.a_line()
    restrict(line_id, "access")

    page = written()

    assert "1 open for people whose record is restricted" in page
    assert "MARSH" not in page


def test_a_pack_is_for_its_owner_alone_and_the_latest_has_one_name(clock, packs):
    written()

    files = sorted(packs.iterdir())
    assert [file.name for file in files] == [
        "downtime-buckinghamshire-20261124T093000Z.html",
        "downtime-buckinghamshire-latest.html",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(packs.stat().st_mode) == 0o700
    assert files[0].read_bytes() == files[1].read_bytes()


def test_old_packs_and_torn_ones_are_thrown_away(clock, packs):
    packs.mkdir(mode=0o700)
    (packs / ".downtime-buckinghamshire-x.part").write_text("torn")
    (packs / "other.html").write_text("not ours")
    for hour in range(packing.KEPT + 3):
        (
            packs / f"downtime-buckinghamshire-202611{hour // 24 + 1:02}T{hour % 24:02}0000Z.html"
        ).touch()

    written()

    left = {file.name for file in packs.iterdir()}
    assert len(left) == packing.KEPT + 2
    assert "other.html" in left
    assert "downtime-buckinghamshire-20261101T000000Z.html" not in left


def test_a_pack_that_cannot_be_written_leaves_the_one_before(clock, packs):
    before = written()
    file = packs.parent / "a-file"
    file.write_text("not a folder")

    with pytest.raises(PackNotWritten):
        services.print_pack(to=file, by=system("print_pack"))

    latest = packs / "downtime-buckinghamshire-latest.html"
    assert re.sub(r"\s+", " ", latest.read_text().replace("\u00a0", " ")) == before


def test_an_hourly_pack_is_a_reading_of_those_who_are_new(clock):
    build.a_line()
    clock.tick(timedelta(minutes=1))
    written()
    assert ReadingOf.objects.filter(reading__route="joinedup print-pack").count() == 1

    clock.tick(HOUR)
    written()
    assert ReadingOf.objects.filter(reading__route="joinedup print-pack").count() == 1
    build.a_line()
    clock.tick(HOUR)
    written()

    assert ReadingOf.objects.filter(reading__route="joinedup print-pack").count() == 2


def test_a_pack_that_is_asked_for_is_a_reading_of_all(clock, tmp_path):
    build.a_line()
    written()

    written(tmp_path / "elsewhere")

    assert ReadingOf.objects.filter(reading__route="joinedup print-pack").count() == 2


def test_that_a_pack_was_written_is_in_the_log(clock):
    build.a_line()

    written()

    (entry,) = Entry.objects.filter(kind="referrals.pack_printed")
    assert '"line_count":1' in entry.body
    assert queries.last_packed_at() == instant.now()
    assert verify.report().is_sound


def test_the_command_says_where_it_is(clock, tmp_path, capsys):
    build.a_line()

    assert cli.main(["print-pack", "--to", str(tmp_path / "out")]) == 0

    said = capsys.readouterr().out
    assert "holds 1 open lines, 2026-11-24 09:30" in said
    assert list((tmp_path / "out").glob("*.html"))


def test_a_large_pack_asks_no_more_than_a_small_one(clock):
    for _ in range(12):
        build.a_line(Stage.NO_WORKER)

    with at_most(20):
        queries.pack(system("print_pack").scope)


def test_after_an_hour_on_paper_both_times_are_kept(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    received = build.line(line_id).referral.received_at
    written()
    clock.tick(HOUR)

    # On paper meanwhile: seen at ten to ten.
    seen_at = received + timedelta(minutes=20)
    build.contact(line_id, happened_at=seen_at, late_reason="system_down")

    line = build.line(line_id)
    assert line.response_clock.ended_at == seen_at
    (contact,) = line.contacts.all()
    assert (contact.happened_at, contact.recorded_at) == (seen_at, instant.now())
    assert contact.late_reason == "system_down"


def test_people_are_found_again_by_what_the_pack_prints(clock):
    line_id = build.a_line()

    reference = build.line(line_id).referral.reference
    assert reference in written()


def test_a_contact_of_one_sheet_is_entered_once(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    seen_at = instant.now() + timedelta(minutes=20)
    clock.tick(HOUR)
    build.contact(line_id, happened_at=seen_at, late_reason="system_down")

    with pytest.raises(ContactRecordedAlready) as told:
        build.contact(line_id, happened_at=seen_at + timedelta(seconds=30))

    assert told.value.values["name"] == "Ann"
    assert build.line(line_id).contacts.count() == 1


def test_other_contacts_of_that_hour_are_no_second_entry(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    seen_at = instant.now() + timedelta(minutes=20)
    clock.tick(HOUR)
    build.contact(line_id, happened_at=seen_at)

    build.contact(line_id, happened_at=seen_at + timedelta(minutes=1))
    build.contact(line_id, happened_at=seen_at, kind="call")
    build.contact(line_id, happened_at=seen_at, profession="nurse", made_by="Una Reid")

    assert build.line(line_id).contacts.count() == 4
