"""What the volunteer's pages share."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import format_datetime
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from geodata import stadtbezirke
from webapp.clock import now, today
from webapp.database import db
from webapp.models import District, Volunteer
from webapp.page_words import moment_words, sentence_of
from webapp.services.steps import decided
from webapp.services.volunteers import NoProfile

pages = Blueprint("volunteer", __name__)


@pages.context_processor
def _words() -> dict[str, Any]:
    return {"sentence": sentence_of}


@pages.errorhandler(NoProfile)
def _without_profile(_error: NoProfile) -> Answer:
    """The start page says what is missing."""
    return redirect(url_for("volunteer.start"))


def districts() -> list[tuple[str, str]]:
    """Districts people can live in: those whose place is known."""
    placed = {district.code for district in stadtbezirke()}
    return [
        (row.code, row.name)
        for row in db.session.execute(select(District.code, District.name).order_by(District.name))
        if row.code in placed
    ]


def pauses(volunteer: Volunteer) -> bool:
    """Whether a pause lies before her or is going on."""
    return volunteer.paused_from is not None and (volunteer.paused_until or today()) >= today()


def ask_days() -> int:
    """How many days a request waits for an answer."""
    return int(decided("ask_days"))


def clock(moment: Any) -> str | None:
    """``14:32`` for today, with the day for earlier."""
    if moment is None:
        return None
    same_day = format_datetime(moment, "yyyyMMdd") == format_datetime(now(), "yyyyMMdd")
    return str(format_datetime(moment, "HH:mm")) if same_day else moment_words(moment)


def by_script() -> bool:
    """Whether a script asks, which wants facts instead of a page."""
    return request.accept_mimetypes.best == "application/json"


def version_of(form: Any) -> int:
    """The version on the screen; -1 for nonsense, which is never the one that is kept."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
