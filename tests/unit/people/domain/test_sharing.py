"""Who may decide for somebody what of their record is shared, and what has to be said of it."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import Section
from joinedup.people.domain import sharing
from joinedup.people.domain.documents import DocumentKind, Known
from joinedup.people.domain.sharing import Basis, Decided, DecidedBy, Decision, Proxy, Way
from tests.rules import rule

TODAY = date(2026, 11, 24)
OLD, CHILD = date(1944, 3, 12), date(2012, 1, 1)
THEMSELVES = Basis(decided_by=DecidedBy.PERSON, decided_on=TODAY, way=Way.TELEPHONE)
WHY = "Asked twice today; does not keep it in mind. Her son and the GP say she would want it."
BY_SON = replace(THEMSELVES, decided_by=DecidedBy.ATTORNEY, decider="  jon  Reed ", because=WHY)
LPA = Proxy(
    document_id=uuid4(),
    kind=DocumentKind.LPA_HEALTH,
    name="Jon Reed",
    is_registered=Known.YES,
    is_seen=True,
)

pytestmark = rule("Who decides what of a record is shared")


def refused(code: str, *, held: tuple[Proxy, ...] = (LPA,), **changed: object) -> None:
    basis = replace(BY_SON, **changed)  # type: ignore[arg-type]
    with pytest.raises(Refused) as error:
        sharing.proxy(sharing.checked(basis, born_on=OLD, on=TODAY), held)
    assert error.value.refusal_code == code


def test_the_person_decides_without_giving_a_reason() -> None:
    told = sharing.checked(replace(THEMSELVES, decider="x"), born_on=OLD, on=TODAY)

    assert (told.decider, told.because) == ("", "")
    assert sharing.proxy(told, []) is None


def test_an_attorney_decides_by_a_registered_power_whose_original_was_seen() -> None:
    basis = sharing.checked(BY_SON, born_on=OLD, on=TODAY)

    assert basis.decider == "jon Reed"
    assert sharing.proxy(basis, [replace(LPA, is_seen=False), LPA]) == LPA


def test_what_is_missing_of_a_power_is_said_by_name() -> None:
    refused("proxy_not_on_record", held=())
    refused("proxy_is_another", decider="Ann Reed")
    refused("proxy_not_registered", held=(replace(LPA, is_registered=Known.NOT_KNOWN),))
    refused("proxy_not_seen", held=(replace(LPA, is_seen=False),))
    refused("sharing_decider_missing", decider=" ")
    refused("sharing_basis_missing", because="She forgets")
    refused("day_in_future", decided_on=date(2026, 11, 25))
    refused("proxy_not_on_record", decided_by=DecidedBy.DEPUTY)


def test_an_order_of_the_court_is_not_registered() -> None:
    order = replace(LPA, kind=DocumentKind.DEPUTY, is_registered=Known.NOT_KNOWN)
    basis = replace(BY_SON, decided_by=DecidedBy.DEPUTY)

    assert sharing.proxy(basis, [order]) == order


def test_best_interests_rest_on_no_document() -> None:
    basis = replace(BY_SON, decided_by=DecidedBy.BEST_INTERESTS)

    assert sharing.proxy(sharing.checked(basis, born_on=OLD, on=TODAY), []) is None


@pytest.mark.parametrize(
    ("by", "born_on", "is_taken"),
    [
        (DecidedBy.PARENT, CHILD, True),
        (DecidedBy.PARENT, None, True),
        (DecidedBy.PARENT, OLD, False),
        (DecidedBy.BEST_INTERESTS, CHILD, False),
        (DecidedBy.BEST_INTERESTS, None, True),
        (DecidedBy.PERSON, CHILD, True),
    ],
)
def test_from_sixteen_on_the_mental_capacity_act_applies(
    by: DecidedBy, born_on: date | None, is_taken: bool
) -> None:
    basis = replace(BY_SON, decided_by=by)

    if is_taken:
        assert sharing.checked(basis, born_on=born_on, on=TODAY).decided_by is by
    else:
        with pytest.raises(sharing.NotOfThisAge):
            sharing.checked(basis, born_on=born_on, on=TODAY)


def test_nobody_consents_to_research_for_an_adult() -> None:
    sharing.check_kind(Decision.RESEARCH, THEMSELVES)
    sharing.check_kind(Decision.PHOTOGRAPHS, BY_SON)
    with pytest.raises(sharing.ResearchByAnother):
        sharing.check_kind(Decision.RESEARCH, BY_SON)


def test_each_kind_says_whom_or_what_it_is_about_and_nothing_else() -> None:
    told = Decided(
        kind=Decision.OBJECTION, basis=THEMSELVES, section=Section.RESULTS, organisation="bht"
    )

    assert sharing.tidied(told).section is None
    assert sharing.tidied(replace(told, kind=Decision.LIMIT)).organisation == "bht"
    assert sharing.tidied(replace(told, kind=Decision.RESEARCH)).organisation == ""
    with pytest.raises(sharing.OrganisationMissing):
        sharing.tidied(replace(told, organisation=""))
    with pytest.raises(sharing.SectionMissing):
        sharing.tidied(replace(told, kind=Decision.LIMIT, section=Section.ALERTS))


def test_every_code_has_words() -> None:
    assert all(one.label for codes in (Decision, DecidedBy, Way) for one in codes)
    assert [one for one in Decision if one.is_consent] == [
        Decision.CONSENT,
        Decision.PHOTOGRAPHS,
        Decision.RESEARCH,
    ]
