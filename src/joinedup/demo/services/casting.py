"""Who plays which part of the invented day, chosen by what they do in the place, not by a code."""

from collections.abc import Callable, Iterable, Sequence
from datetime import time
from functools import cache
from typing import Final

from joinedup.demo.domain.parts import ANYTHING, CLASSES, LEADS, SERVICES, Asked, Soon, Who
from joinedup.foundation import place
from joinedup.foundation.place import Place, ReasonKind
from joinedup.foundation.place_safeguarding import ADULT
from joinedup.foundation.place_schema import (
    OrganisationKind,
    Partner,
    Practice,
    Reason,
    ResponseClass,
    Service,
    Takes,
    Team,
)

_COUNCILS: Final = (
    OrganisationKind.COUNTY_COUNCIL,
    OrganisationKind.BOROUGH_COUNCIL,
    OrganisationKind.UNITARY_COUNCIL,
    OrganisationKind.DISTRICT_COUNCIL,
)
_MIDNIGHT: Final = time(0)
_A_DAY: Final = 24 * 60


class Cast:
    """The parts of the day in one place."""

    def __init__(self, here: Place) -> None:
        self.here = here
        self.front_door = here.teams[here.front_door.team]
        self.locality = self._locality()
        self.practice = self._practice()
        self.commissioner = here.localities[self.locality].commissioner
        self.hospital = self.organisation(OrganisationKind.ACUTE_TRUST)
        self.council = self.organisation(*_COUNCILS)
        self.safeguarding = here.safeguarding[ADULT].organisation
        self.urgent_team = self._first_team(self._hours, Soon.NOW, self.locality)
        self.local_team = self._local_team(self.locality)
        self.other_team = self._local_team(self._another_locality())
        self.night_team = self._night_team()
        self.home_team = here.teams[self.service(Asked.REABLEMENT, Who.SOCIAL_CARE).teams[0]]
        self.partner = self._partner()
        self.keeper = self._keeper()
        self.filing_team = self._filing_team()
        self.urgent_care = self._urgent_care()

    def response_class(self, soon: Soon) -> ResponseClass:
        """The soonest class of the place, the next, or the one that can wait longest."""
        classes = list(self.here.response_classes.values())
        return classes[CLASSES[soon] if len(classes) > 2 else -int(soon is not Soon.NOW)]

    def lead(self, who: Who) -> str:
        """The lead whom somebody of a profession gives; the first of the place where none is."""
        known = self.here.profession_of(LEADS[who])
        leads = self.here.leads.values()
        able = (one.code for one in leads if known and known.code in one.professions)
        return next(able, next(iter(self.here.leads)))

    def profession(self, said: str, who: Who) -> str:
        """A profession as said where the place has it, or else one that gives the lead."""
        if self.here.profession_of(said):
            return said
        return self.here.professions[self.here.leads[self.lead(who)].professions[0]].name

    def service(self, asked: Asked, who: Who) -> Service:
        """What a referrer here would ask for, by its name, or else by who leads it."""
        services = self.here.services.values()
        if asked is Asked.NOT_SURE:
            door = (one for one in services if one.teams == (self.front_door.code,))
            return next(door, next(iter(services)))
        for words in SERVICES[asked]:
            for one in services:
                if words in one.name.casefold():
                    return one
        lead = self.lead(who)
        return next((one for one in services if lead in one.leads), next(iter(services)))

    def reason(self, kind: ReasonKind, words: str = ANYTHING) -> Reason:
        """A reason for a step, by a word of it; the first that is offered where none has that."""
        offered = self.here.reasons_offered(kind)
        return next((one for one in offered if words in one.staff.casefold()), offered[0])

    def question(self, words: str = ANYTHING, *, pauses: bool) -> Reason:
        """Why more is asked, where the clock waits for the answer or where it does not."""
        offered = self.here.reasons_offered(ReasonKind.ASK_FOR_MORE)
        able = [one for one in offered if one.pauses_clock is pauses] or offered
        return next((one for one in able if words in one.staff.casefold()), able[0])

    def organisation(self, *kinds: OrganisationKind) -> str:
        """The first organisation of these kinds, or else the one of the front door."""
        found = (one.code for one in self.here.organisations.values() if one.kind in kinds)
        return next(found, self.front_door.organisation)

    def _partner(self) -> Partner | None:
        """Who sends referrals as messages, or else the first; none where there is no partner."""
        known = list(self.here.partners.values())
        return next((one for one in known if one.protocol == "bars"), known[0] if known else None)

    def _keeper(self) -> Partner | None:
        """Who keeps a team's contacts in a system of its own, where anybody does."""
        return next((one for one in self.here.partners.values() if one.team), None)

    def _urgent_care(self) -> Partner | None:
        """Whose system tells who is in contact out of hours; none where there is no such."""
        return next((one for one in self.here.partners.values() if one.live_contacts), None)

    def _filing_team(self) -> Team | None:
        """A team here whose own system takes text, no messages; none where there is no such."""
        owners = {
            one.organisation for one in self.here.partners.values() if one.takes is Takes.TEXT
        }
        able = (
            one
            for one in self.here.teams.values()
            if one.organisation in owners
            and self.locality in one.localities
            and one.code != self.front_door.code
        )
        return next(able, None)

    def _locality(self) -> str:
        """Where the first hospital is, or else the first locality."""
        found = (one.locality for one in self.here.sites.values() if one.locality)
        return next(found, next(iter(self.here.localities)))

    def _another_locality(self) -> str:
        """The next locality but two, or the one before where there are not so many."""
        codes = list(self.here.localities)
        return codes[(codes.index(self.locality) + min(3, len(codes) - 1)) % len(codes)]

    def _practice(self) -> Practice:
        theirs = [one for one in self.here.practices.values() if one.locality == self.locality]
        listed = theirs or list(self.here.practices.values())
        return listed[2 % len(listed)]

    def _teams(self, soon: Soon, locality: str) -> list[Team]:
        """The teams of nurses that answer a class in a locality and write their own contacts."""
        wanted, lead = self.response_class(soon).code, self.lead(Who.NURSE)
        able = [
            one
            for one in self.here.teams.values()
            if one.answers(lead, wanted, [locality]) and one.code != self.front_door.code
        ]
        own = [one for one in able if not self.here.partner_of_team(one.code)]
        return [one for one in own if not one.is_specialist] or own or [self.front_door]

    def _first_team(self, by: Callable[[Team], object], soon: Soon, locality: str) -> Team:
        # Sorting keeps the order of the file among equals.
        return sorted(self._teams(soon, locality), key=by)[0]  # type: ignore[arg-type]

    def _hours(self, team: Team) -> int:
        return -self._minutes_a_week(team)

    def _local_team(self, locality: str) -> Team:
        return self._first_team(
            lambda team: (len(team.localities), -len(team.leads), self._hours(team)),
            Soon.SOON,
            locality,
        )

    def _night_team(self) -> Team:
        """A team that is out in the night alone, or else the one that is never shut."""
        nights = [
            one
            for one in self._teams(Soon.NOW, self.locality)
            if any(opens > closes != _MIDNIGHT for opens, closes in self._first_day(one))
        ]
        return nights[0] if nights else self.urgent_team

    def _first_day(self, team: Team) -> Sequence[tuple[time, time]]:
        return self.here.calendars[team.calendar].week()[0]

    def _minutes_a_week(self, team: Team) -> int:
        hours = self.here.calendars[team.calendar]
        if hours.is_always_open:
            return 7 * _A_DAY
        return sum(_minutes(day) for day in hours.week())


def _minutes(spans: Iterable[tuple[time, time]]) -> int:
    return sum(
        (closes.hour * 60 + closes.minute - opens.hour * 60 - opens.minute) % _A_DAY or _A_DAY
        for opens, closes in spans
    )


def current() -> Cast:
    """The parts in the place of this process."""
    return _cast(place.current().code)


@cache
def _cast(code: str) -> Cast:
    del code
    return Cast(place.current())
