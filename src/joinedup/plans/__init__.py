"""What was agreed with a person: their goals, who does what, and when it is looked at again."""
