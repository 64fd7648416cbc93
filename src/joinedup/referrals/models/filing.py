"""What was entered here and then filed by hand in a partner's own system."""

from django.db import models
from django.db.models import Q

from joinedup.foundation import guards, holdings
from joinedup.foundation.ids import new_id
from joinedup.foundation.models import Account
from joinedup.referrals.domain.filing import FiledKind
from joinedup.referrals.models.lines import Line


class Filed(models.Model):
    """Somebody filed a contact, or how a line ended, in a partner's system, which takes text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="filed")
    kind = models.CharField(max_length=20)
    thing_id = models.UUIDField()  # A contact of the line, or its closing summary.
    partner_code = models.CharField(max_length=60)
    filed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thing_id", "partner_code"], name="filed_once"),
            models.CheckConstraint(condition=Q(kind__in=list(FiledKind)), name="filed_kind_known"),
        ]


guards.append_only(Filed)
holdings.of_person(Filed, "What was filed in other systems", paths=("line__referral__person_id",))
