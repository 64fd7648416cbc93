"""Forms about who somebody is, where they are, and who may know it."""

from dataclasses import replace
from typing import Any, ClassVar, Final, Self

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.foundation.place import ReasonKind
from joinedup.kernel.errors import Refused
from joinedup.people.domain import search
from joinedup.people.domain.details import DIED_ON, LONGEST, Gender, PersonDetails
from joinedup.people.domain.relations import LONGEST_BECAUSE
from joinedup.people.domain.search import Query
from joinedup.people.domain.whereabouts import Stay, WhereKind
from joinedup.people.forms import choices
from joinedup.people.queries import Held
from joinedup.web import fields, moments
from joinedup.web.forms import Form
from joinedup.web.place_words import of_place

NO_PRACTICE: Final = ("", _("None, or not known"))
_AS_TYPED: Final = (
    "family_name",
    "given_name",
    "known_as",
    "born_on",
    "postcode",
    "phone",
    "email",
    "practice_code",
    "language",
    "needs_interpreter",
)


def _practices() -> list[tuple[str, Any]]:
    there = place.current().practices.values()
    by_name = sorted((str(practice.name), practice.code) for practice in there)
    return [NO_PRACTICE, *((code, name) for name, code in by_name)]


class FindPeople(Form):
    """One box."""

    text = fields.Text(
        _("NHS number, or name with date of birth or postcode"),
        hint=_("In any order, like: Pargeter Ethel 12/3/1945."),
        missing=_("Type an NHS number, or a name with a date of birth or postcode."),
        max_length=search.LONGEST_TEXT,
    )

    def clean_text(self) -> str:
        """What was typed, if it can find somebody; else the reason why it cannot."""
        text: str = self.cleaned_data["text"]
        fields.asked(lambda: search.parse(text, on=place.today()))
        return text


class _Details(Form):
    """What is known of somebody. Nothing is compulsory but a family name or an NHS number."""

    family_name = fields.Text(_("Family name"), max_length=LONGEST["family_name"], width=20)
    given_name = fields.Text(_("Given names"), max_length=LONGEST["given_name"], width=20)
    known_as = fields.Text(_("Likes to be called"), max_length=LONGEST["known_as"], width=20)
    born_on = moments.Day(_("Date of birth"), hint=_("For example, 12 3 1945"))
    nhs_number = fields.NhsNumberText(hint=_("10 digits, in any spacing"))
    gender = fields.OneOf(
        _("Gender"),
        [(gender.value, gender.label) for gender in Gender],
        initial=Gender.UNKNOWN.value,
        inline=True,
    )
    address = fields.Words(_("Usual address"), rows=3, max_length=500)
    postcode = fields.Text(_("Postcode"), max_length=10, width=10)
    phone = fields.Phone(_("Telephone"))
    email = fields.Text(_("Email"), max_length=LONGEST["email"], width=20, inputmode="email")
    practice_code = fields.OneOf(of_place("%(Practice)s"), _practices, as_list=True)
    language = fields.Text(_("Language they speak best"), max_length=LONGEST["language"], width=20)
    needs_interpreter = fields.Tick(_("They need an interpreter"))

    refusal_fields: ClassVar = {
        "person_without_name_or_number": "family_name",
        "born_in_future": "born_on",
        "born_too_long_ago": "born_on",
        "postcode_form": "postcode",
        "number_of_another": "nhs_number",
    }

    def details(self) -> PersonDetails:
        """The details as typed."""
        typed = self.cleaned_data
        return PersonDetails(
            **{name: typed[name] for name in _AS_TYPED},
            gender=Gender(typed["gender"] or Gender.UNKNOWN),
            nhs_number=typed["nhs_number"],
            address_lines=tuple(typed["address"].splitlines()),
        )

    def arguments(self) -> dict[str, Any]:
        """The details as one value, and whatever else the form carries."""
        carried = {name: self.cleaned_data[name] for name in ("key", "seen") if name in self.fields}
        return {"details": self.details(), **carried}


LABELS: Final = {
    **{name: box.label for name, box in _Details.base_fields.items()},
    "address_lines": _Details.base_fields["address"].label,
    "is_nhs_number_verified": _("NHS number verified"),
    DIED_ON: _("Date of death"),
}
"""What each detail is called on the form."""


class RegisterPerson(_Details):
    """Somebody new to the index."""

    key = fields.Key()


class IdentifyAsNew(_Details):
    """Who somebody described is, where they are not in the index yet."""

    seen = fields.Seen()


