"""A walk over every page that somebody may open: those without parameters, and one of each that they lead to."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from webapp.pages.guard import ROLES_OF

ACCOUNTS = {
    # Who may do what: role, and the name to sign in with; None: nobody is signed in.
    "anonymous": None,
    "volunteer": "ehrenamt-1",
    "organisation": "traeger",
    "staff": "team-brackel",
    "coordinator": "koordination",
    "planner": "planung",
    "auditor": "pruefung",
    "admin": "verwaltung",
}
# Pages of Flask-Security: for everybody, or for those signed in.
_OPEN = ("/anmelden", "/passwort-vergessen", "/bestaetigen")
_SIGNED_IN = ("/passwort", "/zweiter-faktor")


def first_pages(app: Flask, role: str) -> list[str]:
    """Paths of the pages without parameters that are meant for a role."""
    found = list(_OPEN if role == "anonymous" else _SIGNED_IN)
    for rule in app.url_map.iter_rules():
        roles = getattr(app.view_functions[rule.endpoint], ROLES_OF, ())
        is_meant = roles is None or role in roles
        if is_meant and "GET" in (rule.methods or ()) and not rule.arguments:
            found.append(rule.rule)
    return sorted(set(found))


def tour(page: Page, app: Flask, address: str, role: str) -> Iterator[str]:
    """Open page after page and yield the path of each; of pages with parameters the first one found."""
    waiting = first_pages(app, role)
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        endpoint = _endpoint(app, path)
        if endpoint is None or endpoint in seen:
            continue
        seen.add(endpoint)
        if not _is_page(page, urljoin(address, path)):
            continue
        page.goto(urljoin(address, path))
        page.wait_for_load_state("load")
        yield path
        waiting += _links(page, address)


def _endpoint(app: Flask, path: str) -> str | None:
    try:
        endpoint, _ = app.url_map.bind("127.0.0.1").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    found: Any = endpoint
    return None if found in ("static", "security.logout") else str(found)


def _is_page(page: Page, url: str) -> bool:
    """Whether there is a page, and not a file, a stream or part of a page."""
    answer = page.context.request.head(url, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    # A page that fails is visited: the console tells.
    if answer.status >= 400:
        return True
    if not is_html or answer.status >= 300:
        return False
    return "<html" in page.context.request.get(url).text()


def _links(page: Page, address: str) -> list[str]:
    links: list[str] = page.eval_on_selector_all("a[href]:not([download])", "found => found.map(one => one.href)")
    return [
        urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl()
        for link in links
        if link.startswith(address)
    ]
