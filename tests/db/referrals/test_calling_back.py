"""Calls that somebody was promised."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from joinedup.foundation import care, instant, place
from joinedup.foundation.models import Care, Delivery, Entry
from joinedup.foundation.scope import ACCESS, LOCATION, Actor, system
from joinedup.kernel.errors import Conflict, NotPermitted
from joinedup.people import services as people
from joinedup.referrals import queries, services
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.safety_net import Action, Rule
from joinedup.referrals.domain.stages import NotAtThisStage, Stage
from joinedup.referrals.models import Raised
from joinedup.referrals.queries import duty_board, pack, raised
from joinedup.referrals.services.calling_back import (
    CallAlreadyDue,
    CallPromisedSooner,
    NoCallPromised,
)
from tests.builders import calls
from tests.builders import people as persons
from tests.builders import referrals as build
from tests.builders.call_pages import signed_in, words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def promise(line_id: LineId, **changes: object) -> None:
    given = {
        "seen": build.seen(line_id),
        "by_when": instant.now() + timedelta(minutes=20),
        "at": instant.now(),
        "by": build.clinician(),
        **changes,
    }
    services.promise_call_back(line_id, **given)


def keep(line_id: LineId, *, by: Actor | None = None) -> None:
    services.keep_call_back(
        line_id,
        seen=build.seen(line_id),
        words="Spoke to Dr Pryce",
        at=instant.now(),
        by=by or build.clinician(),
    )


def closed_owing() -> LineId:
    """A line of somebody who died before the call was made that was promised about them."""
    line_id = build.a_line()
    promise(line_id)
    build.close(line_id, outcome="died", by=build.clinician())
    return line_id


def watch() -> None:
    Delivery.objects.filter(delivered_at=None).update(delivered_at=instant.now())
    services.watch(at=instant.now(), by=system("referrals.safety_net"))


def test_a_promised_call_is_kept_or_still_due(clock):
    line_id = build.a_line()

    promise(line_id)
    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=20)
    keep(line_id)

    assert build.line(line_id).call_back_by is None


def test_a_call_is_promised_for_later(clock):
    with pytest.raises(CallAlreadyDue):
        promise(build.a_line(), by_when=instant.now())


def test_no_call_is_kept_that_nobody_promised(clock):
    with pytest.raises(NoCallPromised):
        keep(build.a_line())


def test_no_call_is_promised_about_a_closed_line(clock):
    with pytest.raises(NotAtThisStage):
        promise(build.a_line(Stage.CLOSED))


def test_a_stale_promise_is_a_conflict(clock):
    line_id = build.a_line()

    with pytest.raises(Conflict):
        promise(line_id, seen=0)


def test_a_call_is_not_put_off(clock):
    line_id = build.a_line()
    promise(line_id)

    with pytest.raises(CallPromisedSooner):
        promise(line_id, by_when=instant.now() + timedelta(hours=9))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=20)


def test_a_call_may_be_promised_for_sooner(clock):
    line_id = build.a_line()
    promise(line_id)

    promise(line_id, by_when=instant.now() + timedelta(minutes=5))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(minutes=5)


def test_another_call_is_promised_once_the_first_was_made(clock):
    line_id = build.a_line()
    promise(line_id)
    keep(line_id)

    promise(line_id, by_when=instant.now() + timedelta(hours=9))

    assert build.line(line_id).call_back_by == instant.now() + timedelta(hours=9)


def test_a_call_is_owed_as_long_as_a_line_is_open(clock):
    by_when = instant.now() + timedelta(minutes=20)
    asked = build.asking("rapid_response", "reablement")
    first, second = build.lines_of(build.sent(asked=asked, call_back_by=by_when))
    before = build.seen(second)

    build.close(first, outcome="died", by=build.clinician())

    assert build.line(second).call_back_by == by_when
    assert build.seen(second) == before + 1
    handed_on = Entry.objects.get(kind="referrals.call_back_promised")
    assert handed_on.about_id == second


def test_of_two_calls_the_sooner_is_owed(clock):
    sooner = instant.now() + timedelta(minutes=5)
    asked, later = build.asking("rapid_response", "reablement"), sooner + timedelta(hours=1)
    first, second = build.lines_of(build.sent(asked=asked, call_back_by=later))
    promise(second, by_when=sooner)

    build.close(first, outcome="died", by=build.clinician())

    assert build.line(second).call_back_by == sooner


def test_what_is_taken_back_owes_its_call_until_somebody_rings(clock):
    asked, by_when = build.asking("rapid_response", "reablement"), instant.now() + 20 * MINUTE
    referral_id = build.sent(asked=asked, call_back_by=by_when)

    services.withdraw_referral(
        referral_id, seen=None, reason="better", at=instant.now(), by=build.gp()
    )

    assert [build.line(one).call_back_by for one in build.lines_of(referral_id)] == [by_when, None]


def test_the_last_line_to_close_owes_its_call_until_somebody_rings(clock):
    line_id = closed_owing()
    (owed,) = queries.promised_calls(build.clinician().scope)

    keep(line_id)

    assert (owed.line_id, owed.caller_name) == (line_id, "Dr Joan Pryce")
    assert queries.promised_calls(build.clinician().scope) == []
    assert build.line(line_id).call_back_by is None
    assert Entry.objects.filter(kind="referrals.call_back_kept", about_id=line_id).exists()


ENDS: dict[str, Callable[..., object]] = {
    "advised": lambda line_id, **said: services.advise_only(
        line_id, reason="advice_to_referrer", words="Fluids", **said
    ),
    "cannot help": lambda line_id, **said: services.cannot_help(
        line_id, reason="outside_the_place", now_held_by="K99001", words="", **said
    ),
    "withdrawn": lambda line_id, **said: services.withdraw_referral(
        ReferralId(build.line(line_id).referral_id), reason="better", **{**said, "seen": None}
    ),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_however_the_last_line_ends_its_call_is_owed(clock, end):
    line_id = build.a_line()
    promise(line_id)
    other = build.the_line(build.sent_again(ReferralId(build.line(line_id).referral_id)))

    end(line_id, seen=build.seen(line_id), at=instant.now(), by=build.clinician())

    assert [one.line_id for one in queries.promised_calls(build.clinician().scope)] == [line_id]
    assert build.line(other).call_back_by is None


def test_a_call_of_a_line_that_another_took_is_owed(clock):
    line_id = build.a_line(Stage.REDIRECT_OFFERED)
    promise(line_id)

    services.confirm_redirect(
        line_id, seen=build.seen(line_id), words="", at=instant.now(), by=build.clinician()
    )

    assert [one.line_id for one in queries.promised_calls(build.clinician().scope)] == [line_id]


def test_whoever_owes_a_call_may_look_at_the_person_for_its_time(clock):
    line_id = closed_owing()
    of_call = Care.objects.filter(about_id=line_id, because=care.OPEN_CALL)

    assert of_call.get().until is None
    keep(line_id)

    assert of_call.get().until == instant.now() + 24 * HOUR


def test_a_call_is_raised_when_due_though_its_line_has_closed(clock):
    line_id = closed_owing()
    watch()
    assert not Raised.objects.exists()

    clock.tick(21 * MINUTE)
    watch()
    (row,) = raised.raised(build.clinician().scope).rows
    keep(line_id)
    (done,) = raised.raised(build.clinician().scope).rows
    watch()

    assert (row.rule, row.line_id, row.is_owed_by_closed) == (Rule.CALL_BACK_DUE, line_id, True)
    assert (row.is_done_meanwhile, done.is_done_meanwhile) == (False, True)
    assert raised.raised(build.clinician().scope).rows == ()


def test_what_was_raised_before_its_line_closed_stays_raised(clock):
    line_id = build.a_line()
    promise(line_id)
    clock.tick(21 * MINUTE)
    watch()

    build.close(line_id, outcome="died", by=build.clinician())
    watch()

    (row,) = raised.raised(build.clinician().scope).rows
    assert (row.turn, row.is_done_meanwhile) == (1, False)


def test_a_call_of_a_closed_line_is_the_front_doors_alone(clock):
    line_id = closed_owing()
    clock.tick(21 * MINUTE)
    watch()

    with pytest.raises(NotPermitted):
        keep(line_id, by=build.nurse())
    assert raised.raised(build.manager().scope).rows == ()
    assert duty_board.promised_calls(build.manager().scope).total == 0


def test_whom_nobody_may_open_is_rung_all_the_same(clock):
    line_id = closed_owing()
    person = build.person_of(build.line(line_id).referral_id)
    care.restrict(person, kind=ACCESS, reason="safety", at=instant.now(), by=system("t"))
    clock.tick(21 * MINUTE)
    watch()
    scope = build.clinician().scope

    (owed,), (row,) = queries.promised_calls(scope), raised.raised(scope).rows
    services.answer_raised(
        row.raised_id,
        action=Action.RANG_REFERRER,
        words="",
        again=None,
        at=instant.now(),
        by=build.clinician(),
    )
    keep(line_id)

    assert (owed.caller_number, owed.wanted, row.words) == ("01632 960010", "", "")
    assert not owed.may_open
    assert build.line(line_id).call_back_by is None


def test_of_whom_both_is_restricted_the_practice_is_not_told(clock):
    person = build.person_of(build.line(closed_owing()).referral_id)
    for kind in (ACCESS, LOCATION):
        care.restrict(person, kind=kind, reason="safety", at=instant.now(), by=system("t"))

    (owed,) = queries.promised_calls(build.clinician().scope)

    assert (owed.caller_organisation, owed.caller_number) == ("", "01632 960010")


def test_a_call_that_a_closed_line_owed_is_kept_once(clock):
    line_id = closed_owing()
    keep(line_id)

    with pytest.raises(NoCallPromised):
        keep(line_id)


def test_the_queue_counts_what_closed_lines_owe(clock):
    closed_owing()
    counts = queries.queue_counts(build.clinician().scope)
    build.a_line()

    assert (counts.call_back, counts.callers_owed) == (0, 1)
    assert queries.queue_counts(build.clinician().scope).callers_owed == 1


@pytest.mark.parametrize("route", ["queue", "calls", "duty"])
def test_a_page_leads_to_the_call_that_a_closed_line_owes(client, clock, route):
    line_id = closed_owing()
    sam = signed_in(client, "sam")
    asked = {"tab": "call_back"} if route == "queue" else {}

    page = sam.get(reverse(f"referrals:{route}"), asked).content.decode()

    assert reverse("referrals:call_owed", args=[line_id]) in page
    assert "Dr Joan Pryce" in page


def test_what_was_said_is_written_where_the_call_is_owed(client, clock):
    line_id = closed_owing()
    sam, address = signed_in(client, "sam"), reverse("referrals:call_owed", args=[line_id])
    seen = str(build.seen(line_id))

    page = words(sam.get(address)).replace("\u00a0", " ")
    refused = sam.post(address, {"seen": seen})
    done = sam.post(address, {"seen": seen, "words": "Told her that he died"})

    assert "01632 960 010" in page
    assert "MARSH, Ethel" in page
    assert reverse("referrals:line", args=[line_id]) in page
    assert refused.status_code == 422
    assert done["Location"] == reverse("referrals:calls")
    assert "Call recorded" in words(sam.get(reverse("referrals:calls")))
    assert sam.get(address).status_code == 404


def test_whoever_rings_is_told_first_that_somebody_has_died(client, clock):
    line_id = build.a_line()
    promise(line_id)
    person = build.person_of(ReferralId(build.line(line_id).referral_id))
    people.record_death(
        person, seen=None, died_on=place.today(), at=instant.now(), by=persons.the_office()
    )
    build.close(line_id, outcome="died", by=build.clinician())
    sam = signed_in(client, "sam")

    for page in (reverse("referrals:call_owed", args=[line_id]), reverse("referrals:calls")):
        assert "Died 24 Nov 2026" in words(sam.get(page)).replace("\u00a0", " "), page
    assert "How it ended" in words(sam.get(reverse("referrals:call_owed", args=[line_id])))


def test_the_list_of_calls_has_everybody_who_is_owed_one(client, clock):
    by_when = instant.now() + HOUR
    lines = [build.a_line(call_back_by=by_when) for _ in range(2)]
    for line_id in lines:
        build.close(line_id, outcome="died", by=build.clinician())
    call_id = calls.taken()
    calls.promise(call_id, after=HOUR)
    scope = build.clinician().scope

    first = queries.promised_page(scope, limit=2)
    rest = queries.promised_page(scope, after=first.next_key, limit=2)

    told = [*first.rows, *rest.rows]
    assert (first.total, rest.total, rest.next_key) == (3, 3, None)
    assert {one.line_id or one.call_id for one in told} == {*lines, call_id}
    page = words(signed_in(client, "sam").get(reverse("referrals:calls")))
    assert "3 callers are owed a call" in page


def test_a_list_that_has_no_room_for_all_leads_to_the_rest(client, clock):
    for minute in range(51):
        call_id = calls.taken(key=str(minute))
        calls.promise(call_id, after=HOUR + minute * MINUTE)
    sam, address = signed_in(client, "sam"), reverse("referrals:calls")
    last = reverse("referrals:call", args=[call_id])

    page = sam.get(address)
    queue = sam.get(reverse("referrals:queue"), {"tab": "call_back"})
    (following,) = re.findall(r"owed_after=[^\"&]+", page.content.decode())
    rest = sam.get(f"{address}?{following}")

    assert "Showing 50 of 51" in words(page)
    assert "All 51 callers to ring back" in words(queue)
    assert last in rest.content.decode()
    assert "First page" in words(rest)


def test_of_two_who_ring_the_second_reads_who_rang_first(client, clock):
    line_id = closed_owing()
    sam, address = signed_in(client, "sam"), reverse("referrals:call_owed", args=[line_id])
    seen = str(build.seen(line_id))
    sam.post(address, {"seen": seen, "words": "Told her that he died"})

    second = sam.post(address, {"seen": seen, "words": "She says he is worse"})

    assert second.status_code == 409
    assert "The promised call was made" in words(second)
    assert "She says he is worse" in words(second)


def test_a_closed_line_and_what_is_raised_lead_to_the_call(client, clock):
    line_id = closed_owing()
    clock.tick(21 * MINUTE)
    watch()
    sam, href = signed_in(client, "sam"), reverse("referrals:call_owed", args=[line_id])

    line = sam.get(reverse("referrals:line", args=[line_id])).content.decode()
    seen_to = sam.get(reverse("referrals:raised", args=[Raised.objects.get().id]))

    assert href in line
    assert href in seen_to.content.decode()


def test_the_pack_prints_what_closed_lines_owe(clock):
    line_id = closed_owing()

    (owed,) = pack.pack(system("print_pack").scope).promised

    assert (owed.line_id, owed.caller_number) == (line_id, "01632 960010")
