"""What people do, as functions; each owns its transaction and writes the log in it."""
