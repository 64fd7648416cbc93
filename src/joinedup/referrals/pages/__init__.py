"""Pages of the front door that several views answer with."""
