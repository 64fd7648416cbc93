"""Marks a test as a rule of the domain, so that docs/reference/rules.md prints it."""

import pytest


def rule(title: str) -> pytest.MarkDecorator:
    """Name in the sector's words the rule that a test is an example of."""
    return pytest.mark.rule(title)
