"""Words for what the rules of `safeguarding` refuse, and for its facts, which few may read."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "concern_lacks": _("The concern leaves out something that the council needs."),
    "concern_of_child": _("They are under 18: choose “a child”, so that it goes to the right door"),
    "concern_wants_words": _("Say what was seen or said"),
    "concern_wants_raiser_name": _("Say your name"),
    "concern_wants_raiser_role": _("Say your role"),
    "concern_wants_raiser_number": _("Give a number to ring you back on"),
    "concern_wants_kinds": _("Choose at least one of what it may be; the nearest will do"),
    "concern_wants_child_name": _("Say the child's name, or “not known”"),
    "concern_wants_child_age": _("Say the child's age as far as you know it: “about 6”"),
    "concern_wants_harm": _("Choose how serious it is for the child; “not sure” is an answer"),
    "concern_wants_not_told": _("Say why they do not know that you raise it"),
    "concern_wants_override": _("Choose why it is raised without their agreement"),
    "concern_wants_override_words": _("Say in your own words why it is raised without agreement"),
    "concern_wants_capacity_words": _("Say why you think that they cannot decide about it"),
    "concern_outcome_unknown": _("Choose one of the answers shown"),
    "concern_wants_reason": _("Say why"),
    "concern_wants_receiver": _("Say who took it"),
    "concern_is_received": _("It was acknowledged already: look at the page again."),
    "concern_not_received": _("It was not acknowledged yet: say first who has it."),
    "concern_is_closed": _("It was closed already: look at the page again."),
    "concern_has_no_message": _("The front door takes no messages: ring them."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {
    "safeguarding.concern_raised": _("Safeguarding concern raised"),
    "safeguarding.concern_sent_again": _("Safeguarding concern sent again"),
    "safeguarding.concern_acknowledged": _("Safeguarding concern acknowledged"),
    "safeguarding.concern_decided": _("Safeguarding concern decided"),
}

ROUTES: Final = (
    "safeguarding:concerns",
    "safeguarding:mine",
    "safeguarding:raise",
    "safeguarding:concern",
    "safeguarding:receipt",
    "safeguarding:acknowledge",
    "safeguarding:send_again",
    "safeguarding:close",
)
"""The pages of this room, which the log of reading names no further."""
