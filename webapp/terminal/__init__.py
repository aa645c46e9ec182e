"""What the command shows on a terminal, and how it ends."""
