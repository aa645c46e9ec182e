"""What people fill in, one module per topic."""
