"""The duty board: its blocks, what is raised, who is on, capacity, notes, and its pages."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from joinedup.foundation import duty, instant, place
from joinedup.foundation.models import Duty
from joinedup.foundation.scope import Actor
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.referrals import services
from joinedup.referrals.domain.duty_board import FigureTooOld, NoteHasEnded
from joinedup.referrals.domain.ids import LineId
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.domain.triage import UnknownCode
from joinedup.referrals.models import Allocation, Capacity, Raised, ShiftNote
from joinedup.referrals.queries import duty_board, raised
from tests.builders import calls
from tests.builders import referrals as build
from tests.builders.queries import at_most
from tests.builders.watch import HOUR, MINUTE, client_of, on_duty, sent, shown, watch


def block(code: str, *, by: Actor | None = None) -> list[LineId]:
    blocks = duty_board.blocks((by or build.clinician()).scope)
    return [row.line_id for one in blocks if one.code == code for row in one.rows]


def moment(name: str, at: object) -> Mapping[str, str]:
    return {
        f"{name}-day": f"{at:%d}",
        f"{name}-month": f"{at:%m}",
        f"{name}-year": f"{at:%Y}",
        f"{name}-time": f"{at:%H:%M}",
    }


def test_each_line_stands_in_every_block_that_it_belongs_to(clock):
    rapid = build.a_line()
    with_team = build.a_line(Stage.WITH_TEAM)
    no_worker = build.a_line(Stage.NO_WORKER)
    tried = build.a_line(Stage.ALLOCATED)
    build.contact(tried, kind="attempted")
    build.a_line(Stage.CLOSED)

    assert block("due_soon") == [rapid]
    assert set(block("not_taken_on")) == {with_team, no_worker}
    assert block("not_reached") == [tried]
    assert block("call_back") == []

    clock.tick(HOUR)
    assert set(block("due_soon")) == {rapid, with_team, no_worker, tried}


def test_somebody_reached_later_is_not_among_the_not_reached(clock):
    tried = build.a_line(Stage.ALLOCATED)
    build.contact(tried, kind="attempted")
    clock.tick(MINUTE)
    build.contact(tried, kind="call")

    assert block("not_reached") == []


def test_a_promised_call_has_its_block(clock):
    line_id = build.a_line(call_back_by=instant.now() + 3 * HOUR)

    assert block("call_back") == [line_id]


def test_more_callers_than_fit_the_board_are_a_press_away(clock):
    for number in range(duty_board.IN_SHORT + 1):
        call_id = calls.taken(key=f"call {number}", caller_name=f"Caller {number}")
        calls.promise(call_id, after=HOUR)

    page = client_of(build.clinician()).get(reverse("referrals:duty")).content.decode()

    assert page.count(">Caller ") == duty_board.IN_SHORT
    assert "All 9 callers to ring back" in page


def test_a_team_sees_only_those_who_are_its_own(clock):
    build.a_line()
    theirs = build.a_line(Stage.NO_WORKER)

    assert block("not_taken_on", by=build.manager()) == [theirs]
    assert block("due_soon", by=build.manager(username="x", team="night_north")) == []
    with pytest.raises(NotPermitted):
        duty_board.blocks(build.gp().scope)


def test_one_block_alone_is_shown_at_length(clock):
    for _ in range(duty_board.IN_SHORT + 2):
        build.a_line(Stage.WITH_TEAM)
    scope = build.clinician().scope

    short = duty_board.blocks(scope)[1]
    (whole,) = duty_board.blocks(scope, only="not_taken_on")

    assert (len(short.rows), short.total) == (duty_board.IN_SHORT, duty_board.IN_SHORT + 2)
    assert len(whole.rows) == whole.total == short.total


def test_the_board_says_what_is_raised_with_whom_and_whom_to_ring(clock):
    on_duty(build.clinician())
    build.a_line(Stage.WITH_TEAM)
    clock.tick(20 * MINUTE)
    watch()

    page = shown(build.clinician())

    assert "Not accepted by" in page
    assert "With Sam, Lead at the Single Point of Referral" in page
    assert "Say what you did" in page


def test_what_is_raised_says_what_is_wrong_and_how_soon(clock):
    on_duty(build.clinician())
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()

    page = shown(build.clinician())
    raised_part = page[page.index("Nobody has opened this") : page.index("Due in the next")]

    assert "Not drinking, dizzy on standing" in raised_part
    assert "asked: Rapid" in raised_part


def test_whoever_was_not_reached_can_be_tried_from_the_board(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    build.contact(line_id, kind="attempted")

    page = shown(build.clinician(), block="not_reached")

    assert "Try them on" in page
    assert 'href="tel:01632960020"' in page


def test_the_board_says_that_nobody_was_there_to_be_told(clock):
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()

    page = shown(build.clinician())

    assert "Nobody was on duty to be told" in page
    assert "Nobody is on duty as Lead at the Single Point of Referral" in page


def test_what_was_done_meanwhile_is_said_at_once(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    clock.tick(100 * MINUTE)
    watch()
    build.allocate(line_id)

    (row,) = raised.raised(build.clinician().scope).rows
    assert row.is_done_meanwhile
    assert "done meanwhile" in shown(build.clinician())


def test_what_is_about_nobody_yet_known_is_the_front_door_s(clock):
    build.a_line(Stage.ALLOCATED)
    Raised.objects.create(
        rule="undelivered",
        about_kind="foundation.delivery",
        about_id=uuid4(),
        occasion="x",
        due_at=instant.now(),
        raised_at=instant.now(),
        duty_role="spr_lead",
        meant_for="spr_lead",
    )

    assert raised.raised(build.clinician().scope).total == 1
    assert raised.raised(build.nurse().scope).total == 0
    assert "A message has not arrived" in shown(build.clinician())


def test_a_page_hears_that_more_was_raised(clock):
    client = client_of(build.clinician())
    word = UUID(int=0).hex
    address = reverse("referrals:duty_changes")
    assert client.get(address, {"since": word}).status_code == 204

    build.a_line()
    clock.tick(20 * MINUTE)
    watch()

    assert client.get(address, {"since": word}).json()["words"] == "1 more raised"
    assert client.get(address, {"since": "what"}).status_code == 204


def test_what_was_done_is_said_on_a_page_of_its_own(clock):
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()
    one = Raised.objects.get()
    by = build.clinician()

    assert "Nobody has opened this" in shown(by, "referrals:raised", one.id)
    assert sent(by, "referrals:raised", one.id)[0] == 422
    typed = {"action": "can_wait", "again": "900", "words": ""}
    code, page = sent(by, "referrals:raised", one.id, **typed)
    assert (code, "or why it can wait" in page) == (422, True)

    typed["words"] = "Her son is with her"
    assert sent(by, "referrals:raised", one.id, **typed)[0] == 303
    assert Raised.objects.get().again_at == instant.now() + 15 * MINUTE
    assert client_of(by).get(reverse("referrals:raised", args=[one.id])).status_code == 404
    code, page = sent(by, "referrals:raised", one.id, **typed)
    assert (code, "seen to already" in page) == (422, True)


def test_a_manager_allocates_from_the_row(clock):
    line_id = build.a_line(Stage.NO_WORKER)
    ann, mo = build.nurse(), build.manager()
    seen = build.seen(line_id)

    refused = sent(mo, "referrals:duty_allocate", line_id, seen=seen, worker=uuid4())
    assert refused[0] == 422
    done = sent(mo, "referrals:duty_allocate", line_id, seen=seen, worker=ann.account_id)
    assert done[0] == 303
    assert Allocation.objects.get().worker_id == ann.account_id
    late = sent(mo, "referrals:duty_allocate", line_id, seen=seen, worker=mo.account_id)
    assert late[0] == 409


def test_the_front_door_is_offered_nobody_to_send(clock):
    build.a_line(Stage.NO_WORKER)

    assert "Who goes?" in shown(build.manager())
    assert "Who goes?" not in shown(build.clinician())


def test_the_line_of_another_cannot_be_allocated_from_the_board(clock):
    line_id = build.a_line(Stage.NO_WORKER)

    with pytest.raises(NotFound):
        duty_board.team_of_line(build.manager("x", team="night_north").scope, line_id)


def test_going_on_staying_and_coming_off_by_the_pages(clock):
    by = build.clinician()
    assert "Lead at the Single Point of Referral" in shown(by, "referrals:duty_on")
    typed = {"duty_role": "spr_lead", "number": "01632 960300", "in_place_of": ""}

    assert sent(by, "referrals:duty_on", **typed)[0] == 422
    late = {**typed, **moment("until", instant.now() - HOUR)}
    assert "later than now" in sent(by, "referrals:duty_on", **late)[1]
    ends = moment("until", instant.now() + 8 * HOUR)
    assert sent(by, "referrals:duty_on", **typed, **ends)[0] == 303

    held = Duty.objects.get()
    assert (held.number, held.account_id) == ("01632960300", by.account_id)
    assert sent(by, "referrals:duty_stay", held.id, **late)[0] == 422
    longer = moment("until", instant.now() + 9 * HOUR)
    assert sent(by, "referrals:duty_stay", held.id, **longer)[0] == 303
    clock.tick(MINUTE)
    assert sent(by, "referrals:duty_off", held.id)[0] == 303
    assert duty.on_duty(instant.now()) == ()


def test_one_comes_on_in_place_of_another(clock):
    held = on_duty(build.clinician("sam"))
    clock.tick(MINUTE)
    ends = moment("until", instant.now() + 8 * HOUR)
    typed = {"duty_role": "spr_lead", "number": "01632 960301", "in_place_of": str(held)}

    code, _ = sent(build.clinician("leah"), "referrals:duty_on", **typed, **ends)

    assert code == 303
    assert [one.name for one in duty.on_duty(instant.now())] == ["Leah"]


def test_a_figure_is_kept_with_as_of_when(clock):
    by = build.clinician()
    typed = {"kind": "step_up_beds", "count": "2", "words": "Amersham"}

    assert sent(by, "referrals:duty_capacity", **{**typed, "count": "few"})[0] == 422
    as_of = moment("as_of", instant.now() - HOUR)
    assert sent(by, "referrals:duty_capacity", **typed, **as_of)[0] == 303

    (bed,) = [one for one in duty_board.written_down(by.scope).capacity if one.count is not None]
    assert (bed.kind, bed.count, bed.as_of) == ("step_up_beds", 2, instant.now() - HOUR)
    assert "08:30 today" in shown(by)


def test_the_latest_figure_counts_and_the_others_stay(clock):
    by = build.clinician()
    for hours, count in ((2, 5), (1, 3), (4, 9)):
        now = instant.now()
        services.enter_capacity(
            "rapid_slots", count=count, words="", as_of=now - hours * HOUR, at=now, by=by
        )

    (slots,) = [one for one in duty_board.written_down(by.scope).capacity if one.count is not None]
    assert slots.count == 3
    assert Capacity.objects.count() == 3


def test_there_is_room_for_what_the_place_names(clock):
    by = build.clinician()
    given = {"count": 1, "words": "", "as_of": instant.now(), "at": instant.now(), "by": by}

    with pytest.raises(UnknownCode):
        services.enter_capacity("hot_meals", **given)

    named = [one.kind for one in duty_board.written_down(by.scope).capacity]
    assert named == list(place.current().capacities)


@pytest.mark.parametrize("hours", [-1, 25])
def test_a_figure_is_as_of_the_last_day(clock, hours):
    now = instant.now()

    with pytest.raises(FigureTooOld):
        services.enter_capacity(
            "rapid_slots",
            count=1,
            words="",
            as_of=now - hours * HOUR,
            at=now,
            by=build.clinician(),
        )


def test_a_note_stays_until_somebody_says_it_is_over(clock):
    by = build.clinician()
    assert sent(by, "referrals:duty_note", kind="partner_down", words="")[0] == 422
    assert sent(by, "referrals:duty_note", kind="partner_down", words="RiO is away")[0] == 303
    note = ShiftNote.objects.get()
    assert "RiO is away" in shown(by)

    assert sent(by, "referrals:duty_note_end", note.id)[0] == 303

    assert duty_board.written_down(by.scope).notes == ()
    with pytest.raises(NoteHasEnded):
        services.end_note(note.id, at=instant.now(), by=by)
    with pytest.raises(NotFound):
        services.end_note(uuid4(), at=instant.now(), by=by)


def test_buttons_lead_back_to_the_board_when_followed_as_links(clock):
    client = client_of(build.manager())
    some = uuid4()

    for route, args in (
        ("duty_off", [some]),
        ("duty_allocate", [some]),
        ("duty_capacity", []),
        ("duty_note", []),
        ("duty_note_end", [some]),
    ):
        answer = client.get(reverse(f"referrals:{route}", args=args))
        assert (answer.status_code, answer["Location"]) == (303, reverse("referrals:duty"))


def test_the_board_asks_few_questions_however_much_waits(clock):
    on_duty(build.clinician())
    for stage in (Stage.TO_TRIAGE, Stage.WITH_TEAM, Stage.NO_WORKER) * 4:
        build.a_line(stage)
    clock.tick(100 * MINUTE)
    watch()
    client = client_of(build.clinician())
    client.get(reverse("referrals:duty"))

    with at_most(20):
        client.get(reverse("referrals:duty"))
