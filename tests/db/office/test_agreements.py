"""The page of sharing agreements."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from joinedup.foundation import instant, place
from joinedup.foundation.permissions import Role
from joinedup.kernel.errors import NotPermitted
from joinedup.office.queries import agreements
from joinedup.office.queries.agreements import Standing
from tests.builders import foundation
from tests.builders.office import a_colleague, signed_in


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Forget the sign-in attempts of other tests."""
    cache.clear()


def standing(on: date) -> Standing:
    with instant.frozen(instant.now().replace(year=on.year, month=on.month, day=on.day)):
        held = agreements.agreements(foundation.a_scope(Role.PRIVACY_OFFICER))
    return held.rows[0].standing


@pytest.mark.parametrize(
    ("on", "is_now"),
    [
        (date(2026, 3, 1), Standing.NOT_YET),
        (date(2026, 11, 24), Standing.IN_FORCE),
        (date(2027, 11, 1), Standing.TO_REVIEW),
        (date(2028, 3, 1), Standing.ENDS_SOON),
        (date(2028, 4, 2), Standing.ENDED),
    ],
)
def test_an_agreement_stands_by_its_days(on: date, is_now: Standing) -> None:
    assert standing(on) is is_now


@pytest.mark.usefixtures("clock")
def test_the_privacy_officer_reads_who_is_party() -> None:
    petra = signed_in(a_colleague("petra", role=Role.PRIVACY_OFFICER))

    page = petra.get(reverse("office:agreements")).content.decode()

    assert "Sharing for direct care" in page
    assert "every part of the record" in page
    assert "British Red Cross" in page
    assert "Party to no agreement" not in page


def test_whoever_keeps_the_place_reads_it_too_and_nobody_else() -> None:
    keeper = foundation.a_scope(Role.PLACE_ADMINISTRATOR)
    assert len(agreements.agreements(keeper).rows) == len(place.current().sharing_agreements)

    for role in set(Role) - {Role.PLACE_ADMINISTRATOR, Role.PRIVACY_OFFICER}:
        with pytest.raises(NotPermitted):
            agreements.agreements(foundation.a_scope(role))
