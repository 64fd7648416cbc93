"""Pages of the desk that bring together what several rooms know."""
