"""``python -m webapp`` is ``lokal-willkommen``."""

from webapp.cli import main

main()
