"""What is asked of whoever writes what was agreed, looks at it again, or answers."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from joinedup.people.domain.sharing import (
    LONGEST_BECAUSE,
    LONGEST_DECIDER,
    Basis,
    DecidedBy,
    Way,
)
from joinedup.plans.domain.agreements import (
    LONGEST,
    LONGEST_NAME,
    Found,
    Outcome,
    Reviewed,
    Terms,
)
from joinedup.web import fields, moments
from joinedup.web.forms import Form


class WriteAgreement(Form):
    """What was agreed with a person, or offered to them."""

    key = fields.Key()
    instead_of = fields.HiddenId(required=False)
    goals = fields.Words(
        _("What do they want? Their goals, in their own words"),
        hint=_("“I want to get to the shop again.” They read it on their own pages."),
        missing=_("Write what they want, in their own words"),
        max_length=LONGEST,
        rows=4,
    )
    person_does = fields.Words(_("What do they do themselves?"), max_length=LONGEST, rows=3)
    we_do = fields.Words(
        _("What does each of us do?"),
        hint=_(
            "A line each, with who does it: “District nurses, Vale team: dress the leg on Mondays”"
        ),
        missing=_("Write who does what, a line each"),
        max_length=LONGEST,
        rows=5,
    )
    family_does = fields.Words(
        _("What do family and friends do, as it was told?"), max_length=LONGEST, rows=3
    )
    family_name = fields.Text(
        _("Who is that, if they agreed to be named?"), max_length=LONGEST_NAME
    )
    has_family_agreed = fields.Tick(_("Whoever is named agreed to be named here"))
    free = fields.Words(_("What is free, and what is paid for?"), max_length=LONGEST, rows=2)
    free_until = moments.Day(_("Free until which day?"), hint=_("If it is for a time"))
    took_part = fields.Words(
        _("Who took part in agreeing it?"),
        hint=_("Roles, or names of those who agreed to be named"),
        max_length=LONGEST,
        rows=2,
    )
    outcome = fields.OneOf(
        _("Does the person agree?"),
        [(one.value, one.label) for one in Outcome],
        missing=_("Choose whether they agree"),
    )
    decided_by = fields.OneOf(
        _("If it is agreed: who agreed?"),
        [(one.value, one.label) for one in DecidedBy],
        hint=_("Whether somebody can decide is asked of this decision, now."),
    )
    decider = fields.Text(_("If somebody else agreed: who?"), max_length=LONGEST_DECIDER, width=20)
    because = fields.Words(
        _("If somebody else agreed: why?"),
        hint=_("Why the person cannot decide this themselves, and what they would have wanted"),
        max_length=LONGEST_BECAUSE,
        rows=3,
    )
    decided_on = moments.Day(_("On which day was it agreed?"))
    look_again_on = moments.Day(
        _("When do you look at it again together?"),
        hint=_("Within a year. It stands in My work of the key worker, or else of your team."),
        missing=_("Say on which day you look at it again"),
    )

    refusal_fields: ClassVar = {"too_long": "because"}

    def clean(self) -> dict[str, Any]:
        """Who agreed, and on which day, belong together with that it is agreed."""
        typed = super().clean()
        if typed.get("outcome") == Outcome.AGREED.value:
            if not typed.get("decided_by"):
                self.add_error("decided_by", _("Choose who agreed"))
            if "decided_on" not in self.errors and not typed.get("decided_on"):
                self.add_error("decided_on", _("Say on which day it was agreed"))
        return typed

    def arguments(self) -> dict[str, Any]:
        """The terms as one value, instead of which they are, and the key that makes them once."""
        typed = self.cleaned_data
        outcome = Outcome(typed["outcome"])
        terms = Terms(
            goals=typed["goals"],
            person_does=typed["person_does"],
            we_do=typed["we_do"],
            family_does=typed["family_does"],
            family_name=typed["family_name"],
            has_family_agreed=typed["has_family_agreed"],
            free=typed["free"],
            free_until=typed["free_until"],
            took_part=typed["took_part"],
            outcome=outcome,
            basis=self._basis() if outcome is Outcome.AGREED else None,
            look_again_on=typed["look_again_on"],
        )
        return {"terms": terms, "instead_of": typed["instead_of"], "key": typed["key"]}

    def shows(self, current: object) -> None:
        """Send it next time instead of what the page shows now, to be read first."""
        self.data = self.data.copy()
        self.data["instead_of"] = str(current or "")

    def _basis(self) -> Basis:
        typed = self.cleaned_data
        return Basis(
            decided_by=DecidedBy(typed["decided_by"]),
            decided_on=typed["decided_on"],
            way=Way.FACE_TO_FACE,
            decider=typed["decider"],
            because=typed["because"],
        )


class ReviewAgreement(Form):
    """What each side kept, and whether it goes on."""

    seen = fields.Seen()
    person_kept = fields.Words(
        _("What did the person do of it, in their words?"),
        missing=_("Write what they did of it, or that they did not"),
        max_length=LONGEST,
        rows=3,
    )
    services_kept = fields.Words(
        _("What did we do of it?"),
        missing=_("Write what we did of it, and what we did not"),
        max_length=LONGEST,
        rows=3,
    )
    found = fields.OneOf(
        _("How does it go on?"),
        [(one.value, one.label) for one in Found],
        missing=_("Choose how it goes on"),
    )
    next_on = moments.Day(_("When do you look at it again?"), hint=_("Unless it is over"))

    def arguments(self) -> dict[str, Any]:
        """The review as one value."""
        typed = self.cleaned_data
        reviewed = Reviewed(
            found=Found(typed["found"]),
            person_kept=typed["person_kept"],
            services_kept=typed["services_kept"],
            next_on=typed["next_on"],
        )
        return {"reviewed": reviewed, "seen": typed["seen"]}


class AnswerReply(Form):
    """The answer to what the person wants changed."""

    seen = fields.Seen()
    words = fields.Words(
        _("Your answer, which they read"),
        hint=_("In short words: what changes, or why not, and when you talk about it."),
        missing=_("Write an answer"),
        max_length=LONGEST,
        rows=4,
    )
