"""What is offered on the forms of this room, as the place names it."""

from joinedup.foundation import place
from joinedup.foundation.place import ReasonKind


def reasons(kind: ReasonKind) -> list[tuple[str, str]]:
    """The reasons that somebody is asked to choose from for one step."""
    return [(one.code, str(one.staff)) for one in place.current().reasons_offered(kind)]
