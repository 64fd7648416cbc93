"""A file of joiners, movers and leavers, sent by a page and then taken."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.office.domain.staffing import COLUMNS
from joinedup.web import fields
from joinedup.web.forms import Form

_HINT = _("CSV with the columns %(columns)s. Nothing changes until you have read what would.")


class StaffFile(Form):
    """The file; it is read and nothing is changed yet."""

    file = forms.FileField(label=_("CSV file"), required=False)

    refusal_fields: ClassVar = dict.fromkeys(
        (
            "staff_column_unknown",
            "staff_columns_missing",
            "staff_delimiter",
            "staff_file_empty",
            "staff_file_missing",
            "staff_file_not_text",
            "staff_file_packed",
            "staff_file_too_large",
        ),
        "file",
    )

    @property
    def hint(self) -> str:
        """Which columns the file has."""
        return _HINT % {"columns": ", ".join(COLUMNS)}


class TakeStaffFile(Form):
    """Which file was read; pressing the button is the answer."""

    file_id = fields.HiddenId()
