"""What people are asked on their own pages, and staff about them."""
