"""
Pictures of every page of every role, to be looked at: ``python -m tests.webapp.browser.shots [FOLDER] [ROLE ...]``.

A file per page, role and width: ``staff-360-haushalte.png``.
"""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.webapp.browser.surroundings import DESK, PHONE, fill, launch, new_context, served, sign_in
from tests.webapp.browser.tour import ACCOUNTS, tour


def take(folder: Path, roles: list[str]) -> None:
    """Write the pictures, and say on which page something was wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, sync_playwright() as playwright:
        database = fill(Path(place) / "filled")
        browser = launch(playwright)
        with served(database, Path(place) / "house") as house:
            for role in roles:
                for width in (DESK, PHONE):
                    context = new_context(browser, width=width)
                    page = context.new_page()
                    if (name := ACCOUNTS[role]) is not None:
                        sign_in(page, house.address, name)
                    for path in tour(page, house.app, house.address, role):
                        words = re.sub(r"[^\w-]+", "_", path).strip("_") or "start"
                        picture = folder / f"{role}-{width}-{words}.png"
                        page.screenshot(path=picture, full_page=True)
                        print(picture, flush=True)
                    context.close()
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "shots"), sys.argv[2:] or list(ACCOUNTS))
