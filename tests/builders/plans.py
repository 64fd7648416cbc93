"""What was agreed with people, as tests need it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from joinedup.foundation import instant, place
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, actor_of
from joinedup.kernel.ids import PersonId
from joinedup.people.domain.sharing import Basis, DecidedBy, Way
from joinedup.plans import services
from joinedup.plans.domain.agreements import Found, Outcome, Reviewed, Terms
from joinedup.plans.models import Agreement, Reply
from tests.builders import people as persons
from tests.builders.glass import now


def basis(**changes: Any) -> Basis:
    """Ethel, who can decide it, today."""
    said = {"decided_by": DecidedBy.PERSON, "decided_on": place.today(), "way": Way.FACE_TO_FACE}
    return Basis(**{**said, **changes})


def terms(**changes: Any) -> Terms:
    """What Ethel agreed to, to be looked at again in six weeks."""
    given = {
        "goals": "I want to walk to the shop again",
        "person_does": "Stand up ten times a day",
        "we_do": "Vale physiotherapy: come on Mondays\nNia, nurse: dress the leg",
        "family_does": "Brings the shopping",
        "family_name": "",
        "has_family_agreed": False,
        "free": "Six weeks of help at home",
        "free_until": place.today() + timedelta(days=42),
        "took_part": "Her daughter",
        "outcome": Outcome.AGREED,
        "look_again_on": place.today() + timedelta(days=42),
        **changes,
    }
    given.setdefault("basis", basis() if given["outcome"] is Outcome.AGREED else None)
    return Terms(**given)


def written(
    person: PersonId,
    *,
    by: Actor,
    instead_of: UUID | None = None,
    key: UUID | None = None,
    **changes: Any,
) -> UUID:
    """An agreement with somebody who is in the care of whoever writes it."""
    persons.in_care_of(by, [person])
    return services.write_agreement(
        person,
        terms=terms(**changes),
        instead_of=instead_of,
        key=key or uuid4(),
        at=instant.now(),
        by=now(by),
    )


def reviewed(**changes: Any) -> Reviewed:
    """Both kept their part, and it goes on for a month."""
    given = {
        "found": Found.KEPT,
        "person_kept": "I stood up most days",
        "services_kept": "Came each Monday but one",
        "next_on": place.today() + timedelta(days=30),
    }
    return Reviewed(**{**given, **changes})


def wished(agreement_id: UUID, account: Account, words: str = "Come on Tuesdays") -> UUID:
    """Something that the person wants changed."""
    key = uuid4()
    seen = Agreement.objects.values_list("version", flat=True).get(pk=agreement_id)
    given = {"words": words, "key": key, "at": instant.now(), "by": actor_of(account)}
    services.want_change(agreement_id, seen=seen, **given)  # type: ignore[arg-type]
    return Reply.objects.values_list("pk", flat=True).get(made_key=key)


def of_a_resident(account: Account, person: PersonId, *, by: Actor) -> dict[str, object]:
    """What stands in the addresses of this room, of somebody who reads their own care."""
    agreement_id = written(person, by=by, outcome=Outcome.OFFERED)
    return {"agreement_id": agreement_id, "reply_id": wished(agreement_id, account)}


def written_twice(person: PersonId, *, by: Actor) -> UUID:
    """An agreement that was looked at again, and the one that took its place."""
    first = written(person, by=by)
    told = {"reviewed": reviewed(), "at": instant.now(), "by": now(by)}
    services.review_agreement(first, seen=None, **told)  # type: ignore[arg-type]
    return written(person, by=by, instead_of=first)
