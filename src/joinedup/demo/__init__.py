"""Demo people and a working day, made through the rooms' own services."""
