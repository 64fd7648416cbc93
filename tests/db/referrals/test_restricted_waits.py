"""What waits about a restricted record is raised, without a word of whom it is about."""

from datetime import timedelta

import pytest

from joinedup.foundation import care, instant
from joinedup.kernel.errors import NotFound, NotPermitted
from joinedup.kernel.ids import PersonId
from joinedup.referrals import services
from joinedup.referrals.models import Raised
from joinedup.referrals.queries import raised
from tests.builders import referrals as build
from tests.builders.glass import now
from tests.builders.watch import on_duty, sent, shown, watch


def waiting(clock: instant.Hands) -> PersonId:
    """Somebody restricted to Sam, whose referral nobody has opened for too long; Leah is on."""
    line_id = build.a_line()
    person = PersonId(build.person_of(build.line(line_id).referral_id))
    leah, sam = build.clinician("leah"), build.clinician("sam")
    on_duty(leah)
    care.restrict(person, kind="access", reason="court_order", at=instant.now(), by=leah)
    care.begin(person, care.account(sam.account_id), because="named", at=instant.now(), by=leah)
    clock.tick(timedelta(hours=2))
    watch()
    return person


def test_whoever_is_on_duty_reads_that_it_waits_and_whom_to_ring(clock: instant.Hands) -> None:
    waiting(clock)
    leah = now(build.clinician("leah"))

    rows = raised.raised(leah.scope).rows

    assert rows
    assert raised.waiting_for_me(leah.scope) == len(rows)
    for row in rows:
        assert row.card
        assert (row.card.name, row.words, row.caller_name, row.line_id) == (
            "Restricted: ask the privacy officer",
            "",
            "",
            None,
        )
        assert [name for name, _ in row.named] == ["Sam"]
    page = shown(leah, "referrals:duty")
    assert "Sam, who is named for this record" in page
    assert build.ethel().family_name.upper() not in page


def test_whoever_is_named_reads_all_of_it(clock: instant.Hands) -> None:
    waiting(clock)

    rows = raised.raised(now(build.clinician("sam")).scope).rows

    assert all(row.card and row.card.is_open and row.line_id for row in rows)
    assert all(row.named == () for row in rows)


def test_whoever_rang_says_so_without_opening_it(clock: instant.Hands) -> None:
    waiting(clock)
    leah, one = now(build.clinician("leah")), Raised.objects.filter(answered_at=None)[0]
    said = {"action": "rang_team", "words": "Rang Sam, who opens it", "again": "1800"}

    assert build.ethel().family_name.upper() not in shown(leah, "referrals:raised", one.id)
    code, page = sent(leah, "referrals:raised", one.id, **said)

    assert code == 303, page
    assert Raised.objects.get(id=one.id).words == "Rang Sam, who opens it"


def test_another_team_neither_reads_nor_answers_it(clock: instant.Hands) -> None:
    waiting(clock)
    nurse, one = now(build.nurse()), Raised.objects.filter(answered_at=None)[0]

    assert raised.raised(nurse.scope).rows == ()
    with pytest.raises(NotFound):
        raised.raised_one(nurse.scope, one.id)
    with pytest.raises(NotPermitted):
        services.answer_raised(
            one.id, action="rang_team", words="Rang", again=None, at=instant.now(), by=nurse
        )
