"""Words for what the rules of `exchange` refuse, and for its reasons why not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences.kinds import Facts, Reasons, Refusals

REFUSALS: Final[Refusals] = {
    "death_without_date": _(
        "The person is said to have died, but not when. Send the date of death."
    ),
    "message_id_reused": _(
        "A message with this id came before and said something else. Send it with a new id."
    ),
    "newer_is_known": _(
        "Something newer about referral %(reference)s came before this. If it is still to be"
        " taken back, send that again now."
    ),
    "contact_not_clear": _(
        "This contact names a referral of ours and leaves out: %(missing)s. Send it with that."
    ),
    "entry_not_in_use": _(
        "The sender says that this entry is not in use any more. Send the one that is."
    ),
    "not_all_taken": _("Part of this was refused, so nothing of it was kept."),
    "number_doubtful": _(
        "The sender says that tracing this NHS number found nobody, or several. Trace it first."
    ),
    "number_missing": _(
        "This person has no NHS number and no number of the sender's own. Send one of them."
    ),
    "number_superseded": _(
        "The sender says that this entry was replaced by %(other)s. Send that one instead."
    ),
    "search_of_several": _(
        "This means %(count)s people, and a record is read of one at a time. Name one, a number"
        " with its system."
    ),
    "two_people_meant": _(
        "The numbers sent belong to different people here. Send the right ones only."
    ),
    "partner_away": _("The partner did not answer. It is tried again."),
    "partner_refused": _("The other system refused the message (%(status)s)."),
    "partner_unknown": _("Nobody called %(name)s sends messages to this place. Known: %(known)s."),
    "person_differs": _(
        "The NHS number is not that of the person of referral %(reference)s. Take that one back"
        " and send a new one."
    ),
    "record_is_ours": _(
        "The record of this kind (%(kind)s) is kept here and sent to %(partner)s, as the place file"
        " says: none is taken from there."
    ),
    "referral_already_here": _(
        "This identifier is that of referral %(reference)s, and says something else. Send an"
        " update of it, or a new referral with an identifier of its own."
    ),
    "sender_is_another": _("The message says that another partner sent it (%(ods)s)."),
}

REASONS: Final[Reasons] = {}

FACTS: Final[Facts] = {}
