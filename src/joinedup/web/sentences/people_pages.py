"""Names of the pages of key workers, carers and looks at records."""

from typing import Final

from django.utils.translation import gettext_lazy as _

PAGES: Final = {
    "people:break_glass": _("Opening a record in an emergency"),
    "people:opt_outs": _("What opt-outs of a person are kept to"),
    "people:carer": _("What is noted of an unpaid carer"),
    "people:end_carer": _("Ending that somebody is an unpaid carer"),
    "people:carers": _("Carers register"),
    "people:key_worker": _("Naming a key worker"),
    "people:end_key_worker": _("Ending that somebody is the key worker"),
    "people:caseload": _("Our people"),
    "people:claim_care": _("Saying that one cares for somebody"),
    "people:looks": _("Looks to judge"),
    "people:review_look": _("The judging of a look"),
    "people:well_known": _("Asking that every look at somebody is judged"),
    "people:well_known_not": _("Asking no more that every look at somebody is judged"),
    "people:broken": _("Records opened in an emergency"),
    "people:review_glass": _("The review of a record opened in an emergency"),
}
