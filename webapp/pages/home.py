"""Start page, language, sign of life."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp import run_words
from webapp.languages import LOCALES
from webapp.pages.guard import me, public
from webapp.services.waiting import (
    CLEARANCES,
    FIRST_VISITS,
    PROPOSALS,
    REQUESTS,
    RUN,
    TO_APPROVE,
    TO_CONFIRM,
    waiting_for,
)

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def start() -> str:
    """What there is to do for whoever is signed in; for others what this is."""
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    return render_template("home/start.html", told=_told(waiting_for(me())))


def _told(waiting: Mapping[str, int | str]) -> dict[str, str]:
    """What waits, in words, by the page on which it is done."""
    numbers = {code: int(count) for code, count in waiting.items() if code != RUN}
    found: dict[str, list[str]] = {}
    for code, (page, words) in _WORDS.items():
        if numbers.get(code):
            found.setdefault(page, []).append(words(numbers[code]))
        elif code in numbers:
            found.setdefault(page, [])
    told = {page: ", ".join(texts) or _("nichts wartet") for page, texts in found.items()}
    if RUN in waiting:
        status = str(waiting[RUN])
        told["run.page"] = str(run_words.STATUS[status][0]) if status else _("diese Woche noch keiner")
    return told


_WORDS: Mapping[str, tuple[str, Callable[[int], str]]] = {
    PROPOSALS: ("review.board", lambda n: ngettext("%(num)d Vorschlag offen", "%(num)d Vorschläge offen", n)),
    TO_CONFIRM: (
        "review.board",
        lambda n: ngettext("%(num)d Zusage zu bestätigen", "%(num)d Zusagen zu bestätigen", n),
    ),
    FIRST_VISITS: (
        "households.index",
        lambda n: ngettext(
            "%(num)d Familie wartet auf den Erstbesuch", "%(num)d Familien warten auf den Erstbesuch", n
        ),
    ),
    TO_APPROVE: (
        "organisation.volunteers",
        lambda n: ngettext("%(num)d wartet auf Aufnahme", "%(num)d warten auf Aufnahme", n),
    ),
    CLEARANCES: (
        "organisation.volunteers",
        lambda n: ngettext("%(num)d Nachweis fällig", "%(num)d Nachweise fällig", n),
    ),
    REQUESTS: (
        "volunteer.start",
        lambda n: ngettext("%(num)d Anfrage wartet auf Ihre Antwort", "%(num)d Anfragen warten auf Ihre Antwort", n),
    ),
}


@pages.post("/sprache")
@public
def choose_language() -> Response:
    """Show pages in another language from now on."""
    if request.form.get("locale") in LOCALES:
        session["locale"] = request.form["locale"]
    return redirect(_page_before() or url_for("home.start"))


def _page_before() -> str | None:
    """The page of ours that the form was on, if it can be opened again."""
    parts = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    if adapter is None or parts.netloc != request.host:
        return None
    try:
        adapter.match(parts.path, method="GET")
    except HTTPException:
        return None
    return urlunsplit(("", "", parts.path, parts.query, ""))


@pages.get("/healthz")
@public
def healthz() -> tuple[str, int]:
    """Whether the application answers."""
    return "ok", 200
