"""What every interval row [since, until) keeps to."""

from django.db.models import F, Q

RUNS_FORWARD = Q(until__isnull=True) | Q(until__gte=F("since"))
