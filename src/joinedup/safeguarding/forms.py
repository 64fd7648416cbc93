"""What is asked of whoever raises a concern, and of whoever answers for it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from enum import StrEnum
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from joinedup.kernel.nhs_number import NhsNumber
from joinedup.people.domain.documents import Known
from joinedup.safeguarding.domain.answer import (
    LONGEST_NAME,
    LONGEST_OUTCOME,
    Outcome,
    outcomes,
)
from joinedup.safeguarding.domain.concern import (
    Abuse,
    Agrees,
    Alleged,
    Capacity,
    Harm,
    Heard,
    Override,
    Told,
    Whose,
    missing,
)
from joinedup.web import fields, words
from joinedup.web.forms import Form
from joinedup.web.sentences.kinds import Sentence


def _of(codes: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in codes]  # type: ignore[attr-defined]


class RaiseConcern(Form):
    """A safeguarding concern, in the order in which somebody would tell it."""

    key = fields.Key()
    whose = fields.OneOf(_("Who is it about?"), _of(Whose), missing=_("Choose who it is about"))
    child_name = fields.Text(_("The child's name"), hint=_("Only for a child"), width=20)
    child_age = fields.Text(
        _("The child's age or date of birth"), hint=_("As you know it: “about 6”"), width=20
    )
    child_number = fields.NhsNumberText(
        _("The child's NHS number"), hint=_("Leave empty if you do not have it")
    )
    harm = fields.OneOf(_("How serious is it for the child?"), _of(Harm))
    words = fields.Words(
        _("What was seen or said?"),
        hint=_("What happened, when and where. Their own words in quotation marks."),
        missing=_("Say what was seen or said"),
        rows=6,
    )
    heard = fields.OneOf(_("How do you know?"), _of(Heard), missing=_("Choose how you know of it"))
    kinds = fields.SomeOf(
        _("What may it be?"),
        _of(Abuse),
        hint=_("All that may apply. The council decides: you need not be sure."),
        missing=_("Choose at least one; the nearest will do"),
    )
    danger = fields.OneOf(
        _("Is anybody in danger now?"),
        _of(Known),
        hint=_("If so ring 999 first. What you typed stays here."),
        missing=_("Choose whether anybody is in danger now"),
    )
    danger_words = fields.Words(_("Who is in danger, and from what?"), rows=2)
    alleged = fields.OneOf(
        _("Who may have caused it?"), _of(Alleged), missing=_("Choose who may have caused it")
    )
    alleged_name = fields.Text(
        _("Their name"),
        hint=_("Nobody of this name reads the concern here, also if they work here"),
        width=20,
    )
    alleged_username = fields.Text(
        _("Their user name, if they work here"), max_length=150, width=20
    )
    alleged_contact = fields.OneOf(
        _("Are they in contact with the person, or do they read or answer for them?"),
        _of(Known),
        hint=_("The council must not ring, write or speak through them."),
        initial=Known.NOT_KNOWN.value,
    )
    needs = fields.OneOf(
        _("Does the adult have needs for care and support?"),
        _of(Known),
        initial=Known.NOT_KNOWN.value,
    )
    protects = fields.OneOf(
        _("Can the adult protect themselves from it?"),
        _of(Known),
        initial=Known.NOT_KNOWN.value,
    )
    knows = fields.OneOf(
        _("Do they know that you raise this?"),
        _of(Known),
        missing=_("Choose whether they know"),
    )
    not_told = fields.Words(_("If they do not know: why not?"), rows=2)
    agrees = fields.OneOf(
        _("Do they agree that it is raised?"),
        _of(Agrees),
        hint=_("For a child: does a parent agree?"),
        missing=_("Choose whether they agree"),
    )
    override = fields.OneOf(
        _("If they did not agree: why is it raised all the same?"),
        _of(Override),
        hint=_("Where somebody is in danger or there may be a crime, agreement is not needed."),
    )
    override_words = fields.Words(_("Say that reason in your own words"), rows=2)
    wishes = fields.Words(
        _("What do they want to happen?"),
        hint=_("In their own words. Say so if you could not ask."),
        rows=2,
    )
    capacity = fields.OneOf(
        _("Can they decide about this?"), _of(Capacity), initial=Capacity.NOT_KNOWN.value
    )
    capacity_words = fields.Words(_("If they cannot decide: why do you think so?"), rows=2)
    done = fields.Words(_("What was done to make them safe?"), rows=2)
    reach = fields.Words(
        _("How can they be reached safely?"),
        hint=_("When, where, on which number, and who must not hear it."),
        rows=2,
    )
    raiser_name = fields.Text(_("Your name"), missing=_("Say your name"), width=20)
    raiser_role = fields.Text(_("Your role"), missing=_("Say your role"), width=20)
    raiser_number = fields.Phone(
        _("Your direct number"), missing=_("Give a number to ring you back on")
    )

    refusal_fields: ClassVar = {"account_unknown": "alleged_username"}

    def clean(self) -> dict[str, Any]:
        """Check what one answer asks of another, so that every box left out is said at once."""
        cleaned = super().clean()
        if not self.errors:
            for box, code in missing(self._told()):
                self.add_error(box, ValidationError(words.of_refusal(code, {}), code="required"))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The concern as one value, and the key that makes it once."""
        return {"told": self._told(), "key": self.cleaned_data["key"]}

    def told(self) -> Told:
        """The concern as it would be raised, once every box is right."""
        return self._told()

    def parts(self) -> Iterator[tuple[Sentence, list[BoundField]]]:
        """The boxes under the headings that they stand below."""
        for title, names in PARTS.items():
            yield _TITLES[title], [self[name] for name in names]

    def _told(self) -> Told:
        typed = {one.name: self.cleaned_data[one.name] for one in fields_of(Told)}
        number = typed["child_number"]
        typed["child_number"] = number.value if isinstance(number, NhsNumber) else ""
        coded = {name: _code(read, typed[name]) for name, read in _CODES.items()}
        kinds = tuple(Abuse(one) for one in typed["kinds"])
        return Told(**{**typed, **coded, "kinds": kinds})


