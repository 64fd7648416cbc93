"""The pages of the front door: each step of a line by its form, and the form kept when refused."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from joinedup.foundation import instant, place
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.request import NOT_KNOWN
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries.lines import stage_of
from joinedup.web import filters
from tests.builders import calls
from tests.builders import referrals as build

AT_TWO_RING = {
    "ring_by-day": "24",
    "ring_by-month": "11",
    "ring_by-year": "2026",
    "ring_by-time": "14",
}
AT_TWO = {"by_when-day": "24", "by_when-month": "11", "by_when-year": "2026", "by_when-time": "14"}
NOW = {
    "happened_at-day": "24",
    "happened_at-month": "11",
    "happened_at-year": "2026",
    "happened_at-time": "9.30",
}
SEEN = {
    **NOW,
    "kind_of_contact": "face_to_face",
    "profession": "district_nurse",
    "words": "Drinking again",
}
ASK = {"of": "person", "reason": "how_unwell", "question": "How is she now?", **AT_TWO}
TRIAGED = {"cell": "rapid:nurse", "team_code": build.TEAM, "safety_net": "Ring 999"}
ELSEWHERE = {"to": "red_cross", "reason": "better_elsewhere", "words": "A cushion, please"}
NO_HELP = {"reason": "emergency", "now_held_by": "ambulance", "words": "They are on their way"}

# Where a line stands, who does what by which form, and where it stands then.
STEPS = [
    (Stage.TO_TRIAGE, build.clinician, "triage", TRIAGED, Stage.WITH_TEAM),
    (Stage.TO_TRIAGE, build.clinician, "ask", ASK, Stage.WAITING_FOR_INFORMATION),
    (Stage.TO_TRIAGE, build.clinician, "advise", {"reason": "pointed_elsewhere", "words": "Ask"},
     Stage.CLOSED),
    (Stage.TO_TRIAGE, build.clinician, "redirect", ELSEWHERE, Stage.REDIRECT_OFFERED),
    (Stage.TO_TRIAGE, build.clinician, "cannot-help", NO_HELP, Stage.CLOSED),
    (Stage.TO_TRIAGE, build.clinician, "call-back", AT_TWO, Stage.TO_TRIAGE),
    (Stage.TO_TRIAGE, build.clinician, "contact",
     {**SEEN, "kind_of_contact": "call", "made_by": "Una Reid"}, Stage.TO_TRIAGE),
    (Stage.WAITING_FOR_INFORMATION, build.clinician, "answer", {"answer": "Flat 2"},
     Stage.TO_TRIAGE),
    (Stage.WAITING_FOR_INFORMATION, build.clinician, "take-back", {}, Stage.TO_TRIAGE),
    (Stage.REDIRECT_OFFERED, build.clinician, "redirect-accepted", {"words": "They go at two"},
     Stage.CLOSED),
    (Stage.REDIRECT_OFFERED, build.clinician, "redirect-refused", {"reason": "no_answer"},
     Stage.TO_TRIAGE),
    (Stage.WITH_TEAM, build.nurse, "accept", {}, Stage.NO_WORKER),
    (Stage.WITH_TEAM, build.nurse, "decline", {"reason": "no_capacity", "words": "Both are out"},
     Stage.TO_TRIAGE),
    (Stage.NO_WORKER, build.nurse, "allocate", {"worker": "myself"}, Stage.ALLOCATED),
    (Stage.ALLOCATED, build.nurse, "contact", SEEN, Stage.RESPONDED),
    (Stage.ALLOCATED, build.nurse, "contact", {**SEEN, "kind_of_contact": "attempted"},
     Stage.ALLOCATED),
    (Stage.ALLOCATED, build.nurse, "no-access", {"step": "ring_person", "words": "It rang out"},
     Stage.ALLOCATED),
    (Stage.ALLOCATED, build.nurse, "reclassify", {"response_class": "fast", "reason": "better"},
     Stage.ALLOCATED),
    (Stage.ALLOCATED, build.nurse, "lead", {"lead": "therapist", "reason": "person_asked"},
     Stage.ALLOCATED),
    (Stage.ALLOCATED, build.nurse, "close", {"outcome": "died", "words": "Died at home"},
     Stage.CLOSED),
    (Stage.RESPONDED, build.nurse, "close", {"outcome": "completed", "words": "Comfortable"},
     Stage.CLOSED),
]  # fmt: skip
NAMES = [f"{stage}-{act}-{number}" for number, (stage, _who, act, *_) in enumerate(STEPS)]


def at_a_browser(actor: Actor) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def the_form(page: str, act: str) -> str:
    """The part of the page of a line that takes one step."""
    found = re.search(rf'id="step-{act}".*?</details>', page, re.DOTALL)
    if found is None:
        raise ValueError(f"the page offers no {act}")
    return found[0]


@pytest.mark.parametrize(("stage", "who", "act", "typed", "then"), STEPS, ids=NAMES)
def test_each_step_is_taken_by_its_form(
    clock, stage: Stage, who: Callable[[], Actor], act: str, typed: dict[str, str], then: Stage
):
    actor, line_id = who(), build.a_line(stage)
    browser, address = at_a_browser(actor), f"/referrals/lines/{line_id}"
    form = the_form(browser.get(address).content.decode(), act)
    myself = {"worker": str(actor.account_id)} if "worker" in typed else {}

    hidden = dict(re.findall(r'<input type="hidden" id="[^"]*" name="(\w+)" value="([^"]*)"', form))
    answer = browser.post(f"{address}/{act}", {**hidden, **typed, **myself})

    assert (answer.status_code, stage_of(LineId(line_id))) == (303, then)


def test_a_contact_is_by_ones_own_profession_unless_another_is_named(clock):
    carer = build.staff("hana", Role.TEAM_MEMBER, team=build.TEAM, profession="Reablement worker")
    line_id = build.a_line(Stage.ALLOCATED)
    browser, address = at_a_browser(carer), f"/referrals/lines/{line_id}"
    seen = {**SEEN, "seen": str(build.seen(line_id))}

    form = the_form(browser.get(address).content.decode(), "contact")
    refused = browser.post(f"{address}/contact", seen)
    said = browser.post(f"{address}/contact", {**seen, "made_by": "Una Reid"})

    assert re.search(r'<option value="reablement_worker"\s+selected', form)
    assert "Say who made the contact" in refused.content.decode()
    assert (refused.status_code, said.status_code) == (422, 303)
    assert "Recorded by Hana" in browser.get(address).content.decode()


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("who", [build.clinician, build.nurse, build.manager])
def test_every_stage_has_a_page_for_whoever_may_open_it(clock, who: Callable[[], Actor], stage):
    line_id = build.a_line(stage)

    page = at_a_browser(who()).get(f"/referrals/lines/{line_id}")

    has_reached_the_team = stage not in {
        Stage.TO_TRIAGE,
        Stage.WAITING_FOR_INFORMATION,
        Stage.REDIRECT_OFFERED,
    }
    may_open = who is build.clinician or has_reached_the_team
    assert page.status_code == (200 if may_open else 403)


def test_a_worker_reads_which_contacts_can_stop_the_clock(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    browser, address = at_a_browser(build.nurse()), f"/referrals/lines/{line_id}"
    waiting = browser.get(address).content.decode()

    build.contact(line_id)
    answered = browser.get(address).content.decode()

    assert "Can stop the clock" in waiting
    assert "Can stop the clock" not in answered


def test_a_second_send_after_a_complaint_is_no_conflict_with_oneself(clock):
    browser = at_a_browser(build.gp())
    begun = browser.post("/referrals/new", {"description": "Man in a grey coat"})
    page = browser.post(begun.url, {"caller_name": "Joan", "seen": "1"})
    again = re.search(r'name="seen" value="(\d+)"', page.content.decode())

    answer = browser.post(begun.url, {"caller_name": "Dr Joan", "seen": again[1]})

    assert (page.status_code, answer.status_code) == (422, 422)


def test_a_person_who_is_not_there_is_not_referred(clock):
    browser = at_a_browser(build.gp())

    answers = [
        browser.post("/referrals/new", {"person": said}).status_code
        for said in ("01a2012e-0000-7000-8000-000000000000", "somebody", "")
    ]

    assert answers == [404, 422, 422]


def test_what_a_team_has_not_accepted_says_which_team_and_its_number(clock):
    browser, line_id = at_a_browser(build.clinician()), build.a_line(Stage.WITH_TEAM)
    team = place.current().teams[build.TEAM]

    queue = browser.get("/referrals/queue?tab=with_team").content.decode()
    page = browser.get(f"/referrals/lines/{line_id}").content.decode()

    assert f"Acceptance by {team.name}" in queue
    assert re.search(rf"Sent to {team.name} [^<]*, and not accepted yet", page)
    assert f'href="tel:{team.telephone}"' in page


def test_a_step_when_nobody_answers_is_chosen_and_said_and_then_told_as_done(clock):
    browser, line_id = at_a_browser(build.nurse()), build.a_line(Stage.ALLOCATED)
    address, step = f"/referrals/lines/{line_id}", place.current().no_access_steps["ring_person"]
    form = the_form(browser.get(address).content.decode(), "no-access")
    seen = {"seen": str(build.seen(line_id))}

    empty = browser.post(f"{address}/no-access", seen).content.decode()
    said = {**seen, "step": step.code, "words": "It rang out"}
    browser.post(f"{address}/no-access", said)
    page = browser.get(address).content.decode()

    assert " checked" not in form
    assert "Choose the step" in empty
    assert "Say what came of it" in empty
    assert step.done in page
    assert step.words not in page


def test_of_the_steps_those_are_offered_that_may_be_taken_now(clock):
    line_id, steps = build.a_line(Stage.ALLOCATED), list(place.current().no_access_steps.values())
    form = the_form(
        at_a_browser(build.nurse()).get(f"/referrals/lines/{line_id}").content.decode(), "no-access"
    )

    assert f'value="{steps[0].code}"' in form
    assert f'value="{steps[-1].code}"' not in form
    assert f"{steps[-1].words}." in form


def test_whoever_rang_later_may_be_rung_from_the_line(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    services.tell_from_call(
        calls.taken(caller_name="PC Green", caller_role="paramedic", caller_number="07700900123"),
        seen=None,
        referral_id=build.line(line_id).referral_id,
        words="She is on the floor",
        worse=True,
        at=instant.now(),
        by=build.clinician(),
    )

    page = at_a_browser(build.nurse()).get(f"/referrals/lines/{line_id}").content.decode()

    assert 'href="tel:07700900123"' in page
    assert "Ring PC Green, paramedic" in page


def telephoned(**changes):
    """A line that a daughter asked for by telephone, as far as that somebody is to go."""
    caller = replace(build.a_request().referrer, name="Mrs Brown", organisation_code="", **changes)
    call_id = calls.taken(key=str(uuid4()), caller_name="Mrs Brown", caller_organisation="")
    referral_id = services.refer_from_call(
        call_id,
        build.a_request(referrer=caller),
        seen=calls.seen(call_id),
        at=instant.now(),
        by=build.clinician(),
    )
    line_id = build.the_line(referral_id)
    build.triage(line_id)
    build.accept(line_id)
    build.allocate(line_id)
    build.contact(line_id)
    return line_id


ENDED = {"outcome": "no_further_service", "words": "Seen, well"}


def test_whoever_rang_is_told_how_it_ended_or_is_owed_a_call(clock):
    told, rung, nurse = telephoned(), telephoned(), at_a_browser(build.nurse())

    unsaid = nurse.post(f"/referrals/lines/{told}/close", {**ENDED, "seen": build.seen(told)})
    no_time = {**ENDED, "seen": build.seen(told), "caller_told": "ring"}
    without = nurse.post(f"/referrals/lines/{told}/close", no_time)
    for line_id, said in (
        (told, {"caller_told": "told"}),
        (rung, {"caller_told": "ring", **AT_TWO_RING}),
    ):
        given = {**ENDED, **said, "seen": build.seen(line_id)}
        nurse.post(f"/referrals/lines/{line_id}/close", given)

    assert "Say whether whoever rang has been told" in unsaid.content.decode()
    assert "Say by when they are rung" in without.content.decode()
    (owed,) = queries.promised_calls(build.clinician().scope)
    assert (owed.line_id, owed.caller_name) == (rung, "Mrs Brown")
    assert Entry.objects.get(kind="referrals.call_back_promised").about_id == rung
    facts = Entry.objects.filter(kind="referrals.line_closed").order_by("recorded_at", "seq")
    assert [json.loads(one.body)["is_caller_told"] for one in facts] == [True, False]


@pytest.mark.parametrize(
    "line_id",
    [lambda: build.a_line(Stage.RESPONDED), lambda: telephoned(direct_number=NOT_KNOWN)],
    ids=["who reads it in a list", "whose number nobody has"],
)
def test_nothing_is_asked_about_telling_those(clock, line_id):
    page = at_a_browser(build.nurse()).get(f"/referrals/lines/{line_id()}").content.decode()

    assert "Close with this outcome" in page
    assert "caller_told" not in page


def test_the_list_of_a_referrer_names_whoever_has_a_need_now(clock):
    line_id = build.a_line()
    services.cannot_help(
        line_id,
        seen=None,
        reason="outside_the_place",
        now_held_by="out_of_hours_gp",
        words="",
        at=instant.now(),
        by=build.clinician(),
    )

    mine = at_a_browser(build.gp()).get("/referrals/mine").content.decode()

    assert "It is with GP out-of-hours service." in mine
    assert 'href="tel:01632960015"' in mine


def test_a_line_that_a_team_gave_back_says_which_and_why(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    fresh = at_a_browser(build.clinician()).get("/referrals/queue").content.decode()
    build.decline(line_id)
    browser, team = at_a_browser(build.clinician()), place.current().teams[build.TEAM]

    queue = browser.get("/referrals/queue").content.decode()
    page = browser.get(f"/referrals/lines/{line_id}").content.decode()

    assert "Came back" not in fresh
    assert re.search(rf"Came back: {team.name}, [^<]*, No capacity in time", queue)
    assert re.search(rf">{team.name}</span> <strong>declined this</strong>", page)


def test_a_line_sent_again_came_back_no_more(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    build.decline(line_id)
    build.triage(line_id)

    queue = at_a_browser(build.clinician()).get("/referrals/queue?tab=with_team").content.decode()

    assert "Came back" not in queue


def test_what_was_sent_is_named_by_reference_team_and_class_and_by_no_name(clock):
    line_id = build.a_line()
    browser, address = at_a_browser(build.clinician()), f"/referrals/lines/{line_id}"
    chosen = {"seen": str(build.seen(line_id)), "cell": "rapid:nurse", "safety_net": "Ring 999"}

    page = browser.post(f"{address}/triage", chosen, follow=True).content.decode()

    team, reference = build.line(line_id).team_code, build.line(line_id).referral.reference
    said = f"Sent to {place.current().teams[team].name}, Rapid: {reference}."
    assert said in page.replace("\u00a0", " ")
    assert "MARSH" not in page


def test_a_promised_call_says_whom_to_ring_and_stands_open_first(clock):
    line_id = build.a_line(call_back_by=instant.now() + timedelta(minutes=20))
    browser = at_a_browser(build.clinician())

    queue = browser.get("/referrals/queue").content.decode()
    page = browser.get(f"/referrals/lines/{line_id}").content.decode()

    said = r'Ring Dr Joan Pryce <a class="ju-number" href="tel:01632 960010">'
    assert re.search(said, queue)
    assert re.search(said, page)
    steps = re.findall(r'<details class="ju-step[^>]*>', page)
    assert 'id="step-called-back"' in steps[0]
    assert [" open" in one for one in steps[:3]] == [True, True, False]


@pytest.mark.parametrize(
    ("stage", "promised", "broken"),
    [
        (Stage.TO_TRIAGE, "We decide by", "This should have been decided by"),
        (Stage.WAITING_FOR_INFORMATION, "The answer is wanted by", "The answer was wanted by"),
        (Stage.WITH_TEAM, "Somebody is due to see them by", "Somebody should have seen them by"),
    ],
)
def test_a_promise_whose_time_has_passed_says_so_and_whom_to_ring(
    clock, stage: Stage, promised: str, broken: str
):
    browser, line_id = at_a_browser(build.gp()), build.a_line(stage)
    address, door = f"/referrals/{build.line(line_id).referral_id}", place.current().front_door
    in_time = browser.get(address).content.decode()

    clock.tick(timedelta(hours=4))
    browser = at_a_browser(build.gp())
    late = browser.get(address).content.decode()

    assert promised in in_time
    assert broken not in in_time
    assert promised not in late
    assert broken in late
    assert f"Ring {door.short_name} on {filters.phone(door.telephone)}." in late
