"""Rules and values of people's own pages: letter codes, readings, requests, plain words."""
