"""My care: what somebody sees of their own care, says about themselves, asks for and changes."""
