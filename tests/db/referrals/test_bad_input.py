"""What reaches the front door out of order, too late, tampered with, or at a time that was not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.foundation import instant
from joinedup.foundation.models import Account, Entry
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import Version
from joinedup.referrals import jobs
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Draft, Referral
from tests.builders import referrals as build
from tests.builders.page_forms import ANSWERS, PageForm, forms_on
from tests.conftest import TUESDAY_MORNING

TYPED = "Not drinking, dizzy and muddled."
SKIPPED = {"day": "28", "month": "3", "year": "2027", "time": "01:30"}
REPEATED = {"day": "25", "month": "10", "year": "2026", "time": "01:30"}
LINE = "/referrals/lines/{line}"


def at_a_browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=actor.account_id))
    return client


def begun(client: Client, **about: str) -> str:
    """The address of a draft that was just begun."""
    about = about or {"description": "Man in a grey coat"}
    address: str = client.post("/referrals/new", about)["Location"]
    return address


def filled(client: Client, draft: str, *, seen: int = 1) -> Any:
    return client.post(draft, {**ANSWERS, "seen": str(seen)})


def the_form(client: Client, page: str, action: str) -> PageForm:
    """The form of a page that posts to an address."""
    shown = client.get(page).content.decode()
    return next(one for one in forms_on(shown, page) if one.action == action)


# --- Out of order


def test_a_draft_that_is_not_filled_in_is_not_sent(clock):
    joan = at_a_browser(build.gp())
    draft = begun(joan)

    answer = joan.post(f"{draft}/check")

    assert answer.status_code == 422
    assert b"What has changed?" in answer.content
    assert not Referral.objects.exists()


def test_a_draft_that_is_not_filled_in_is_not_added_to_another(clock):
    joan = at_a_browser(build.gp())
    referral = build.sent()
    draft = begun(joan)

    answer = joan.post(f"{draft}/same-as/{referral}", {"seen": "1", "words": "Worse since noon"})

    assert answer.status_code == 422
    assert Draft.objects.exists()


def test_a_referral_that_was_sent_is_sent_no_second_time(clock):
    joan = at_a_browser(build.gp())
    draft = begun(joan)
    filled(joan, draft)

    answers = [joan.post(f"{draft}/check") for _ in range(2)]

    assert len({answer["Location"] for answer in answers}) == 1
    assert Referral.objects.count() == 1


ACTS = {
    "triage": {"cell": "rapid:nurse", "team_code": build.TEAM, "safety_net": TYPED},
    "ask": {"of": "person", "reason": "how_unwell", "question": TYPED, "by_when-day": "24",
            "by_when-month": "11", "by_when-year": "2026", "by_when-time": "14"},
    "answer": {"answer": TYPED},
    "take-back": {},
    "advise": {"reason": "pointed_elsewhere", "words": TYPED},
    "redirect": {"to": "red_cross", "reason": "better_elsewhere", "words": TYPED},
    "redirect-accepted": {"words": TYPED},
    "redirect-refused": {"reason": "no_answer", "words": TYPED},
    "cannot-help": {"reason": "emergency", "now_held_by": "ambulance", "words": TYPED},
    "accept": {},
    "decline": {"reason": "no_capacity", "words": TYPED},
    "contact": {"kind_of_contact": "call", "profession": "nurse", "words": TYPED,
                "made_by": "Una Reid",
                "happened_at-day": "24", "happened_at-month": "11", "happened_at-year": "2026",
                "happened_at-time": "9.30"},
    "no-access": {"step": "ring_person", "words": TYPED},
    "reclassify": {"response_class": "fast", "reason": "better"},
    "lead": {"lead": "therapist", "reason": "person_asked"},
    "close": {"outcome": "died", "words": TYPED},
    "call-back": {"by_when-day": "24", "by_when-month": "11", "by_when-year": "2026",
                  "by_when-time": "14"},
    "called-back": {"words": TYPED},
}  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("who", [build.clinician, build.nurse])
def test_a_step_out_of_order_is_refused_in_words(clock, who: Callable[[], Actor], stage: Stage):
    line_id = build.a_line(stage)
    browser, line = at_a_browser(who()), LINE.format(line=line_id)
    page = browser.get(line).content.decode()
    offered = {one.action.rpartition("/")[2] for one in forms_on(page, line)}
    wrong = []

    for act in ACTS.keys() - offered:
        before, seen = Entry.objects.count(), build.seen(line_id)
        answer = browser.post(f"{line}/{act}", {**ACTS[act], "seen": str(seen)})
        is_kept = TYPED not in ACTS[act].values() or TYPED in answer.content.decode()
        # Some steps can be taken that the page does not offer: they are none of this test's.
        if answer.status_code != 303 and (
            answer.status_code not in {403, 422} or not is_kept or Entry.objects.count() != before
        ):
            wrong.append((act, answer.status_code, is_kept))

    assert wrong == []


@pytest.mark.parametrize("act", [act for act in ACTS if act != "contact"])
def test_nothing_is_done_on_a_closed_line(clock, act: str):
    line_id = build.a_line(Stage.CLOSED)
    who = build.nurse if act in {"accept", "decline"} else build.clinician
    before = Entry.objects.count()

    answer = at_a_browser(who()).post(
        f"{LINE.format(line=line_id)}/{act}", {**ACTS[act], "seen": str(build.seen(line_id))}
    )

    assert answer.status_code in {403, 422}
    assert Entry.objects.count() == before


# --- Too late, or somebody else's


def test_a_draft_that_was_thrown_away_says_so_and_gives_back_what_was_typed(clock):
    joan = at_a_browser(build.gp())
    draft = begun(joan)
    clock.tick(timedelta(days=8))
    jobs.purge_drafts(system("referrals"))
    joan = at_a_browser(build.gp())

    answers = [filled(joan, address) for address in (draft, f"{draft}/keep")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(TYPED in answer.content.decode() for answer in answers)
    assert all("This draft is not here" in answer.content.decode() for answer in answers)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("last", ["", "/keep", "/check", "/discard"])
def test_the_draft_of_somebody_else_is_not_there(clock, last: str):
    draft = begun(at_a_browser(build.gp()))
    ravi = at_a_browser(build.gp("ravi", practice="K99030"))

    answer = ravi.post(f"{draft}{last}", {**ANSWERS, "seen": "1"})

    assert answer.status_code == 404
    assert Draft.objects.get().version == 1


def test_a_line_of_another_team_is_refused_and_nothing_is_told_of_it(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    zoe = at_a_browser(build.nurse("zoe", team="acht_wycombe"))
    before = Entry.objects.count()

    answer = zoe.post(LINE.format(line=line_id) + "/accept", {"seen": "2"})

    assert answer.status_code == 403
    assert "Marsh" not in answer.content.decode()
    assert Entry.objects.count() == before


# --- Tampered with


@pytest.mark.parametrize("seen", ["", "0", "-1", "banana", "2147483648", "1e3", "²", "9" * 4000])
def test_a_version_that_no_page_showed_changes_nothing(clock, seen: str):
    line_id = build.a_line()
    sam = at_a_browser(build.clinician())

    answer = sam.post(LINE.format(line=line_id) + "/triage", {**ACTS["triage"], "seen": seen})

    assert answer.status_code == 422
    assert "This page was changed on its way to us" in answer.content.decode()
    assert TYPED in answer.content.decode()
    assert build.seen(line_id) == 1


def test_a_version_of_the_future_is_a_conflict(clock):
    line_id = build.a_line()
    sam = at_a_browser(build.clinician())

    answer = sam.post(LINE.format(line=line_id) + "/triage", {**ACTS["triage"], "seen": "77"})

    assert answer.status_code == 409
    assert TYPED in answer.content.decode()


@pytest.mark.parametrize(
    "person", ["somebody", "", "7f1ce0e6-3b7a-4c1d-9a54-1f2c7b6d8e90", "1" * 32]
)
def test_a_person_who_was_not_found_is_not_referred(clock, person: str):
    answer = at_a_browser(build.gp()).post("/referrals/new", {"person": person})

    assert answer.status_code in {404, 422}
    assert not Draft.objects.exists()


def test_somebody_new_without_the_box_for_their_name_loses_nothing(clock):
    answer = at_a_browser(build.gp()).post("/referrals/new", {"new-address": "4 Orchard Close"})

    assert answer.status_code == 422
    assert "Enter the family name" in answer.content.decode()
    assert "4 Orchard Close" in answer.content.decode()


def test_lines_of_another_referral_are_not_withdrawn(clock):
    mine, other = build.sent(), build.sent()
    lines = f"{build.the_line(other)}:1"
    joan = at_a_browser(build.gp())

    answer = joan.post(
        f"/referrals/{mine}/withdraw",
        {"seen": "1", "reason": "better", "words": TYPED, "lines": lines},
    )

    assert answer.status_code in {409, 422}
    assert TYPED in answer.content.decode()
    assert build.line(build.the_line(other)).closed_at is None
    assert build.line(build.the_line(mine)).closed_at is None


def test_a_worker_of_another_team_is_not_allocated(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    zoe = build.nurse("zoe", team="acht_wycombe")
    ann = at_a_browser(build.nurse())

    answer = ann.post(
        LINE.format(line=line_id) + "/allocate",
        {"seen": str(build.seen(line_id)), "worker": str(zoe.account_id)},
    )

    assert answer.status_code == 422
    assert "Choose one of the answers shown" in answer.content.decode()


# --- The two nights when the clocks change

MOMENTS = {
    "ask": (Stage.TO_TRIAGE, build.clinician, LINE, "/ask", "by_when"),
    "call back": (Stage.TO_TRIAGE, build.clinician, LINE, "/call-back", "by_when"),
    "contact": (Stage.ALLOCATED, build.nurse, LINE, "/contact", "happened_at"),
    "referral until": (Stage.TO_TRIAGE, build.gp, "{draft}", "", "where_until"),
    "measured at": (Stage.TO_TRIAGE, build.gp, "{draft}", "", "observed_at"),
    "where now": (Stage.ALLOCATED, build.nurse, "/people/{person}/where", "", "until"),
}


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize(("typed", "said"), [(SKIPPED, "did not happen"), (REPEATED, "came twice")])
def test_a_time_that_was_not_or_was_twice_is_asked_again(clock, name: str, typed: Any, said: str):
    stage, who, page, last, box = MOMENTS[name]
    line_id = build.a_line(stage)
    person = build.line(line_id).referral.person_id
    browser = at_a_browser(who())
    draft = begun(browser) if who is build.gp else ""
    address = page.format(line=line_id, person=person, draft=draft)
    form = the_form(browser, address, address + last).filled_in()
    form |= {f"{box}-{part}": [value] for part, value in typed.items()}
    before = Entry.objects.count()

    answer = browser.post(address + last, form)

    shown = answer.content.decode()
    assert (answer.status_code, Entry.objects.count()) == (422, before)
    assert said in shown
    assert f'name="{box}-time" value="01:30"' in shown or 'value="01:30"' in shown
    assert (f'name="{box}-which"' in shown) is (typed is REPEATED)


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_the_one_that_was_meant_is_kept(clock, which: str, hour: int):
    with instant.frozen(TUESDAY_MORNING - timedelta(days=31)):
        line_id = build.a_line()
        sam = at_a_browser(build.clinician())
        typed = {f"by_when-{part}": value for part, value in REPEATED.items()}

        answer = sam.post(
            LINE.format(line=line_id) + "/call-back",
            {"seen": "1", **typed, "by_when-which": which},
        )

    assert answer.status_code == 303
    assert build.line(line_id).call_back_by.hour == hour


def test_a_draft_kept_before_the_answer_was_lost_is_filled_in_again(clock):
    joan = at_a_browser(build.gp())
    draft = begun(joan)

    answers = [filled(joan, draft) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Draft.objects.get().version == Version(2)
