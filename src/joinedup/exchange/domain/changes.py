"""What an update says that the message before it did not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from joinedup.exchange.domain.message import (
    MOST_PRESSING_LAST,
    PersonSent,
    Priority,
    ReferralSent,
    SentCode,
)
from joinedup.people.domain.details import Gender, says_where, without_landlines


def words_of_change(before: ReferralSent, after: ReferralSent, *, is_hidden: bool = False) -> str:
    """Everything new in an update, line by line, a death first; empty when it says nothing new.

    Where the person lives is said to have changed, but not to what; nor is a landline of somebody
    whose whereabouts are hidden.
    """
    return "\n".join(_changes(before, after, is_hidden=is_hidden or after.person.is_restricted))


def standing(told: Sequence[ReferralSent]) -> ReferralSent:
    """What stands after several messages, the last of them with what only earlier ones stated.

    A message without a priority or an NHS number leaves those as they were.
    """
    last = told[-1]
    stated = (one.priority for one in reversed(told) if one.priority is not None)
    numbers = (one.person.nhs_number for one in reversed(told) if one.person.nhs_number)
    person = replace(last.person, nhs_number=next(numbers, ""))
    return replace(last, priority=next(stated, None), person=person)


def is_worse(
    before: ReferralSent, after: ReferralSent, *, since: Sequence[ReferralSent] = ()
) -> bool:
    """Whether an update asks for more haste. *Not stated* before counted as the most pressing.

    One that comes late also has to ask for more than whatever priority was stated `since`.
    """
    if after.priority is None:
        return False
    others = [before.priority, *(one.priority for one in since if one.priority is not None)]
    return all(_haste(after.priority) > _haste(one) for one in others)


def says_died(before: PersonSent, after: PersonSent) -> bool:
    """Whether an update says that the person has died, which was not said before."""
    return after.has_died and not before.has_died


def is_another_person(before: PersonSent, after: PersonSent) -> bool:
    """Whether an update carries another NHS number than the referral it means to change."""
    return bool(before.nhs_number and after.nhs_number and before.nhs_number != after.nhs_number)


def _changes(before: ReferralSent, after: ReferralSent, *, is_hidden: bool) -> Iterator[str]:
    yield from _died(before.person, after.person)
    if after.priority is not None and after.priority is not before.priority:
        yield f"Priority: {_named(after.priority)} (was {_named(before.priority)})"
    yield from _on_hold(before, after)
    yield from _added(before.corrections, after.corrections, "")
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
    yield from _request_changes(before, after)
    yield from _added(before.not_read, after.not_read, "Also in the message, not shown here: ")


def _died(before: PersonSent, after: PersonSent) -> Iterator[str]:
    if after.has_died and (after.has_died, after.died_on) != (before.has_died, before.died_on):
        when = f"on {after.died_on:%Y-%m-%d}" if after.died_on else "no date was given"
        yield f"The sender says that this person has died: {when}."
    elif before.has_died and not after.has_died:
        yield "The sender no longer says that this person has died: ask the sender."


def _on_hold(before: ReferralSent, after: ReferralSent) -> Iterator[str]:
    if after.is_on_hold and not before.is_on_hold:
        yield "The sender has put this on hold: ask before you go."
    elif before.is_on_hold and not after.is_on_hold:
        yield "The sender has this on hold no longer."


def _request_changes(before: ReferralSent, after: ReferralSent) -> Iterator[str]:
    yield from (f"Asked for: {_coded(one)}" for one in after.asked if one not in before.asked)
    yield from _added(before.performer_ods, after.performer_ods, "Meant for: ")
    if after.wanted_at != before.wanted_at and after.wanted_at:
        yield f"Wanted for: {_moment(after.wanted_at)}"
    if after.authored_at != before.authored_at and after.authored_at:
        yield f"Written: {_moment(after.authored_at)}"
    for one in after.identifiers:
        if one not in before.identifiers:
            yield f"Sender's reference: {one.value}"


def _person_changes(before: PersonSent, after: PersonSent, *, is_hidden: bool) -> Iterator[str]:
    yield from _mark_changes(before, after)
    yield from _number_changes(before, after)
    named = f"{after.given_name} {after.family_name}".strip()
    if named and named != f"{before.given_name} {before.family_name}".strip():
        yield f"Name now given: {named}"
    born = after.born_words or (f"{after.born_on:%Y-%m-%d}" if after.born_on else "")
    if born and (after.born_words, after.born_on) != (before.born_words, before.born_on):
        yield f"Date of birth now given: {born}"
    if after.gender and after.gender != before.gender:
        yield f"Gender now given: {Gender(after.gender).label.lower()}"
    yield from _speech_changes(before, after)
    yield from _contact_changes(before, after, is_hidden=is_hidden)


def _mark_changes(before: PersonSent, after: PersonSent) -> Iterator[str]:
    if after.is_restricted and not before.is_restricted:
        yield "The sender now restricts who may see where this person is."
    elif before.is_restricted and not after.is_restricted:
        yield "The sender no longer marks this person as restricted; that lifts nothing here."


def _number_changes(before: PersonSent, after: PersonSent) -> Iterator[str]:
    if after.nhs_number and not before.nhs_number:
        yield f"NHS number now given: {after.nhs_number}"
    is_checked = after.is_nhs_number_verified
    if is_checked is not before.is_nhs_number_verified and (is_checked or after.nhs_number):
        said = "has" if is_checked else "no longer says that it has"
        yield f"The sender {said} checked the number."
    for one in after.other_identifiers:
        if one not in before.other_identifiers:
            yield f"Identifier: {one.system} {one.value}".strip()


def _speech_changes(before: PersonSent, after: PersonSent) -> Iterator[str]:
    if after.language and after.language != before.language:
        yield f"Language: {after.language}"
    if after.needs_interpreter is not before.needs_interpreter:
        yield f"Interpreter: {'' if after.needs_interpreter else 'no longer said to be '}needed"


def _contact_changes(before: PersonSent, after: PersonSent, *, is_hidden: bool) -> Iterator[str]:
    if after.phone and after.phone != before.phone:
        is_shown = not (is_hidden and says_where("phone", after.phone))
        yield f"Number to ring: {after.phone if is_shown else 'changed, ask the sender'}"
    if after.email and after.email != before.email:
        yield f"Email: {after.email}"
    if after.carer and after.carer != before.carer:
        carer = without_landlines(after.carer) if is_hidden else after.carer
        yield f"Carer or relative: {carer}"
    if after.practice_ods and after.practice_ods != before.practice_ods:
        yield f"Practice: {'changed, ask the sender' if is_hidden else after.practice_ods}"
    # What comes with a mark of restriction is without an address, whatever was sent.
    is_moved = (after.address_lines, after.postcode) != (before.address_lines, before.postcode)
    if is_moved and not after.is_restricted:
        yield "The address at the sender has changed: ask before you go."


def _added(before: tuple[str, ...], after: tuple[str, ...], lead: str) -> Iterator[str]:
    yield from (f"{lead}{said}" for said in after if said not in before)


def _haste(priority: Priority | None) -> int:
    return len(MOST_PRESSING_LAST) if priority is None else MOST_PRESSING_LAST.index(priority)


def _named(priority: Priority | None) -> str:
    return priority.value if priority else "not stated"


def _coded(one: SentCode) -> str:
    return one.words or f"{one.system} {one.code}".strip()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
