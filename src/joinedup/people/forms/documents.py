"""What is written of a document: what it says, who saw it or looked at it again, how it ended."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain import documents as rules
from joinedup.people.domain.details import LONGEST
from joinedup.people.domain.documents import (
    LONGEST_DETAILS,
    LONGEST_NAME,
    Cpr,
    DocumentKind,
    Ended,
    EndedHow,
    Focus,
    Involved,
    Known,
    Paper,
    Reviewed,
    Sight,
)
from joinedup.people.domain.relations import LONGEST_BECAUSE, LONGEST_WORDS
from joinedup.web import fields, moments
from joinedup.web.forms import Form

_YES, _NO = "yes", "no"
_SUMMARIES: Final[Mapping[DocumentKind, Any]] = {
    DocumentKind.ANTICIPATORY: _("What may happen, and what to do then: the first thing first"),
    DocumentKind.ADVANCE_STATEMENT: _("What the person wants to be known, in their words"),
}


def _answers(of: Any) -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in of]


def _where(label: Any, **more: Any) -> fields.Text:
    return fields.Text(label, max_length=LONGEST["whereabouts"], **more)


class RecordDocument(Form):
    """What a paper says; of each kind only what that kind says."""

    key = fields.Key()
    summary = fields.Words(
        _("What whoever stands at the bed should do"),
        hint=_("In a few words: “Stay at home. Comfort care. Antibiotics by mouth only.”"),
        missing=_("Say what whoever stands at the bed should do"),
        max_length=LONGEST_WORDS,
    )
    cpr = fields.OneOf(
        _("What does it say of CPR?"), _answers(Cpr), missing=_("Choose what it says of CPR")
    )
    focus = fields.OneOf(
        _("What is the focus of care?"),
        _answers(Focus),
        missing=_("Choose what the focus of care is"),
    )
    recommended = fields.Words(_("Care that is recommended"), max_length=LONGEST_WORDS)
    not_recommended = fields.Words(_("Care that is not recommended"), max_length=LONGEST_WORDS)
    treatments = fields.Words(
        _("Which treatment is refused, and when?"),
        hint=_("In the words of the paper"),
        missing=_("Say which treatment is refused"),
        max_length=LONGEST_WORDS,
    )
    proxy_name = fields.Text(
        _("Who decides for the person when they cannot?"),
        missing=_("Give the name of whoever decides for the person"),
        max_length=LONGEST_NAME,
        width=20,
    )
    proxy_phone = fields.Phone(_("Their number, at night as well"))
    is_registered = fields.OneOf(
        _("Is it registered with the Office of the Public Guardian?"),
        _answers(Known),
        hint=_("Each page is stamped “Validated-OPG”. Not registered, it gives no power."),
        missing=_("Choose whether it is registered"),
        inline=True,
    )
    life_sustaining = fields.OneOf(
        _("Does it cover life-sustaining treatment?"),
        _answers(Known),
        missing=_("Choose whether it covers life-sustaining treatment"),
        inline=True,
    )
    says_even_if_at_risk = fields.Tick(_("It says that it holds even if life is at risk"))
    is_in_writing = fields.Tick(_("It is in writing"))
    is_signed = fields.Tick(_("It is signed by the person, or for them in their presence"))
    is_witnessed = fields.Tick(
        _("A witness signed as well"),
        hint=_("To refuse life-sustaining treatment it needs all four, by law."),
    )
    care_place = _where(_("Where do they want to be cared for?"))
    death_place = _where(_("Where do they want to die?"))
    details = fields.Words(_("What else it says"), rows=4, max_length=LONGEST_DETAILS)
    stands_beside = fields.Tick(
        _("An earlier one of this kind still holds beside it"),
        hint=_("Else the earlier one is shown as superseded."),
    )
    issued_on = moments.Day(_("Issued on"), hint=_("The day on which it was signed"))
    issued_on_not_known = fields.Tick(_("Not known"))
    review_on = moments.Day(_("To be reviewed on"), hint=_("If it says so"))
    valid_until = moments.Day(_("Valid until"), hint=_("If it says so"))
    signed_by = fields.Text(
        _("Who signed it?"),
        hint=_("Name and role of the clinician; or who made it"),
        max_length=LONGEST_NAME,
    )
    involved = fields.OneOf(
        _("Who took part in making it?"),
        _answers(Involved),
        missing=_("Choose who took part"),
    )
    involved_who = fields.Text(_("Their name, if it was somebody else"), max_length=LONGEST_NAME)
    capacity = fields.OneOf(
        _("Could the person decide this when it was made?"),
        _answers(Known),
        missing=_("Choose whether they could decide"),
        inline=True,
    )
    kept_where = _where(_("Where is the original kept?"), hint=_("“Yellow folder by the door”"))
    original = fields.OneOf(
        _("Has somebody seen the original?"),
        [(_YES, _("Yes")), (_NO, _("No, or not known"))],
        hint=_("The paper itself. A copy, or being told of it, is not the original."),
        missing=_("Choose whether the original was seen"),
        inline=True,
    )
    name = fields.Text(_("If yes: who saw it?"), max_length=LONGEST_NAME, width=20)
    role = fields.Text(_("Their role"), max_length=LONGEST_NAME, width=20)
    on = moments.Day(_("Seen on"))

    or_not_known: ClassVar[Mapping[str, str]] = {"issued_on": "issued_on_not_known"}

    def __init__(self, *given: Any, kind: DocumentKind, **django: Any) -> None:
        super().__init__(*given, **django)
        self.kind = kind
        asked = rules.asked_of(kind)
        for name in [one.name for one in fields_of(Paper) if one.name not in asked]:
            self.fields.pop(name, None)
        if kind in _SUMMARIES:
            self.fields["summary"].help_text = _SUMMARIES[kind]
        if kind is DocumentKind.DEPUTY:
            self.fields["life_sustaining"].help_text = _("No deputy may refuse it, by law.")

    @classmethod
    def empty(cls, kind: DocumentKind, *, name: str, role: str, on: date) -> "RecordDocument":
        """The form with whoever writes, and today, as who saw the original and when."""
        return cls(kind=kind, initial={"name": name, "role": role, "on": on})

    def arguments(self) -> dict[str, Any]:
        """The paper as one value, who saw the original, and the key that makes it once."""
        typed = self.cleaned_data
        said = {
            name: _CODES[name](value) if name in _CODES else value
            for name, value in typed.items()
            if name in _OF_PAPER
        }
        return {
            "paper": Paper(kind=self.kind, **said),
            "original": _sight(typed) if typed["original"] == _YES else None,
            "key": typed["key"],
        }


_OF_PAPER: Final = frozenset(one.name for one in fields_of(Paper)) - {"kind"}
_CODES: Final = {
    "cpr": Cpr,
    "focus": Focus,
    "life_sustaining": Known,
    "is_registered": Known,
    "capacity": Known,
    "involved": Involved,
}


def _sight(typed: Mapping[str, Any]) -> Sight:
    return Sight(name=typed["name"], role=typed["role"], on=typed["on"])


class SeeOriginal(Form):
    """Who saw the original, and on which day."""

    seen = fields.Seen()
    name = fields.Text(
        _("Who saw it?"), missing=_("Say who saw it"), max_length=LONGEST_NAME, width=20
    )
    role = fields.Text(_("Their role"), max_length=LONGEST_NAME, width=20)
    on = moments.Day(_("On which day?"), missing=_("Say on which day"))

    def arguments(self) -> dict[str, Any]:
        """The sight as one value."""
        return {"sight": _sight(self.cleaned_data), "seen": self.cleaned_data["seen"]}


class ReviewDocument(Form):
    """Who found a document still right, on which day, and when to look at it again."""

    seen = fields.Seen()
    name = fields.Text(
        _("Who looked at it again?"),
        missing=_("Say who looked at it again"),
        max_length=LONGEST_NAME,
        width=20,
    )
    role = fields.Text(_("Their role"), max_length=LONGEST_NAME, width=20)
    on = moments.Day(_("On which day?"), missing=_("Say on which day"))
    next_on = moments.Day(_("To be reviewed again on"), hint=_("Leave empty if no day was set"))
    words = fields.Words(
        _("What was found?"),
        hint=_("Say it only if it is still right. If it is not: end it, or record the new one."),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    def arguments(self) -> dict[str, Any]:
        """The review as one value."""
        typed = dict(self.cleaned_data)
        return {"seen": typed.pop("seen"), "reviewed": Reviewed(**typed)}


class EndDocument(Form):
    """How a document came to be in force no more, and why."""

    seen = fields.Seen()
    how = fields.OneOf(
        _("What happened to it?"),
        _answers(EndedHow),
        hints={
            EndedHow.SUSPENDED.value: _("For a time. Record it again when it holds again."),
            EndedHow.REPLACED.value: _("Another paper holds now: record that too."),
            EndedHow.MISTAKE.value: _("It is not theirs, or says something else."),
        },
        missing=_("Choose what happened to it"),
    )
    because = fields.Words(
        _("Why?"), missing=_("Say why it ends"), rows=2, max_length=LONGEST_BECAUSE
    )
    decided_by = fields.Text(
        _("Who decided it?"),
        hint=_("The person, their attorney, a clinician, the court. Leave empty for yourself."),
        max_length=LONGEST_NAME,
        width=20,
    )
    on = moments.Day(_("Since which day?"), hint=_("Leave empty for today"))

    refusal_fields: ClassVar = {"because_missing": "because"}

    def arguments(self) -> dict[str, Any]:
        """The end as one value."""
        typed = dict(self.cleaned_data)
        return {
            "seen": typed.pop("seen"),
            "ended": Ended(**{**typed, "how": EndedHow(typed["how"])}),
        }
