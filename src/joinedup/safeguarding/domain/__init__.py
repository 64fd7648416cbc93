"""Rules and values of safeguarding concerns."""
