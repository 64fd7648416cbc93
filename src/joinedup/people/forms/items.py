"""Who sees an item, and whether the person reads it online: what is asked."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from joinedup.kernel.audience import Audience
from joinedup.people.domain.items import (
    HARMS,
    LONGEST_NAME,
    NARROWS,
    Because,
    Choice,
    HeldBack,
    OwnView,
    Seeing,
)
from joinedup.people.domain.relations import LONGEST_BECAUSE
from joinedup.web import fields, moments
from joinedup.web.forms import Form

_SHOWN: Final = "shown"
_TEAM: Final = f"{Audience.TEAM.value}:"


class ItemSeen(fields.Seen):
    """How many choices of an item the page showed: none at first."""

    def __init__(self) -> None:
        super().__init__()
        self.min_value = 0
        self.validators = []


class ChooseAudience(Form):
    """Who sees an item, and why not everybody."""

    seen = ItemSeen()
    audience = fields.OneOf(_("Who may see it?"), (), missing=_("Choose who may see it"))
    because = fields.OneOf(
        _("Why not everybody?"),
        [(one.value, one.label) for one in NARROWS],
        hint=_("Needed unless everybody may see it"),
    )
    words = fields.Words(
        _("In your words"),
        hint=_("Leave it out if there is no more to say"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )
    is_quiet = fields.Tick(
        _("Do not tell others that there is something"),
        hint=_("Only where saying so could cause serious harm, or tells of somebody else."),
    )
    review_on = moments.Day(_("If others are not told: look at it again on"))

    refusal_fields: ClassVar = {
        "item_never_narrowed": "audience",
        "audience_unnamed": "audience",
        "item_reason_unfit": "because",
        "item_never_quiet": "is_quiet",
        "item_review_missing": "review_on",
        "too_long": "words",
    }

    def __init__(self, *given: Any, answers: Sequence[tuple[str, str]], **django: Any) -> None:
        super().__init__(*given, **django)
        self.fields["audience"].choices = answers  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The choice as one value, and how many there were before it."""
        typed = self.cleaned_data
        code, _colon, team = typed["audience"].partition(":")
        audience, _at, organisation = code.partition("@")
        seeing = Seeing(
            audience=Audience(audience), of=team or organisation, is_quiet=typed["is_quiet"]
        )
        because = Because(typed["because"] or Because.NO_LONGER)
        choice = Choice(
            seeing=seeing, because=because, words=typed["words"], review_on=typed["review_on"]
        )
        return {"choice": choice, "seen": typed["seen"]}


class MarkOwnView(Form):
    """Whether the person reads an item online, and why not."""

    seen = ItemSeen()
    view = fields.OneOf(
        _("Does the person read it online?"),
        [
            (_SHOWN, _("Yes")),
            (OwnView.NOT_YET.value, _("Not yet: they have not been told")),
            (OwnView.NOT_AT_ALL.value, _("Not at all")),
        ],
        missing=_("Choose whether they read it online"),
    )
    because = fields.OneOf(_("If not at all: why?"), [(one.value, one.label) for one in HARMS])
    assessed_by = fields.Text(
        _("If serious harm could follow: which health professional judged it?"),
        hint=_("Name and role. The law asks for it (Data Protection Act 2018, Schedule 3)."),
        max_length=LONGEST_NAME,
    )
    review_on = moments.Day(_("If not yet: by when will they have been told?"))
    words = fields.Words(
        _("In your words"),
        hint=_("Leave it out if there is no more to say"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {
        "item_reason_unfit": "because",
        "item_assessor_missing": "assessed_by",
        "item_review_missing": "review_on",
        "too_long": "words",
    }

    def arguments(self) -> dict[str, Any]:
        """The mark as one value, and how many there were before it."""
        typed = self.cleaned_data
        view = OwnView.SHOWN if typed["view"] == _SHOWN else OwnView(typed["view"])
        because = Because(typed["because"] or Because.NO_LONGER)
        held = HeldBack(
            view=view,
            because=Because.NOT_YET_TOLD if view is OwnView.NOT_YET else because,
            words=typed["words"],
            review_on=typed["review_on"],
            assessed_by=typed["assessed_by"],
        )
        return {"held": held, "seen": typed["seen"]}


def answers(
    may_be: Iterable[Audience], *, organisation: tuple[str, str], teams: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Who an item may be for, as its page offers it: the viewer's own organisation and teams."""
    code, name = organisation
    offered: list[tuple[str, str]] = []
    for one in may_be:
        if one is Audience.EVERYBODY:
            offered.append((one.value, one.label))
        elif one is Audience.TEAM:
            said = _("Only %(team)s")
            offered += [(f"{_TEAM}{team}", said % {"team": called}) for team, called in teams]
        elif code:
            said = _("%(who)s, and urgent care")
            if one is Audience.ORGANISATION:
                said = _("Only %(who)s")
            offered.append((f"{one.value}@{code}", said % {"who": name}))
    return offered


def shown_again() -> str:
    """What the form calls an item that the person reads."""
    return _SHOWN
