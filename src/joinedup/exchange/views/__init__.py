"""Doors for partners' systems: messages, and what they may read."""
