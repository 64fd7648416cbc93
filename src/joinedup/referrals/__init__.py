"""The front door: a referral from arrival through triage and response to its outcome."""
