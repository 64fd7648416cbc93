"""A file of the telephone system, sent by a page."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.web.fields import OneOf, Text
from joinedup.web.forms import Form


class TelephoneFile(Form):
    """Where a file comes from, and which hour is meant where one came twice."""

    source = Text(
        _("Which telephone system?"),
        hint=_("The same words each time, for example: front door switchboard"),
        missing=_("Say which telephone system it comes from"),
        max_length=60,
    )
    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_(
            "Columns: call_id, queue, extension, started, answered, ended, abandoned. A file too"
            " large for this page is read by the command “joinedup telephone”."
        ),
    )
    repeated = OneOf(
        _("Times within the hour that came twice, where the clocks went back"),
        [
            ("", _("Refuse them: the file says which, or has none")),
            ("first", _("Mean the first")),
            ("second", _("Mean the second")),
        ],
    )

    refusal_fields: ClassVar = dict.fromkeys(
        (
            "telephone_column_twice",
            "telephone_columns_missing",
            "telephone_delimiter",
            "telephone_file_empty",
            "telephone_file_missing",
            "telephone_not_text",
        ),
        "file",
    )
