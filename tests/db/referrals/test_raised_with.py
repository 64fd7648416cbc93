"""With whom something is that was raised: the role on duty now, and who is told of it."""

from joinedup.foundation import duty, instant
from joinedup.foundation.models import Account
from joinedup.referrals import queries
from joinedup.referrals.domain.stages import Stage
from joinedup.referrals.models import Raised
from joinedup.referrals.queries import raised
from tests.builders import referrals as build
from tests.builders.watch import MINUTE, on_duty, shown, watch


def test_what_is_raised_is_with_whoever_holds_the_role_now(clock):
    sam, leah = build.clinician("sam"), build.clinician("leah")
    held, line_id = on_duty(sam), build.a_line()
    clock.tick(20 * MINUTE)
    watch()
    clock.tick(10 * MINUTE)
    duty.come_off_duty(held, at=instant.now(), by=sam)
    nobody = "Nobody is on as Lead at the Single Point of Referral: Sam was told"

    for page in (shown(leah), shown(leah, "referrals:line", line_id)):
        assert f"{nobody} 09:50 today and went off 10:00 today" in page
    on_duty(leah)

    for page in (shown(leah), shown(leah, "referrals:line", line_id)):
        assert "With Leah now; Sam was told 09:50 today" in page
        assert nobody not in page
    assert "With Leah now" in shown(leah, "referrals:raised", Raised.objects.get().id)


def test_what_was_raised_with_nobody_is_with_whoever_came_on_since(clock):
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()
    on_duty(build.clinician())

    assert "With Sam now; nobody was on duty to be told 09:50 today" in shown(build.clinician())


def test_what_went_to_another_role_goes_back_to_the_one_it_was_meant_for(clock):
    mo, sam = build.manager(), build.clinician()
    held = on_duty(mo, "duty_manager")
    build.a_line(Stage.NO_WORKER)
    clock.tick(100 * MINUTE)
    watch()
    meant = "Nobody was on duty as Lead at the Single Point of Referral: with Mo, Duty manager"

    assert meant in shown(sam)
    duty.come_off_duty(held, at=instant.now(), by=mo)
    on_duty(sam)
    assert "With Sam now; Mo was told" in shown(sam)


def test_whoever_was_told_and_acts_no_longer_is_not_said_to_have_it(clock):
    on_duty(build.clinician("sam"))
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()
    Account.objects.filter(username="sam").update(is_active=False)

    page = shown(build.clinician("leah"))

    assert "Sam was told 09:50 today</span>" in page
    assert "Lead at the Single Point of Referral: Sam was told" in page


def test_whoever_is_on_duty_sees_in_the_header_how_much_waits(clock):
    sam, leah = build.clinician("sam"), build.clinician("leah")
    on_duty(sam)
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()

    assert queries.waiting_for_me(build.clinician("sam").scope) == 1
    assert queries.waiting_for_me(build.clinician("leah").scope) == 0
    del leah
    assert 'class="ju-nav__count"' in shown(build.clinician("sam"))
    assert 'class="ju-nav__count"' not in shown(build.clinician("leah"))


def test_what_was_raised_with_nobody_is_told_to_anybody_on_duty(clock):
    build.a_line()
    clock.tick(20 * MINUTE)
    watch()
    on_duty(build.manager(), "duty_manager")

    # A manager of a team may not see whom the front door alone has.
    assert queries.waiting_for_me(build.manager().scope) == 0
    on_duty(build.clinician())
    assert queries.waiting_for_me(build.clinician().scope) == 1


def test_while_nobody_is_on_duty_the_whole_team_is_told_what_is_raised(clock):
    sam, leah, mo = build.clinician("sam"), build.clinician("leah"), build.manager()
    held = on_duty(sam)
    build.a_line(Stage.WITH_TEAM)
    clock.tick(20 * MINUTE)
    watch()
    duty.come_off_duty(held, at=instant.now(), by=sam)

    for by in (build.clinician("sam"), build.clinician("leah")):
        assert queries.waiting_for_me(by.scope) == 1
        assert 'class="ju-nav__count"' in shown(by)
    # The team it was sent to sees it, and has another role to watch in.
    assert raised.raised(mo.scope).total == 1
    assert queries.waiting_for_me(mo.scope) == 0
    on_duty(mo, "duty_manager")
    assert queries.waiting_for_me(build.manager().scope) == 1

    on_duty(leah)

    told = {one: queries.waiting_for_me(build.clinician(one).scope) for one in ("sam", "leah")}
    assert told == {"sam": 0, "leah": 1}
    assert queries.waiting_for_me(build.manager().scope) == 0
