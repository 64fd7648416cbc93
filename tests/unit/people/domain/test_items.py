"""Who may see one item, and what of it the person reads online."""

from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.kernel.audience import Audience
from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import Section
from joinedup.people.domain import items
from joinedup.people.domain.documents import DocumentKind
from joinedup.people.domain.items import (
    ACT_CODE,
    BY_LABEL,
    CONFIDENTIALITY,
    LABEL_OF,
    AssessorMissing,
    AudienceUnnamed,
    Because,
    Choice,
    HeldBack,
    NeverNarrowed,
    NeverQuiet,
    OwnView,
    ReasonUnfit,
    ReviewMissing,
    Seeing,
)
from joinedup.people.domain.record import EntryKind, EntrySent
from tests.rules import rule

TODAY = date(2026, 11, 23)
SOON = TODAY + timedelta(days=30)


def chosen(audience: Audience = Audience.ORGANISATION, **changes: Any) -> Choice:
    of = changes.pop("of", "trust")
    seeing = Seeing(audience=audience, of=of, is_quiet=changes.pop("is_quiet", False))
    return Choice(**{"seeing": seeing, "because": Because.FOR_ONE_SERVICE, **changes})


def check(choice: Choice, *, may_be: Any = tuple(Audience), may_be_quiet: bool = True) -> Choice:
    return items.checked(
        choice,
        may_be=may_be,
        may_be_quiet=may_be_quiet,
        organisation="trust",
        teams=("nurses",),
        on=TODAY,
    )


def held(view: OwnView = OwnView.NOT_AT_ALL, **changes: Any) -> HeldBack:
    return HeldBack(**{"view": view, "because": Because.THIRD_PARTY, **changes})


@rule("Who sees an item")
def test_a_plan_for_one_service_is_for_that_service() -> None:
    given = check(chosen(words="  Their own plan "))

    assert given.seeing == Seeing(audience=Audience.ORGANISATION, of="trust")
    assert given.words == "Their own plan"


def test_one_for_everybody_again_names_nobody() -> None:
    given = check(chosen(Audience.EVERYBODY, review_on=SOON, is_quiet=True))

    assert given.seeing == items.FOR_EVERYBODY
    assert (given.because, given.review_on) == (Because.NO_LONGER, None)


@pytest.mark.parametrize("of", ["", "another trust", "nurses"])
def test_nobody_narrows_an_item_to_others_or_to_nobody(of: str) -> None:
    with pytest.raises(AudienceUnnamed):
        check(chosen(of=of))
    with pytest.raises(AudienceUnnamed):
        check(chosen(Audience.TEAM))
    assert check(chosen(Audience.TEAM, of="nurses")).seeing.of == "nurses"


@rule("Who sees an item")
def test_nobody_is_kept_from_what_an_emergency_goes_by() -> None:
    for kind in DocumentKind:
        may_be = items.audiences_of(kind)

        assert Audience.ORGANISATION not in may_be
        assert Audience.TEAM not in may_be
    with pytest.raises(NeverNarrowed):
        check(chosen(Audience.URGENT_TOO), may_be=items.audiences_of(DocumentKind.RESPECT))
    assert check(
        chosen(Audience.URGENT_TOO), may_be=items.audiences_of(DocumentKind.ADVANCE_STATEMENT)
    ).seeing.is_narrow
    assert items.is_never_narrowed({Section.ALERTS})
    assert items.is_never_narrowed({Section.WISHES, Section.MENTAL_HEALTH})
    assert not items.is_never_narrowed({Section.PLANS})


def test_what_was_not_told_yet_is_no_reason_to_narrow() -> None:
    with pytest.raises(ReasonUnfit):
        check(chosen(because=Because.NOT_YET_TOLD))


@rule("Who sees an item")
def test_it_is_kept_quiet_for_harm_alone_and_looked_at_again() -> None:
    quiet = chosen(is_quiet=True, because=Because.SERIOUS_HARM, review_on=SOON)

    assert check(quiet).review_on == SOON
    with pytest.raises(NeverQuiet):
        check(chosen(is_quiet=True, review_on=SOON))
    with pytest.raises(NeverQuiet):
        check(quiet, may_be_quiet=False)


@pytest.mark.parametrize(
    "day", [None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=184)]
)
def test_what_is_kept_quiet_has_a_day_that_is_near(day: date | None) -> None:
    with pytest.raises(ReviewMissing):
        check(chosen(is_quiet=True, because=Because.THIRD_PARTY, review_on=day))


