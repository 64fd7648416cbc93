"""The tests: `make test` runs every ring of them."""
