"""Rows about people turned to the words on their pages."""
