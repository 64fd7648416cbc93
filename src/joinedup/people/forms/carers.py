"""What an unpaid carer says of their caring."""

from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain.carers import Assessment, Caring, CaringHours, Signpost
from joinedup.people.queries.carers import CarerRow
from joinedup.web import fields
from joinedup.web.forms import Form


class IdentifyCarer(Form):
    """That somebody is an unpaid carer, as they say it themselves."""

    key = fields.Key()
    instead_of = fields.HiddenId(required=False)
    hours = fields.OneOf(
        _("How much time does it take?"),
        [(one.value, one.label) for one in CaringHours],
        missing=_("Choose how much time it takes"),
    )
    is_under_strain = fields.Tick(
        _("They say themselves that it is a strain"),
        hint=_("Only if they said so. It is for their own record."),
    )
    assessment = fields.OneOf(
        _("Do they want an assessment of their own needs?"),
        [(one.value, one.label) for one in Assessment],
        hint=_("Every carer has a right to one, whatever the person they care for has."),
        missing=_("Choose what they said of an assessment"),
    )
    signposted_to = fields.OneOf(
        _("Where did you tell them help is to be had?"),
        [(one.value, one.label) for one in Signpost],
        missing=_("Choose where you told them of"),
    )
    agrees_to_register = fields.Tick(
        _("They agree to be on the carers register"),
        hint=_("Without this it stands on their own record only."),
    )

    @classmethod
    def showing(cls, row: CarerRow | None) -> Self:
        """The form with what is held, or with nothing chosen."""
        if row is None:
            return cls()
        return cls(
            initial={
                "instead_of": row.carer_id,
                "hours": row.hours.value,
                "is_under_strain": row.is_under_strain,
                "assessment": row.assessment.value,
                "signposted_to": row.signposted_to.value,
                "agrees_to_register": row.agrees_to_register,
            }
        )

    def arguments(self) -> dict[str, Any]:
        """What they say as one value, what it replaces, and the key that makes it once."""
        typed = self.cleaned_data
        return {
            "key": typed["key"],
            "instead_of": typed["instead_of"],
            "caring": Caring(
                hours=CaringHours(typed["hours"]),
                assessment=Assessment(typed["assessment"]),
                signposted_to=Signpost(typed["signposted_to"]),
                is_under_strain=typed["is_under_strain"],
                agrees_to_register=typed["agrees_to_register"],
            ),
        }
