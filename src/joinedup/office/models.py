"""The one table of this room: what the processes of a site count together."""

from django.db import models


class CacheEntry(models.Model):
    """A row of Django's database cache: sign-in attempts, counted by every process together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
