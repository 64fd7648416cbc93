"""Words for what the rules of `subject_access` refuse, and for its facts and pages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "access_open_already": _("They have an open request already: look for it in the list."),
    "access_nobody": _(
        "No one person here has that NHS number, traced, and that date of birth. Check both; about"
        " you or your family, a colleague answers."
    ),
    "access_stage": _("It stands elsewhere by now: look at the page again."),
    "access_unread": _("Some rows wait to be judged: judge them first."),
    "access_later": _("It cannot have been received on a day to come"),
    "access_reason": _("Say why"),
    "access_taken": _("The copy was taken already. Have it made again if it is needed."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "subject_access.access_requested": _("A copy of all that is held was asked for"),
    "subject_access.access_extended": _("More time was taken for a copy that was asked for"),
    "subject_access.access_released": _("A copy was reviewed and released"),
    "subject_access.access_returned": _("More was found to judge while a copy was made"),
    "subject_access.access_copy_made": _("A copy of all that is held was made"),
    "subject_access.access_copy_taken": _("A copy of all that is held was taken"),
    "subject_access.access_closed": _("A request for a copy was closed"),
}

PAGES: Final = {
    "subject_access:requests": _("Requests for a copy"),
    "subject_access:open": _("Opening a request for a copy"),
    "subject_access:request": _("A request for a copy"),
    "subject_access:judge": _("Judging what a copy gives"),
    "subject_access:judge_all": _("Leaving others out of a copy"),
    "subject_access:leave_out": _("Leaving names out of a copy"),
    "subject_access:extend": _("Taking more time for a copy"),
    "subject_access:release": _("Releasing a copy"),
    "subject_access:take": _("Taking a copy of all that is held"),
    "subject_access:again": _("Having a copy made again"),
    "subject_access:close": _("Closing a request for a copy"),
}
"""What the pages of this room are called in the log of reading."""