class CorrectDetails(_Details):
    """Details that are held, to be put right."""

    seen = fields.Seen()

    def __init__(self, *given: Any, held: Held, **django: Any) -> None:
        super().__init__(*given, **django)
        self.held = held.details
        practice, listed = held.details.practice_code, _practices()
        if practice not in {code for code, _name in listed}:
            self.fields["practice_code"].choices = [*listed, (practice, practice)]  # type: ignore[attr-defined]
        if held.card.is_location_restricted:
            for name in ("address", "postcode", "practice_code"):
                self.fields[name].help_text = _("Restricted: leave empty to keep what is held")

    @classmethod
    def showing(cls, held: Held) -> Self:
        """The form with its boxes as they are held."""
        return cls(initial={**_boxes(held.details), "seen": held.version}, held=held)

    def details(self) -> PersonDetails:
        """The details as typed; a number that is as it was stays as verified as it was."""
        typed = super().details()
        is_same = typed.nhs_number == self.held.nhs_number
        return replace(typed, is_nhs_number_verified=is_same and self.held.is_nhs_number_verified)


class Identify(Form):
    """That two entries are one person, said after comparing them."""

    seen = fields.Seen()


class WhereNow(Form):
    """Where somebody is now."""

    seen = fields.Seen()
    kind = fields.OneOf(
        _("Where are they now?"),
        lambda: [(kind.code, kind.name) for kind in place.current().location_kinds.values()],
        missing=_("Choose where they are"),
    )
    words = fields.Text(
        _("Address, or ward"), hint=_("And how to find it"), max_length=LONGEST["whereabouts"]
    )
    postcode = fields.Text(_("Postcode"), max_length=10, width=10)
    until = moments.Moment(_("Until when?"), hint=_("Leave empty if it is not known"))

    refusal_fields: ClassVar = {"postcode_form": "postcode", "ends_before_it_begins": "until"}

    def arguments(self) -> dict[str, Any]:
        """The stay as one value."""
        typed = self.cleaned_data
        stay = Stay(
            kind=WhereKind(typed["kind"]),
            words=typed["words"],
            postcode=typed["postcode"],
            until=typed["until"],
        )
        return {"seen": typed["seen"], "stay": stay}


class RecordDeath(Form):
    """The day on which somebody died."""

    seen = fields.Seen()
    died_on = moments.Day(_("Date of death"), missing=_("Enter the date of death"))

    refusal_fields: ClassVar = {"died_in_future": "died_on", "died_before_birth": "died_on"}


class TakeBackDeath(Form):
    """How somebody knows that a person has not died."""

    seen = fields.Seen()
    because = fields.Words(
        _("How do you know that they have not died?"),
        missing=_("Say how you know that they have not died"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {"because_missing": "because"}


class RestrictLocation(Form):
    """Why nobody is shown where somebody is."""

    seen = fields.Seen()
    reason = fields.OneOf(
        _("Why?"), lambda: choices.reasons(ReasonKind.RESTRICT), missing=_("Choose the reason")
    )

    refusal_fields: ClassVar = {"restriction_reason_unknown": "reason"}


class LiftRestriction(Form):
    """Why it is shown again."""

    seen = fields.Seen()
    reason = fields.OneOf(
        _("Why?"),
        lambda: choices.reasons(ReasonKind.LIFT_RESTRICTION),
        missing=_("Choose the reason"),
    )

    refusal_fields: ClassVar = {"restriction_reason_unknown": "reason"}


def from_search(text: str) -> RegisterPerson:
    """The form for somebody who was looked for and not found, so that nothing is typed twice."""
    try:
        query = search.parse(text, on=place.today())
    except Refused:
        return RegisterPerson()
    return RegisterPerson(initial=_boxes_from_search(query))


def _boxes(details: PersonDetails) -> dict[str, Any]:
    return {
        **{name: getattr(details, name) for name in _AS_TYPED},
        "gender": details.gender.value,
        "nhs_number": details.nhs_number.display if details.nhs_number else "",
        "address": "\n".join(details.address_lines),
    }


def _boxes_from_search(query: Query) -> dict[str, Any]:
    given = [name for name in query.names if name not in query.family]
    family = query.family or tuple(given[-1:])
    return {
        "family_name": " ".join(family).title(),
        "given_name": " ".join(name for name in given if name not in family).title(),
        "born_on": query.births[0] if query.births else None,
        "nhs_number": query.number.display if query.number else "",
        "postcode": query.postcode or "",
    }
