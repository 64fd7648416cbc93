"""The form by which somebody says that they filed something elsewhere."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.web.fields import Seen
from joinedup.web.forms import Form
from joinedup.web.moments import Moment


class NoteFiled(Form):
    """When something was filed in a partner's system; by whom is whoever says so."""

    seen = Seen()
    filed_at = Moment(_("Filed when"), missing=_("Say when you filed it"))
    refusal_fields: ClassVar[Mapping[str, str]] = {"filed_before_written": "filed_at"}

    def __init__(
        self, data: Any = None, *, thing: object, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"filed-{thing}-%s")
