"""The sections of a record as the store finds them: which entries are in one, and who told them."""

from functools import lru_cache, reduce
from operator import or_
from typing import Final

from django.db.models import Q

from joinedup.foundation import place
from joinedup.foundation import scope as access
from joinedup.foundation.place_schema import OrganisationKind
from joinedup.foundation.scope import FOR_OTHERS, Limited, Parts, Scope
from joinedup.kernel.errors import NotPermitted, Reason
from joinedup.kernel.ids import PersonId
from joinedup.kernel.sections import ALWAYS_OPEN, Section
from joinedup.people.domain import sections as rules
from joinedup.people.domain.record import EntryKind
from joinedup.people.domain.record_now import TREATMENT_WORDS, WISH_KINDS
from joinedup.people.models import RecordEntry

# What these tell is of one section, whatever its kind.
_OF_ORGANISATION: Final = {
    OrganisationKind.MENTAL_HEALTH_TRUST: Section.MENTAL_HEALTH,
    OrganisationKind.SOCIAL_CARE_PROVIDER: Section.SOCIAL_CARE,
    OrganisationKind.BOROUGH_COUNCIL: Section.SOCIAL_CARE,
    OrganisationKind.COUNTY_COUNCIL: Section.SOCIAL_CARE,
    OrganisationKind.UNITARY_COUNCIL: Section.SOCIAL_CARE,
}


def told_section(source: str) -> Section | None:
    """The section that whatever a source tells falls in, where its organisation is of one."""
    here = place.current()
    partner = here.partners.get(source)
    found = here.organisations.get(partner.organisation) if partner else None
    return _OF_ORGANISATION.get(found.kind) if found else None


def sections_of(entry: RecordEntry) -> frozenset[Section]:
    """Every section that an entry falls in."""
    return sections_said(
        EntryKind(entry.kind),
        code_system=entry.code_system,
        code=entry.code,
        words=entry.words,
        source=entry.source,
    )


def sections_said(
    kind: EntryKind, *, code_system: str, code: str, words: str, source: str
) -> frozenset[Section]:
    """The same of what is not kept yet, as a source tells it."""
    return rules.sections_of(
        kind, code_system=code_system, code=code, words=words, told_by=told_section(source)
    )


def closed_to(scope: Scope, of: Limited) -> frozenset[Section]:
    """The sections of which something may be kept from the viewer, by whatever reason."""
    if of.is_glass_broken:
        return frozenset()
    return of.closed.union(*(sections for sections, _ in scope.not_agreed))


def kept_close(scope: Scope, whose: PersonId, entry: RecordEntry, of: Limited) -> NotPermitted:
    """Why an entry of somebody who is open is not: what they limited, or what is not agreed."""
    limited = sorted(sections_of(entry) & of.closed)
    reasons = [Reason("section_limited", {"section": one.label}) for one in limited]
    if not _is_for(scope, entry, of):
        reasons.append(Reason(FOR_OTHERS, {"whose": whose_name(entry.audience_of or "")}))
    if not reasons:
        reasons = [Reason("not_agreed", {"organisation": scope.organisation})]
    return NotPermitted(reasons=tuple(reasons), person_id=whose)


def owner_of(organisation: str, source: str) -> str:
    """The organisation of the place whose entry it is: as the entry says, or by its source.

    A system that holds what many wrote is of nobody: it is for the entry to say whose it is.
    """
    here = place.current()
    named = [code for code, one in here.organisations.items() if one.name == organisation]
    if organisation and len(named) == 1:
        return named[0]
    partner = here.partners.get(source)
    found = here.organisations.get(partner.organisation) if partner else None
    if partner is None or found is None or found.kind is OrganisationKind.OTHER:
        return ""
    return partner.organisation


def whose_name(of: str) -> str:
    """The organisation or team that an item is for, as the place calls it."""
    here = place.current()
    held = here.teams.get(of) or here.partners.get(of)
    return str(held.name) if held else here.organisation_name(of)


def number_of(of: str) -> str:
    """The telephone of the organisation or team that an item is for, where the place holds one."""
    here = place.current()
    held = here.teams.get(of) or here.organisations.get(of)
    return str(held.telephone or "") if held else ""


def _is_for(scope: Scope, entry: RecordEntry, of: Limited) -> bool:
    return access.is_for_viewer(
        scope, entry.audience, entry.audience_of, is_glass_broken=of.is_glass_broken
    )


def may_be_kept(kind: EntryKind, closed: frozenset[Section]) -> bool:
    """Whether an entry of a kind may be kept from whoever has some sections closed."""
    return any(rules.may_hold(section, kind) for section in closed)


@lru_cache(maxsize=64)
def _of(section: Section, sources: frozenset[str]) -> Q:
    found = Q(kind__in=sorted(rules.kinds_of(section)))
    if section in ALWAYS_OPEN:
        return found
    if sources:
        found |= Q(source__in=sorted(sources))
    if codes := rules.CODES.get(section):
        found |= Q(code_system=rules.SNOMED, code__in=sorted(codes))
        found |= reduce(or_, (Q(words__icontains=part) for part in rules.WORDS[section]))
    return found & ~_NEVER


def _in_section(section: Section) -> Q:
    told = (one for one in place.current().partners if told_section(one) is section)
    return _of(section, frozenset(told))


def _told_by(organisations: frozenset[str]) -> Q:
    here = place.current()
    sources = [one.code for one in here.partners.values() if one.organisation in organisations]
    names = [here.organisation_name(one) for one in organisations if one]
    # A system may hold what several organisations wrote: then the entry says whose it is.
    return Q(source__in=sorted(sources)) | Q(organisation__in=sorted(names))


_NEVER: Final = Q(kind__in=sorted(rules.NEVER_CLOSED)) | (
    Q(kind__in=sorted(WISH_KINDS))
    & reduce(or_, (Q(words__icontains=part) for part in TREATMENT_WORDS))
)
PARTS: Final = Parts(of=_in_section, told_by=_told_by, item="")
