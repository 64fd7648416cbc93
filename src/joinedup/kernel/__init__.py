"""Pure, tiny values and rules that every room leans on."""
