"""Why somebody was refused, in a few words, for the log of reading."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.web.sentences import mycare
from joinedup.web.sentences.kinds import Sentence

REFUSED: Final[Mapping[str, Sentence]] = {
    **mycare.REFUSED,
    "access_restricted": _("the record is restricted to a few"),
    "consent_needed": _("the person has not consented"),
    "not_agreed": _("no sharing agreement in force"),
    "objected": _("the person objected to their organisation"),
    "objected_but_carers": _("the person said: only who cares for them now"),
    "for_others": _("it is for others who care for them"),
    "section_limited": _("the person limited this part"),
    "no_care_relationship": _("no part in the person's care"),
    "no_part_in_line": _("no part in the referral"),
    "no_role": _("no role at the moment"),
    "no_token": _("no valid token"),
    "opted_out": _("opted out of a use that is not their care"),
    "opt_out_not_checked": _("not checked lately whether they opted out"),
    "not_signed_in": _("not signed in"),
    "not_your_duty": _("another person's duty"),
    "not_your_team": _("not their team"),
    "app_may_not": _("the app was not let read that"),
    "voice_not_asked": _("their role is not asked"),
    "not_in_app": _("not whom the app was opened about"),
    "client_may_not": _("the API client of their system is not let"),
    "role_may_not": _("their role does not let them"),
    # Why signing in failed.
    "account_inactive": _("the account is closed"),
    "email_password_mismatch": _("the name or password is wrong"),
    "incorrect_code": _("the code is wrong"),
    "invalid": _("what was typed is not valid"),
    "invalid_login": _("the name or password is wrong"),
    "passkey_counter": _("the counter of the passkey went back"),
    "passkey_not_asked": _("the answer of a passkey came again or too late"),
    "passkey_not_verified": _("the device did not check who used the passkey"),
    "passkey_other_origin": _("the passkey was used at another address"),
    "passkey_other_site": _("the passkey is one for another site"),
    "passkey_unknown": _("the passkey is not the account's"),
    "passkey_unreadable": _("no passkey was sent"),
    "passkey_wrong": _("the answer of the passkey is not right"),
    "rate_limited": _("tried too often"),
    "required": _("a box was left empty"),
    "too_many_login_attempts": _("tried too often"),
    "username_password_mismatch": _("the name or password is wrong"),
}
