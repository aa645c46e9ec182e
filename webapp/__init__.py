"""People and screens: the command line, and what it says."""
