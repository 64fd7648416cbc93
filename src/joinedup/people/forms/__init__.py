"""What a person fills in about somebody."""
