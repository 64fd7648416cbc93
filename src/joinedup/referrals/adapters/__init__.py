"""Formats of others that this room writes."""
