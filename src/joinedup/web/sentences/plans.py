"""Words for what the rules of `plans` refuse, and for its facts and pages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "agreement_goals_missing": _("Write what they want, in their own words"),
    "agreement_part_unnamed": _(
        "Say who does it, then a colon, then what: “Vale team: dress the leg”. This line does"
        " not: “%(line)s”"
    ),
    "agreement_parts_missing": _("Write who does what: one line at least, and at most %(most)s"),
    "agreement_family_not_asked": _(
        "Name somebody of the family only if they agreed to it: tick that they did, or leave the"
        " name out"
    ),
    "agreement_look_again_unfit": _("Choose a day after today and within a year"),
    "agreement_decider_not_asked": _("Choose who agreed"),
    "agreement_words_missing": _("Write it in a few words"),
    "agreement_another": _(
        "Somebody wrote another one since you began. It is shown above: read it, then send yours"
        " again if it should take its place."
    ),
    "agreement_over": _("It stands no more: another took its place, or it was ended."),
    "agreement_of_dead": _("They have died: nothing new is agreed."),
    "agreement_agreed_already": _("There is nothing to agree to now: look at the page again."),
    "agreement_reply_answered": _("Somebody answered it already: look at the page again."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "plans.agreement_written": _("What was agreed was written down"),
    "plans.agreement_reviewed": _("What was agreed was looked at again"),
    "plans.agreement_ended": _("What was agreed stands no more"),
    "plans.agreement_replied": _("They said on their own pages what they think of it"),
    "plans.reply_answered": _("What they wanted changed was answered"),
}

PAGES: Final = {
    "plans:waiting": _("Agreements to look at again"),
    "plans:agreements": _("What was agreed with a person"),
    "plans:sheet": _("What was agreed, printed"),
    "plans:write": _("Writing what was agreed"),
    "plans:review": _("Looking again at what was agreed"),
    "plans:reply": _("What a person wants changed in what was agreed"),
    "mycare:agreed": _("Their own page of what was agreed"),
    "mycare:agree": _("Agreeing on their own pages"),
    "mycare:agreed_change": _("Wanting a change on their own pages"),
    "mycare:agreed_print": _("Their own sheet of what was agreed"),
}
"""What the pages of this room are called in the log of reading."""
