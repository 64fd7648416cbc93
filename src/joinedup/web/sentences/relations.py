"""Names of the pages by which somebody comes to have a part in a person's care, and ends it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

PAGES: Final = {
    "people:break_glass": _("Opening a record in an emergency"),
    "people:opt_outs": _("What opt-outs of a person are kept to"),
    "people:key_worker": _("Naming a key worker"),
    "people:end_key_worker": _("Ending that somebody is the key worker"),
    "people:caseload": _("Our people"),
    "people:meetings": _("Meetings"),
    "people:meeting": _("A meeting"),
    "people:put_on_agenda": _("Putting somebody on an agenda"),
    "people:take_off_agenda": _("Taking somebody off an agenda"),
    "people:claim_care": _("Saying that one cares for somebody"),
    "people:end_claim": _("Saying that one cares for somebody no longer"),
    "people:call_meeting": _("Calling a meeting"),
    "people:cancel_meeting": _("Cancelling a meeting"),
}
