"""People who are told what was talked about, and texts at any step of arriving."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from joinedup.foundation import instant, place
from joinedup.foundation.scope import Actor
from joinedup.kernel.ids import PersonId
from joinedup.mycare.domain import summaries as rules
from joinedup.mycare.domain.summaries import OWN_WORDS, How, TextWish
from joinedup.mycare.domain.texting import TextState, Trouble
from joinedup.mycare.models import Summary
from joinedup.mycare.queries import texting
from joinedup.mycare.services import summaries as services
from joinedup.people import queries as people
from joinedup.people import services as index
from tests.builders import people as persons
from tests.builders import referrals as work

MOBILE = "07700 900123"
NUMBER = "+447700900123"
ADDRESS = "https://care.example.org/my-care/start"
WORDS = "We talked about the class that helps you stay steady. It is on Tuesday."


def somebody(**changes: Any) -> PersonId:
    """Ethel, with a mobile that is hers alone."""
    return persons.a_person(**{"phone": MOBILE, **changes})


def agrees(
    person: PersonId,
    wish: TextWish = TextWish.WORDS,
    *,
    may_name: bool = False,
    by: Actor | None = None,
) -> None:
    """Somebody says what may be sent to them by text."""
    services.decide_texts(
        person, wish=wish, may_name=may_name, at=instant.now(), by=by or work.gp()
    )


def shown(person: PersonId, words: str, how: How, *, by: Actor, at: datetime | None = None) -> str:
    """By what it is known again what the page showed that they would get."""
    if how is not How.TEXT:
        return rules.digest(rules.kept(words))
    page = people.person_page(by.scope, person)
    plan = texting.planned(
        page.card, page.ids, words=rules.kept(words), address=ADDRESS, at=at or instant.now()
    )
    return plan.text.told


def told(
    person: PersonId,
    *,
    words: str = WORDS,
    how: How = How.TEXT,
    by: Actor | None = None,
    key: UUID | None = None,
    **given: Any,
) -> UUID:
    """Somebody was told what was talked about."""
    by = by or work.gp()
    return services.send(
        person,
        template=OWN_WORDS,
        words=words,
        how=how,
        key=key or uuid4(),
        address=ADDRESS,
        at=instant.now(),
        by=by,
        **{"shown": shown(person, words, how, by=by), **given},
    )


def summary(one: UUID) -> Summary:
    """How it stands in the store."""
    return Summary.objects.get(id=one)


def died(person: PersonId) -> None:
    """A death was told to the front door."""
    today = place.today()
    index.record_death(person, seen=None, died_on=today, at=instant.now(), by=persons.the_office())


def failed(person: PersonId, *, trouble: Trouble = Trouble.NUMBER, by: Actor | None = None) -> UUID:
    """A summary of which the text did not arrive."""
    by = by or work.gp()
    made = Summary.objects.create(
        made_key=uuid4(),
        person_id=person,
        made_at=instant.now(),
        made_by=by.account_id,
        made_organisation=by.scope.organisation,
        template=OWN_WORDS,
        words=WORDS,
        how=How.TEXT.value,
        told="You have a new summary.",
        number=NUMBER,
        state=TextState.FAILED.value,
        trouble=trouble.value,
        state_at=instant.now(),
        tries=1,
    )
    return made.id
