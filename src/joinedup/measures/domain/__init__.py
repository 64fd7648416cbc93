"""Rows in, figures out: what a measure counts, and what stands in a table of it."""
