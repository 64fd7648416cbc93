"""People's own pages, and those of staff about them."""
