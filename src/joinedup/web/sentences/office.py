"""Words for what the rules of `office` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "partner_not_of_place": _("This partner is not one of this place's."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {}
