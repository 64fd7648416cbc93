"""Which documents are in force: the newest of a kind, whatever the order of recording."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from joinedup.people.domain import document_standing as rules
from joinedup.people.domain.document_standing import Doubt, Held, Standing
from joinedup.people.domain.documents import Cpr, DocumentKind, EndedHow, Known, Paper
from tests.rules import rule

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
JANUARY, MAY = date(2026, 1, 3), date(2026, 5, 3)
IN_FORCE, SUPERSEDED = Standing.IN_FORCE, Standing.SUPERSEDED


def held(number: int, issued_on: date | None, ended: EndedHow | None = None, **said: Any) -> Held:
    """A document recorded on a day of November; a ReSPECT form where nothing else is said."""
    form = {"kind": DocumentKind.RESPECT, "summary": "x", "cpr": Cpr.DO_NOT_ATTEMPT}
    at = NOON + timedelta(days=number)
    return Held(
        document_id=UUID(int=number, version=4),
        paper=Paper(**{**form, **said}, issued_on=issued_on),
        recorded_at=at,
        recorded_on=at.date(),
        ended_how=ended,
    )


def standing(*found: Held) -> list[Standing]:
    """How each stands today."""
    told = rules.standings(found, on=TODAY)
    return [told[one.document_id] for one in found]


def doubts(*found: Held) -> list[tuple[Doubt, ...]]:
    """Why each has to be asked about; nothing of one that is not in force."""
    told = rules.doubts(found, on=TODAY)
    return [told.get(one.document_id, ()) for one in found]


@rule("The newest document of a kind is in force, in whichever order they were recorded")
def test_the_older_is_superseded_though_recorded_later() -> None:
    assert standing(held(1, MAY), held(2, JANUARY)) == [IN_FORCE, SUPERSEDED]
    assert standing(held(1, JANUARY), held(2, MAY)) == [SUPERSEDED, IN_FORCE]


def test_of_one_day_the_one_recorded_last_is_in_force() -> None:
    assert standing(held(2, MAY), held(1, MAY)) == [IN_FORCE, SUPERSEDED]
    assert standing(held(2, None), held(1, None)) == [IN_FORCE, SUPERSEDED]


def test_another_kind_supersedes_nothing() -> None:
    dnacpr = held(1, JANUARY, kind=DocumentKind.DNACPR)

    assert standing(dnacpr, held(2, MAY)) == [IN_FORCE, IN_FORCE]


@rule("An older document never comes back when the newer one is revoked, suspended or runs out")
def test_what_was_superseded_stays_so() -> None:
    for how in (EndedHow.REVOKED, EndedHow.SUSPENDED, EndedHow.NOT_VALID, EndedHow.REPLACED):
        assert standing(held(1, JANUARY), held(2, MAY, how)) == [SUPERSEDED, Standing.ENDED]
    run_out = held(2, MAY, valid_until=TODAY - timedelta(days=1))
    assert standing(held(1, JANUARY), run_out) == [SUPERSEDED, Standing.EXPIRED]
    assert standing(held(1, MAY, valid_until=TODAY)) == [IN_FORCE]


def test_one_recorded_by_mistake_supersedes_nothing() -> None:
    mistaken = held(2, MAY, EndedHow.MISTAKE)

    assert standing(held(1, JANUARY), mistaken) == [IN_FORCE, Standing.ENDED]


@rule("Where the day of one is not known, both are shown unless the other is issued later")
def test_a_day_that_is_not_known_hides_nothing_that_may_be_newer() -> None:
    undated, older = held(1, None), held(2, MAY)
    later = held(3, date(2026, 11, 10))

    assert standing(undated, older) == [IN_FORCE, IN_FORCE]
    assert doubts(undated, older) == [(Doubt.ORDER_NOT_KNOWN,)] * 2
    assert standing(undated, later) == [SUPERSEDED, IN_FORCE]
    assert doubts(undated, later) == [(), ()]


def test_two_refusals_of_different_treatments_may_both_hold() -> None:
    blood = held(1, JANUARY, kind=DocumentKind.ADRT, treatments="blood")
    beside = held(2, MAY, kind=DocumentKind.ADRT, treatments="ventilation", stands_beside=True)
    undated = held(3, None, kind=DocumentKind.ADRT, treatments="food", stands_beside=True)

    assert standing(blood, beside, undated) == [IN_FORCE] * 3
    assert doubts(blood, beside, undated) == [()] * 3
    assert doubts(held(4, None, kind=DocumentKind.ADRT), blood, undated)[2] == ()


@rule("An attorney without power does not take it from one who has it")
def test_an_unregistered_attorney_supersedes_only_one_without_power() -> None:
    lpa = {"kind": DocumentKind.LPA_HEALTH, "cpr": Cpr.NOT_SAID}
    old = held(1, JANUARY, **lpa, is_registered=Known.YES)
    new = held(2, MAY, **lpa, is_registered=Known.NO)

    assert standing(old, new) == [IN_FORCE, IN_FORCE]
    assert standing(held(1, JANUARY, **lpa), new) == [SUPERSEDED, IN_FORCE]
    assert standing(old, held(2, MAY, **lpa, is_registered=Known.YES)) == [SUPERSEDED, IN_FORCE]


@rule("Two forms in force that disagree about CPR are both shown, and said to disagree")
def test_forms_that_disagree_about_cpr() -> None:
    dnacpr = held(1, JANUARY, kind=DocumentKind.DNACPR)
    attempt, silent = held(2, MAY, cpr=Cpr.ATTEMPT), held(2, MAY, cpr=Cpr.NOT_SAID)

    assert doubts(dnacpr, attempt) == [(Doubt.CPR_DISAGREES,)] * 2
    assert doubts(dnacpr, held(2, MAY)) == [(), ()]
    assert doubts(dnacpr, silent) == [(), ()]
    assert doubts(dnacpr, replace(attempt, ended_how=EndedHow.REVOKED)) == [(), ()]


@rule("An attorney given power after a decision in advance may overrule it (s.25(2)(b))")
def test_a_later_attorney_puts_a_decision_in_doubt() -> None:
    lpa = {"kind": DocumentKind.LPA_HEALTH, "cpr": Cpr.NOT_SAID, "is_registered": Known.YES}
    decision = held(1, date(2026, 3, 1), kind=DocumentKind.ADRT)

    assert doubts(decision, held(2, MAY, **lpa)) == [(Doubt.LATER_ATTORNEY,), ()]
    assert doubts(decision, held(2, None, **lpa)) == [(Doubt.LATER_ATTORNEY,), ()]
    assert doubts(decision, held(2, JANUARY, **lpa)) == [(), ()]
    assert doubts(decision, held(2, MAY, **{**lpa, "is_registered": Known.NO})) == [(), ()]
    assert doubts(held(1, None, kind=DocumentKind.ADRT), held(2, MAY, **lpa))[0]


def test_whether_anything_in_force_is_about_cpr() -> None:
    form, place = held(1, MAY), held(2, MAY, kind=DocumentKind.PREFERRED_PLACE, cpr=Cpr.NOT_SAID)

    assert rules.about_cpr(rules.standings([form, place], on=TODAY), [form, place])
    assert not rules.about_cpr(rules.standings([place], on=TODAY), [place])


def test_forms_come_first_and_the_newest_of_a_kind_before_the_older() -> None:
    place = held(1, MAY, kind=DocumentKind.PREFERRED_PLACE)
    old, new, undated = held(3, JANUARY), held(2, MAY), held(4, None)

    assert rules.newest_first([place, old, new, undated]) == [undated, new, old, place]


def test_every_doubt_has_words() -> None:
    assert all(one.label for one in Doubt)


_DAYS = some.dates(date(2020, 1, 1), TODAY)
_ENDS = some.sampled_from([None, None, *EndedHow])


@given(some.lists(some.tuples(_DAYS, _ENDS), min_size=1, max_size=7, unique_by=lambda one: one[0]))
def test_an_older_one_is_never_shown_as_current(told: list[tuple[date, EndedHow | None]]) -> None:
    found = [held(number, day, ended) for number, (day, ended) in enumerate(told)]
    newest = max(
        (one.paper.issued_on for one in found if one.ended_how is not EndedHow.MISTAKE),
        default=None,
    )

    current = [
        one for one, how in zip(found, standing(*found), strict=True) if how is Standing.IN_FORCE
    ]

    assert len(current) <= 1
    assert all(one.paper.issued_on == newest and one.ended_how is None for one in current)


@given(some.permutations(range(5)))
def test_the_order_of_recording_changes_nothing(order: list[int]) -> None:
    days = [date(2026, 1 + number, 1) for number in range(5)]

    found = [held(recorded, days[number]) for number, recorded in enumerate(order)]

    assert standing(*found) == [SUPERSEDED] * 4 + [IN_FORCE]
