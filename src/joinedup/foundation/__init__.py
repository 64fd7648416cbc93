"""What every room and the access rule need: the place, accounts, care, clocks, the journey log."""
