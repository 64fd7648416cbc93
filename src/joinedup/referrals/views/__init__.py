"""What a person does at the front door, a view for each."""
