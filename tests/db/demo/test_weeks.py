"""The demonstration is of a place at work: weeks behind it, and records of other systems."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.demo import services
from joinedup.demo.domain.day import DAY
from joinedup.demo.services import weeks
from joinedup.foundation import accounts, instant, place, verify
from joinedup.foundation.scope import scope_of, system
from joinedup.kernel.ids import PersonId
from joinedup.measures import queries
from joinedup.measures.domain.shown import ALL
from joinedup.measures.queries import Asked
from joinedup.people import queries as people
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.models import RecordEntry
from joinedup.people.queries import documents
from joinedup.referrals.models import Line, Referral
from joinedup.referrals.services.history import History
from joinedup.safeguarding.models import Concern
from tests.builders import referrals as build

SINCE = 2
PEOPLE = 60


@pytest.fixture
def loaded(settings: Any) -> services.Loaded:
    """A small place with its day, and a few weeks behind it."""
    settings.JOINEDUP_DEMO = True
    return services.load(count=PEOPLE, at=instant.now(), since=SINCE)


def test_every_system_sends_what_it_holds_and_its_messages_are_kept(
    loaded: services.Loaded,
) -> None:
    wanders = next(one for one in DAY if "wanders at night" in one.words)
    person_id = Referral.objects.get(change_words=wanders.words).person_id
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(accounts.account_named("joan"))

    said = client.get(reverse("desk:person", args=[person_id])).content.decode()

    for words in ("Alzheimer", "Donepezil", "Memory nurse", "Day Support", "Arthur Hale", ", GP,"):
        assert words in said
    assert "nothing yet" not in said
    assert not RecordEntry.objects.filter(received_id=None).exists()
    assert RecordEntry.objects.values("person_id").distinct().count() == len(DAY)
    assert verify.report().is_sound


def test_some_of_them_have_wishes_on_paper_the_newest_in_force(loaded: services.Loaded) -> None:
    told = system("demonstration").scope
    of_the_day = Referral.objects.filter(key__startswith="demo-").values_list(
        "person_id", flat=True
    )
    cards = people.cards(told, {PersonId(one) for one in of_the_day})

    held = [documents.documents_of(told, card) for card in cards.values()]
    in_force = [one for each in held for one in each.in_force]
    (over,) = (one for each in held for one in each.earlier)

    assert sorted(one.paper.kind for one in in_force) == ["lpa_health", "respect", "respect"]
    assert sum(one.seen is not None for one in in_force) == 2
    assert over.paper.kind is DocumentKind.DNACPR
    assert "ReSPECT" in over.ended_words


def test_the_weeks_before_are_over_and_a_commissioner_sees_their_share(
    loaded: services.Loaded,
) -> None:
    before = Line.objects.filter(referral__key__startswith="county-")
    of_the_day = Referral.objects.filter(key__startswith="demo-").values("person_id")
    carl = scope_of(accounts.account_named("carl"))

    found = queries.response_board(carl, Asked(weeks=4, last=place.today()))

    share = found.board.total.in_time_percent
    assert before.count() == loaded.referral_count - len(DAY) > SINCE * weeks.REFERRALS_A_WEEK * 0.6
    assert not before.filter(closed_at=None).exists()
    assert not before.filter(referral__person_id__in=of_the_day).exists()
    assert share is not None
    assert 50 < share < 95
    assert (ALL, "", "in_time") not in found.withheld
    assert found.calls is not None
    assert found.calls.counted > SINCE * 7 * (weeks.CALLS_A_DAY - 5)


def test_a_referral_that_had_only_just_come_is_not_over() -> None:
    # Drawn in the last minutes before now: nothing has come of it yet.
    just_come = History(request=build.a_request(), key="k", at=instant.now(), by=system("demo"))

    assert not weeks.is_over(just_come)


def test_of_two_concerns_the_council_has_one(loaded: services.Loaded) -> None:
    del loaded

    taken, waiting = Concern.objects.order_by("raised_at")

    assert (taken.acknowledged_by, waiting.acknowledged_by) == ("Mark Ellery", "")
    assert taken.person_id != waiting.person_id
