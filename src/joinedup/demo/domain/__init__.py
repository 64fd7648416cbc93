"""A day at the front door, as it is told."""
