"""Why a record is opened in an emergency, and what was found of it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.foundation.place import ReasonKind
from joinedup.people.domain.glass import LONGEST_FINDING, LONGEST_WORDS, Finding
from joinedup.people.forms import choices
from joinedup.web import fields
from joinedup.web.forms import Form


class OwnWord(Form):
    """Why somebody opens a record on their own word."""

    key = fields.Key()

    refusal_fields: ClassVar = {
        "glass_reason_unknown": "reason",
        "glass_without_words": "words",
    }


class BreakGlass(OwnWord):
    """Why somebody opens a record without a part in the person's care."""

    reason = fields.OneOf(
        _("Why now?"),
        lambda: choices.reasons(ReasonKind.BREAK_GLASS),
        missing=_("Choose why you open it"),
    )
    words = fields.Words(
        _("What is happening?"),
        hint=_("Whoever reviews it reads this: “On the floor, crew with her, nobody knows her.”"),
        missing=_("Say what is happening"),
        rows=3,
        max_length=LONGEST_WORDS,
    )


class ClaimCare(OwnWord):
    """Why nothing here says yet that somebody cares for a person."""

    reason = fields.OneOf(
        _("Why are you caring for them?"),
        lambda: choices.reasons(ReasonKind.CLAIM_CARE),
        missing=_("Choose why you are caring for them"),
    )
    words = fields.Words(
        _("What are you doing for them, and who asked?"),
        hint=_("Whoever reviews it reads this: “Wound check today for Ann at ACHT, who is ill.”"),
        missing=_("Say what you are doing for them"),
        rows=3,
        max_length=LONGEST_WORDS,
    )


class ReviewGlass(Form):
    """What was found of a record that was opened in an emergency."""

    seen = fields.Seen()
    finding = fields.OneOf(
        _("What did you find?"),
        [(one.value, one.label) for one in Finding],
        missing=_("Choose what you found"),
    )
    words = fields.Words(
        _("In words"),
        hint=_("What is to change, or to whom it was passed. The record keeps it."),
        rows=3,
        max_length=LONGEST_FINDING,
    )

    refusal_fields: ClassVar = {"finding_without_words": "words"}

    def arguments(self) -> dict[str, Any]:
        """The finding as one of the three."""
        return {**self.cleaned_data, "finding": Finding(self.cleaned_data["finding"])}


class ReviewLook(ReviewGlass):
    """What was found of looks that waited for somebody's judgement."""


class SayOwnRecord(Form):
    """Which of those who work here a person is."""

    username = fields.Text(
        _("Their user name"),
        hint=_("As they sign in by"),
        missing=_("Say their user name"),
        max_length=150,
        width=20,
    )

    refusal_fields: ClassVar = {"account_unknown": "username"}


class TakeBackOwnRecord(Form):
    """An account that is not theirs, or no longer."""

    account_id = fields.HiddenId()


class Nothing(Form):
    """A button alone."""
