"""What is filled in while a watch is handed over."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from joinedup.kernel.ids import AccountId, Version
from joinedup.referrals.domain.ids import LineId
from joinedup.web.fields import OneOf, SomeOf, Text, Words
from joinedup.web.forms import Form

type Offered = Sequence[tuple[str, str]]

_TICK = _("Tick at least one row")


class Rows(SomeOf):
    """Rows that were ticked, each by the line that it is about.

    One that left the watch meanwhile is no mistake of whoever ticked it: the service says so.
    """

    def valid_value(self, value: str) -> bool:
        """Whether it names a line at all."""
        try:
            UUID(str(value))
        except ValueError:
            return False
        return True


class GiveRows(Form):
    """Give the rows that were ticked to a colleague by name."""

    lines = Rows(_("Rows"), [], missing=_TICK)
    to = OneOf(_("Give the ticked rows to"), [], as_list=True, missing=_("Choose to whom"))
    words = Text(_("What they need to know"), max_length=300)
    refusal_fields: ClassVar[Mapping[str, str]] = {"handover_nothing_chosen": "lines"}

    def __init__(self, data: Any = None, *, colleagues: Offered = ()) -> None:
        super().__init__(data, auto_id="give-%s")
        self.fields["to"].choices = [("", _("Choose")), *colleagues]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """The rows as lines, and the colleague as the account that they are."""
        given = super().arguments()
        lines = [LineId(UUID(one)) for one in given["lines"]]
        return {**given, "lines": lines, "to": AccountId(UUID(given["to"]))}


class AcceptRows(Form):
    """Accept the rows that were ticked, each as it was seen."""

    rows = Rows(_("Rows"), [], missing=_TICK)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="accept-%s")

    def chosen(self) -> list[tuple[LineId, Version]]:
        """Each row that was ticked, with the version of its line that the page showed."""
        return [(LineId(UUID(one)), self._seen(one)) for one in self.cleaned_data["rows"]]

    def _seen(self, line_id: str) -> Version:
        said = str(self.data.get(f"seen-{line_id}", ""))
        return Version(int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0)


class NoteHandover(Form):
    """What the next watch needs to know beside the rows."""

    words = Words(_("What the next watch needs to know"), rows=3)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="note-%s")


class Plain(Form):
    """A button alone: nothing is typed, and the service may refuse."""
