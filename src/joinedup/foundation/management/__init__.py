"""Commands of Django's that the foundation makes its own."""
