"""What the worker does for the foundation by itself."""

from joinedup.foundation import seals
from joinedup.foundation.listening import every
from joinedup.foundation.scope import Actor


@every(10, name="foundation.seals")
def seal(by: Actor) -> None:
    """Seal what was recorded and read since the last time."""
    del by
    seals.seal_everything()
