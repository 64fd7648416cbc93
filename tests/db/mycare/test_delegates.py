"""Whoever acts for somebody: named, let in by a code, limited, suspended, reviewed, ended."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from joinedup.foundation import care, instant
from joinedup.foundation.models import Account, Care, Reading
from joinedup.foundation.scope import Opens, decisions, require, require_own, system
from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import NotFound, NotPermitted, Refused
from joinedup.kernel.ids import Version
from joinedup.kernel.sections import Section
from joinedup.mycare.domain.delegates import Basis
from joinedup.mycare.domain.letters import CodeNotTaken
from joinedup.mycare.models import Delegation
from joinedup.mycare.queries import delegates as queries
from joinedup.mycare.queries.mine import mine
from joinedup.mycare.services import delegates, joining
from joinedup.people.domain.record import EntryKind
from joinedup.people.models import RecordEntry
from tests.builders import decided
from tests.builders import mycare as build
from tests.builders import people as persons
from tests.builders import referrals as work
from tests.builders.items import an_item, held_back

TYPED = build.TYPED


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seen(one: UUID) -> Version:
    return Version(Delegation.objects.get(id=one).version)


def does(service: Any, one: UUID, by: Account, **given: Any) -> None:
    service(one, seen=seen(one), at=instant.now(), by=build.actor(by), **given)


def test_somebody_is_named_gives_the_code_once_and_reads_what_was_given() -> None:
    person = build.somebody()
    an_item(person, kind=EntryKind.CARE_PLAN, words="Walk each day")
    etty = build.browser(build.a_resident(person))

    named = etty.post("/my-care/delegates/new", {"name": "Una  Pargeter", "parts": ["plans"]})
    code = re.findall(r"ju-letter__code\">([\w-]+)<", named.content.decode())[0]
    una = Client()
    proved = una.post("/my-care/acting/code", {"code": code.lower(), **TYPED})
    una.post(proved["Location"], {"username": "una.pargeter", "password": build.PASSWORD})
    again = Client().post("/my-care/acting/code", {"code": code, **TYPED})
    una.force_login(Account.objects.get(username="una.pargeter"))
    home = una.get("/my-care/", follow=True)
    one = Delegation.objects.get()
    part = una.get(f"/my-care/acting/{one.id}/plans")
    other = una.get(f"/my-care/acting/{one.id}/medicines")

    assert one.name == "Una Pargeter"
    assert "You act for" in words(home)
    assert "You are acting for" in words(part)
    assert "Walk each day" in words(part)
    assert other.status_code == 403
    assert "do not open anything" in words(again)
    assert Account.objects.get(username="una.pargeter").display_name == "Una Pargeter, delegate"
    assert "Una Pargeter, acting for you" in words(etty.get("/my-care/looks"))
    assert Reading.objects.filter(route="mycare:their_part", outcome="shown").count() == 1


def test_a_delegate_gets_nothing_but_what_was_given() -> None:
    person = build.somebody()
    account = build.a_resident(person)
    nurse = persons.somebody_at()
    items = [an_item(person, kind=EntryKind.CARE_PLAN, words=f"Plan {n}") for n in range(4)]
    held_back(items[1], nurse)
    RecordEntry.objects.filter(pk=items[2]).update(audience=Audience.TEAM, audience_of="a_team")
    one, una = build.a_delegate(account)
    browser, scope = build.browser(una), build.actor(una).scope

    page = words(browser.get(f"/my-care/acting/{one}/plans"))
    pages = [
        browser.get(f"/my-care/{end}").status_code
        for end in ("looks", "sharing", "delegates", "delegates/new", "record", "about-me", "told")
    ]

    assert [f"Plan {n}" in page for n in range(4)] == [True, False, False, True]
    assert set(pages) == {404}
    assert decisions(scope, [person])[person].opens is Opens.DELEGATED
    with pytest.raises(NotPermitted):
        require(scope, person)
    with pytest.raises(NotFound):
        require_own(scope, person)
    with pytest.raises(NotFound):
        does(delegates.resume, one, una)

    decided.a_limit(person, Section.PLANS)
    assert "Plan 0" not in words(browser.get(f"/my-care/acting/{one}/plans"))


@pytest.mark.parametrize("how", ["suspend", "end", "died", "restricted"])
def test_the_next_page_is_refused_in_plain_words(how: str) -> None:
    person = build.somebody()
    account = build.a_resident(person)
    one, una = build.a_delegate(account)
    browser = build.browser(una)
    first = browser.get(f"/my-care/acting/{one}")

    if how == "died":
        delegates.end_all(person, because="died", at=instant.now(), by=system("mycare.test"))
    elif how == "restricted":
        by = persons.the_office()
        care.restrict(person, kind="access", reason="at risk", at=instant.now(), by=by)
    else:
        does(getattr(delegates, how), one, account)
    then = browser.get(f"/my-care/acting/{one}")
    choice = browser.get("/my-care/acting")

    assert (first.status_code, then.status_code, choice.status_code) == (200, 403, 200)
    assert "Ring us on" in words(then)
    assert "Etty" not in words(choice)
    if how == "suspend":
        etty = build.browser(account)
        etty.post(f"/my-care/delegates/{one}/resume", {"seen": seen(one)})
        assert browser.get(f"/my-care/acting/{one}").status_code == 200


def test_it_goes_on_for_a_year_and_a_month_unless_it_is_reviewed() -> None:
    person = build.somebody()
    account = build.a_resident(person)
    one, una = build.a_delegate(account)
    now = instant.now()

    with instant.frozen(now + timedelta(days=370)):
        late = queries.acting(build.actor(una).scope, one)
    with instant.frozen(now + timedelta(days=400)):
        scope = build.actor(una).scope
        with pytest.raises(NotPermitted, match="delegate_stopped"):
            queries.acting(scope, one)
        opens = decisions(scope, [person])[person].opens
        does(delegates.review, one, account)
        kept = queries.acting(build.actor(una).scope, one)

    assert late.is_review_late
    assert opens is Opens.NOTHING
    assert not kept.is_review_late


def test_codes_names_and_persons_are_refused_that_can_not_be() -> None:
    person = build.somebody()
    account = build.a_resident(person)
    code = build.a_code(account)
    now, by = instant.now(), system("sign_in")
    one = queries.delegation_named(code)

    own = mine(build.actor(account).scope).person.name
    for name in ("una  pargeter", own.upper(), "  "):
        with pytest.raises(Refused):
            build.a_code(account, name)
    with pytest.raises(Refused, match="delegate_is_oneself"):
        delegates.take_up(one, account_id=build.actor(account).account_id, at=now, by=by)
    for _ in range(5):
        assert not queries.tried(code, build.BORN + timedelta(days=1), at=now).is_right
        delegates.note_wrong(one)
    assert not queries.tried(code, build.BORN, at=now).is_right
    late = now + timedelta(days=15)
    with instant.frozen(late), pytest.raises(CodeNotTaken):
        delegates.take_up(one, username="too.late", at=late, by=by)
    other = build.a_delegate(account)[1]
    again = build.named(account, "Somebody Else")
    with pytest.raises(Refused, match="delegate_named_twice"):
        delegates.take_up(again, account_id=build.actor(other).account_id, at=now, by=by)
    with pytest.raises(NotFound):
        queries.delegation_named("nothing")
    joining.close_own_care(person, because="died", at=instant.now(), by=system("mycare.test"))
    with pytest.raises(NotFound):
        build.a_code(account, "Too Late")


def test_who_sees_their_own_care_chooses_whose_pages_to_open() -> None:
    account = build.a_resident(build.somebody())
    one = build.acts_for_another(account)
    browser = build.browser(account)

    choice = words(browser.get("/my-care/acting"))
    theirs = words(browser.get(f"/my-care/acting/{one}"))
    mine = words(browser.get("/my-care/"))

    assert "You act for Nora" in choice
    assert "You are acting for Nora" in theirs
    assert "acting for" not in mine
    assert "The people you act for" in mine


def test_staff_record_suspend_and_end_one_with_a_reason() -> None:
    person = build.somebody()
    gp = work.gp()
    staff = build.browser(gp)
    page = f"/my-care/people/{person}/delegates"
    paper = {"name": "Una Pargeter", "basis": Basis.DEPUTY, "parts": ["coming"]}

    told = staff.post(page, paper)
    one = Delegation.objects.get()
    url = f"{page}/{one.id}"
    bare = staff.post(url, {"seen": one.version, "act": "suspend", "reason": " "})
    staff.post(url, {"seen": one.version, "act": "suspend", "reason": "Worried about them"})
    held = words(staff.get(url))
    staff.post(url, {"seen": seen(one.id), "act": "end", "reason": "Order discharged"})
    gone = staff.get(url)

    assert "ju-letter__code" in told.content.decode()
    assert "Write why" in words(bare)
    assert "Suspended" in held
    assert "Worried about them" in held
    assert gone.status_code == 404
    assert not Care.objects.filter(because="delegate").exists()
    stranger = build.browser(work.nurse())
    assert stranger.get(page).status_code == 403
