"""What every page is given: the place, who is signed in, where they may go, what was just done."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csp import get_nonce
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from joinedup.foundation import duty, instant, place
from joinedup.foundation.models import Account
from joinedup.foundation.permissions import Permission
from joinedup.foundation.place_schema import FrontDoor
from joinedup.foundation.scope import (
    BROKEN_GLASS,
    SELF_CLAIMED,
    Actor,
    goes_on_until,
    memberships,
)
from joinedup.kernel.ids import PersonId
from joinedup.web import filters, navigation
from joinedup.web.middleware import idle_seconds
from joinedup.web.navigation import Item, Link

_SEVERAL_ROLES: Final = "has_several_roles"


@dataclass(frozen=True, slots=True)
class Who:
    """Who is signed in, and as what."""

    name: str
    role: str
    organisation: str
    has_several_roles: bool


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell once, at the top of the next page."""

    number: int
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Idle:
    """When an unused session ends, and whose it is."""

    account: str
    seconds: int
    warn_seconds: int


@dataclass(frozen=True, slots=True)
class Glass:
    """Whose record stands open on the viewer's own word, if it is one person's, and until when."""

    person_id: PersonId | None
    until: datetime | None
    ground: str


class Kit:
    """What the layout draws from; nothing is asked for until it is drawn."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def nonce(self) -> str:
        """The nonce of this answer's content security policy."""
        # Printing it makes it: until then it is false, and `if nonce` would leave the scripts out.
        return str(get_nonce(self._request))

    @cached_property
    def place_name(self) -> str:
        """The place that this process serves."""
        return place.current().name

    @cached_property
    def zone(self) -> str:
        """The time zone in which every time is shown."""
        return str(filters.zone())

    @property
    def home(self) -> str:
        """The first page."""
        return reverse("home")

    @property
    def own_care(self) -> str:
        """Where people begin who come about their own care; empty where that room is not there."""
        with suppress(NoReverseMatch):
            return reverse("mycare:start")
        return ""

    @cached_property
    def unwatched(self) -> FrontDoor | None:
        """The front door, while nobody is on duty there; nothing while somebody is."""
        return place.current().front_door if duty.nobody_at_front_door(instant.now()) else None

    @property
    def is_demo(self) -> bool:
        """Whether the people here are invented."""
        return bool(settings.JOINEDUP_DEMO)

    @cached_property
    def now(self) -> datetime:
        """When this page was made, by the server's clock: a desk's own may be minutes out."""
        return instant.now()

    @property
    def is_rehearsal(self) -> bool:
        """Whether the clock was set for a rehearsal."""
        return bool(settings.JOINEDUP_CLOCK_AHEAD)

    @cached_property
    def who(self) -> Who | None:
        """Who is signed in, once the edge has admitted them."""
        actor = self._actor
        account = self._request.user
        if actor is None or not isinstance(account, Account):
            return None
        role = place.current().roles.get(actor.scope.role)
        organisation = place.current().organisations.get(actor.scope.organisation)
        return Who(
            name=account.display_name,
            role=role.name if role else "",
            organisation=organisation.name if organisation else "",
            has_several_roles=self._has_several_roles(account),
        )

    @cached_property
    def navigation(self) -> tuple[Link, ...]:
        """The pages of the header."""
        actor = self._actor
        if actor is None:
            return ()
        is_own = actor.scope.may(Permission.OWN_CARE)
        pages = settings.JOINEDUP_OWN_NAVIGATION if is_own else settings.JOINEDUP_NAVIGATION
        items: tuple[Item, ...] = import_string(pages)
        return navigation.links(self._request, items, actor.scope.permissions, scope=actor.scope)

    @cached_property
    def footer(self) -> tuple[Link, ...]:
        """The pages of the footer."""
        items: tuple[Item, ...] = import_string(settings.JOINEDUP_FOOTER)
        return navigation.links(self._request, items, frozenset())

    @cached_property
    def messages(self) -> list[Message]:
        """What was done by the page before this one."""
        told = messages.get_messages(self._request)
        return [Message(n, str(m), m.level_tag) for n, m in enumerate(told, start=1)]

    @cached_property
    def glass(self) -> Glass | None:
        """Whom this page shows on the viewer's own word alone, and until when; mostly none."""
        actor = self._actor
        if actor is None:
            return None
        for word in (BROKEN_GLASS, SELF_CLAIMED):
            shown = [one for one, ground in actor.scope.shown.items() if ground == word]
            if shown:
                until = goes_on_until(actor.scope, shown[0], because=word)
                return Glass(shown[0] if len(shown) == 1 else None, until, word)
        return None

    @cached_property
    def idle(self) -> Idle | None:
        """When an unused session ends; nobody signed in, no session to end."""
        actor = self._actor
        if actor is None or self.who is None:
            return None
        return Idle(
            account=str(actor.account_id),
            seconds=idle_seconds(self._request),
            warn_seconds=settings.JOINEDUP_IDLE_WARNING_SECONDS,
        )

    @cached_property
    def token(self) -> str:
        """The form token, masked once for all the forms of the frame."""
        return get_token(self._request)

    def _has_several_roles(self, account: Account) -> bool:
        # Asked once a session, not once a page; the account page always asks anew.
        session = self._request.session
        if _SEVERAL_ROLES not in session:
            roles = {(held.role, held.organisation_code) for held in memberships(account)}
            session[_SEVERAL_ROLES] = len(roles) > 1
        return bool(session[_SEVERAL_ROLES])

    @property
    def _actor(self) -> Actor | None:
        return getattr(self._request, "actor", None)


def kit(request: HttpRequest) -> dict[str, Kit]:
    """The `kit` of the templates."""
    return {"kit": Kit(request)}
