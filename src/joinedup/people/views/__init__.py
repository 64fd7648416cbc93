"""What a person does in the index, a view for each."""
