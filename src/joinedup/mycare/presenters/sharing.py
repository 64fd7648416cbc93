"""Who can see somebody's record and what they decided of it, as they read it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from joinedup.people.domain.sharing import Decision
from joinedup.people.queries.sharing import Sharing, SharingRow
from joinedup.web.sentences import mycare


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """One decision in force, and the version by which it is taken back."""

    decision_id: UUID
    version: int
    words: str


def seers(sharing: Sharing) -> list[str]:
    """The organisations that may see somebody's record now."""
    return sorted({one.name for one in sharing.seers if not one.is_objected_to})


def decided(sharing: Sharing) -> list[DecidedRow]:
    """What somebody decided and is in force."""
    return [DecidedRow(one.decision_id, one.version, _words(one)) for one in sharing.in_force]


def _words(one: SharingRow) -> str:
    said = str(_DECIDED[one.kind])
    of = {
        "part": str(mycare.SECTIONS[one.section.value]) if one.section else "",
        "who": one.organisation or _("everyone"),
    }
    return said % of


_DECIDED: Final = {
    Decision.OBJECTION: _lazy("You said no to: %(who)s."),
    Decision.ONLY_CARERS: _lazy("Only those who care for you now can see your record."),
    Decision.LIMIT: _lazy("You keep this part back from %(who)s: %(part)s."),
    Decision.CONSENT: _lazy("You said yes to: %(who)s."),
    Decision.PHOTOGRAPHS: _lazy("You said yes to photos for your care."),
    Decision.RESEARCH: _lazy("You said yes to being asked about research."),
}
