"""The pages of the office, put into words."""
