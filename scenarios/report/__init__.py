"""What planners read: one page that opens from disk, its figures, tables and numbers."""
