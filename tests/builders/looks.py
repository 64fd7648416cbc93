"""Looks at records as the log of reading has them, and gone through by the worker."""

from uuid import UUID

from joinedup.foundation import instant, reading, seals
from joinedup.foundation.scope import Actor, system
from joinedup.kernel.ids import PersonId
from joinedup.people import services
from joinedup.people.models import LookToReview
from tests.builders import glass


def look(by: Actor, *people: PersonId, ground: str = "open_referral") -> None:
    """Somebody's page of these people."""
    scope = glass.now(by).scope
    for person in people:
        scope.show(person, ground)
    reading.write(scope, route="desk:person")


def judged() -> int:
    """Everything sealed, and gone through; how many looks wait anew."""
    seals.seal_everything()
    return services.judge_looks(at=instant.now(), by=system("people")).new_count


def to_judge(person: PersonId) -> UUID:
    """A look at somebody well known, which waits for judgement."""
    services.say_well_known(person, at=instant.now(), by=glass.officer("opal"))
    look(glass.doctor("ida"), person)
    judged()
    return LookToReview.objects.latest("id").id
