"""The steps that the place asks for when nobody answers, and those taken on a line."""

from datetime import datetime

from joinedup.foundation import accounts, place
from joinedup.foundation.permissions import Permission
from joinedup.foundation.scope import Scope
from joinedup.kernel.ids import AccountId
from joinedup.referrals.domain.contacts import NOBODY_REACHED
from joinedup.referrals.domain.no_access import Step, next_step
from joinedup.referrals.models import Line, NoAccessStep
from joinedup.referrals.queries.rows import NoAccessRow


def steps_for(line: Line) -> tuple[Step, ...]:
    """The no-access steps of the place for the class of a line, in order."""
    return tuple(
        Step(step.code, line.response_class in step.required_for, step.words)
        for step in place.current().no_access_steps_for(line.response_class)
    )


def steps_taken(line: Line) -> frozenset[str]:
    """The no-access steps taken on a line since the person was last reached."""
    reached_at = _reached_at(line)
    return frozenset(one.step for one in line.no_access_steps.all() if _counts(one, reached_at))


def tried_by(line: Line) -> frozenset[AccountId]:
    """Whoever tried to reach the person, or took a step, since the person was last reached."""
    reached_at = _reached_at(line)
    knocked = line.contacts.filter(kind__in=list(NOBODY_REACHED))
    if reached_at is not None:
        knocked = knocked.filter(happened_at__gt=reached_at)
    tried = knocked.values_list("account_id", flat=True)
    stepped = (one.account_id for one in line.no_access_steps.all() if _counts(one, reached_at))
    return frozenset(AccountId(one) for one in (*tried, *stepped))


def is_clinician(scope: Scope) -> bool:
    """Whether somebody triages, or has a profession that the place calls clinical."""
    if scope.may(Permission.REFERRAL_TRIAGE):
        return True
    profession = accounts.profession_of(scope.account_id)
    return profession is not None and profession.is_clinical


def no_access_rows(line: Line, *, reached_at: datetime | None) -> tuple[NoAccessRow, ...]:
    """Each step for the class of a line, and when and by whom it was taken.

    Those taken before the person was last reached come first, as they were: they count no more.
    """
    found = line.no_access_steps.select_related("account").order_by("taken_at", "id")
    before = [one for one in found if not _counts(one, reached_at)]
    taken = {one.step: one for one in found if _counts(one, reached_at)}
    steps = steps_for(line)
    following = next_step(steps, taken.keys())
    return (
        *(_row(one.step, one, is_required=False) for one in before),
        *(
            _row(
                step.code,
                taken.get(step.code),
                is_required=step.is_required,
                is_next=step.code == following,
            )
            for step in steps
        ),
    )


def _reached_at(line: Line) -> datetime | None:
    reached = line.contacts.exclude(kind__in=list(NOBODY_REACHED))
    return reached.order_by("-happened_at").values_list("happened_at", flat=True).first()


def _counts(one: NoAccessStep, reached_at: datetime | None) -> bool:
    return reached_at is None or one.taken_at > reached_at


def _row(
    step: str, taken: NoAccessStep | None, *, is_required: bool, is_next: bool = False
) -> NoAccessRow:
    return NoAccessRow(
        step=step,
        is_required=is_required,
        is_next=is_next,
        at=taken.taken_at if taken else None,
        taken_by=taken.account.display_name if taken else "",
        words=taken.words if taken else "",
    )
