"""Referrals as those who made them follow them."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.foundation import instant, place
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.foundation.scope import system
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.referrals import queries, services
from joinedup.referrals.domain.arrival import ArrivedBy, Sender
from joinedup.referrals.domain.ids import LineId, ReferralId
from joinedup.referrals.domain.stages import Act, Stage
from joinedup.referrals.queries.followed_rows import StatusLine
from joinedup.referrals.queries.paging import UnknownPage
from tests.builders import referrals as build
from tests.builders.queries import at_most


def status(line_id: LineId) -> StatusLine:
    referral_id = ReferralId(build.line(line_id).referral_id)
    return queries.referral_status(build.gp().scope, referral_id).lines[0]


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.TO_TRIAGE, "Received"),
        (Stage.WAITING_FOR_INFORMATION, "We need to know more"),
        (Stage.REDIRECT_OFFERED, "stays with us until they accept"),
        (Stage.WITH_TEAM, "They have not accepted it yet"),
        (Stage.NO_WORKER, "Accepted by a team"),
        (Stage.ALLOCATED, "somebody has been chosen"),
        (Stage.RESPONDED, "has been seen or assessed"),
        (Stage.CLOSED, "needs nothing more"),
    ],
)
def test_each_stage_is_told_in_plain_words(clock, stage, says):
    assert says in status(build.a_line(stage)).now


def test_a_referrer_reads_when_each_step_was_and_whom_to_ring(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=40))
    build.contact(line_id)
    told = status(line_id)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=build.gp().account_id))

    page = client.get(reverse("referrals:status", args=[build.line(line_id).referral_id]))
    listed = client.get(reverse("referrals:mine")).content.decode()

    said, number = page.content.decode(), place.current().teams[told.held_by_team].telephone
    assert told.answered_at == instant.now()
    assert told.accepted_at <= told.answered_at
    assert re.search(r"Seen or assessed\s*<strong>10:10 today", said)
    assert f'tel:{number.replace(" ", "")}"' in said
    assert "10:10 today" in listed
    assert place.current().team_name(told.held_by_team) in listed


def test_a_declined_line_is_back_with_us(clock):
    line_id = build.a_line(Stage.WITH_TEAM)
    services.decline_line(
        line_id,
        seen=build.seen(line_id),
        reason="no_capacity",
        words="",
        at=instant.now(),
        by=build.nurse(),
    )

    told = status(line_id)

    assert (told.code, told.held_by_team) == ("back_with_us", "spr")


def test_a_referrer_reads_the_question_and_may_answer_it(clock):
    told = status(build.a_line(Stage.WAITING_FOR_INFORMATION))

    assert told.question.words == "Which flat?"
    assert told.by_when == told.question.by_when
    assert told.acts == {Act.ANSWER, Act.ADD, Act.WITHDRAW}


def test_a_referrer_knows_until_when(clock):
    triage = status(build.a_line())
    response = status(build.a_line(Stage.ALLOCATED))

    assert triage.by_when == instant.now() + timedelta(minutes=30)
    assert response.by_when == instant.now() + timedelta(hours=3)


def test_a_referrer_reads_who_has_them_where_we_cannot_help(clock):
    line_id = build.a_line()
    services.cannot_help(
        line_id,
        seen=build.seen(line_id),
        reason="outside_the_place",
        now_held_by="out_of_hours_gp",
        words="They will visit today",
        at=instant.now(),
        by=build.clinician(),
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=build.gp().account_id))

    page = client.get(reverse("referrals:status", args=[build.line(line_id).referral_id]))

    assert status(line_id).closing.now_with == "out_of_hours_gp"
    assert "It is with GP out-of-hours service." in page.content.decode()
    assert 'href="tel:01632960015"' in page.content.decode()


def test_a_referrer_reads_the_closing_summary(clock):
    told = status(build.a_line(Stage.CLOSED))

    assert told.closing.words == "Well again"
    assert told.acts == set()


def followed_page(line_id: LineId) -> str:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(id=build.gp().account_id))
    page = client.get(reverse("referrals:status", args=[build.line(line_id).referral_id]))
    return unescape(page.content.decode())


def test_a_referrer_keeps_the_question_and_the_answer_in_sight(clock):
    line_id = build.a_line(Stage.WAITING_FOR_INFORMATION)
    clock.tick(timedelta(minutes=20))
    services.answer_question(
        line_id, seen=build.seen(line_id), answer="Flat 3", at=instant.now(), by=build.gp()
    )

    page = followed_page(line_id)

    assert page.index("We asked at 09:30 today") < page.index("Which flat?")
    assert page.index("Answered at 09:50 today") < page.index("Flat 3")


def test_a_referrer_reads_that_nobody_answered_and_not_who_tried(clock):
    line_id = build.a_line(Stage.ALLOCATED)
    clock.tick(timedelta(minutes=10))
    build.contact(line_id, kind="attempted")

    page = followed_page(line_id)

    assert re.search(r"Somebody tried, nobody answered\s*<strong>09:40 today", page)
    assert Account.objects.get(id=build.nurse().account_id).display_name not in page


def test_after_the_end_the_summary_stands_first(clock):
    page = followed_page(build.a_line(Stage.CLOSED))

    assert page.index("How it ended") < page.index("Well again")
    assert page.index("Well again") < page.index("First looked at")
    assert "If she gets worse ring 999" not in page
    assert "before somebody comes" not in page
    assert "If it comes back, refer them again" in page


def test_who_told_by_telephone_is_told_by_voice(clock):
    referral_id = services.send_referral(
        build.a_request(),
        key=str(uuid4()),
        arrived_by=ArrivedBy.CALL,
        at=instant.now(),
        by=build.clinician(),
    )
    build.close(build.the_line(referral_id), outcome="died", by=build.clinician())

    told = queries.referral_status(build.gp().scope, referral_id)

    assert told.lines[0].closing.delivery == "by_voice"
    assert told.is_complete


def test_a_referral_of_another_practices_patient_is_not_shown(clock):
    referral_id = build.sent()

    with pytest.raises(NotPermitted):
        queries.referral_status(build.gp("ravi", practice="K99030").scope, referral_id)


def test_a_referral_that_is_not_there_is_not_found(clock):
    for question in (queries.referral_status, queries.withdrawal_preview):
        with pytest.raises(NotFound):
            question(build.gp().scope, ReferralId(uuid4()))


def test_my_referrals_are_mine_and_my_teams(clock):
    mine = build.sent()
    colleagues = build.sent(by=build.gp("lee"))
    build.sent(by=build.gp("ravi", practice="K99030"))

    rows = queries.my_referrals(build.gp().scope).rows

    assert [row.referral_id for row in rows] == [colleagues, mine]


def test_my_referrals_page_on(clock):
    made = [build.sent() for _ in range(5)]
    scope, shown, after = build.gp().scope, [], None

    for _ in range(3):
        page = queries.my_referrals(scope, after=after, limit=2)
        shown += [row.referral_id for row in page.rows]
        after = page.next_key

    assert shown == made[::-1]
    assert (after, page.total) == (None, 5)


def test_what_is_asked_of_me_is_only_what_i_or_my_team_must_answer(clock):
    mine, colleagues = build.sent(), build.sent(by=build.gp("lee"))
    of_the_person, elsewhere = build.sent(), build.sent(by=build.gp("ravi", practice="K99030"))
    for referral_id in (mine, colleagues, elsewhere):
        build.ask(build.the_line(referral_id))
    build.ask(build.the_line(of_the_person), of="person")

    rows = queries.followed(build.gp().scope).asked

    assert [row.referral_id for row in rows] == [mine, colleagues]
    assert rows[0].lines[0].question is not None
    assert queries.followed(build.gp().scope).page == queries.my_referrals(build.gp().scope)


def test_a_page_that_nobody_gave_out_is_refused(clock):
    with pytest.raises(UnknownPage):
        queries.my_referrals(build.gp().scope, after="next")


def test_those_who_refer_nobody_follow_nothing(clock):
    with pytest.raises(NotPermitted):
        queries.my_referrals(build.commissioner().scope)
    with pytest.raises(NotPermitted):
        queries.followed(build.commissioner().scope)


@pytest.mark.parametrize("referrals", [1, 4])
def test_my_referrals_ask_the_store_few_questions_however_many(clock, referrals):
    for _ in range(referrals):
        build.sent()

    scope = build.gp().scope
    with at_most(9):
        queries.my_referrals(scope)


def test_a_preview_says_what_withdrawing_would_close(clock):
    referral_id = build.sent(asked=build.asking("rapid_response", "reablement", "falls"))
    first, second, third = build.lines_of(referral_id)
    build.triage(first)
    build.accept(first)
    build.allocate(first)
    build.close(third, outcome="person_declined", by=build.clinician())

    preview = queries.withdrawal_preview(build.gp().scope, referral_id)

    assert [(one.line_id, one.stage, one.team_code, one.worker_name) for one in preview.closes] == [
        (first, Stage.ALLOCATED, build.TEAM, "Ann"),
        (second, Stage.TO_TRIAGE, "", ""),
    ]
    assert preview.already_closed_count == 1


def test_a_partner_finds_what_it_sent_by_its_own_identifier(clock):
    referral_id = services.send_referral(
        build.a_request(),
        key="k",
        arrived_by=ArrivedBy.MESSAGE,
        sender=Sender(code="demo_partner", reference="R-1"),
        at=instant.now(),
        by=build.gp(),
    )
    scope = system("exchange").scope

    found = queries.sent_by(scope, sender_code="demo_partner", sender_reference="R-1")

    assert found.referral_id == referral_id
    assert found.open_lines == ((build.the_line(referral_id), 1),)
    assert queries.sent_by(scope, sender_code="demo_partner", sender_reference="R-2") is None
    assert queries.sent_by(scope, sender_code="", sender_reference="") is None


def test_a_status_message_says_where_a_line_stands(clock):
    line_id = build.a_line(Stage.CLOSED)

    told = queries.message_line(system("exchange").scope, line_id, upto=new_id())

    assert (told.stage, told.closed_how, told.outcome, told.closing_words) == (
        Stage.CLOSED,
        "close",
        "no_further_service",
        "Well again",
    )


def test_messages_are_read_by_those_who_send_them(clock):
    scope = build.clinician().scope

    with pytest.raises(NotPermitted):
        queries.sent_by(scope, sender_code="x", sender_reference="y")
    with pytest.raises(NotPermitted):
        queries.message_line(scope, build.a_line(), upto=new_id())
    with pytest.raises(NotFound):
        queries.message_line(system("exchange").scope, LineId(uuid4()), upto=new_id())
