"""Refusals of this room's doors, in words."""

from collections.abc import Mapping
from typing import Any

from joinedup.web import words


def said(code: str, values: Mapping[str, Any]) -> str:
    """The sentence for why something was refused, by a rule or for want of a right."""
    if code in words.REASONS:
        return words.of_reason(code, values).why
    return words.of_refusal(code, values)
