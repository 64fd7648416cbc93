"""Reading what people see of their own care, and what they ask of the place."""
