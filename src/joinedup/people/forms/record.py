"""Forms by which staff write in a record, and strike out what was wrong."""

from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain.record import LONGEST, EntryKind, Written
from joinedup.web import fields, moments
from joinedup.web.forms import Form

NO_ALLERGY: Final = "no_known_allergies"
NO_ALLERGY_WORDS: Final = "No known allergies"
KINDS: Final = (
    ("other", _("A note")),
    (EntryKind.ALLERGY.value, _("An allergy, with what happens")),
    (NO_ALLERGY, _("No known allergies: the person, or who knows them, was asked")),
    (EntryKind.CONSENT.value, _("A treatment wish: ReSPECT, DNACPR, who decides for them")),
    (EntryKind.GOAL.value, _("What matters to them")),
    (EntryKind.CONDITION.value, _("A condition or problem")),
    (EntryKind.MEDICATION.value, _("A medicine they take")),
)


class WriteEntry(Form):
    """One entry, in the words of whoever writes it."""

    key = fields.Key()
    kind = fields.OneOf(_("What do you write?"), KINDS, missing=_("Choose what you write"))
    words = fields.Words(
        _("In your words"),
        rows=3,
        max_length=LONGEST["words"],
        hint=_("What it is, and how you know. With no known allergies: who said so."),
        missing=_("Write what it is, or who said so"),
    )
    happened_on = moments.Day(_("On which day?"), hint=_("Leave empty for now"))

    refusal_fields: ClassVar = {
        "allergy_recorded": "kind",
        "entry_before_birth": "happened_on",
        "entry_in_future": "happened_on",
        "entry_without_words": "words",
    }

    def arguments(self) -> dict[str, Any]:
        """What was written as one value."""
        typed = self.cleaned_data
        is_none = typed["kind"] == NO_ALLERGY
        written = Written(
            kind=EntryKind.ALLERGY if is_none else EntryKind(typed["kind"]),
            words=f"{NO_ALLERGY_WORDS}: {typed['words']}" if is_none else typed["words"],
            happened_on=typed["happened_on"],
            says_none=is_none,
        )
        return {"key": typed["key"], "written": written}


class MoveEntry(Form):
    """Whose an entry is, and how it is known."""

    seen = fields.Seen()
    to = fields.NhsNumberText(
        _("NHS number of whoever it is about"), missing=_("Enter their NHS number")
    )
    because = fields.Text(
        _("How do you know?"),
        max_length=200,
        hint=_("Both records keep it, with your name."),
        missing=_("Say how you know whose it is"),
    )

    refusal_fields: ClassVar = {
        "entry_struck_without_reason": "because",
        "entry_there_already": "to",
        "moved_to_nobody": "to",
    }


class StrikeEntry(Form):
    """Why what was written was wrong."""

    seen = fields.Seen()
    because = fields.Text(
        _("Why was it wrong?"),
        max_length=200,
        hint=_("It stays, struck out, with your reason and name."),
        missing=_("Say why it was wrong"),
    )

    refusal_fields: ClassVar = {"entry_struck_without_reason": "because"}
