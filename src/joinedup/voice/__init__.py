"""What people, practices and professionals say of care: asked, kept without a name, counted."""
