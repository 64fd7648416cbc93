"""What an update says that the message before it did not."""

from collections.abc import Iterator

from joinedup.exchange.domain.message import MOST_PRESSING_LAST, PersonSent, Priority, ReferralSent
from joinedup.people.domain.details import says_where


def words_of_change(before: ReferralSent, after: ReferralSent, *, is_hidden: bool = False) -> str:
    """Everything new in an update, line by line; empty when it says nothing new.

    Where the person lives is said to have changed, but not to what; nor is a landline of somebody
    whose whereabouts are hidden.
    """
    return "\n".join(_changes(before, after, is_hidden=is_hidden or after.person.is_restricted))


def is_worse(before: ReferralSent, after: ReferralSent) -> bool:
    """Whether an update asks for more haste. *Not stated* before counted as the most pressing."""
    return after.priority is not None and _haste(after.priority) > _haste(before.priority)


def is_another_person(before: PersonSent, after: PersonSent) -> bool:
    """Whether an update carries another NHS number than the referral it means to change."""
    return bool(before.nhs_number and after.nhs_number and before.nhs_number != after.nhs_number)


def _changes(before: ReferralSent, after: ReferralSent, *, is_hidden: bool) -> Iterator[str]:
    if after.priority is not None and after.priority is not before.priority:
        yield f"Priority: {_named(after.priority)} (was {_named(before.priority)})"
    yield from _added(before.words, after.words, "")
    yield from _added(before.risks, after.risks, "Risk: ")
    yield from _added(before.allergies, after.allergies, "Allergy: ")
    yield from _added(before.observations, after.observations, "")
    yield from _person_changes(before.person, after.person, is_hidden=is_hidden)
    if (before.where_address, before.where_postcode) != (after.where_address, after.where_postcode):
        yield "Where to go has changed: ask the sender."
    if after.requester != before.requester:
        yield f"Requester: {after.requester.name or 'not named'}, {after.requester.phone}".strip(
            ", "
        )
    if after.wanted_at != before.wanted_at and after.wanted_at:
        yield f"Wanted for: {after.wanted_at:%Y-%m-%d %H:%M} UTC"
    yield from _added(before.not_read, after.not_read, "Also in the message, not shown here: ")


def _person_changes(before: PersonSent, after: PersonSent, *, is_hidden: bool) -> Iterator[str]:
    if after.nhs_number and not before.nhs_number:
        yield f"NHS number now given: {after.nhs_number}"
    named = f"{after.given_name} {after.family_name}".strip()
    if named and named != f"{before.given_name} {before.family_name}".strip():
        yield f"Name now given: {named}"
    if after.born_words and after.born_words != before.born_words:
        yield f"Date of birth now given: {after.born_words}"
    if after.phone and after.phone != before.phone:
        is_shown = not (is_hidden and says_where("phone", after.phone))
        yield f"Number to ring: {after.phone if is_shown else 'changed, ask the sender'}"
    if after.carer and after.carer != before.carer:
        yield f"Carer or relative: {after.carer}"
    if (after.address_lines, after.postcode) != (before.address_lines, before.postcode):
        yield "The address at the sender has changed: ask before you go."


def _added(before: tuple[str, ...], after: tuple[str, ...], lead: str) -> Iterator[str]:
    yield from (f"{lead}{said}" for said in after if said not in before)


def _haste(priority: Priority | None) -> int:
    return len(MOST_PRESSING_LAST) if priority is None else MOST_PRESSING_LAST.index(priority)


def _named(priority: Priority | None) -> str:
    return priority.value if priority else "not stated"
