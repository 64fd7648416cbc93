"""Subject access: a copy of all that is held of somebody, reviewed before it is given."""
