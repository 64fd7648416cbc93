"""Safeguarding concerns, and those who work on them."""

from typing import Any
from uuid import UUID, uuid4

from joinedup.foundation import instant
from joinedup.foundation.permissions import Role
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain.documents import Known
from joinedup.safeguarding import services
from joinedup.safeguarding.domain.answer import Outcome
from joinedup.safeguarding.domain.concern import (
    Abuse,
    Agrees,
    Alleged,
    Harm,
    Heard,
    Told,
    Whose,
)
from joinedup.safeguarding.models import Concern
from tests.builders import people as persons
from tests.builders import referrals as build

COUNCIL = "bcc"
WORDS = "A zigzag bruise on her left forearm, and she flinched"
"""Words that stand nowhere else, so that a test can look for them everywhere."""
TYPED = {
    "whose": "adult",
    "words": WORDS,
    "heard": "saw",
    "kinds": ["physical", "financial"],
    "danger": "no",
    "alleged": "family",
    "alleged_name": "Derek Quillfeather",
    "knows": "yes",
    "agrees": "yes",
    "wishes": "She wants it to stop",
    "raiser_name": "Dr Joan Hale",
    "raiser_role": "GP",
    "raiser_number": "01632960301",
}
"""The form as a browser sends it, but for its key."""


def told(**changes: Any) -> Told:
    """What a GP says of an adult."""
    said = {
        "whose": Whose.ADULT,
        "words": WORDS,
        "heard": Heard.SAW,
        "kinds": (Abuse.PHYSICAL, Abuse.FINANCIAL),
        "danger": Known.NO,
        "alleged": Alleged.FAMILY,
        "alleged_name": "Derek Quillfeather",
        "knows": Known.YES,
        "agrees": Agrees.YES,
        "wishes": "She wants it to stop",
        "raiser_name": "Dr Joan Hale",
        "raiser_role": "GP",
        "raiser_number": "01632960301",
    }
    return Told(**{**said, **changes})


def of_child(**changes: Any) -> Told:
    """What is said of a child of the household, whose door takes no messages."""
    said = {
        "whose": Whose.CHILD,
        "child_name": "Milo",
        "child_age": "about 6",
        "harm": Harm.SIGNIFICANT,
    }
    return told(**{**said, **changes})


def somebody() -> PersonId:
    """Somebody whom the GP may open."""
    return persons.a_person(practice_code=persons.LARKMEAD)


def raised(
    person: PersonId | None = None, *, by: Actor | None = None, key: UUID | None = None, **says: Any
) -> UUID:
    """A concern that was raised about an adult, or by `whose` a child."""
    given = of_child(**says) if says.get("whose") is Whose.CHILD else told(**says)
    return services.raise_concern(
        person or somebody(),
        told=given,
        key=key or uuid4(),
        at=instant.now(),
        by=by or build.gp(),
    )


def lead(username: str = "dora") -> Actor:
    """The safeguarding lead."""
    return build.staff(username, Role.SAFEGUARDING_LEAD)


def worker(username: str = "mark", *, organisation: str = COUNCIL) -> Actor:
    """Somebody at the council's front door."""
    return build.staff(username, Role.SAFEGUARDING_WORKER, organisation=organisation)


def seen(concern_id: UUID) -> Version:
    """The version of a concern as it is now."""
    return Version(Concern.objects.get(pk=concern_id).version)


def acknowledged(concern_id: UUID, *, by: Actor | None = None, **changes: Any) -> None:
    """The front door says that it has a concern."""
    said = {"name": "Mark Ellery", "their_reference": "SG-77", "at": instant.now()}
    given = {"seen": seen(concern_id), **said, **changes}
    services.acknowledge_concern(concern_id, **given, by=by or worker())


def closed(concern_id: UUID, *, by: Actor | None = None, **changes: Any) -> None:
    """The council says what it decided."""
    said = {"outcome": Outcome.SECTION_42, "words": "All three parts met", "at": instant.now()}
    given = {"seen": seen(concern_id), **said, **changes}
    services.close_concern(concern_id, **given, by=by or worker())
