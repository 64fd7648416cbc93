"""The one catalogue of words: a sentence for every code of a refusal, reason or silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.foundation.permissions import Role
from joinedup.web import filters
from joinedup.web.sentences import (
    exchange,
    foundation,
    mycare,
    office,
    people,
    plans,
    referrals,
    safeguarding,
    subject_access,
    voice,
)
from joinedup.web.sentences.kinds import Sentence

_ROOMS: Final = (
    *(foundation, office, people, safeguarding, referrals, plans, mycare, voice, subject_access),
    exchange,
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason why not, what would change it, and whom to ring."""

    why: str
    change: str = ""
    ring: str = ""


def _gathered[V](tables: Iterable[Mapping[str, V]]) -> dict[str, V]:
    gathered: dict[str, V] = {}
    for table in tables:
        for code, said in table.items():
            if code in gathered:
                raise ValueError(f"two rooms have words for the code {code!r}")
            gathered[code] = said
    return gathered


REFUSALS: Final = _gathered(room.REFUSALS for room in _ROOMS)
REASONS: Final = _gathered(room.REASONS for room in _ROOMS)
FACTS: Final = _gathered(room.FACTS for room in _ROOMS)
UNAVAILABLE: Final = dict(foundation.UNAVAILABLE)
UNKNOWN_REFUSAL: Final = _("This cannot be done as it stands (%(code)s).")
UNKNOWN_UNAVAILABLE: Final = _("Something this page needs is not answering. Try again in a moment.")


def of_refusal(code: str, values: Mapping[str, object]) -> str:
    """The sentence for a refusal."""
    return _filled(REFUSALS.get(code, UNKNOWN_REFUSAL), {"code": code, **values})


def not_received(source: str, since: datetime | None) -> str:
    """What is missing from a source: since when nothing came from it, or that nothing ever did."""
    if since is None:
        return _("Not received from %(source)s: nothing yet") % {"source": source}
    said = _("Not received from %(source)s since %(at)s")
    return said % {"source": source, "at": filters.moment(since)}


def kept_from() -> str:
    """That some of a kind may be there and is not shown, so that nobody takes it for none."""
    return _(
        "Some may not be shown to you: the person limited it, or it is not agreed to be shared"
    )


def of_unavailable(code: str) -> str:
    """The sentence for something that did not answer."""
    return str(UNAVAILABLE.get(code) or REFUSALS.get(code, UNKNOWN_UNAVAILABLE))


def of_reason(code: str, values: Mapping[str, object]) -> Explained:
    """Why a viewer may not, what would change it, and whom to ring."""
    if "permission" in values:
        may = foundation.PERMISSIONS.get(str(values["permission"]), values["permission"])
        values = {**values, "permission": may}
    front_door = place.current().front_door
    given = {
        "code": code,
        "front_door": front_door.name,
        "front_door_number": filters.phone(front_door.telephone),
        "privacy_officer": _privacy_officer(),
        **values,
    }
    why, change, ring = REASONS.get(code, (UNKNOWN_REFUSAL, "", ""))
    return Explained(_filled(why, given), _filled(change, given), _filled(ring, given))


def _privacy_officer() -> str:
    """Whom to ring about a record that is restricted; the front door where they have no number."""
    here = place.current()
    name, number = (one(Role.PRIVACY_OFFICER) for one in (here.role_name, here.role_number))
    if number:
        return _("%(name)s: %(number)s.") % {"name": name, "number": filters.phone(number)}
    door = {"door": here.front_door.name, "number": filters.phone(here.front_door.telephone)}
    said = _("%(name)s. If you have no number for them, ring %(door)s on %(number)s.")
    return said % {"name": name, **door}


def of_fact(kind: str, fact: object = None) -> str:
    """What was done, in the past tense, for a kind of fact: *referrals.line_triaged*.

    With the fact itself one that takes another back says so.
    """
    if kind in referrals.MISTAKEN and getattr(fact, "is_mistaken", False):
        return str(referrals.MISTAKEN[kind])
    return str(FACTS.get(kind, kind.rpartition(".")[2].replace("_", " ").capitalize()))


def of_ground(code: str) -> str:
    """On what ground somebody may see a person; a search shows people on none."""
    return str(foundation.GROUNDS.get(code, code.replace("_", " ")))


def of_seer(code: str) -> str:
    """Why an organisation may see somebody's record, as it is said to anybody."""
    return str(foundation.SEERS.get(code, code.replace("_", " ")))


def of_choice(value: str) -> str:
    """The names of what was chosen by its codes (*rapid:nurse*); blank where one is not known."""
    named = [_named(code) for code in value.split(":")]
    return ", ".join(named) if all(named) else ""


def decided_in(fact: object) -> str:
    """Which class, lead and team a fact chose, by their names."""
    codes = (getattr(fact, name, None) for name in ("response_class", "lead", "team"))
    return ", ".join(_named(code) for code in codes if isinstance(code, str) and _named(code))


def _named(code: str) -> str:
    here = place.current()
    found = here.response_classes.get(code) or here.leads.get(code) or here.teams.get(code)
    return str(found.name) if found else ""


def has_words(code: str) -> bool:
    """Whether the catalogue has a sentence for a code."""
    return code in REFUSALS or code in REASONS or code in UNAVAILABLE


def _filled(sentence: Sentence, values: Mapping[str, object]) -> str:
    text = str(sentence)
    if "%(" not in text:
        return text
    return text % _Given({name: _said(value) for name, value in values.items()})


class _Given(dict[str, object]):
    """Values of a sentence; one that was not given leaves a gap rather than a failure."""

    def __missing__(self, name: str) -> str:
        return "…"


def _said(value: object) -> object:
    match value:
        case datetime(tzinfo=zone) if zone is not None:
            return filters.moment(value)
        case date() if not isinstance(value, datetime):
            return filters.day(value)
        case Enum():
            return str(getattr(value, "label", value.value)).replace("_", " ")
        case _:
            return value
