"""What another system is shown: rows of lower rooms, in this room's own plain values."""
