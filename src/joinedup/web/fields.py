"""Form fields in the words and boxes that people use; dates and times are in `moments`."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.foundation.ids import new_id
from joinedup.kernel.errors import Refused
from joinedup.kernel.nhs_number import NhsNumber
from joinedup.web import words
from joinedup.web.sentences.kinds import Sentence

type Answers = Sequence[tuple[str, Sentence]] | Callable[[], Sequence[tuple[str, Sentence]]]

WORDS_LIMIT: Final = 4000
_LARGEST_VERSION: Final = 2**31 - 1


def messages(missing: Sentence | None, **others: Sentence) -> dict[str, Any]:
    """The sentences of a field; `missing` is what to say when a compulsory one is empty."""
    return {"required": missing or _("Answer this"), **others}


def asked[T](ask: Callable[[], T]) -> T:
    """What a rule answers, its refusal turned to the error of a field."""
    try:
        return ask()
    except Refused as refusal:
        said = words.of_refusal(refusal.refusal_code, refusal.values)
        raise ValidationError(said, code=refusal.refusal_code) from refusal


class Text(forms.CharField):
    """One line of text. Compulsory when it has words for being `missing`."""

    def __init__(
        self,
        label: Sentence,
        *,
        hint: Sentence = "",
        missing: Sentence | None = None,
        max_length: int = 200,
        width: int | None = None,
        autocomplete: str = "off",
        inputmode: str = "",
        **django: Any,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=missing is not None,
            max_length=max_length,
            error_messages=messages(
                missing,
                max_length=_("Use %(limit_value)d characters or fewer (now %(show_value)d)."),
            ),
            **django,
        )
        self.width = width
        self.autocomplete = autocomplete
        self.inputmode = inputmode


class Words(Text):
    """Several lines, in somebody's own words."""

    widget = forms.Textarea

    def __init__(
        self, label: Sentence, *, rows: int = 3, max_length: int = WORDS_LIMIT, **text: Any
    ) -> None:
        super().__init__(label, max_length=max_length, **text)
        self.rows = rows

    def to_python(self, value: Any) -> str:
        """The words with the line ends of the store: browsers send others than they were given."""
        given: str = super().to_python(value)
        return given.replace("\r\n", "\n").replace("\r", "\n")


# With its code: of a country, or of the trunk (Ofcom's plan: 0800 1111 is as short as they come);
# or one of the services that are dialled by three figures, or by six.
_DIALLED: Final = re.compile(r"\+\d{8,15}|0\d{6,14}|1\d\d|999|116\d{3}")


class Phone(Text):
    """A telephone number, as somebody would dial it."""

    def __init__(self, label: Sentence, **text: Any) -> None:
        super().__init__(label, **{"width": 20, "inputmode": "tel", "max_length": 40, **text})

    def clean(self, value: Any) -> str:
        """The number without spaces, if it could be one."""
        given: str = super().clean(value)
        number = re.sub(r"[\s().-]", "", given)
        if number and not _DIALLED.fullmatch(number):
            said = _("Enter a telephone number with its code, like 01296 315000.")
            raise ValidationError(said, code="no_telephone")
        return number


class NhsNumberText(Text):
    """An NHS number in any spacing; cleans to an `NhsNumber`, or None."""

    def __init__(self, label: Sentence | None = None, **text: Any) -> None:
        super().__init__(
            label or _("NHS number"),
            **{"width": 10, "inputmode": "numeric", "max_length": 40, **text},
        )

    def clean(self, value: Any) -> Any:
        """The number, checked, or None when the box is empty and may be."""
        given = super().clean(value)
        return asked(lambda: NhsNumber.parse(given)) if given else None


class Secret(forms.CharField):
    """A password: pasting and password managers are welcome."""

    widget = forms.PasswordInput

    def __init__(self, label: Sentence, *, missing: Sentence, autocomplete: str) -> None:
        super().__init__(label=label, strip=False, error_messages=messages(missing))
        self.autocomplete = autocomplete


class OneOf(forms.ChoiceField):
    """One of a few, as radios; or of many, as a list to pick from."""

    def __init__(
        self,
        label: Sentence,
        answers: Answers,
        *,
        hint: Sentence = "",
        missing: Sentence | None = None,
        as_list: bool = False,
        inline: bool = False,
        hints: Mapping[str, Sentence] | None = None,
        **django: Any,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            choices=answers,
            required=missing is not None,
            widget=forms.Select if as_list else forms.RadioSelect,
            error_messages=messages(missing, invalid_choice=_("Choose one of the answers shown")),
            **django,
        )
        self.inline = inline
        self.hints = dict(hints or {})


class SomeOf(forms.MultipleChoiceField):
    """Any of a few, as boxes to tick."""

    def __init__(
        self,
        label: Sentence,
        answers: Answers,
        *,
        hint: Sentence = "",
        missing: Sentence | None = None,
        hints: Mapping[str, Sentence] | None = None,
        **django: Any,
    ) -> None:
        unknown = _("Choose from the answers shown")
        super().__init__(
            label=label,
            help_text=hint,
            choices=answers,
            required=missing is not None,
            widget=forms.CheckboxSelectMultiple,
            error_messages=messages(missing, invalid_choice=unknown, invalid_list=unknown),
            **django,
        )
        self.hints = dict(hints or {})


class Tick(forms.BooleanField):
    """One box to tick; compulsory when it has words for being `missing`."""

    def __init__(
        self,
        label: Sentence,
        *,
        hint: Sentence = "",
        missing: Sentence | None = None,
        **django: Any,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=missing is not None,
            error_messages=messages(missing),
            **django,
        )


class Seen(forms.IntegerField):
    """The version that the page showed, carried unseen and handed to the service as `seen`."""

    def __init__(self, **django: Any) -> None:
        super().__init__(
            min_value=1, max_value=_LARGEST_VERSION, widget=forms.HiddenInput, **django
        )


class Key(forms.UUIDField):
    """The idempotency key of a form that makes a new thing: sending twice makes one."""

    def __init__(self, **django: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **{"initial": new_id, **django})


class HiddenId(forms.UUIDField):
    """The identifier of something that the page is about, carried unseen."""

    def __init__(self, **django: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **django)

    def to_python(self, value: Any) -> UUID | None:
        """The identifier, or None when there is none and there need not be."""
        found: UUID | None = super().to_python(value)
        return found
