"""Every page of every role, on a desk and on a phone: accessible, no wider than the screen, silent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.webapp.browser.surroundings import (
    AXE,
    DESK,
    PHONE,
    House,
    Journal,
    accessibility_problems,
    new_context,
    scrolls_sideways,
    served,
    sign_in,
)
from tests.webapp.browser.tour import ACCOUNTS, tour


@pytest.fixture(scope="module")
def shared_house(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all: looking changes nothing that others see."""
    with served(filled, tmp_path_factory.mktemp("shared")) as found:
        yield found


@pytest.mark.skipif(not AXE.is_file(), reason="node_modules is missing; npm ci --ignore-scripts brings axe-core")
@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_page_is_accessible_fits_the_screen_and_is_silent(
    browser: Browser, shared_house: House, role: str, width: int
) -> None:
    context, journal = new_context(browser, width=width), Journal()
    page = context.new_page()
    if (name := ACCOUNTS[role]) is not None:
        sign_in(page, shared_house.address, name)
    journal.watch(context)
    problems: dict[str, list[str]] = {}
    visited = []
    for path in tour(page, shared_house.app, shared_house.address, role):
        visited.append(path)
        found = accessibility_problems(page) + journal.complaints()
        if width == PHONE and scrolls_sideways(page):
            found.append("is wider than the screen")
        if found:
            problems[path] = found
        journal.forget()
    context.close()
    assert "/" in visited
    if problems:
        pytest.fail(
            "\n".join(line for path, found in problems.items() for line in (path, *(f"  {one}" for one in found)))
        )
