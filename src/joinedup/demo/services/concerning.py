"""Safeguarding concerns of the invented day: one that the council has taken, and one on its way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from joinedup.demo.services import staffing as accounts
from joinedup.foundation import instant
from joinedup.foundation.scope import Opens, explain
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain.documents import Known
from joinedup.safeguarding import services as safeguarding
from joinedup.safeguarding.domain.concern import (
    Abuse,
    Agrees,
    Alleged,
    Heard,
    Override,
    Told,
    Whose,
)

RAISES: Final = "sam"
TAKES: Final = "mark"
_TAKEN: Final[Mapping[str, Any]] = {
    "words": "The carer who comes in the mornings said that the bank card is gone and the fridge"
    " is empty. “My nephew sees to the money.”",
    "heard": Heard.OTHER,
    "kinds": (Abuse.FINANCIAL, Abuse.NEGLECT),
    "alleged": Alleged.FAMILY,
    "alleged_contact": Known.YES,
    "knows": Known.YES,
    "agrees": Agrees.YES,
    "wishes": "To have the card back, and to see the nephew all the same",
    "done": "Food was brought by a neighbour",
    "reach": "In person before noon, when nobody else is there",
}
_ON_ITS_WAY: Final[Mapping[str, Any]] = {
    "words": "Answered the door in a coat, no heating, bottles on the stairs. “I am fine.”",
    "heard": Heard.SAW,
    "kinds": (Abuse.SELF_NEGLECT,),
    "alleged": Alleged.NOBODY,
    "knows": Known.NO,
    "not_told": "The door was shut before it could be said",
    "agrees": Agrees.NOT_ASKED,
    "override": Override.DANGER,
    "override_words": "Frost tonight, and no heating",
}


def tell(ids: Sequence[PersonId], *, at: datetime) -> None:
    """Raise both about people whom the front door sees now; the council takes the first."""
    before = at - timedelta(minutes=50)
    with instant.frozen(before):
        raiser = accounts.actors()[RAISES]
        seen = [one for one in ids if explain(raiser.scope, one).opens is not Opens.NOTHING]
    if len(seen) < 2:
        return
    taken = _raised(seen[0], _TAKEN, at=before)
    _raised(seen[1], _ON_ITS_WAY, at=before + timedelta(minutes=46))
    with instant.frozen(at - timedelta(minutes=30)) as hands:
        taker = accounts.actors()[TAKES]
        safeguarding.acknowledge_concern(
            taken,
            seen=Version(1),
            name=accounts.staff(taker.account_id).name,
            their_reference="",
            at=hands.at,
            by=taker,
        )


def _raised(person_id: PersonId, says: Mapping[str, Any], *, at: datetime) -> UUID:
    with instant.frozen(at) as hands:
        raiser = accounts.actors()[RAISES]
        staff = accounts.staff(raiser.account_id)
        told = Told(
            whose=Whose.ADULT,
            danger=Known.NO,
            raiser_name=staff.name,
            raiser_role=staff.profession,
            raiser_number=staff.number,
            **says,
        )
        key = UUID(int=Random(f"concern {person_id} {told.heard}").getrandbits(128), version=4)
        return safeguarding.raise_concern(person_id, told=told, key=key, at=hands.at, by=raiser)
