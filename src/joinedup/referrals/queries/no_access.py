"""The steps that the place asks for when nobody answers, and those taken on a line."""

from joinedup.foundation import place
from joinedup.referrals.domain.no_access import Step, next_step
from joinedup.referrals.models import Line
from joinedup.referrals.queries.rows import NoAccessRow


def steps_for(line: Line) -> tuple[Step, ...]:
    """The no-access steps of the place for the class of a line, in order."""
    return tuple(
        Step(step.code, line.response_class in step.required_for)
        for step in place.current().no_access_steps_for(line.response_class)
    )


def steps_taken(line: Line) -> frozenset[str]:
    """The no-access steps taken on a line."""
    return frozenset(line.no_access_steps.values_list("step", flat=True))


def no_access_rows(line: Line) -> tuple[NoAccessRow, ...]:
    """Each step for the class of a line, and when and by whom it was taken."""
    taken = {one.step: one for one in line.no_access_steps.select_related("account")}
    steps = steps_for(line)
    following = next_step(steps, taken.keys())
    return tuple(
        NoAccessRow(
            step=step.code,
            is_required=step.is_required,
            is_next=step.code == following,
            at=taken[step.code].taken_at if step.code in taken else None,
            taken_by=taken[step.code].account.display_name if step.code in taken else "",
            words=taken[step.code].words if step.code in taken else "",
        )
        for step in steps
    )