@rule("What the person reads online")
def test_not_yet_is_until_they_were_told() -> None:
    not_yet = held(OwnView.NOT_YET, because=Because.NOT_YET_TOLD, review_on=SOON)

    assert items.checked_held(not_yet, on=TODAY) == not_yet
    with pytest.raises(ReasonUnfit):
        items.checked_held(held(OwnView.NOT_YET, review_on=SOON), on=TODAY)
    with pytest.raises(ReviewMissing):
        items.checked_held(held(OwnView.NOT_YET, because=Because.NOT_YET_TOLD), on=TODAY)


@rule("What the person reads online")
def test_serious_harm_is_judged_by_a_health_professional() -> None:
    harm = held(because=Because.SERIOUS_HARM, assessed_by=" Dr Rao, GP ", review_on=SOON)

    given = items.checked_held(harm, on=TODAY)

    assert (given.assessed_by, given.review_on) == ("Dr Rao, GP", None)
    with pytest.raises(AssessorMissing):
        items.checked_held(held(because=Because.SERIOUS_HARM), on=TODAY)
    with pytest.raises(ReasonUnfit):
        items.checked_held(held(because=Because.THEIR_WISH), on=TODAY)
    assert items.checked_held(held(), on=TODAY).because is Because.THIRD_PARTY


def test_one_that_is_shown_again_has_no_reason_left() -> None:
    given = items.checked_held(held(OwnView.SHOWN, words="They were told"), on=TODAY)

    assert given == HeldBack(view=OwnView.SHOWN, because=Because.NO_LONGER, words="They were told")


@rule("Who sees an item")
def test_sexual_health_is_for_who_treats_it_and_urgent_care() -> None:
    sections = {Section.SEXUAL_HEALTH, Section.CONDITIONS}

    assert items.by_kind(EntryKind.CONDITION, sections) is Audience.URGENT_TOO
    assert items.by_kind(EntryKind.MEDICATION, sections) is Audience.EVERYBODY
    assert items.by_kind(EntryKind.CONDITION, {Section.CONDITIONS}) is Audience.EVERYBODY
    assert items.by_kind(EntryKind.FLAG, {*sections, Section.ALERTS}) is Audience.EVERYBODY


def test_the_narrowest_label_counts_and_an_unknown_one_says_nothing() -> None:
    normal, strict = (CONFIDENTIALITY, "N"), (CONFIDENTIALITY, "V")

    assert items.by_labels([normal, strict, (ACT_CODE, "PSY")]) is Audience.ORGANISATION
    assert items.by_labels([normal]) is Audience.EVERYBODY
    assert items.by_labels([(CONFIDENTIALITY, "X"), ("", "V")]) is None
    assert items.by_labels([]) is None


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ({"kind": EntryKind.ALLERGY, "audience": Audience.URGENT_TOO}, True),
        ({"kind": EntryKind.CARE_PLAN, "words": "DNACPR", "audience": Audience.TEAM}, True),
        ({"kind": EntryKind.CARE_PLAN, "audience": Audience.ORGANISATION}, False),
        ({"kind": EntryKind.ALLERGY, "audience": Audience.EVERYBODY}, False),
        ({"kind": EntryKind.ALLERGY}, False),
    ],
)
def test_no_sender_restricts_what_nobody_is_kept_from(said: Any, *, is_refused: bool) -> None:
    sent = EntrySent(**{"source_key": "1", "words": "Ours", **said})

    assert items.is_label_refused(sent) is is_refused


def test_what_goes_out_under_a_label_would_come_back_no_wider() -> None:
    order = list(Audience)
    for audience, label in LABEL_OF.items():
        back = BY_LABEL[CONFIDENTIALITY, label]

        assert order.index(back) >= min(order.index(audience), order.index(Audience.ORGANISATION))


def test_every_choice_has_words() -> None:
    for of in (Audience, Because, OwnView):
        assert all(one.label for one in of)


def test_every_refusal_has_a_code_of_its_own() -> None:
    kinds = (NeverNarrowed, AudienceUnnamed, ReasonUnfit, NeverQuiet, ReviewMissing)

    assert len({one.code for one in (*kinds, AssessorMissing)} - {Refused.code}) == 6
