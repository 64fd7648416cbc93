"""The rules of what is agreed with people."""
