"""Safeguarding: a concern raised about an adult or a child, and what the council's door answers."""
