"""Values of this room: what a message says, what was repaired, and what a load came to."""
