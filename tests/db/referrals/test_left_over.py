"""Rows of a handover that nobody accepted: who is told of them, and until when."""

from django.urls import reverse

from joinedup.foundation import instant
from joinedup.referrals import services
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.queries import handed
from tests.builders import referrals as build
from tests.builders.watch import HOUR, MINUTE, accept, begun, confirm, give, promise, shown


def test_whoever_is_given_rows_is_told_until_they_accept_them(clock):
    sam, leah, tess = (build.clinician(one) for one in ("sam", "leah", "tess"))
    first, second = build.a_line(), build.a_line(Stage.WITH_TEAM)
    made = begun()
    give(made, first, second)
    pages = ("desk:home", "referrals:queue", "referrals:duty")

    for page in (shown(leah, one) for one in pages):
        assert "2 rows are given to you:" in page
        assert f'<a href="{reverse("referrals:handover", args=[made])}">accept them' in page
    assert not any("given to you" in shown(by, one) for by in (sam, tess) for one in pages)
    assert handed.given_to_me(build.gp().scope) == ()

    accept(made, first)
    build.accept(second)
    assert not any("given to you" in shown(leah, one) for one in pages)


def test_nobody_is_told_of_rows_of_a_handover_that_is_over(clock):
    leah, line_id = build.clinician("leah"), build.a_line()
    made = begun()
    give(made, line_id)
    assert "1 row is given to you:" in shown(leah, "referrals:duty")

    services.stop_handover(made, at=instant.now(), by=build.clinician())

    assert "given to you" not in shown(leah, "referrals:duty")
    assert handed.left_over(leah.scope).stayed == ()


def test_a_colleague_of_a_team_is_told_of_what_the_team_has(clock):
    ann, mo = build.nurse(), build.manager()
    goes, owed = build.a_line(Stage.NO_WORKER), build.a_line(Stage.RESPONDED)
    promise(owed)
    made = begun(by=mo, role="duty_manager")
    give(made, goes, owed, to=ann, by=mo)

    (told,) = handed.given_to_me(build.nurse().scope)

    assert (told.row_count, told.giver_name) == (2, "Mo")
    assert "2 rows are given to you:" in shown(ann, "desk:home")


def test_the_board_says_what_stayed_until_somebody_accepts_it(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    stays, goes = build.a_line(), build.a_line(Stage.WITH_TEAM)
    build.a_line(Stage.NO_WORKER)
    made = begun()
    confirm(made, by=sam)
    assert "stayed with" not in shown(leah, "referrals:duty")
    clock.tick(MINUTE)
    confirm(made, by=leah)

    said = "2 rows of the handover of 07:30 today stayed with Sam"
    page = shown(leah, "referrals:duty")
    assert f'<a href="{reverse("referrals:handover", args=[made])}">{said}' in page
    assert "stayed with" not in shown(build.manager(), "referrals:duty")

    build.accept(goes)
    assert "1 row of the handover of 07:30 today stayed with Sam" in shown(leah, "referrals:duty")
    again = begun(by=leah)
    give(again, stays, to=sam, by=leah)
    assert "1 row of the handover" in shown(leah, "referrals:duty")
    clock.tick(MINUTE)
    accept(again, stays, by=sam)
    assert "stayed with" not in shown(leah, "referrals:duty")


def test_what_stays_twice_is_said_of_the_later_handover(clock):
    sam, leah = build.clinician(), build.clinician("leah")
    build.a_line()
    for giver, taker in ((sam, leah), (leah, sam)):
        made = begun(by=giver)
        confirm(made, by=giver)
        clock.tick(MINUTE)
        confirm(made, by=taker)
        clock.tick(HOUR)

    (told,) = handed.left_over(build.clinician().scope).stayed

    assert (told.handover_id, told.giver_name, told.row_count) == (made, "Leah", 1)
