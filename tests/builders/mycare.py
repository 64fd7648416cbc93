"""People who see their own care, and the letters by which they came to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from joinedup.foundation import instant, reading
from joinedup.foundation.models import Account
from joinedup.foundation.scope import Actor, actor_of, system
from joinedup.kernel.ids import AccountId, PersonId
from joinedup.mycare.domain.asking import AskedFor
from joinedup.mycare.domain.cards import CardLasts, CardPart, NewCard
from joinedup.mycare.domain.letters import SeenHow
from joinedup.mycare.domain.summaries import OWN_WORDS
from joinedup.mycare.queries import delegates as acting
from joinedup.mycare.queries import letters as queries
from joinedup.mycare.services import asking, cards, delegates, joining, letters
from tests.builders import carers, summaries
from tests.builders import people as persons
from tests.builders import referrals as work

BORN = date(1945, 3, 12)
PASSWORD = "three quiet herons"
TYPED = {"born_on-day": "12", "born_on-month": "3", "born_on-year": "1945"}
"""Ethel's date of birth as she types it."""


def a_letter(person: PersonId, *, by: Actor | None = None, at: datetime | None = None) -> str:
    """The code of a letter that somebody was just given."""
    by = by or work.gp()
    return letters.issue_code(person, seen_how=SeenHow.KNOWN, at=at or instant.now(), by=by)


def a_resident(person: PersonId, username: str = "etty.pargeter") -> Account:
    """The account of somebody who came by a letter."""
    code_id = queries.code_named(a_letter(person, by=persons.the_office()))
    account_id = joining.join_by_letter(
        code_id, username=username, password=PASSWORD, at=instant.now(), by=system("sign_in")
    )
    return Account.objects.get(id=account_id)


def somebody(**changes: Any) -> PersonId:
    """Ethel, whose practice may give her a letter."""
    return persons.a_person(**changes)


def actor(account: Account) -> Actor:
    """Somebody who acts in their own care."""
    return actor_of(account)


def browser(who: Account | Actor | None = None) -> Client:
    """A browser in which somebody is signed in, or nobody."""
    client = Client()
    if isinstance(who, Actor):
        who = Account.objects.get(id=who.account_id)
    if who is not None:
        client.force_login(who)
    return client


def looked_at(person: PersonId) -> UUID:
    """A look of a GP at somebody, written down."""
    scope = work.gp().scope
    scope.show(person, "practice_registration")
    written = reading.write(scope, route="desk:person")
    assert written
    return written


def asked_name(account: Account, reading_id: UUID) -> UUID:
    """Somebody asked who looked."""
    return asking.ask(
        asked_for=AskedFor.NAME,
        words="Who was this?",
        key=uuid4(),
        reading_id=reading_id,
        at=instant.now(),
        by=actor(account),
    )


def of_everybody(account: Account, person: PersonId) -> dict[str, object]:
    """What stands in the addresses of somebody's own pages."""
    look = looked_at(person)
    asked = asked_name(account, look)
    return {
        "reading_id": look,
        "asking_id": asked,
        "what": "matters",
        "part": "medicines",
        "delegation_id": named(account),
        "acting_id": acts_for_another(account),
        "template_code": OWN_WORDS,
        "summary_id": summaries.failed(person),
    }


PARTS = ("coming", "medicines", "plans")


def a_code(account: Account, name: str = "Una Pargeter", parts: Sequence[str] = PARTS) -> str:
    """The code by which somebody whom the person just named may act for them."""
    now = instant.now()
    return delegates.name_delegate(name=name, parts=parts, at=now, by=actor(account))


def named(account: Account, name: str = "Una Pargeter") -> UUID:
    """Somebody who was named, and did not give the code yet."""
    return acting.delegation_named(a_code(account, name))


def a_delegate(account: Account, *, by: Account | None = None) -> tuple[UUID, Account]:
    """Somebody who acts for a person: by an account they have, or by one that is new."""
    one = named(account, name=f"Delegate {uuid4().hex[:8]}")
    given: dict[str, Any] = {"username": f"una.{one.hex[:8]}", "password": PASSWORD}
    if by is not None:
        given = {"account_id": AccountId(by.id)}
    held = delegates.take_up(one, **given, at=instant.now(), by=system("sign_in"))
    return one, Account.objects.get(id=held)


def acts_for_another(account: Account) -> UUID:
    """Somebody acts for another who sees their own care too."""
    nora = persons.a_person(
        given_name="Nora", known_as="Nora", nhs_number=None, is_nhs_number_verified=False
    )
    other = a_resident(nora, username=f"nora.{uuid4().hex[:8]}")
    return a_delegate(other, by=account)[0]


def a_card(account: Account, *parts: CardPart, lasts: CardLasts = CardLasts.ONE_DAY) -> NewCard:
    """A card that somebody made of their own, with everything on it where nothing is said."""
    chosen, by = parts or tuple(CardPart), actor(account)
    return cards.make_card(parts=chosen, lasts=lasts, key=uuid4(), at=instant.now(), by=by)


def the_resident() -> Actor:
    """The one resident there is."""
    return actor(Account.objects.get(username="etty.pargeter"))


def world() -> dict[str, list[Any]]:
    """The same for one resident, where every form is tried."""
    person = somebody()
    account = a_resident(person)
    given = of_everybody(account, person)
    a_card(account)
    carers.identified(person)
    return {name: [one] for name, one in given.items()}
