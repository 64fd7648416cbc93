"""The rules of the front door: what a referral must say, how it is decided, what answers it."""
