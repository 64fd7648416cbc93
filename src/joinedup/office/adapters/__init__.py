"""What the office reads from outside: the file of identity providers, and the providers."""
