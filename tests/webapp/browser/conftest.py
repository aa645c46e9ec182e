"""
A filled database once per process, a server per story, visitors with browsers of their own.

Every test fails whose pages wrote into the console or asked anybody but the server.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.webapp.browser.surroundings import (
    AXE,
    DESK,
    PATIENCE_MILLISECONDS,
    House,
    Journal,
    accessibility_problems,
    fill,
    launch,
    new_context,
    served,
    sign_in,
    what_is_missing,
)

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = what_is_missing()
    for item in items:
        if missing and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small invented pilot; to be copied, not to be used."""
    return fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one file: its event loop must not reach others."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def house(filled: Path, tmp_path: Path) -> Iterator[House]:
    """A served copy of the filled database, for this test alone."""
    with served(filled, tmp_path / "house") as found:
        yield found


@pytest.fixture
def journal() -> Iterator[Journal]:
    """Of all visitors of the test; fails the test when there is something in it."""
    found = Journal()
    yield found
    assert found.complaints() == []


@pytest.fixture
def visit(browser: Browser, house: House, journal: Journal) -> Iterator[Visit]:
    """Opens the start page for somebody new, signed in when a name such as ``koordination`` is given."""
    contexts = []

    def open_page(name: str | None = None, *, width: int = DESK) -> Page:
        context = new_context(browser, width=width)
        contexts.append(context)
        journal.watch(context)
        page = context.new_page()
        if name is None:
            page.goto(house.address)
        else:
            sign_in(page, house.address, name)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails when axe-core finds anything against WCAG 2.2 AA."""
    if not AXE.is_file():
        pytest.skip("node_modules is missing; npm ci --ignore-scripts brings axe-core")

    def check(page: Page) -> None:
        assert accessibility_problems(page) == []

    return check