_CODES: Final[Mapping[str, type[StrEnum]]] = {
    "whose": Whose,
    "harm": Harm,
    "heard": Heard,
    "danger": Known,
    "alleged": Alleged,
    "alleged_contact": Known,
    "needs": Known,
    "protects": Known,
    "knows": Known,
    "agrees": Agrees,
    "override": Override,
    "capacity": Capacity,
}
_TITLES: Final = {
    "who": _("Who it is about"),
    "what": _("What happened"),
    "by": _("Who may have caused it"),
    "wants": _("What they know and want"),
    "safe": _("Making them safe"),
    "you": _("How to reach you"),
}
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("whose", "child_name", "child_age", "child_number", "harm"),
    "what": ("words", "heard", "kinds", "danger", "danger_words"),
    "by": ("alleged", "alleged_name", "alleged_username", "alleged_contact"),
    "wants": (
        "knows",
        "not_told",
        "agrees",
        "override",
        "override_words",
        "wishes",
        "capacity",
        "capacity_words",
    ),
    "safe": ("needs", "protects", "done", "reach"),
    "you": ("raiser_name", "raiser_role", "raiser_number"),
}


def _code(read: type[StrEnum], given: str) -> StrEnum | None:
    if given:
        return read(given)
    return Known.NOT_KNOWN if read is Known else Capacity.NOT_KNOWN if read is Capacity else None


class Acknowledge(Form):
    """Who at the front door has the concern, and what they call it."""

    seen = fields.Seen()
    name = fields.Text(
        _("Who there has it?"),
        hint=_("The name of whoever took it"),
        missing=_("Say who took it"),
        max_length=LONGEST_NAME,
        width=20,
    )
    their_reference = fields.Text(
        _("Their reference"),
        hint=_("Leave empty if they gave none"),
        max_length=LONGEST_NAME,
        width=20,
    )


class Close(Form):
    """What the council decided, and why."""

    seen = fields.Seen()
    outcome = fields.OneOf(
        _("What was decided?"), lambda: _of(Outcome), missing=_("Choose what was decided")
    )
    words = fields.Words(_("Why?"), missing=_("Say why"), rows=3, max_length=LONGEST_OUTCOME)

    def __init__(self, *args: Any, whose: Whose, **django: Any) -> None:
        super().__init__(*args, **django)
        chosen = [(one.value, one.label) for one in outcomes(whose)]
        self.fields["outcome"].choices = chosen  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The outcome as one of those that there are."""
        return {**self.cleaned_data, "outcome": Outcome(self.cleaned_data["outcome"])}


class SendAgain(Form):
    """A button, for the version that the page showed."""

    seen = fields.Seen()
