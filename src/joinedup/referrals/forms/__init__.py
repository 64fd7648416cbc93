"""What a person fills in at the front door."""
