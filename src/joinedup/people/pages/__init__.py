"""Pages about people that several views answer with."""
