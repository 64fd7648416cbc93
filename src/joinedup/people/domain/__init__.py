"""Rules and values of the person index: details, names, dates of birth, and the search box."""
