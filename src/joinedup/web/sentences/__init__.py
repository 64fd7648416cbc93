"""The sentences of the catalogue, a file for each room whose rules refuse."""
