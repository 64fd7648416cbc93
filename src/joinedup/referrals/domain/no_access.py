"""What is done when nobody answers, and who may say that a person could not be reached."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from joinedup.kernel.errors import Refused
from joinedup.kernel.ids import AccountId


class StepNotNext(Refused):
    """A step passes over a required one, was taken before, or is not of this class."""

    code = "no_access_step_not_next"


class StepsLeft(Refused):
    """The steps that this class asks for without fail have not all been taken."""

    code = "no_access_steps_left"


class NothingToConfirm(Refused):
    """Nobody has tried to reach the person: there is nothing to agree with."""

    code = "no_access_nothing_to_confirm"


class SecondClinicianNeeded(Refused):
    """A line of this class is not closed as *could not reach* until a second clinician agrees."""

    code = "second_clinician_needed"


class NoClinician(Refused):
    """The second clinician is of no clinical profession."""

    code = "second_clinician_is_none"


class SameClinician(Refused):
    """The clinician who tried, or who took the steps, cannot also be the second one."""

    code = "second_clinician_is_the_first"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the place for this class; a required one may not be passed over."""

    code: str
    is_required: bool
    words: str = ""


def next_step(steps: Sequence[Step], taken: Collection[str]) -> str | None:
    """The first step not yet taken, in the order of the place."""
    return next((step.code for step in steps if step.code not in taken), None)


def check_step(code: str, *, steps: Sequence[Step], taken: Collection[str]) -> None:
    """Refuse a step that is not of this class, was taken, or passes over a required one."""
    if code in taken or code not in {step.code for step in steps}:
        raise StepNotNext(step=code, next=next_step(steps, taken))
    before = takewhile(lambda step: step.code != code, steps)
    passed_over = next((s.code for s in before if s.is_required and s.code not in taken), None)
    if passed_over is not None:
        raise StepNotNext(step=code, next=passed_over)


def check_second(second: AccountId, *, is_clinician: bool, tried_by: Collection[AccountId]) -> None:
    """Refuse a confirmation by somebody who is no clinician, or who tried, or where nobody did."""
    if not is_clinician:
        raise NoClinician()
    if not tried_by:
        raise NothingToConfirm()
    if second in tried_by:
        raise SameClinician()


def check_could_not_reach(
    *,
    steps: Sequence[Step],
    taken: Collection[str],
    needs_second_clinician: bool,
    is_confirmed: bool,
) -> None:
    """Refuse *could not reach* while steps are left or no second clinician has agreed."""
    left = [step for step in steps if step.is_required and step.code not in taken]
    if left:
        asked = "; ".join(step.words for step in left)
        raise StepsLeft(steps=tuple(step.code for step in left), asked=asked)
    if needs_second_clinician and not is_confirmed:
        raise SecondClinicianNeeded()
