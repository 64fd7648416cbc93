"""Pages of the office that several views answer with."""
