"""Numbers that come with a request: pages of lists, versions of records."""

from flask import request

from webapp.forms.parts import is_number

MOST_PAGES = 100_000
_MOST_DIGITS = 9


def page_number(name: str = "seite") -> int:
    """The page asked for; the first, where neither form nor address names one that can be."""
    text = request.values.get(name, "1")
    number = int(text) if is_number(text) else 1
    return min(max(number, 1), MOST_PAGES)


def posted_version() -> int | None:
    """The version of a record that the page showed; None for nonsense, which is never the one that is kept."""
    text = request.form.get("version", "")
    return int(text) if is_number(text, _MOST_DIGITS) else None
