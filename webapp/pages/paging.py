"""Lists in pages."""

from flask import request

MOST_PAGES = 100_000


def page_number() -> int:
    """The page asked for; the first, where neither form nor address names one that can be."""
    text = request.values.get("seite", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return min(max(number, 1), MOST_PAGES)
