"""A referral as it was sent, and what was added to it."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef

from joinedup.foundation import place
from joinedup.foundation.models import Membership
from joinedup.kernel.ids import PersonId, Version
from joinedup.people.domain import details
from joinedup.people.queries import Card
from joinedup.referrals.domain.arrival import ArrivedBy
from joinedup.referrals.domain.calls import Outcome
from joinedup.referrals.domain.ids import ReferralId
from joinedup.referrals.domain.news2 import news2
from joinedup.referrals.models import Addition, Call, Referral
from joinedup.referrals.queries.rows import AdditionRow, AskedFor, ObservationRow


def asked_for(referral: Referral, card: Card, *, has_observations: bool = True) -> AskedFor:
    """A referral as it was sent, without whereabouts where they are restricted.

    Then a landline is not shown, nor which practice refers: it is likely to be their own. A page
    that knows that nothing was measured says so.
    """
    is_hidden = card.is_location_restricted
    is_practice = referral.organisation_code in place.current().practices
    return AskedFor(
        referral_id=ReferralId(referral.id),
        version=Version(referral.version),
        reference=referral.reference,
        person_id=PersonId(referral.person_id),
        arrived_by=referral.arrived_by,
        received_at=referral.received_at,
        began_at=referral.began_at,
        taken_on_paper_by=_taken_on_paper_by(referral),
        caller_name=referral.caller_name,
        caller_role=referral.caller_role,
        caller_organisation_code="" if is_hidden and is_practice else referral.organisation_code,
        caller_team_code="" if is_hidden and is_practice else referral.team_code,
        caller_number=referral.caller_number,
        is_told_by_voice=is_told_by_voice(referral),
        where_kind=referral.where_kind,
        where_address="" if is_hidden else referral.where_address,
        where_postcode="" if is_hidden else referral.where_postcode,
        where_until=referral.where_until,
        is_staying=referral.is_staying,
        contact_number="" if is_hidden and is_landline(referral) else referral.contact_number,
        who_is_with_them=_shown(referral.who_is_with_them, is_hidden=is_hidden),
        change_words=referral.change_words,
        since_words=referral.since_words,
        asked_class=referral.asked_class,
        if_nobody_comes=referral.if_nobody_comes,
        agreement_kind=referral.agreement_kind,
        agreement_by_whom=referral.agreement_by_whom,
        agreement_reason=referral.agreement_reason,
        agreement_explained=referral.agreement_explained,
        is_crew_on_scene=referral.is_crew_on_scene,
        risks=referral.risks,
        allergies=referral.allergies,
        respect_kind=referral.respect_kind,
        respect_signed_on=referral.respect_signed_on,
        is_respect_original_seen=referral.is_respect_original_seen,
        interpreter=referral.interpreter,
        carer=_shown(referral.carer, is_hidden=is_hidden),
        other_words=referral.other_words,
        observations=_observations(referral) if has_observations else (),
    )


def is_told_by_voice(referral: Referral) -> bool:
    """Whether whoever referred somebody can be told how it ended by nothing but a call."""
    return referral.arrived_by == ArrivedBy.CALL and not referral.team_code


def _taken_on_paper_by(referral: Referral) -> str:
    if referral.arrived_by != ArrivedBy.CALL:
        return ""
    names = Call.objects.filter(referral=referral, outcome=Outcome.REFERRAL.value)
    return names.values_list("taken_on_paper_by", flat=True).first() or ""


def is_landline(referral: Referral) -> bool:
    """Whether the number that reaches the person says where they are."""
    return details.says_where("phone", referral.contact_number or "")


def with_landline(words: str) -> str:
    """Words about who is with the person or cares for them, if a landline's number is in them."""
    return words if details.without_landlines(words) != words else ""


def says_where(referral: Referral) -> bool:
    """Whether a referral says where somebody is, which a restriction keeps from its page."""
    others = with_landline(referral.who_is_with_them) or with_landline(referral.carer)
    there = referral.where_address or referral.where_postcode
    return bool(there or others) or is_landline(referral)


def additions(referral: Referral, card: Card) -> tuple[AdditionRow, ...]:
    """What was told after a referral was sent, oldest first.

    Where whereabouts are restricted, neither a practice nor a landline is named: both say where.
    """
    own = Membership.objects.filter(
        account=OuterRef("account_id"), organisation_code=OuterRef("organisation_code")
    )
    found = referral.additions.select_related("account", "call").annotate(is_own=Exists(own))
    is_hidden = card.is_location_restricted
    return tuple(
        AdditionRow(
            words=one.words,
            is_worse=one.is_worse,
            urgency=one.urgency,
            told_by=_told_by(one),
            caller_role="" if one.call else one.account.profession,
            caller_number=_number_of(one, is_hidden=is_hidden),
            organisation_code=_organisation_of(one, is_own=one.is_own, is_hidden=is_hidden),
            taken_on_paper_by=one.call.taken_on_paper_by if one.call else "",
            at=one.at,
            recorded_at=one.recorded_at,
        )
        for one in found.order_by("at", "id")
    )


def latest_news2(observations: Sequence[ObservationRow]) -> int | None:
    """The National Early Warning Score of the latest of each observation."""
    in_order = sorted(observations, key=lambda one: one.taken_at)
    latest = {one.code: one.value for one in in_order}
    numbers = {code: value for code, value in latest.items() if isinstance(value, Decimal)}
    choices = {code: value for code, value in latest.items() if isinstance(value, str)}
    return news2(numbers, choices)


def _told_by(addition: Addition) -> str:
    """Who told it: whoever rang, where it came by telephone."""
    call = addition.call
    said = ", ".join(part for part in (call.caller_name, call.caller_role) if part) if call else ""
    return said or addition.account.display_name


def _number_of(addition: Addition, *, is_hidden: bool) -> str:
    call = addition.call
    number = (call.caller_number or "") if call else addition.account.direct_number
    return "" if is_hidden and details.says_where("phone", number) else number


def _organisation_of(addition: Addition, *, is_own: bool, is_hidden: bool) -> str:
    code = addition.organisation_code
    # Two referrals of one need are joined by a colleague of neither: the words say who told it.
    is_theirs = addition.call_id or addition.account.is_system or is_own
    if not is_theirs:
        return ""
    return "" if is_hidden and code in place.current().practices else code


def _shown(words: str, *, is_hidden: bool) -> str:
    return details.without_landlines(words) if is_hidden else words


def _observations(referral: Referral) -> tuple[ObservationRow, ...]:
    found = referral.observations.order_by("taken_at", "id")
    return tuple(
        ObservationRow(
            code=one.code,
            value=one.choice if one.number is None else _as_told(one.number),
            unit=one.unit,
            taken_at=one.taken_at,
            is_later=one.addition_id is not None,
        )
        for one in found
    )


def _as_told(number: Decimal) -> Decimal:
    """A number without the decimals that only the store gave it: 98, and never 98.000."""
    bare = number.normalize()
    return bare.quantize(Decimal(1)) if bare == bare.to_integral_value() else bare
