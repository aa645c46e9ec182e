"""The templates as files: what must be the same everywhere."""

from pathlib import Path

import pytest

import webapp

TEMPLATES = Path(webapp.__file__).parent / "templates"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_wide_tables_are_made_by_the_macro_that_lets_the_keyboard_scroll_them(path: Path) -> None:
    if path.name == "wide.html":
        assert 'tabindex="0" role="region" aria-label=' in path.read_text()
    else:
        assert "table-responsive" not in path.read_text()
