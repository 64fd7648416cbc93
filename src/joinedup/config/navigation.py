"""The pages of the header and the footer, in order, and who is offered each."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joinedup.foundation.permissions import Permission
from joinedup.mycare.queries import asking as mycare
from joinedup.mycare.queries import summaries
from joinedup.people.queries import glass, looks
from joinedup.referrals import queries as referrals
from joinedup.safeguarding import queries as safeguarding
from joinedup.subject_access import queries as copies
from joinedup.web.navigation import Item

MAIN: Final = (
    Item(_("My work"), "desk:home"),
    Item(_("Queue"), "referrals:queue", (Permission.QUEUE_SEE,)),
    Item(_("Take a call"), "referrals:call_new", (Permission.CALL_TAKE,), keys="F2 C"),
    Item(_("Duty board"), "referrals:duty", (Permission.DUTY_SEE,), count=referrals.waiting_for_me),
    Item(_("New referral"), "referrals:new", (Permission.REFERRAL_MAKE,)),
    Item(_("My referrals"), "referrals:mine", (Permission.REFERRAL_FOLLOW,)),
    Item(_("Team list"), "referrals:team", (Permission.LINE_ACCEPT,)),
    Item(_("Our people"), "people:caseload", (Permission.LINE_ACCEPT,)),
    Item(_("Meetings"), "people:meetings", (Permission.PERSON_OPEN,)),
    Item(_("Carers register"), "people:carers", (Permission.RECORD_ADD,)),
    Item(_("Find a person"), "people:find", (Permission.PERSON_FIND,), is_find=True),
    Item(_("Figures"), "measures:response", (Permission.FIGURES_SEE,)),
    Item(_("What people say"), "voice:figures", (Permission.FIGURES_SEE,)),
    Item(_("Answer times"), "referrals:telephone", (Permission.TELEPHONE_READ,)),
    Item(
        _("Opened on their own word"),
        "people:broken",
        (Permission.READING_REVIEW,),
        count=glass.to_review_count,
    ),
    Item(
        _("Looks to judge"),
        "people:looks",
        (Permission.READING_REVIEW,),
        count=looks.looks_waiting_count,
    ),
    Item(
        _("Safeguarding concerns"),
        "safeguarding:concerns",
        (Permission.CONCERN_LEAD, Permission.CONCERN_ANSWER),
        count=safeguarding.waiting_count,
    ),
    Item(
        _("Asked by people"),
        "mycare:requests",
        (Permission.PERSON_CORRECT, Permission.READING_REVIEW),
        count=mycare.waiting_count,
    ),
    Item(
        _("Texts that did not arrive"),
        "mycare:summaries",
        (Permission.SUMMARY_SEND,),
        count=summaries.to_see_to_count,
    ),
    Item(
        _("Requests for a copy"),
        "subject_access:requests",
        (Permission.SUBJECT_ACCESS,),
        count=copies.waiting_count,
    ),
    Item(_("Who has looked"), "desk:readings", (Permission.READING_REVIEW,)),
    Item(_("Sharing agreements"), "office:agreements", (Permission.RECORD_RESTRICT,)),
    Item(_("Undelivered"), "office:undelivered", (Permission.DELIVERY_REVIEW,)),
    Item(_("Accounts"), "office:accounts", (Permission.ACCOUNT_MANAGE,)),
    Item(_("Place checks"), "office:place", (Permission.PLACE_CHECK,)),
)

OWN: Final = (Item(_("My care"), "mycare:home"),)
"""What whoever sees their own care is offered in the place of all that."""

FOOTER: Final = (
    Item(_("Accessibility"), "accessibility"),
    Item(_("Privacy and cookies"), "privacy"),
    Item(_("Help"), "help"),
)
