"""What stays true of a line whatever is done to it, in whatever order, by whom."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.foundation import care, instant
from joinedup.foundation.models import Care, Entry
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted, Refused
from joinedup.referrals import services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Line
from joinedup.referrals.queries.lines import NEVER, held_by, in_order, stage_of, staged
from tests.builders import referrals as build
from tests.db.referrals import twin

SOMEBODY = (build.gp, build.clinician, build.nurse, build.manager)
PROMISED = build.TUESDAY + timedelta(hours=1)
CLASSES = ("rapid", "fast", "normal")
Step = Callable[[LineId, Actor, str], object]


def at_line(service: Callable[..., object], **given: object) -> Step:
    def step(line_id: LineId, by: Actor, code: str) -> object:
        worked_out = {
            name: code if one is CLASSES else one() if callable(one) else one
            for name, one in given.items()
        }
        return service(line_id, seen=build.seen(line_id), **worked_out, at=instant.now(), by=by)

    return step


def at_referral(service: Callable[..., object], **given: object) -> Step:
    def step(line_id: LineId, by: Actor, code: str) -> object:
        del code
        referral_id = ReferralId(build.line(line_id).referral_id)
        return service(referral_id, seen=None, **given, at=instant.now(), by=by)

    return step


def later() -> object:
    return instant.now() + timedelta(hours=1)


STEPS: dict[str, Step] = {
    "triage": at_line(
        services.triage_line,
        response_class=CLASSES,
        lead="nurse",
        team_code=build.TEAM,
        safety_net="Ring 999",
    ),
    "ask": at_line(
        services.ask_for_more, of="referrer", reason="agreement", question="?", by_when=later
    ),
    "answer": at_line(services.answer_question, answer="Yes"),
    "take back": at_line(services.take_back_question),
    "advise": at_line(services.advise_only, reason="advice_to_person", words="Rest"),
    "redirect": at_line(services.redirect_line, to="red_cross", reason="known_to_them", words=""),
    "confirm": at_line(services.confirm_redirect, words=""),
    "refuse": at_line(services.refuse_redirect, reason="no_answer", words=""),
    "accept": at_line(services.accept_line),
    "decline": at_line(services.decline_line, reason="no_capacity", words=""),
    "allocate": at_line(services.allocate_line, worker=lambda: build.nurse().account_id),
    "see": at_line(
        services.record_contact,
        kind="face_to_face",
        profession="nurse",
        made_by="Una Reid",
        happened_at=instant.now,
        words="",
    ),
    "assess": at_line(
        services.record_contact,
        kind="remote_assessment",
        profession="nurse",
        made_by="Una Reid",
        happened_at=instant.now,
        words="",
    ),
    "therapist": at_line(
        services.record_contact,
        kind="remote_assessment",
        profession="physiotherapist",
        made_by="Una Reid",
        happened_at=instant.now,
        words="",
    ),
    "reclassify": at_line(services.reclassify_line, response_class=CLASSES, reason="more_known"),
    "put off": at_line(
        services.put_off_answer,
        until=lambda: instant.now() + timedelta(hours=5),
        reason="person_asked",
    ),
    "change lead": at_line(services.change_lead, lead="therapist", reason="person_asked"),
    "close": at_line(services.close_line, outcome="in_hospital", words="Gone in"),
    "worse": at_referral(services.add_information, words="Worse", worse=True),
    "withdraw": at_referral(services.withdraw_referral, reason="better"),
}


def check(line: Line) -> None:
    stage = stage_of(LineId(line.id))
    assert stage is twin.stage_of(line)
    check_custody(line, stage)
    check_clocks(line, stage)
    check_due(line, stage)
    check_sight(line, stage)


def check_custody(line: Line, stage: Stage) -> None:
    """Exactly one has the line: the front door, or the team that accepted it."""
    taken_on = stage in {Stage.NO_WORKER, Stage.ALLOCATED, Stage.RESPONDED}
    if stage is not Stage.CLOSED:
        assert held_by(line) == (build.TEAM if taken_on else build.FRONT_DOOR)
    live = Care.objects.filter(about_id=line.id, because=care.EPISODE, ended_by__isnull=True)
    assert live.count() == taken_on


def check_clocks(line: Line, stage: Stage) -> None:
    """Whatever is awaited has a clock that runs, or stands still for a reason."""
    triage, response = line.triage_clock, line.response_clock
    is_open = stage is not Stage.CLOSED
    assert (triage.ended_at is None) == (is_open and line.sent_at is None)
    if is_open:
        # One that nobody has responded to has a clock of the class it is in now.
        answered_at = twin.answered_at(line)
        assert response.ended_at == answered_at
        assert response.ended_how == ("answered" if answered_at else "")
        assert response.rule_code == f"response.{twin.class_of(line)}"
    assert is_open or response.ended_at is not None
    for clock in (triage, response):
        is_paused = clock.pauses.filter(until__isnull=True).exists()
        assert (clock.due_at is None) == is_paused


def check_due(line: Line, stage: Stage) -> None:
    """Whatever waits for a team falls due, whoever has spoken to the person before."""
    found = in_order(staged(Line.objects.filter(id=line.id))).get()
    assert found.falls_due_at < NEVER or stage in (Stage.RESPONDED, Stage.CLOSED)
    for asked in line.questions.filter(ended_at__isnull=True):
        assert found.falls_due_at <= asked.by_when


def check_call(lines: list[Line]) -> None:
    """A call that was promised and not made is owed by one line, an open one while any is."""
    owing = [one for one in lines if one.call_back_by is not None]
    assert [one.call_back_by for one in owing] == [PROMISED]
    assert owing[0].closed_at is None or all(one.closed_at is not None for one in lines)


def check_worse(lines: list[Line]) -> None:
    """Once somebody is worse, what was done before is no answer: each service is awaited again."""
    still_open = [one for one in lines if one.closed_at is None]
    awaited = {one.service_code for one in still_open if one.response_clock.ended_at is None}
    assert awaited == {one.service_code for one in still_open}


def check_sight(line: Line, stage: Stage) -> None:
    """Whoever is to go sees the person, and nobody else by this line."""
    live = line.allocations.filter(until__isnull=True)
    seeing = Care.objects.filter(about_id__in=line.allocations.values("id"), ended_by__isnull=True)
    assert {one.worker_id for one in live} == {one.account_id for one in seeing}
    assert stage is not Stage.CLOSED or not live.exists()
    waiting = line.questions.filter(ended_at__isnull=True)
    assert stage is not Stage.CLOSED or not waiting.exists()


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_whatever_is_done_a_line_stays_whole(data):
    with instant.frozen(build.TUESDAY) as clock:
        asked = build.asking("rapid_response", "reablement")
        referral_id = build.sent(asked=asked, call_back_by=PROMISED)
        line_ids = build.lines_of(referral_id)
        for _ in range(data.draw(st.integers(4, 14))):
            clock.tick(timedelta(minutes=data.draw(st.integers(0, 40))))
            line_id = data.draw(st.sampled_from(line_ids))
            name = data.draw(st.sampled_from(sorted(STEPS)))
            by, code = data.draw(st.sampled_from(SOMEBODY)), data.draw(st.sampled_from(CLASSES))
            before = Entry.objects.count()
            try:
                STEPS[name](line_id, by(), code)
                is_done = True
            except (Refused, NotPermitted):
                is_done = False
                assert Entry.objects.count() == before
            line_ids = build.lines_of(referral_id)
            lines = [build.line(one) for one in line_ids]
            for one in lines:
                check(one)
            check_call(lines)
            if is_done and name == "worse":
                check_worse(lines)
