"""What the pages of the front door draw from."""
