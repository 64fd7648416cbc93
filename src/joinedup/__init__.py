"""Joinedup: the open platform on which a place runs its care as one service around the person."""
