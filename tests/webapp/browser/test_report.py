"""A report opens from disk, asks nobody for anything, and prints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from scenarios.report.write import write_report
from tests.scenarios.report.conftest import make_report
from tests.webapp.browser.surroundings import AXE, DESK, PHONE, accessibility_problems, new_context, scrolls_sideways


class Opened:
    """A page with what it asked for and said."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.requests: list[str] = []
        self.console: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.console.append(message.text))
        context.on("weberror", lambda error: self.console.append(str(error.error)))
        self.address = path.as_uri()
        self.page: Page = context.new_page()
        self.page.goto(self.address)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "bericht"
    write_report(make_report(), folder)
    return folder / "report.html"


@pytest.fixture(params=[DESK, PHONE])
def opened(browser: Browser, report: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    context = new_context(browser, width=request.param)
    yield Opened(context, report)
    context.close()


def test_page_asks_for_itself_only_and_says_nothing(opened: Opened) -> None:
    assert opened.requests == [opened.address]
    assert opened.console == []


def test_page_is_as_wide_as_the_window(opened: Opened) -> None:
    assert not scrolls_sideways(opened.page)


def test_figures_are_drawn_with_their_colours(opened: Opened) -> None:
    figures = opened.page.locator("figure svg")
    assert figures.count() > 10
    assert all(box and box["height"] > 50 for box in (figure.bounding_box() for figure in figures.all()))
    filled = opened.page.locator("#opening figure svg path[fill='#0b5778']").first
    assert filled.evaluate("path => getComputedStyle(path).fill") == "rgb(11, 87, 120)"


def test_answer_stands_on_the_first_printed_page(browser: Browser, report: Path) -> None:
    context = new_context(browser)
    page = Opened(context, report).page
    page.emulate_media(media="print")
    assert page.locator("#answer").evaluate("part => getComputedStyle(part).breakBefore") == "auto"
    others = page.locator("main > section:not(#answer)")
    assert set(others.evaluate_all("parts => parts.map(part => getComputedStyle(part).breakBefore)")) == {"page"}
    # A4 at 96 dots an inch, without its margins of 15 and 34 mm.
    page.set_viewport_size({"width": 680, "height": 990})
    assert page.locator("#answer").evaluate("part => part.getBoundingClientRect().bottom") < 990
    assert page.pdf(format="A4").startswith(b"%PDF-")
    context.close()


def test_page_is_accessible(browser: Browser, report: Path) -> None:
    if not AXE.is_file():
        pytest.skip("node_modules is missing; npm ci --ignore-scripts brings axe-core")
    context = new_context(browser)
    assert accessibility_problems(Opened(context, report).page) == []
    context.close()
