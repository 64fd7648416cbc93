"""What was decided, accepted, allocated or advised on paper: it counts from when it was done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from joinedup.foundation import care, instant, verify
from joinedup.foundation.models import Account, Care, Entry
from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.lateness import DecisionBeforeLast, DecisionBeforeWorse, OnPaper
from joinedup.referrals.domain.pad import Beginning, Told
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from tests.builders import calls
from tests.builders import referrals as build

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def decided(line_id: LineId, *, after: timedelta, **said: str) -> None:
    """Leah enters what Sam decided on paper, so long after the referral came."""
    came_at = build.line(line_id).response_clock.started_at
    on_paper = OnPaper(at=came_at + after, **{"by": "Sam Okafor", "reason": "system_down", **said})
    build.triage(line_id, on_paper=on_paper, by=build.clinician("leah"))


def test_a_decision_from_paper_counts_from_when_it_was_taken(clock):
    line_id = build.a_line()
    came_at = build.line(line_id).referral.received_at
    clock.tick(HOUR)

    decided(line_id, after=timedelta(minutes=10))

    line, (decision,) = build.line(line_id), build.line(line_id).decisions.all()
    decided_at = came_at + timedelta(minutes=10)
    assert (line.sent_at, line.opened_at, line.triage_clock.ended_at) == (decided_at,) * 3
    assert (decision.at, decision.recorded_at) == (decided_at, instant.now())
    assert (decision.made_by, decision.account.username) == ("Sam Okafor", "leah")
    assert (decision.reason, decision.late_reason) == ("", "system_down")
    assert verify.report().is_sound


def test_the_clock_of_a_paper_decision_shows_both_times(clock, client):
    door = build.clinician()
    began = instant.now()
    clock.tick(HOUR)
    call_id = services.take_call(
        Told(),
        key="sheet-1",
        opened_at=instant.now(),
        beginning=Beginning(at=began, reason="system_down"),
        at=instant.now(),
        by=door,
    )
    services.refer_from_call(call_id, build.a_request(), seen=None, at=instant.now(), by=door)
    line_id = LineId(Line.objects.get().pk)
    client.force_login(Account.objects.get(id=door.account_id))
    read_back = client.get(reverse("referrals:call", args=[call_id])).content.decode()

    decided(line_id, after=timedelta(minutes=5))
    page = client.get(reverse("referrals:line", args=[line_id])).content.decode()

    assert "Triage clock: decided 09:35 today, entered 10:30 today" in page.replace("\xa0", " ")
    assert ", counted from when it was entered." in read_back


def test_a_decision_taken_here_shows_one_time(clock, client):
    line_id = build.a_line()
    clock.tick(MINUTE)
    build.triage(line_id)
    client.force_login(Account.objects.get(id=build.clinician().account_id))

    page = client.get(reverse("referrals:line", args=[line_id])).content.decode()

    assert "Triage clock: decided 09:31 today<" in page.replace("\xa0", " ")


def test_a_team_sees_a_person_from_when_a_decision_is_entered(clock):
    line_id = build.a_line()
    clock.tick(HOUR)

    decided(line_id, after=timedelta(minutes=10))

    (since,) = Care.objects.filter(team_code=build.TEAM).values_list("since", flat=True)
    assert since == instant.now()


def on_paper(after: timedelta) -> OnPaper:
    """Done so long after half past nine by Una Pell, and entered once the system was back."""
    return OnPaper(at=build.TUESDAY + after, by="Una Pell", reason="system_down")


def accepted(line_id: LineId, *, after: timedelta) -> None:
    services.accept_line(
        line_id,
        seen=build.seen(line_id),
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.nurse(),
    )


def chosen(line_id: LineId, worker: AccountId, *, after: timedelta) -> None:
    services.allocate_line(
        line_id,
        seen=build.seen(line_id),
        worker=worker,
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.manager(),
    )


def advised(line_id: LineId, *, after: timedelta) -> None:
    services.advise_only(
        line_id,
        seen=build.seen(line_id),
        reason="advice_to_referrer",
        words="Fluids, and look again at six",
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.clinician("leah"),
    )


def test_what_a_team_accepted_on_paper_counts_from_then(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(HOUR)

    accepted(line_id, after=10 * MINUTE)

    accepted_at = build.TUESDAY + 10 * MINUTE
    decision = build.line(line_id).decisions.get(kind="accepted")
    episode = Care.objects.get(because=care.EPISODE)
    entry = Entry.objects.get(kind="referrals.line_accepted")
    assert build.line(line_id).accepted_at == accepted_at
    assert (decision.at, decision.recorded_at) == (accepted_at, instant.now())
    assert (decision.made_by, decision.late_reason) == ("Una Pell", "system_down")
    assert (entry.at, entry.recorded_at) == (accepted_at, instant.now())
    assert episode.since == instant.now()
    assert verify.report().is_sound


def test_nobody_accepted_before_it_was_sent(clock):
    clock.tick(HOUR)
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(HOUR)

    with pytest.raises(DecisionBeforeLast):
        accepted(line_id, after=10 * MINUTE)


def test_what_was_accepted_in_the_minute_of_sending_was_accepted_after_it(clock):
    clock.tick(timedelta(seconds=30))
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(HOUR)

    accepted(line_id, after=timedelta())

    assert build.line(line_id).accepted_at == build.line(line_id).sent_at


def test_whoever_was_chosen_on_paper_was_to_go_from_then(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    clock.tick(HOUR)
    ann = build.nurse().account_id

    chosen(line_id, ann, after=20 * MINUTE)

    chosen_at = build.TUESDAY + 20 * MINUTE
    (live,), decision = (
        build.line(line_id).allocations.all(),
        build.line(line_id).decisions.get(kind="allocated"),
    )
    assert (live.worker_id, live.since) == (ann, chosen_at)
    assert (decision.words, decision.made_by) == ("Ann", "Una Pell")
    assert (decision.at, decision.recorded_at) == (chosen_at, instant.now())
    assert Care.objects.get(because=care.ALLOCATED).since == instant.now()
    assert Entry.objects.get(kind="referrals.line_allocated").at == chosen_at


def test_another_is_not_chosen_on_paper_before_the_one_who_was_to_go(clock):
    clock.tick(HOUR)
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(HOUR)

    with pytest.raises(DecisionBeforeLast):
        chosen(line_id, build.nurse("bea").account_id, after=20 * MINUTE)


def test_whoever_was_chosen_on_paper_relieves_the_one_before(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(HOUR)

    chosen(line_id, build.nurse("bea").account_id, after=20 * MINUTE)

    went = build.line(line_id).allocations.order_by("since")
    assert [one.until for one in went] == [build.TUESDAY + 20 * MINUTE, None]
    assert verify.report().is_sound


def test_advice_from_paper_ended_the_referral_when_it_was_given(clock):
    line_id = build.a_line()
    clock.tick(HOUR)

    advised(line_id, after=20 * MINUTE)

    line, given_at = build.line(line_id), build.TUESDAY + 20 * MINUTE
    decision = line.decisions.get(kind="advice_only")
    assert (line.closed_at, line.opened_at) == (given_at, given_at)
    assert (line.triage_clock.ended_at, line.response_clock.ended_at) == (given_at, given_at)
    assert (decision.at, decision.recorded_at) == (given_at, instant.now())
    assert (decision.reason, decision.late_reason) == ("advice_to_referrer", "system_down")
    assert {one.at for one in Entry.objects.filter(about_id=line_id, kind__contains="advice")} == {
        given_at
    }
    assert verify.report().is_sound


def test_after_advice_from_paper_whoever_saw_the_person_looks_on_for_a_day(clock):
    line_id = build.a_line()
    clock.tick(30 * HOUR)

    advised(line_id, after=20 * MINUTE)

    until = set(Care.objects.filter(because=care.OPEN_REFERRAL).values_list("until", flat=True))
    assert until == {instant.now() + 24 * HOUR}


def test_a_call_of_paper_that_ended_with_advice_was_never_awaited_here(clock):
    began, by = instant.now(), build.clinician()
    clock.tick(HOUR)
    call_id = calls.taken(by=by)
    calls.saved(call_id, by=by, beginning=Beginning(at=began, reason="system_down"))
    services.refer_from_call(call_id, build.a_request(), seen=None, at=instant.now(), by=by)
    (line,) = Line.objects.all()

    advised(LineId(line.id), after=20 * MINUTE)

    line = build.line(LineId(line.id))
    assert line.closed_at == line.response_clock.ended_at == began + 20 * MINUTE
    assert line.triage_clock.ended_at == line.triage_clock.started_at == instant.now()


def told_worse(line_id: LineId) -> None:
    services.add_information(
        ReferralId(build.line(line_id).referral_id),
        seen=None,
        words="Much worse, fitting",
        worse=True,
        at=instant.now(),
        by=build.gp(),
    )


def refused_help(line_id: LineId, *, after: timedelta) -> None:
    services.cannot_help(
        line_id,
        seen=build.seen(line_id),
        reason="emergency",
        now_held_by="ambulance",
        words="The crew takes her in",
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.clinician("leah"),
    )


def offered(line_id: LineId, *, after: timedelta) -> None:
    services.redirect_line(
        line_id,
        seen=build.seen(line_id),
        to="oxford_health",
        reason="better_elsewhere",
        words="Low in mood, no plan",
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.clinician("leah"),
    )


def given_back(line_id: LineId, *, after: timedelta) -> None:
    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="Full tonight",
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.nurse(),
    )


def closed(line_id: LineId, *, after: timedelta) -> None:
    services.close_line(
        line_id,
        seen=build.seen(line_id),
        outcome="died",
        words="Died at home, family there",
        on_paper=on_paper(after),
        at=instant.now(),
        by=build.nurse(),
    )


@pytest.mark.parametrize(
    ("enter", "stage", "kind"),
    [
        (refused_help, Stage.TO_TRIAGE, "cannot_help"),
        (closed, Stage.ALLOCATED, "closed"),
    ],
)
def test_what_ended_on_paper_ended_then(clock, enter, stage, kind):
    line_id = build.a_line(stage)
    clock.tick(HOUR)

    enter(line_id, after=20 * MINUTE)

    line, ended_at = build.line(line_id), build.TUESDAY + 20 * MINUTE
    decision = line.decisions.get(kind=kind)
    assert (line.closed_at, line.response_clock.ended_at) == (ended_at, ended_at)
    assert (decision.at, decision.recorded_at) == (ended_at, instant.now())
    assert (decision.made_by, decision.late_reason) == ("Una Pell", "system_down")
    # Whoever had a part in it looks on for a day from when it is entered.
    until = Care.objects.filter(because=care.OPEN_REFERRAL).values_list("until", flat=True)
    assert set(until) == {instant.now() + 24 * HOUR}
    assert verify.report().is_sound


def test_what_was_offered_outside_on_paper_was_offered_then(clock):
    line_id = build.a_line()
    clock.tick(HOUR)

    offered(line_id, after=20 * MINUTE)

    line, offered_at = build.line(line_id), build.TUESDAY + 20 * MINUTE
    decision = line.decisions.get(kind="redirected")
    assert (line.redirects.get().offered_at, line.opened_at) == (offered_at, offered_at)
    assert (decision.at, decision.made_by) == (offered_at, "Una Pell")
    assert Entry.objects.get(kind="referrals.line_redirected").at == offered_at
    assert verify.report().is_sound


def test_what_was_given_back_on_paper_waits_at_the_front_door_from_then(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(HOUR)

    given_back(line_id, after=20 * MINUTE)

    line, back_at = build.line(line_id), build.TUESDAY + 20 * MINUTE
    assert line.triage_clock.started_at == back_at
    assert line.allocations.get().until == back_at
    assert (line.decisions.get(kind="declined").made_by, line.team_code) == ("Una Pell", "")
    # The team was to see the person until it was entered.
    ended = Care.objects.filter(because=care.EPISODE).values_list("until", flat=True)
    assert set(ended) == {instant.now()}
    assert Entry.objects.get(kind="referrals.line_declined").at == back_at
    assert verify.report().is_sound


def test_nobody_closed_on_paper_before_the_last_contact(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(HOUR)
    build.contact(line_id)
    clock.tick(HOUR)

    with pytest.raises(DecisionBeforeLast):
        closed(line_id, after=20 * MINUTE)


@pytest.mark.parametrize("enter", [advised, decided, refused_help, offered])
def test_what_was_decided_on_paper_before_they_got_worse_is_decided_anew(clock, enter):
    line_id = build.a_line()
    clock.tick(30 * MINUTE)
    told_worse(line_id)
    clock.tick(2 * HOUR)

    with pytest.raises(DecisionBeforeWorse):
        enter(line_id, after=20 * MINUTE)

    assert build.line(line_id).closed_at is None
    enter(line_id, after=40 * MINUTE)


def test_advice_on_paper_is_not_older_than_a_contact(clock):
    line_id = build.a_line()
    clock.tick(HOUR)
    build.contact(line_id, by=build.clinician())
    clock.tick(HOUR)

    with pytest.raises(DecisionBeforeLast):
        advised(line_id, after=20 * MINUTE)


@pytest.mark.parametrize("enter", [advised, decided])
def test_a_clock_that_waited_for_an_answer_ran_on_from_the_decision(clock, enter):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)
    clock.tick(2 * HOUR)

    enter(line_id, after=20 * MINUTE)

    triage, decided_at = build.line(line_id).triage_clock, build.TUESDAY + 20 * MINUTE
    (pause,) = triage.pauses.all()
    assert (pause.until, triage.ended_at) == (decided_at, decided_at)
    assert triage.due_at == triage.started_at + triage.limit + (pause.until - pause.since)
    assert build.line(line_id).questions.get().ended_at == instant.now()
    assert verify.report().is_sound


@pytest.mark.parametrize(
    ("route", "stage", "typed"),
    [
        ("accept", Stage.WITH_TEAM, {}),
        ("allocate", Stage.NO_WORKER, {"worker": "ann"}),
        ("advise", Stage.TO_TRIAGE, {"reason": "advice_to_referrer", "words": "Fluids"}),
        ("cannot_help", Stage.TO_TRIAGE, {"reason": "emergency", "now_held_by": "ambulance"}),
        ("redirect", Stage.TO_TRIAGE, {"reason": "better_elsewhere", "to": "oxford_health"}),
        ("decline", Stage.WITH_TEAM, {"reason": "no_capacity", "words": "Full tonight"}),
        ("close", Stage.ALLOCATED, {"outcome": "died", "words": "Died at home, family there"}),
    ],
)
def test_a_sheet_is_entered_on_the_page_with_both_times(clock, client, route, stage, typed):
    line_id = build.a_line(stage)
    clock.tick(HOUR)
    is_door = stage is Stage.TO_TRIAGE
    by = build.clinician() if is_door else build.nurse()
    client.force_login(Account.objects.get(id=by.account_id))
    sheet = {
        "decided_at-day": "24",
        "decided_at-month": "11",
        "decided_at-year": "2026",
        "decided_at-time": "9:50",
        "decided_by": "Una Pell",
        "late_reason": "system_down",
    }
    typed = {"words": "As agreed by telephone", **typed, "seen": str(build.seen(line_id))}
    typed |= {"worker": str(by.account_id)} if route == "allocate" else {}
    address = reverse(f"referrals:{route}", args=[line_id])

    unsaid = client.post(address, {**typed, "decided_by": "Una Pell"})
    done = client.post(address, {**typed, **sheet})
    client.force_login(Account.objects.get(id=build.clinician().account_id))
    page = client.get(reverse("referrals:line", args=[line_id])).content.decode()

    assert unsaid.status_code == 422
    assert "Say when it was done" in unsaid.content.decode()
    assert done.status_code in (302, 303)
    assert "Una Pell" in page
    assert "Told late" in page


@pytest.mark.parametrize(
    ("after", "reason", "refused"),
    [
        (-MINUTE, "system_down", "decision_before_last"),
        (2 * HOUR, "system_down", "decision_in_future"),
        (MINUTE, "", "decision_late_reason_missing"),
        (MINUTE, "because", "unknown_code"),
    ],
)
def test_a_decision_from_paper_that_cannot_be_is_refused(clock, after, reason, refused):
    line_id = build.a_line()
    clock.tick(HOUR)

    with pytest.raises(Refused) as told:
        decided(line_id, after=after, reason=reason)

    assert told.value.refusal_code == refused
    assert not build.line(line_id).decisions.exists()


def test_a_decision_is_not_older_than_the_one_before(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    clock.tick(HOUR)
    build.decline(line_id)
    clock.tick(HOUR)

    with pytest.raises(DecisionBeforeLast):
        decided(line_id, after=timedelta(minutes=10))
