"""The shapes of the catalogue."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Sentence = str | _StrPromise
type Refusals = Mapping[str, Sentence]
type Reasons = Mapping[str, tuple[Sentence, Sentence, Sentence]]
"""Why not, what would change it, whom to ring."""
type Facts = Mapping[str, Sentence]
"""What was done, by the kind of fact: `referrals.line_triaged`."""
