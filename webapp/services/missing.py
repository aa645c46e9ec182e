"""Who is missing: whom one more person or offer would help most, kept with the run it was asked for."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import undefer

from matcher.errors import InvalidInput, PinsClash
from webapp import clock
from webapp.access import NotFound
from webapp.database import db, transaction
from webapp.languages import LOCALES
from webapp.models import Run
from webapp.models.runs import DONE, FAILED, QUEUED, RELEASED, RUNNING
from webapp.page_words import say
from webapp.services.lifecycle import SILENT_SECONDS, RunRefused
from webapp.services.log import write_log
from webapp.services.plans import case_from
from webapp.services.watching import asked_to_stop
from webapp.settings import current_application

_TELL_SECONDS = 1.0
_Words = Callable[[Callable[[str], str]], str]
"""A text, given what says a German one in another language."""


def run_to_ask_for() -> Run | None:
    """The newest finished run: its case is the one the list is about."""
    query = select(Run).where(Run.status.in_((DONE, RELEASED))).order_by(Run.id.desc()).limit(1)
    return db.session.scalar(query.options(undefer(Run.shortage)))


def ask_who_is_missing(user_id: int | None, run_id: int) -> None:
    """
    Put the search in front of a worker.

    Raises
    ------
    RunRefused
        ``not_done`` for a run without a plan, ``under_way`` when somebody asked already.
    """
    with transaction() as session:
        run = session.get(Run, run_id)
        if run is None:
            raise NotFound
        if run.status not in (DONE, RELEASED):
            raise RunRefused("not_done")
        if is_under_way(run.shortage):
            raise RunRefused("under_way")
        run.shortage = {"state": QUEUED, "beat": clock.now().isoformat()}
        write_log(session, user_id=user_id, action="shortage.start", subject=f"run:{run_id}")


def is_under_way(found: dict[str, Any] | None) -> bool:
    """Whether a search waits or runs; one that shows no life any more does not."""
    if found is None or found["state"] not in (QUEUED, RUNNING):
        return False
    # A waiting one shows no life; whoever waits long may ask again.
    return datetime.fromisoformat(found["beat"]) > clock.now() - timedelta(seconds=SILENT_SECONDS)


def find_who_is_missing(run_id: int) -> None:
    """Do the search, in this process, and keep it with the run."""
    # Here, so that serving pages does not load the solver.
    from matcher.shortage import Step, find_shortages
    from webapp.terminal.shortages import step_words
    from webapp.travel import travel_of

    run = db.session.get(Run, run_id)
    if run is None:
        raise NotFound
    teller = _Teller(run_id)
    teller.tell({}, 0, 1)

    def report(step: Step) -> None:
        teller.tell(_in_every_language(lambda say: step_words(step, say)), step.done, step.of)

    try:
        case = case_from(run.case)
        db.session.rollback()
        found = find_shortages(case, travel_of(case), stop=teller.asked_to_stop, report=report)
    except (PinsClash, InvalidInput) as error:
        _keep(run_id, {"state": FAILED, "problem": type(error).__name__})
    except Exception as error:
        # Type only: the text of an unknown error may hold facts about people.
        structlog.get_logger().error("shortage", run=run_id, kind=type(error).__name__)
        _keep(run_id, {"state": FAILED, "problem": type(error).__name__})
    else:
        _keep(run_id, {"state": DONE, **_told(found, case)})


def _told(found: Any, case: Any) -> dict[str, Any]:
    names = {district.id: district.name or district.id for district in case.districts}
    service = found.plan.service
    return {
        "found_at": clock.now().isoformat(), "open": service.needs - service.served, "needs": service.needs,
        "verified": found.verified, "candidates": found.candidates, "complete": found.complete,
        "effort": found.effort,
        "entries": [
            {
                "text": _in_every_language(_about(entry, names.get(entry.district, entry.district))),
                "needs": entry.needs_gain, "service": entry.service_gain, "exact": entry.exact,
            }
            for entry in found.entries
        ],
    }  # fmt: skip


def _about(entry: Any, district: str) -> _Words:
    from webapp.terminal.shortages import entry_words

    return lambda say: entry_words(entry, district, say)


def _in_every_language(words: _Words) -> dict[str, str]:
    """A text of the search by language: who reads it is not known yet."""
    told = {}
    for locale in LOCALES:
        with force_locale(locale):
            told[locale] = words(say)
    return told


class _Teller:
    """Keeps with the run how far the search is, at most once a second."""

    def __init__(self, run_id: int) -> None:
        self.run_id, self.told = run_id, 0.0
        self.app = current_application()
        self.latest: tuple[dict[str, str], int, int] = ({}, 0, 1)

    def tell(self, text: dict[str, str], done: int, of: int) -> None:
        self.latest = (text, done, of)
        if time.monotonic() - self.told >= _TELL_SECONDS:
            self.told = time.monotonic()
            beat = clock.now().isoformat()
            _keep(self.run_id, {"state": RUNNING, "beat": beat, "text": text, "done": done, "of": of})

    def asked_to_stop(self) -> bool:
        """Whether to stop; asked often, so it also says that the search lives."""
        self.tell(*self.latest)
        return asked_to_stop()


def _keep(run_id: int, found: dict[str, Any]) -> None:
    with transaction() as session:
        run = session.get(Run, run_id)
        if run is not None:
            run.shortage = found
