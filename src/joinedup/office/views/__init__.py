"""The pages of the office: signing in, hand-offs, accounts, and the place itself."""
