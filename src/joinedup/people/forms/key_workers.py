"""Who co-ordinates somebody's care."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.people.queries.key_workers import Candidate
from joinedup.web import fields
from joinedup.web.forms import Form


class NameKeyWorker(Form):
    """Who is to be the key worker, instead of whom the page shows."""

    key = fields.Key()
    instead_of = fields.HiddenId(required=False)
    worker = fields.OneOf(_("Key worker"), [], as_list=True, missing=_("Choose the key worker"))

    refusal_fields: ClassVar = dict.fromkeys(
        ("key_worker_not_of_care", "key_worker_already", "glass_of_oneself"), "worker"
    )

    def __init__(self, *given: Any, workers: Sequence[Candidate] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [
            (str(one.account_id), ", ".join(filter(None, (one.name, one.profession))))
            for one in workers
        ]
        self.fields["worker"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The worker as the account that they are."""
        return {**self.cleaned_data, "worker": UUID(self.cleaned_data["worker"])}
