"""What each kind of document has to say to be kept, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from joinedup.kernel.errors import Refused
from joinedup.people.domain import documents as rules
from joinedup.people.domain.documents import (
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Involved,
    Known,
    Paper,
    Reviewed,
    Sight,
)
from tests.rules import rule

TODAY = date(2026, 11, 22)
TOMORROW, ISSUED = TODAY + timedelta(days=1), TODAY - timedelta(days=10)
RESPECT = Paper(
    kind=DocumentKind.RESPECT,
    summary="Stay at home",
    cpr=Cpr.DO_NOT_ATTEMPT,
    issued_on=ISSUED,
)
DNACPR = replace(RESPECT, kind=DocumentKind.DNACPR)
ADRT = replace(RESPECT, kind=DocumentKind.ADRT, treatments="Ventilation")
LPA = replace(RESPECT, kind=DocumentKind.LPA_HEALTH, proxy_name="Ann", is_registered=Known.YES)
DEPUTY = replace(LPA, kind=DocumentKind.DEPUTY)
PLACE = replace(RESPECT, kind=DocumentKind.PREFERRED_PLACE, death_place="Home")
SEEN = Sight(name="Nia", role="nurse", on=TODAY)
REVIEW = Reviewed(name="Dr Amin", on=TODAY)


@rule("A document says what to do in words, and no day of it is yet to come or before its issue")
@pytest.mark.parametrize(
    ("paper", "code", "at"),
    [
        (replace(RESPECT, summary=" "), "document_without_summary", "summary"),
        (replace(RESPECT, issued_on=TOMORROW), "day_in_future", "issued_on"),
        (replace(RESPECT, review_on=ISSUED - timedelta(days=1)), "day_before_issued", "review_on"),
        (
            replace(RESPECT, valid_until=ISSUED - timedelta(days=1)),
            "day_before_issued",
            "valid_until",
        ),
        (replace(DNACPR, cpr=Cpr.ATTEMPT), "dnacpr_that_attempts", "cpr"),
        (replace(DNACPR, cpr=Cpr.NOT_SAID), "dnacpr_that_attempts", "cpr"),
        (replace(ADRT, treatments=" "), "adrt_without_treatment", "treatments"),
        (replace(LPA, proxy_name=""), "proxy_without_name", "proxy_name"),
        (replace(DEPUTY, proxy_name=""), "proxy_without_name", "proxy_name"),
        (replace(DEPUTY, life_sustaining=Known.YES), "deputy_over_life", "life_sustaining"),
        (replace(PLACE, death_place=" "), "preferred_place_missing", "care_place"),
    ],
)
def test_what_is_refused_of_a_document(paper: Paper, code: str, at: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.tidied(paper, on=TODAY)
    assert (refused.value.refusal_code, refused.value.values["at"]) == (code, at)


@pytest.mark.parametrize("paper", [RESPECT, DNACPR, ADRT, LPA, DEPUTY, PLACE])
def test_a_document_that_says_what_it_must_is_kept(paper: Paper) -> None:
    assert rules.tidied(paper, on=TODAY).summary == "Stay at home"


@pytest.mark.parametrize("cpr", [Cpr.DO_NOT_ATTEMPT, Cpr.MODIFIED])
def test_a_dnacpr_form_may_be_modified_for_a_child(cpr: Cpr) -> None:
    assert rules.tidied(replace(DNACPR, cpr=cpr), on=TODAY).cpr is cpr


def test_what_another_kind_says_is_left_out() -> None:
    mixed = replace(PLACE, cpr=Cpr.ATTEMPT, proxy_name="Ann", stands_beside=True)

    tidy = rules.tidied(mixed, on=TODAY)

    assert (tidy.cpr, tidy.proxy_name, tidy.stands_beside) == (Cpr.NOT_SAID, "", False)


def test_days_are_not_compared_with_a_day_that_is_not_known() -> None:
    undated = replace(RESPECT, issued_on=None, review_on=ISSUED)

    assert rules.tidied(undated, on=TODAY).review_on == ISSUED


def test_words_are_trimmed_each_as_long_as_it_may_be() -> None:
    paper = replace(LPA, proxy_name=" Ann  Lee ", summary=" Ask\r\nAnn ", kept_where=" drawer ")

    tidy = rules.tidied(paper, on=TODAY)

    assert (tidy.proxy_name, tidy.summary, tidy.kept_where) == ("Ann Lee", "Ask\nAnn", "drawer")


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("summary", 500),
        ("treatments", 500),
        ("details", 2000),
        ("signed_by", 100),
        ("kept_where", 300),
        ("proxy_phone", 40),
    ],
)
def test_text_that_is_too_long_is_refused(field: str, longest: int) -> None:
    with pytest.raises(Refused) as refused:
        rules.tidied(replace(ADRT, **{field: "x" * (longest + 1)}), on=TODAY)
    assert refused.value.refusal_code == "text_too_long"


@pytest.mark.parametrize(
    ("given", "code", "at"),
    [
        (replace(SEEN, name=" "), "seen_by_nobody", "name"),
        (replace(SEEN, on=None), "seen_by_nobody", "on"),
        (replace(SEEN, on=TOMORROW), "day_in_future", "on"),
        (replace(SEEN, on=ISSUED - timedelta(days=1)), "day_before_issued", "on"),
    ],
)
def test_what_is_refused_of_a_sight(given: Sight, code: str, at: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.sight(given, issued_on=ISSUED, on=TODAY)
    assert (refused.value.refusal_code, refused.value.values["at"]) == (code, at)


@rule("An original is seen by somebody on a day")
def test_a_sight_is_kept_trimmed() -> None:
    seen = rules.sight(replace(SEEN, name=" Nia  Price "), issued_on=None, on=TODAY)

    assert seen == Sight(name="Nia Price", role="nurse", on=TODAY)


def test_the_next_review_is_after_this_one() -> None:
    with pytest.raises(Refused) as refused:
        rules.reviewed(replace(REVIEW, next_on=TODAY), issued_on=ISSUED, on=TODAY)
    assert refused.value.refusal_code == "next_review_not_ahead"


@pytest.mark.parametrize("next_on", [None, TOMORROW])
def test_a_review_may_set_a_next_day(next_on: date | None) -> None:
    given = replace(REVIEW, next_on=next_on, words=" Still right ")

    kept = rules.reviewed(given, issued_on=ISSUED, on=TODAY)

    assert (kept.next_on, kept.words) == (next_on, "Still right")


def test_an_end_needs_a_reason_and_a_day_that_has_been() -> None:
    end = Ended(how=EndedHow.REVOKED, because="Changed her mind")
    wrong = [replace(end, because=" "), replace(end, on=TOMORROW)]

    codes = []
    for one in wrong:
        with pytest.raises(Refused) as refused:
            rules.ended(one, issued_on=ISSUED, on=TODAY)
        codes.append(refused.value.refusal_code)

    assert codes == ["because_missing", "day_in_future"]
    assert rules.ended(end, issued_on=ISSUED, on=TODAY).on == TODAY


@rule(
    "A refusal of life-sustaining treatment is written, signed, witnessed, and says that it holds"
    " even if life is at risk (Mental Capacity Act 2005 s.25)"
)
def test_what_a_refusal_of_life_sustaining_treatment_lacks_is_named() -> None:
    bare = replace(ADRT, life_sustaining=Known.YES)
    whole = replace(
        bare, is_in_writing=True, is_signed=True, is_witnessed=True, says_even_if_at_risk=True
    )

    assert rules.missing_by_law(whole) == ()
    assert rules.missing_by_law(replace(whole, is_witnessed=False)) == ("witnessed",)
    assert len(rules.missing_by_law(bare)) == 4
    assert len(rules.missing_by_law(replace(bare, life_sustaining=Known.NOT_KNOWN))) == 4
    assert rules.missing_by_law(replace(bare, life_sustaining=Known.NO)) == ()
    assert rules.missing_by_law(RESPECT) == ()


@rule("A lasting power of attorney that is not registered gives no power (s.9(2)(b))")
def test_who_has_power_to_decide() -> None:
    assert rules.gives_power(LPA)
    assert rules.gives_power(DEPUTY)
    assert not rules.gives_power(replace(LPA, is_registered=Known.NO))
    assert not rules.gives_power(replace(LPA, is_registered=Known.NOT_KNOWN))
    assert not rules.gives_power(RESPECT)


def test_every_answer_has_words() -> None:
    lists = (DocumentKind, Cpr, Focus, Known, Involved, EndedHow)

    assert all(one.label for answers in lists for one in answers)
