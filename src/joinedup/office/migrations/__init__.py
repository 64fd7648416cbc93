"""The tables of the foundation, step by step."""
