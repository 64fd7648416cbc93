"""People's own pages, and what staff do about them."""
