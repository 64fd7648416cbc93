"""What people are asked on their own pages, and staff about them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.foundation.models import Account
from joinedup.kernel.errors import Refused
from joinedup.kernel.sections import LIMITABLE, Section
from joinedup.mycare.domain import readings
from joinedup.mycare.domain.asking import LONGEST as LONGEST_REQUEST
from joinedup.mycare.domain.asking import AskedFor, Outcome
from joinedup.mycare.domain.cards import LONGEST_NAME, CardLasts, CardPart
from joinedup.mycare.domain.letters import SeenHow
from joinedup.mycare.domain.readings import Measure, Taken
from joinedup.people.domain.carers import Assessment, Caring, CaringHours, Signpost
from joinedup.people.domain.record import LONGEST as RECORD_LONGEST
from joinedup.people.domain.sharing import Decision
from joinedup.people.domain.telling import Told
from joinedup.people.queries.carers import OwnCaring
from joinedup.web import fields, moments
from joinedup.web.forms import Form
from joinedup.web.sentences import mycare
from joinedup.web.sentences.kinds import Sentence

_MOST_FIGURES: Final = 8
_HOURS: Final[Mapping[CaringHours, Sentence]] = {
    CaringHours.UNDER_20: _("Up to 19 hours a week"),
    CaringHours.FROM_20: _("20 to 49 hours a week"),
    CaringHours.FROM_50: _("50 hours a week or more"),
    CaringHours.NOT_SAID: _("I do not want to say"),
}
_ASSESSMENTS: Final[Mapping[Assessment, Sentence]] = {
    Assessment.WANTED: _("Yes"),
    Assessment.NOT_WANTED: _("Not now"),
    Assessment.HAD: _("I have had one"),
    Assessment.NOT_ASKED: _("I am not sure"),
}
_CARD_PARTS: Final[Mapping[CardPart, Sentence]] = {
    CardPart.ALLERGIES: _("My allergies"),
    CardPart.MEDICINES: _("My medicines"),
    CardPart.CONDITIONS: _("My illnesses and health problems"),
    CardPart.WISHES: _("My papers on what I want"),
    CardPart.ABOUT_ME: _("What matters to me, and how to talk with me"),
}
_CARD_LASTS: Final[Mapping[CardLasts, Sentence]] = {
    CardLasts.ONE_DAY: _("One day"),
    CardLasts.ONE_WEEK: _("One week"),
    CardLasts.ONE_MONTH: _("Four weeks"),
}
_NUMBER: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


class GiveCode(Form):
    """The code of a letter and a date of birth."""

    code = fields.Text(
        _("The code in your letter"),
        hint=_("It has 12 letters and numbers"),
        missing=_("Type the code in your letter"),
        max_length=60,
        width=20,
    )
    born_on = moments.Day(
        _("Your date of birth"),
        hint=_("For example, 12 3 1945"),
        missing=_("Type your date of birth"),
    )


class ChooseSignIn(Form):
    """The user name and password of somebody who sees their own care."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"username_taken": "username"}

    username = fields.Text(
        _("Choose a user name"),
        hint=_("At least 6 letters or numbers. Do not use your NHS number."),
        missing=_("Choose a user name"),
        max_length=60,
        width=20,
        autocomplete="username",
        validators=[
            RegexValidator(r"^[\w.@+-]{6,60}\Z", _("Use 6 or more letters or numbers, no spaces"))
        ],
    )
    password = fields.Secret(
        _("Choose a password"),
        missing=_("Choose a password"),
        autocomplete="new-password",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("At least 12 letters. Three words are easy.")

    def clean_username(self) -> str:
        """The name, which must not be an NHS number or one of our own."""
        given: str = self.cleaned_data["username"]
        if sum(one.isdigit() for one in given) > _MOST_FIGURES:
            raise ValidationError(_("Do not use your NHS number or a telephone number"))
        return given

    def clean(self) -> dict[str, Any]:
        """Check that the password is long enough, no well-known one, and not like the name."""
        cleaned = super().clean()
        if "password" in cleaned:
            somebody = Account(username=cleaned.get("username", ""), display_name="")
            try:
                validate_password(cleaned["password"], somebody)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class GiveLetter(Form):
    """How a member of staff made sure who it is."""

    seen_how = fields.OneOf(
        _("How do you know that it is them?"),
        [(one.value, one.label) for one in SeenHow],
        missing=_("Choose how you know that it is them"),
    )

    def arguments(self) -> dict[str, Any]:
        """The way, as the service takes it."""
        return {"seen_how": SeenHow(self.cleaned_data["seen_how"])}


class CloseLetter(Form):
    """Which letter's code is closed."""

    code_id = fields.HiddenId()


class TellNote(Form):
    """How somebody is, in their own words."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"entry_without_words": "words"}

    key = fields.Key()
    words = fields.Words(
        _("What do you want to tell us?"),
        hint=_("How you are, or what has changed. We keep it in your record."),
        missing=_("Write what you want to tell us"),
        max_length=RECORD_LONGEST["words"],
        rows=5,
    )

    def arguments(self) -> dict[str, Any]:
        """The note as the record takes it."""
        return {"key": self.cleaned_data["key"], "told": Told(words=self.cleaned_data["words"])}


class TellReading(Form):
    """Something that somebody measured at home."""

    key = fields.Key()
    measure = fields.OneOf(
        _("What did you measure?"),
        [(one.value, one.label) for one in Measure],
        missing=_("Choose what you measured"),
    )
    number = fields.Text(
        _("What did it say?"),
        hint=_("For blood pressure, the top number"),
        missing=_("Type the number"),
        max_length=10,
        width=5,
        inputmode="decimal",
    )
    lower = fields.Text(
        _("The bottom number"),
        hint=_("Only for blood pressure"),
        max_length=10,
        width=5,
        inputmode="decimal",
    )

    def clean_number(self) -> Decimal:
        """The number, as people write one."""
        return _decimal(self.cleaned_data["number"])

    def clean_lower(self) -> Decimal | None:
        """The second number, where there is one."""
        given = self.cleaned_data["lower"]
        return _decimal(given) if given else None

    def taken(self) -> Taken:
        """The reading, once it can be one."""
        return readings.checked(
            Taken(
                measure=Measure(self.cleaned_data["measure"]),
                number=self.cleaned_data["number"],
                lower=self.cleaned_data["lower"],
            )
        )

    def clean(self) -> dict[str, Any]:
        """Check that it can be a reading of that kind."""
        cleaned = super().clean()
        if not self.errors:
            try:
                self.taken()
            except Refused as refusal:
                self.refused(refusal)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The reading as the record takes it."""
        taken = self.taken()
        words = f"{taken.measure.label}: {taken.value}, measured at home"
        told = Told(words=words, value=taken.value)
        return {"key": self.cleaned_data["key"], "told": told}


class TellLasting(Form):
    """What matters to somebody, how to talk with them, or what helps them."""

    words = fields.Words(
        _("In your own words"),
        hint=_("Leave it empty to take back what you said before"),
        max_length=400,
        rows=5,
    )


class TellLanguage(Form):
    """In which language somebody wants to talk."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"text_too_long": "language"}

    seen = fields.Seen()
    language = fields.Text(_("What language do you like to speak?"), max_length=20, width=20)
    needs_interpreter = fields.Tick(_("I need someone to put it into my language"))


class _Ask(Form):
    """What somebody asks of their practice, in their own words."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"request_missing": "words"}
    asked_for: ClassVar[AskedFor]

    key = fields.Key()

    def arguments(self) -> dict[str, Any]:
        """The request as the service takes it."""
        return {**super().arguments(), "asked_for": self.asked_for}


class AskCorrection(_Ask):
    """What is wrong in somebody's record."""

    asked_for = AskedFor.CORRECTION

    words = fields.Words(
        _("What is wrong, and what should it say?"),
        missing=_("Write what is wrong"),
        max_length=LONGEST_REQUEST,
        rows=5,
    )


class AskName(_Ask):
    """Why somebody wants to know who looked."""

    asked_for = AskedFor.NAME

    words = fields.Words(
        _("What do you want to know?"),
        hint=_("For example: who was this, and why did they look?"),
        missing=_("Write what you want to know"),
        max_length=LONGEST_REQUEST,
        rows=3,
    )


class DecideSharing(Form):
    """Who must not see somebody's record, or which part of it."""

    refusal_fields: ClassVar[Mapping[str, str]] = {
        "sharing_organisation_missing": "organisation",
        "sharing_organisation_unknown": "organisation",
        "sharing_section_missing": "section",
    }

    key = fields.Key()
    kind = fields.OneOf(
        _("What do you want?"),
        [
            (Decision.ONLY_CARERS.value, _("Only those who care for me now can see my record")),
            (Decision.OBJECTION.value, _("One of them must not see it")),
            (Decision.LIMIT.value, _("Keep one part back from everyone")),
        ],
        missing=_("Choose what you want"),
    )
    organisation = fields.OneOf(
        _("Who must not see it?"),
        lambda: [("", _("Choose one")), *_organisations()],
        hint=_("Only if you chose that one of them must not see it"),
        as_list=True,
    )
    section = fields.OneOf(
        _("Which part?"),
        lambda: [("", _("Choose one")), *_sections()],
        hint=_("Only if you chose to keep one part back"),
        as_list=True,
    )

    def arguments(self) -> dict[str, Any]:
        """What was decided, and nothing that its kind does not ask for."""
        typed = self.cleaned_data
        kind = Decision(typed["kind"])
        is_limit = kind is Decision.LIMIT
        return {
            "key": typed["key"],
            "kind": kind,
            "section": Section(typed["section"]) if is_limit and typed["section"] else None,
            "organisation": typed["organisation"] if kind is Decision.OBJECTION else "",
        }


class TakeBack(Form):
    """Which version of a decision is taken back."""

    seen = fields.Seen()


class TellCaring(Form):
    """What somebody says of caring for somebody else."""

    key = fields.Key()
    instead_of = fields.HiddenId(required=False)
    hours = fields.OneOf(
        _("How much time does it take?"),
        [(one.value, said) for one, said in _HOURS.items()],
        missing=_("Choose how much time it takes"),
    )
    assessment = fields.OneOf(
        _("Do you want to talk with the council about what you need?"),
        [(one.value, said) for one, said in _ASSESSMENTS.items()],
        hint=_("This is a carer's assessment. You have a right to one, and it is free."),
        missing=_("Choose one"),
    )
    is_under_strain = fields.Tick(_("It is getting too much for me"))
    agrees_to_register = fields.Tick(
        _("Put me on the list of carers"),
        hint=_("Then we can ring you about help. If you do not tick it, no one will ring."),
    )

    @classmethod
    def showing(cls, held: OwnCaring | None) -> Self:
        """The form with what was said before."""
        if held is None:
            return cls()
        return cls(
            initial={
                "instead_of": held.carer_id,
                "hours": held.hours,
                "assessment": held.assessment,
                "is_under_strain": held.is_under_strain,
                "agrees_to_register": held.agrees_to_register,
            }
        )

    def caring(self, held: OwnCaring | None) -> Caring:
        """What they say; where they were told that help is to be had stays as staff noted it."""
        typed = self.cleaned_data
        return Caring(
            hours=CaringHours(typed["hours"]),
            assessment=Assessment(typed["assessment"]),
            signposted_to=held.signposted_to if held else Signpost.NOWHERE,
            is_under_strain=typed["is_under_strain"],
            agrees_to_register=typed["agrees_to_register"],
        )

    def arguments(self) -> dict[str, Any]:
        """What it replaces, and the key that makes it once."""
        return {"key": self.cleaned_data["key"], "instead_of": self.cleaned_data["instead_of"]}


class EndCaring(Form):
    """Which caring is over, as the page showed it."""

    carer_id = fields.HiddenId()
    seen = fields.Seen()


class MakeCard(Form):
    """What stands on a card, and for how long it opens."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"card_empty": "parts"}

    key = fields.Key()
    parts = fields.SomeOf(
        _("What can they see?"),
        [(one.value, _CARD_PARTS[one]) for one in CardPart],
        missing=_("Choose what they can see"),
    )
    lasts = fields.OneOf(
        _("How long does the card work?"),
        [(one.value, _CARD_LASTS[one]) for one in CardLasts],
        missing=_("Choose how long it works"),
    )

    def arguments(self) -> dict[str, Any]:
        """The choices as the service takes them."""
        typed = self.cleaned_data
        parts = [CardPart(one) for one in typed["parts"]]
        return {"key": typed["key"], "parts": parts, "lasts": CardLasts(typed["lasts"])}


class EndCard(Form):
    """Which card is ended."""

    card_id = fields.HiddenId()


class OpenCard(Form):
    """What whoever treats somebody elsewhere gives to open their card."""

    code = fields.Text(
        _("The code on the card"),
        hint=_("It has 12 letters and numbers"),
        missing=_("Type the code on the card"),
        max_length=60,
        width=20,
    )
    number = fields.Text(
        _("The number that its holder told you"),
        hint=_("It has 6 figures. Ask the person whose card it is."),
        missing=_("Type the number that its holder told you"),
        max_length=20,
        width=10,
        inputmode="numeric",
    )
    name = fields.Text(
        _("Your name and role"),
        hint=_("The person will see this"),
        missing=_("Type your name and role"),
        max_length=LONGEST_NAME,
    )
    where = fields.Text(
        _("Where you work"),
        missing=_("Type where you work"),
        max_length=LONGEST_NAME,
    )


class Answer(Form):
    """What came of a request, in words to whoever asked."""

    refusal_fields: ClassVar[Mapping[str, str]] = {"answer_missing": "words"}

    seen = fields.Seen()
    outcome = fields.OneOf(
        _("What came of it?"),
        [(one.value, one.label) for one in Outcome],
        missing=_("Choose what came of it"),
    )
    words = fields.Words(
        _("What do you tell them?"),
        hint=_("They read it as you write it. Short words; no names of others but who looked."),
        missing=_("Write what you tell them"),
        max_length=LONGEST_REQUEST,
        rows=4,
    )

    def arguments(self) -> dict[str, Any]:
        """The answer as the service takes it."""
        given = super().arguments()
        return {**given, "outcome": Outcome(given["outcome"])}


def _sections() -> list[tuple[str, Sentence]]:
    return [(one.value, mycare.SECTIONS[one]) for one in LIMITABLE]


def _organisations() -> list[tuple[str, Sentence]]:
    named = [(code, one.name) for code, one in place.current().organisations.items()]
    return sorted(named, key=lambda one: one[1])


def _decimal(text: str) -> Decimal:
    kept = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(kept):
        raise ValidationError(_("Type a number, like 120 or 36.5"), code="no_number")
    return Decimal(kept)
