"""The person index: who somebody is, where they are now, and how to find them."""
