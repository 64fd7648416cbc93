"""Figures in words: what is shown of a board, as a page, a table to take away, or JSON."""
