"""What staff are asked who send somebody what was talked about, and people about texts."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms as django
from django.utils.translation import gettext_lazy as _

from joinedup.mycare.domain.summaries import LONGEST, LONGEST_NOTE, How, TextWish
from joinedup.web import fields
from joinedup.web.forms import Form
from joinedup.web.sentences.kinds import Sentence

_HOW: Final[Mapping[How, Sentence]] = {
    How.TEXT: _("Text"),
    How.LETTER: _("Letter"),
    How.OWN_PAGES: _("Their own pages alone"),
}
_WISHES: Final[Mapping[TextWish, Sentence]] = {
    TextWish.LITTLE: _("Tell me there is something to read, and no more"),
    TextWish.WORDS: _("Put the words in the text"),
    TextWish.NO_TEXTS: _("Send me no texts"),
}


class WriteSummary(Form):
    """What somebody is told, and how."""

    refusal_fields: ClassVar[Mapping[str, str]] = {
        "summary_just_sent": "again",
        "summary_number_doubted": "anyway",
        "summary_now_unreasoned": "now_because",
    }

    key = fields.Key()
    words = fields.Words(
        _("What do you tell them?"),
        hint=_("Plain words, as you would say them. Leave out what is not for them."),
        missing=_("Write what you tell them"),
        max_length=LONGEST,
        rows=10,
    )
    how = fields.OneOf(
        _("How do they get it?"),
        [(one.value, words) for one, words in _HOW.items()],
        hint=_("It is on their own pages too, each time"),
        missing=_("Choose how they get it"),
    )
    shown = django.CharField(required=False, max_length=40, widget=django.HiddenInput)
    anyway = fields.Tick(_("Send it to this number all the same"))
    again = fields.Tick(_("Send this one too"))
    is_now = fields.Tick(_("Send the text now, though it is night"))
    now_because = fields.Text(_("Why now?"), max_length=LONGEST_NOTE)

    def arguments(self) -> dict[str, Any]:
        """What is sent, as the service takes it."""
        return {**self.cleaned_data, "how": How(self.cleaned_data["how"])}


class NoteOnSummary(Form):
    """In a few words, how a text was seen to."""

    seen = fields.Seen()
    words = fields.Text(
        _("What did you do?"),
        hint=_("For example: rang them, or gave it to them by hand"),
        missing=_("Write what you did"),
        max_length=LONGEST_NOTE,
    )


class TakeBackSummary(Form):
    """Why a summary was a mistake."""

    seen = fields.Seen()
    words = fields.Text(
        _("Why was it a mistake?"),
        missing=_("Write why it was a mistake"),
        max_length=LONGEST_NOTE,
    )


class DecideTexts(Form):
    """What somebody says about texts."""

    wish = fields.OneOf(
        _("What may we send you by text?"),
        [(one.value, words) for one, words in _WISHES.items()],
        missing=_("Choose what we may send"),
    )
    may_name = fields.Tick(_("You may use my name in a text"))

    def arguments(self) -> dict[str, Any]:
        """The wish, as the service takes it."""
        return {**self.cleaned_data, "wish": TextWish(self.cleaned_data["wish"])}


class DecideTheirTexts(DecideTexts):
    """The same, as they told it to a member of staff."""

    asked_as: ClassVar[Mapping[str, Sentence]] = {"wish": _("What did they say about texts?")}
