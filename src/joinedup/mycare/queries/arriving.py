"""Whose care somebody comes to whom a provider knows."""

from enum import StrEnum

from joinedup.foundation import anchors
from joinedup.kernel.ids import PersonId
from joinedup.mycare.models import Resident
from joinedup.mycare.queries.delegates import is_delegate
from joinedup.office import queries as office
from joinedup.office.domain.providers import Profile
from joinedup.office.queries.arriving import ShownPerson
from joinedup.people.queries import own as people


class Way(StrEnum):
    """How somebody goes on."""

    IN = "in"
    BIND = "bind"
    LETTER = "letter"
    STOP = "stop"


def way_of(shown: ShownPerson) -> tuple[Way, PersonId | None]:
    """How whoever showed who they are goes on, and whose care it is.

    By number and birth both, the same each time: a number that is not the one of whom the account
    is stops them. A provider that knows no number is asked for the code of a letter, once.
    """
    by_number = shown.provider.profile is Profile.NHS_LOGIN
    found = office.account_of_identity(shown.provider, shown.subject)
    theirs = _of_number(shown) if by_number else None
    if by_number and theirs is None:
        return Way.STOP, None
    if found is None:
        return (Way.BIND, theirs) if by_number else (Way.LETTER, None)
    held = Resident.objects.filter(account_id=found[1].id, until__isnull=True)
    person_id = held.values_list("person_id", flat=True).first()
    if person_id is None:
        # Who acts for others alone has no care of their own that a number could be of.
        is_known = not by_number and is_delegate(found[1].id)
        return (Way.IN if is_known else Way.STOP), None
    whose = anchors.surviving([PersonId(person_id)])[PersonId(person_id)]
    return (Way.IN, whose) if not by_number or whose == theirs else (Way.STOP, None)


def _of_number(shown: ShownPerson) -> PersonId | None:
    if not shown.number or shown.born_on is None:
        return None
    found = people.person_of_number(shown.number, born_on=shown.born_on)
    return found if found and people.may_have_own_view(found) else None
