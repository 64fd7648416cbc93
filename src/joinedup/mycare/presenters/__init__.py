"""What people read of their own care, in words that a child of ten can read."""
