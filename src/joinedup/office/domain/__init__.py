"""Rules of sign-in at an identity provider: what its tokens must say before anybody is let in."""
