"""Referrals begun and not sent."""

from datetime import timedelta

import pytest

from joinedup.foundation import instant
from joinedup.foundation.models import Entry
from joinedup.foundation.scope import system
from joinedup.kernel.errors import Conflict, NotFound, NotPermitted
from joinedup.referrals import jobs, queries, services
from joinedup.referrals.domain.ids import DraftId
from joinedup.referrals.models import Draft
from joinedup.referrals.services.drafting import DraftTooLong
from tests.builders import referrals as build


def save(draft_id: DraftId | None = None, **changes: object) -> DraftId:
    given = {
        "fields": {"words": ["Fell"], "services": ["falls", "equipment"]},
        "at": instant.now(),
        "by": build.gp(),
        **changes,
    }
    return services.save_draft(draft_id, **given)


def test_a_draft_keeps_what_the_form_held(clock):
    draft_id = save()

    row = queries.draft(build.gp().scope, draft_id)

    assert row.fields == {"words": ["Fell"], "services": ["falls", "equipment"]}
    assert (row.version, row.began_at) == (1, instant.now())


def test_saving_again_replaces_what_was_held(clock):
    draft_id = save()

    save(draft_id, seen=1, fields={"words": ["Fell\x00 twice"]})

    row = queries.draft(build.gp().scope, draft_id)
    assert (row.fields, row.version) == ({"words": ["Fell twice"]}, 2)


def test_two_windows_on_one_draft_are_a_conflict(clock):
    draft_id = save()
    save(draft_id, seen=1, fields={"words": ["Fell twice"]})

    with pytest.raises(Conflict):
        save(draft_id, seen=1)


def test_a_save_sent_again_because_its_answer_was_lost_changes_nothing(clock):
    draft_id = save()
    save(draft_id, seen=1, fields={"words": ["Fell twice"]})

    save(draft_id, seen=1, fields={"words": ["Fell twice"]})

    assert queries.draft(build.gp().scope, draft_id).version == 2


def test_drafts_are_their_owners_alone(clock):
    draft_id = save()
    other = build.gp("ravi")

    assert queries.drafts(other.scope) == []
    for step in (
        lambda: queries.draft(other.scope, draft_id),
        lambda: save(draft_id, seen=1, by=other),
        lambda: services.discard_draft(draft_id, seen=1, at=instant.now(), by=other),
    ):
        with pytest.raises(NotFound):
            step()


def test_a_discarded_draft_is_gone(clock):
    draft_id = save()

    services.discard_draft(draft_id, seen=1, at=instant.now(), by=build.gp())

    assert not Draft.objects.exists()


def test_a_draft_is_no_fact(clock):
    save()

    assert not Entry.objects.filter(kind__startswith="referrals.").exists()


def test_a_draft_holds_no_more_than_a_referral_could(clock):
    with pytest.raises(DraftTooLong):
        save(fields={"words": ["x" * 100_001]})


def test_whoever_may_not_refer_keeps_no_draft(clock):
    with pytest.raises(NotPermitted):
        save(by=build.commissioner())


def test_a_draft_that_nobody_came_back_to_is_thrown_away(clock):
    left, kept = save(), None
    clock.tick(timedelta(days=4))
    kept = save()
    clock.tick(timedelta(days=3, seconds=1))

    jobs.purge_drafts(system("referrals"))

    assert [one.draft_id for one in queries.drafts(build.gp().scope)] == [kept]
    with pytest.raises(NotFound):
        save(left, seen=1)
