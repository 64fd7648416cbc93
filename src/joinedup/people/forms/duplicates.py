"""What is said of two entries that may be one person."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.kernel.ids import PersonId
from joinedup.people.domain.pairs import Joined, JoinedBecause
from joinedup.people.domain.relations import LONGEST_BECAUSE
from joinedup.web import fields
from joinedup.web.forms import Form


class _OfPair(Form):
    """One of several forms of a page, whose boxes have names of their own."""

    def __init__(self, *given: Any, **django: Any) -> None:
        django.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*given, **django)


class OnePerson(_OfPair):
    """That two entries are one person: which of them goes on, and how that is known."""

    seen = fields.Seen()
    seen_one = fields.Seen()
    seen_other = fields.Seen()
    survivor = fields.OneOf(
        _("Which record goes on?"),
        (),
        hint=_("Its name, number and address are shown from now on. Nothing of the other is lost."),
        missing=_("Choose which record goes on"),
    )
    because = fields.OneOf(
        _("How do you know?"),
        [(one.value, one.label) for one in JoinedBecause],
        missing=_("Choose how you know"),
    )
    words = fields.Words(
        _("In words"),
        hint=_("Needed where something differs that speaks against it."),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )

    refusal_fields: ClassVar = {"survivor_of_neither": "survivor"}

    def __init__(self, *given: Any, entries: Sequence[tuple[str, str]], **django: Any) -> None:
        super().__init__(*given, **django)
        self.fields["survivor"].choices = list(entries)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The decision as one value."""
        typed = self.cleaned_data
        joined = Joined(
            survivor=PersonId(UUID(typed["survivor"])),
            because=JoinedBecause(typed["because"]),
            words=typed["words"],
            seen=(typed["seen_one"], typed["seen_other"]),
        )
        return {"seen": typed["seen"], "joined": joined}


class TwoPeople(_OfPair):
    """That two entries are two people."""

    seen = fields.Seen()
    words = fields.Words(
        _("How do you know?"),
        hint=_("Nobody is asked about these two again, and this is kept."),
        missing=_("Say how you know that they are two people"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )


class CannotTell(_OfPair):
    """That it cannot be told yet."""

    seen = fields.Seen()
    words = fields.Words(
        _("What was tried?"),
        hint=_("For whoever looks next. The two stay on the list."),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )


class AskAbout(Form):
    """Another record that may be of the same person."""

    other = fields.HiddenId()


class PartPeople(Form):
    """That somebody joined to another is another person after all."""

    seen = fields.Seen()
    words = fields.Words(
        _("How do you know that they are two people?"),
        missing=_("Say how you know that they are two people"),
        rows=2,
        max_length=LONGEST_BECAUSE,
    )
