"""Where what was done on paper is entered, for each role, and that both times are kept."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, verify
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor
from joinedup.referrals import services
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Addition, Call, Line
from tests.builders import calls
from tests.builders import referrals as build
from tests.builders.call_pages import ANSWERS, CALLER


def client_of(by: Actor) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=by.account_id))
    return client


def read(by: Actor, route: str, *args: object, **asked: str) -> str:
    answer = client_of(by).get(reverse(route, args=args), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def shown(by: Actor) -> str:
    return read(by, "referrals:paper")


def test_the_front_door_is_led_to_calls_decisions_and_handovers(clock: instant.Hands) -> None:
    page = shown(build.clinician())

    assert "A call sheet" in page
    assert "What the front door decided" in page
    assert "A handover sheet" in page
    assert "What the team took on" not in page
    assert "System was down: from paper" in page
    assert "No downtime pack has been written yet." in page


def test_a_nurse_is_led_to_visits_and_not_to_calls(clock: instant.Hands) -> None:
    page = shown(build.nurse())

    assert "A visit, a call or an attempt" in page
    assert "What the team took on" in page
    assert "A call sheet" not in page


def test_a_call_taken_on_paper_counts_from_when_it_began(clock: instant.Hands) -> None:
    began = instant.now()
    clock.tick(timedelta(hours=1))
    by = build.clinician()

    call_id = services.take_call(
        Told(),
        key="sheet-1",
        opened_at=instant.now(),
        beginning=Beginning(at=began, reason="system_down"),
        at=instant.now(),
        by=by,
    )
    services.refer_from_call(call_id, build.a_request(), seen=None, at=instant.now(), by=by)

    line = Line.objects.select_related("response_clock", "referral").get()
    assert line.response_clock.started_at == began
    assert (line.referral.began_at, line.referral.recorded_at) == (began, instant.now())
    call = Call.objects.get()
    assert (call.began_reason, call.outcome) == ("system_down", Outcome.REFERRAL)


def test_a_pad_whose_time_was_refused_is_gone_on_with(clock: instant.Hands) -> None:
    """A call sheet is entered, and only then its reason asked for: nobody else changed the call."""
    clock.tick(timedelta(hours=1))
    pad = client_of(build.clinician())
    at = {"began_at-day": "24", "began_at-month": "11", "began_at-year": "2026"}
    typed = {"caller_name": "Una Pell", **at, "began_at-time": "9:30", "do": "keep"}
    opened = {"key": "sheet-2", "opened": instant.now().isoformat()}
    refused = pad.post(reverse("referrals:call_new"), typed | opened).content.decode()
    call = Call.objects.get()
    (seen,) = re.findall(r'name="seen" value="(\d+)"', refused)

    typed |= {"call": str(call.pk), "seen": seen, "began_reason": "system_down"}
    answer = pad.post(reverse("referrals:call", args=[call.pk]), typed)

    assert "Say why the call is taken down" in refused
    assert answer.status_code == 303
    call.refresh_from_db()
    assert (call.began_at, call.began_reason) == (build.TUESDAY, "system_down")


def from_paper(by: Actor, **typed: str) -> Call:
    """A call that Una Pell took on paper, as it is entered an hour later with what came of it."""
    pad = client_of(by)
    at = {"began_at-day": "24", "began_at-month": "11", "began_at-year": "2026"}
    sheet = {**at, "began_at-time": "9:30", "began_reason": "system_down"}
    took = {"key": "sheet-3", "taken_on_paper_by": "Una Pell", "opened": instant.now().isoformat()}
    answer = pad.post(reverse("referrals:call_new"), {**CALLER, **sheet, **took, **typed})
    assert answer.status_code == 303
    return Call.objects.get()


def test_whoever_took_a_call_on_paper_is_named_beside_who_entered_it(clock: instant.Hands) -> None:
    clock.tick(timedelta(hours=1))
    sam = build.clinician()

    call = from_paper(sam, do="call_back", call_back_in="30", change_words="Wants a bed")
    promised = read(sam, "referrals:queue", tab="call_back")
    listed, seen = read(sam, "referrals:calls"), read(sam, "referrals:call", call.pk)

    assert call.taken_on_paper_by == "Una Pell"
    assert "promised by Una Pell" in promised
    assert "Una Pell, on paper; entered by Sam" in listed
    assert "Una Pell, on paper; entered by Sam" in seen


def test_a_referral_names_whoever_took_its_call_on_paper(clock: instant.Hands) -> None:
    clock.tick(timedelta(hours=1))
    sam = build.clinician()
    described = {"description": "Man of 80, grey coat"}

    from_paper(sam, **{**ANSWERS, **described, "key": "sheet-3"}, do="referral")

    assert "Taken on paper by Una Pell" in read(sam, "referrals:line", Line.objects.get().pk)


def test_a_sheet_that_is_entered_at_once_names_its_taker_as_well(clock: instant.Hands) -> None:
    clock.tick(timedelta(minutes=10))
    sam = build.clinician()
    described = {"description": "Man of 80, grey coat"}

    from_paper(sam, **{**ANSWERS, **described, "key": "sheet-3"}, do="referral")

    assert "Taken on paper by Una Pell" in read(sam, "referrals:line", Line.objects.get().pk)


def told_from_paper(line_id: LineId) -> None:
    """A call ten minutes after the referral said that it is worse; it is entered only now."""
    referral_id, by = ReferralId(build.line(line_id).referral_id), build.clinician()
    call_id = calls.taken(by=by, about=build.person_of(referral_id))
    beginning = Beginning(at=build.TUESDAY + timedelta(minutes=10), reason="system_down")
    calls.saved(call_id, by=by, beginning=beginning, taken_on_paper_by="Una Pell")
    services.tell_from_call(
        call_id,
        seen=calls.seen(call_id),
        referral_id=referral_id,
        words="Much worse",
        worse=True,
        at=instant.now(),
        by=by,
    )


def test_what_a_sheet_told_of_a_referral_was_told_when_they_rang(clock: instant.Hands) -> None:
    line_id = build.a_line()
    clock.tick(timedelta(hours=2))

    told_from_paper(line_id)

    (told,) = Addition.objects.all()
    rang_at = build.TUESDAY + timedelta(minutes=10)
    assert (told.at, told.recorded_at) == (rang_at, instant.now())
    kinds = ("referrals.information_added", "referrals.worse_told")
    entries = Entry.objects.filter(kind__in=kinds).values_list("at", "recorded_at")
    assert set(entries) == {(rang_at, instant.now())}
    assert verify.report().is_sound
    page = read(build.clinician(), "referrals:line", line_id)
    more = page[page.index("Told later") :]
    assert "09:40 today, Dr Joan Pryce, GP" in more
    assert "Told late, 11:30 today" in more
    assert "Taken on paper by Una Pell" in more


def test_what_was_told_as_they_rang_has_one_time(clock: instant.Hands) -> None:
    line_id = build.a_line()
    clock.tick(timedelta(minutes=20))

    told_from_paper(line_id)

    assert Addition.objects.get().at == instant.now()


def test_what_is_asked_for_again_from_paper_counts_from_when_they_rang(
    clock: instant.Hands,
) -> None:
    line_id = build.a_line(Stage.RESPONDED)
    clock.tick(timedelta(hours=2))

    told_from_paper(line_id)

    again = Line.objects.select_related("response_clock", "triage_clock").exclude(pk=line_id).get()
    assert again.response_clock.started_at == build.TUESDAY + timedelta(minutes=10)
    assert again.triage_clock.started_at == instant.now()


def test_a_sheet_is_told_no_sooner_than_its_referral(clock: instant.Hands) -> None:
    clock.tick(timedelta(minutes=30))
    line_id = build.a_line()
    clock.tick(timedelta(hours=2))

    told_from_paper(line_id)

    assert Addition.objects.get().at == build.line(line_id).referral.received_at


def test_a_call_that_its_taker_entered_names_nobody_else(clock: instant.Hands) -> None:
    sam = build.clinician()
    call_id = calls.taken(by=sam)
    calls.promise(call_id, after=timedelta(hours=1))

    assert "promised by Sam" in read(sam, "referrals:calls")
    assert "on paper" not in read(sam, "referrals:call", call_id)
