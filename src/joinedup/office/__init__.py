"""Sign-in, accounts and roles, undelivered hand-offs and place checks."""
