"""Where somebody is now, as held here and as another system says."""

from datetime import date, timedelta

import pytest

from joinedup.foundation import instant
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.domain.record import THERE_NOW, EntryKind, EntrySent
from joinedup.people.domain.whereabouts import Stay, WhereKind
from tests.builders import people as persons
from tests.builders.record import an_entry, kept
from tests.db.desk.test_person import ethel, page_of, words_of

pytestmark = pytest.mark.usefixtures("clock")

SAYS = "says: Stay in hospital, Royal Bucks there now, since 08:30 today. Ask which."


def a_stay(**changes: object) -> EntrySent:
    return an_entry(
        **{
            "kind": EntryKind.ENCOUNTER,
            "words": "Stay in hospital",
            "status": "in-progress",
            "value": THERE_NOW,
            "organisation": "Royal Bucks",
            "happened_at": instant.now() - timedelta(hours=1),
            **changes,
        }
    )


def banner_of(person: PersonId) -> str:
    return words_of(page_of(person).partition('class="ju-first"')[0])


def test_a_stay_that_goes_on_is_said_beside_home() -> None:
    person = ethel()
    kept(person, a_stay(), an_entry(kind=EntryKind.ENCOUNTER, words="Rang the ward"))

    assert SAYS in banner_of(person)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "finished", "value": ""},
        {"until": instant.now() - timedelta(days=3000)},
        {"is_entered_in_error": True},
    ],
)
def test_a_stay_that_has_ended_is_not(changes: dict[str, object]) -> None:
    person = ethel()
    kept(person, a_stay(**changes))

    assert "Ask which" not in banner_of(person)


def test_both_say_hospital_and_nothing_is_asked() -> None:
    person = ethel()
    kept(person, a_stay())
    services.move_to(
        person,
        seen=None,
        stay=Stay(kind=WhereKind.HOSPITAL, words="Ward 7"),
        at=instant.now(),
        by=persons.the_office(),
    )

    assert "Ask which" not in banner_of(person)


def test_of_somebody_restricted_no_stay_is_told() -> None:
    person = ethel()
    kept(person, a_stay())
    services.restrict_location(
        person, seen=None, reason="person_asked", at=instant.now(), by=persons.the_office()
    )

    assert "Ask which" not in banner_of(person)


def test_the_package_of_care_is_told_with_what_is_now() -> None:
    person = ethel()
    served = {"kind": EntryKind.SOCIAL_CARE_EVENT, "value": "12 units a week"}
    kept(
        person,
        an_entry(**served, words="Service: Day Support", status="active"),
        an_entry(**served, words="Service: Meals", status="ended"),
        an_entry(**served, words="Service: Night sitting", ends_on=date(2026, 11, 23)),
        source="council-system",
    )

    now = words_of(page_of(person)).partition("Care they have")[2].partition("What matters")[0]

    assert "Service: Day Support 12 units a week 09:30 today · Dr Asha Rao" in now
    assert "Meals" not in now
    assert "Night sitting" not in now


def test_a_council_that_was_not_heard_is_named_where_the_package_would_stand() -> None:
    now = words_of(page_of(ethel())).partition("Care they have")[2].partition("What matters")[0]

    assert "Not received from Council social care system" in now
    assert "GP record" not in now
