"""Every component of the page kit on pages of their own: looked at by a browser, and by people."""
