"""What is for few to know: whom a colleague is too near to, and who a concern is about."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from joinedup.foundation import anchors
from joinedup.foundation.models import OwnRecord
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.ids import PersonId
from joinedup.people.domain import glass
from joinedup.people.models import Person, Relationship
from joinedup.people.queries.cards import Card, identity_cards
from joinedup.people.queries.people import NHS_NUMBER, by_identifier

CLOSE = (Permission.CONCERN_LEAD, Permission.CONCERN_ANSWER)


def near_to(scope: Scope) -> frozenset[PersonId]:
    """The viewer's own record where they have one, their family's and their household's.

    Whoever was joined to one of them counts under both names.
    """
    own = OwnRecord.objects.filter(account_id=scope.account_id, until__isnull=True)
    mine = _together(map(PersonId, own.values_list("person_id", flat=True)))
    if not mine:
        return frozenset()
    live = Relationship.objects.filter(until__isnull=True)
    related = live.filter(Q(person_id__in=mine) | Q(other_id__in=mine))
    pairs = related.values_list("person_id", "other_id")
    family = {PersonId(one) for pair in pairs for one in pair if one is not None}
    return frozenset(_together(mine | family | _household(mine)))


def cards_of_concern(scope: Scope, ids: Iterable[PersonId]) -> dict[PersonId, Card]:
    """Who concerns are about, for those who work on them: restricted or not, never an address."""
    if not any(scope.may(one) for one in CLOSE):
        values = {"permission": Permission.CONCERN_LEAD.value}
        raise NotPermitted(reasons=(Reason("role_may_not", values),))
    return identity_cards(scope, ids)


def by_number(scope: Scope, number: str) -> PersonId | None:
    """Whom an NHS number names, for a job: whoever raised a concern is not told whether anybody."""
    return by_identifier(scope, NHS_NUMBER, number)


def _together(ids: Iterable[PersonId]) -> set[PersonId]:
    now = set(anchors.surviving(ids).values())
    return {one for survivor in now for one in anchors.all_of(survivor)}


def _household(mine: set[PersonId]) -> set[PersonId]:
    homes = [
        glass.home(one.address, one.postcode)
        for one in Person.objects.filter(pk__in=mine)
        if one.postcode
    ]
    near = Person.objects.filter(postcode__in={postcode for _, postcode in homes})
    return {
        PersonId(one.pk)
        for one in near
        if any(glass.lives_with(glass.home(one.address, one.postcode), home) for home in homes)
    }


def names_near(ids: Sequence[PersonId]) -> list[str]:
    """Everybody whose name stands beside somebody's: family, friends and carers of theirs."""
    theirs = Relationship.objects.filter(person_id__in=ids)
    told = theirs.values_list("name", "other__given_name", "other__family_name")
    return [name for row in told for name in (row[0], " ".join(filter(None, row[1:]))) if name]


def names_of(ids: Sequence[PersonId]) -> list[str]:
    """What somebody themselves is called, by each record of theirs."""
    columns = ("given_name", "family_name", "known_as")
    held = Person.objects.filter(pk__in=ids).values_list(*columns)
    return [name for row in held for name in row if name]
