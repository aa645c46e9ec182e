"""One module per command. Whatever is slow to load is imported inside the commands, so that ``--help`` is quick."""
