"""What other systems send texts by."""
