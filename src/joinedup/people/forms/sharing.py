"""What is asked of whoever records what a person decided of sharing, or takes it back."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.foundation import place
from joinedup.kernel.sections import LIMITABLE, Section
from joinedup.people.domain.sharing import (
    LONGEST_BECAUSE,
    LONGEST_DECIDER,
    Basis,
    Decided,
    DecidedBy,
    Decision,
    Way,
)
from joinedup.web import fields, moments
from joinedup.web.forms import Form


def _organisations() -> list[tuple[str, str]]:
    named = [(one.code, str(one.name)) for one in place.current().organisations.values()]
    return [("", ""), *sorted(named, key=lambda one: one[1].casefold())]


class _Decided(Form):
    """Who decided, by what right, when, and by which way it was told."""

    decided_by = fields.OneOf(
        _("Who decided it?"),
        [(one.value, one.label) for one in DecidedBy],
        hint=_("Whether somebody can decide is asked of this decision, now."),
        hints={
            DecidedBy.ATTORNEY.value: _("Only while the person cannot decide it themselves."),
            DecidedBy.PARENT.value: _("Only for a child under 16 who cannot decide it."),
        },
        missing=_("Choose who decided it"),
    )
    decider = fields.Text(
        _("If somebody else: who?"),
        hint=_("An attorney or deputy as the document on the record names them"),
        max_length=LONGEST_DECIDER,
        width=20,
    )
    because = fields.Words(
        _("If somebody else: why?"),
        hint=_(
            "Why they cannot decide this themselves, whom you asked, what they would have wanted,"
            " and why it is best for them"
        ),
        rows=3,
        max_length=LONGEST_BECAUSE,
    )
    decided_on = moments.Day(_("On which day?"), missing=_("Say on which day"))
    way = fields.OneOf(
        _("How were you told?"),
        [(one.value, one.label) for one in Way if one is not Way.ONLINE],
        missing=_("Choose how you were told"),
    )

    refusal_fields: ClassVar = {"too_long": "because"}

    def basis(self) -> Basis:
        """On what basis it was decided."""
        typed = self.cleaned_data
        return Basis(
            decided_by=DecidedBy(typed["decided_by"]),
            decided_on=typed["decided_on"],
            way=Way(typed["way"]),
            decider=typed["decider"],
            because=typed["because"],
        )


class DecideSharing(_Decided):
    """What was decided, of what, for whom."""

    key = fields.Key()
    kind = fields.OneOf(
        _("What was decided?"),
        [(one.value, one.label) for one in Decision],
        hints={
            Decision.OBJECTION.value: _(
                "Its staff open the record no more, also while they care for the person. Allergies,"
                " treatment wishes and whom to ring stay open to whoever has a part in their care."
            ),
            Decision.ONLY_CARERS.value: _(
                "Nobody opens it on their own word, nor for the day after a referral has ended."
            ),
            Decision.LIMIT.value: _("For everybody, or for one organisation."),
        },
        missing=_("Choose what was decided"),
    )
    section = fields.OneOf(
        _("For a limit: which part?"),
        [("", ""), *((one.value, one.label) for one in LIMITABLE)],
        hint=_("Allergies, alerts and treatment wishes are never limited: that could harm them."),
        as_list=True,
    )
    organisation = fields.OneOf(
        _("Which organisation?"),
        _organisations,
        hint=_("For an objection or a consent. For a limit: leave empty for everybody."),
        as_list=True,
    )

    field_order: ClassVar = ["key", "kind", "section", "organisation"]

    def arguments(self) -> dict[str, Any]:
        """The decision as one value, and the key that makes it once."""
        typed = self.cleaned_data
        decided = Decided(
            kind=Decision(typed["kind"]),
            basis=self.basis(),
            section=Section(typed["section"]) if typed["section"] else None,
            organisation=typed["organisation"],
        )
        return {"decided_of": decided, "key": typed["key"]}


class EndSharing(_Decided):
    """Who took a decision back, and on what basis."""

    seen = fields.Seen()

    asked_as: ClassVar = {"decided_by": _("Who took it back?")}

    def arguments(self) -> dict[str, Any]:
        """The basis as one value."""
        return {"basis": self.basis(), "seen": self.cleaned_data["seen"]}
