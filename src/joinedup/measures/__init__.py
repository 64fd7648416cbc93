"""How the place answers, in figures: measures are data, and every figure opens to its list."""
