"""What has the focus can be seen: no bar that sticks to the screen's edge lies over it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.webapp.browser.surroundings import DESK, PHONE, House

Visit = Callable[..., Page]
# Fields and buttons outside the bar, one focus after the other as by the tab key; those the bar covers.
_COVERED = """bar => {
    const covered = []
    for (const one of document.querySelectorAll('main :is(input, select, textarea, button, a, summary)')) {
        if (bar.contains(one) || !one.checkVisibility() || one.type === 'hidden' || one.tabIndex < 0) continue
        one.focus()
        const box = one.getBoundingClientRect(), over = bar.getBoundingClientRect()
        const overlap = box.bottom > over.top + 1 && box.top < over.bottom - 1
        if (document.activeElement === one && overlap) covered.push(one.name || one.textContent.trim())
    }
    return covered
}"""


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize(
    ("name", "path", "bar"),
    [("team-brackel", "/haushalte/neu", ".lw-send"), ("ehrenamt-1", "/ueber-mich", ".save-line")],
)
def test_bar_never_covers_what_has_the_focus(
    house: House, visit: Visit, name: str, path: str, bar: str, width: int
) -> None:
    page = visit(name, width=width)
    page.goto(house.address + path)
    assert page.locator(bar).evaluate(_COVERED) == []
