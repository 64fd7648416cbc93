"""Who may do what: every step, by every role, with a part in the line and without."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotPermitted
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Stage
from tests.builders import referrals as build

WHO: dict[str, Callable[[], Actor]] = {
    "referrer": build.gp,
    "another referrer": lambda: build.gp("ravi", practice="K99030"),
    "clinician": build.clinician,
    "member": build.nurse,
    "manager": build.manager,
    "member elsewhere": lambda: build.nurse("zoe", team="acht_wycombe"),
    "commissioner": build.commissioner,
    "privacy officer": lambda: build.staff("pip", Role.PRIVACY_OFFICER),
    "administrator": lambda: build.staff("ada", Role.PLACE_ADMINISTRATOR),
}
FRONT_DOOR = {"clinician"}
TEAM = {"member", "manager"}


def later() -> object:
    return instant.now() + timedelta(hours=1)


def at_line(service: Callable[..., object], **given: object) -> Callable[[LineId, Actor], None]:
    def step(line_id: LineId, by: Actor) -> None:
        worked_out = {name: one() if callable(one) else one for name, one in given.items()}
        service(line_id, seen=build.seen(line_id), **worked_out, at=instant.now(), by=by)

    return step


def withdraw(line_id: LineId, by: Actor) -> None:
    referral_id = ReferralId(build.line(line_id).referral_id)
    services.withdraw_referral(referral_id, seen=None, reason="better", at=instant.now(), by=by)


STEPS = {
    "triage": (
        at_line(
            services.triage_line,
            response_class="rapid",
            lead="nurse",
            team_code=build.TEAM,
            safety_net="Ring 999",
        ),
        Stage.TO_TRIAGE,
        FRONT_DOOR,
    ),
    "advise": (
        at_line(services.advise_only, reason="advice_to_referrer", words="Rest"),
        Stage.TO_TRIAGE,
        FRONT_DOOR,
    ),
    "cannot help": (
        at_line(services.cannot_help, reason="under_18", now_held_by="K99001", words=""),
        Stage.TO_TRIAGE,
        FRONT_DOOR,
    ),
    "ask": (
        at_line(
            services.ask_for_more, of="referrer", reason="history", question="?", by_when=later
        ),
        Stage.TO_TRIAGE,
        FRONT_DOOR,
    ),
    "answer": (
        at_line(services.answer_question, answer="Yes"),
        Stage.WAITING_FOR_INFORMATION,
        FRONT_DOOR | {"referrer"},
    ),
    "take back": (
        at_line(services.take_back_question),
        Stage.WAITING_FOR_INFORMATION,
        FRONT_DOOR,
    ),
    "redirect": (
        at_line(services.redirect_line, to="red_cross", reason="known_to_them", words=""),
        Stage.TO_TRIAGE,
        FRONT_DOOR,
    ),
    "confirm redirect": (
        at_line(services.confirm_redirect, words=""),
        Stage.REDIRECT_OFFERED,
        FRONT_DOOR,
    ),
    "refuse redirect": (
        at_line(services.refuse_redirect, reason="no_answer", words=""),
        Stage.REDIRECT_OFFERED,
        FRONT_DOOR,
    ),
    "accept": (at_line(services.accept_line), Stage.WITH_TEAM, TEAM),
    "decline": (
        at_line(services.decline_line, reason="no_capacity", words=""),
        Stage.WITH_TEAM,
        TEAM,
    ),
    "allocate": (
        at_line(services.allocate_line, worker=lambda: build.nurse("bea").account_id),
        Stage.NO_WORKER,
        {"manager"},
    ),
    "contact": (
        at_line(
            services.record_contact,
            kind="call",
            profession="nurse",
            made_by="Una Reid",
            happened_at=instant.now,
            words="",
        ),
        Stage.ALLOCATED,
        FRONT_DOOR | TEAM,
    ),
    "no access step": (
        at_line(
            services.take_no_access_step,
            step="ring_person",
            words="",
        ),
        Stage.ALLOCATED,
        FRONT_DOOR | TEAM,
    ),
    "reclassify": (
        at_line(services.reclassify_line, response_class="fast", reason="better"),
        Stage.NO_WORKER,
        FRONT_DOOR | TEAM,
    ),
    "change lead": (
        at_line(services.change_lead, lead="therapist", reason="person_asked"),
        Stage.NO_WORKER,
        FRONT_DOOR | TEAM,
    ),
    "put off": (
        at_line(services.put_off_answer, until=later, reason="person_asked"),
        Stage.NO_WORKER,
        FRONT_DOOR | TEAM,
    ),
    "promise a call": (
        at_line(services.promise_call_back, by_when=later),
        Stage.NO_WORKER,
        FRONT_DOOR | TEAM,
    ),
    "close": (
        at_line(services.close_line, outcome="died", words="Died at home"),
        Stage.NO_WORKER,
        TEAM,
    ),
    "withdraw": (withdraw, Stage.NO_WORKER, FRONT_DOOR | {"referrer"}),
}


@pytest.mark.parametrize("name", list(STEPS))
def test_each_step_is_done_by_those_with_a_part_and_refused_to_the_rest(clock, name):
    step, stage, allowed = STEPS[name]
    line_id = build.a_line(stage)

    for who, actor in WHO.items():
        if who not in allowed:
            with pytest.raises(NotPermitted):
                step(line_id, actor())
    for who in sorted(allowed)[:1]:
        step(line_id, WHO[who]())


@pytest.mark.parametrize("name", [name for name, (_, _, may) in STEPS.items() if len(may) > 1])
def test_each_party_of_a_step_may_take_it(clock, name):
    step, stage, allowed = STEPS[name]

    for who in sorted(allowed)[1:]:
        step(build.a_line(stage), WHO[who]())


@pytest.mark.parametrize("stage", [Stage.TO_TRIAGE, Stage.NO_WORKER])
def test_a_page_offers_what_the_services_allow(clock, stage):
    line_id = build.a_line(stage)

    offered = {
        who: queries.triage_page(WHO[who]().scope, line_id).acts
        for who in ("clinician", "referrer")
    }

    assert ("triage" in offered["clinician"]) is (stage is Stage.TO_TRIAGE)
    assert offered["referrer"] == {"add", "withdraw"}
