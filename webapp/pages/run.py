"""The weekly run: data, rules, run, comparison and release on one page; what came of earlier ones; who is missing."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from matcher.domain import Policy
from webapp import access, clock, jobs, page_words, run_words
from webapp.database import ChangedMeanwhile, db
from webapp.forms.run import PolicyForm, ReleaseForm, StartForm, fields_of
from webapp.models import Run
from webapp.models.accounts import AUDITOR, COORDINATOR
from webapp.models.runs import DONE, RELEASED, UNDER_WAY
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import page_number
from webapp.services import missing, readiness, runs
from webapp.services.comparison import comparison_of
from webapp.services.lifecycle import RunRefused
from webapp.services.release import is_outdated
from webapp.services.release import release as released
from webapp.services.settings import current_policy, policy_from
from webapp.settings import current_application

pages = Blueprint("run", __name__)
POLL_SECONDS = 1.0
STREAM_SECONDS = 30
"""A stream ends after as long, so that no thread is held for a whole run; the browser asks again by itself."""
PER_PAGE = 30
_NUMBER = "int(max=2147483647)"


@pages.context_processor
def _words() -> dict[str, Any]:
    return {
        "run_words": run_words,
        "percent": page_words.percent,
        "seconds_words": page_words.seconds_words,
        "number_words": page_words.number,
        "efforts": page_words.EFFORTS,
        "told": page_words.told,
    }


@pages.get("/wochenlauf")
@for_roles(COORDINATOR)
def page() -> str:
    """The four steps of this week."""
    runs.mark_orphans()
    return _page()


def _page(
    *,
    policy_form: PolicyForm | None = None,
    start_form: StartForm | None = None,
    release_form: ReleaseForm | None = None,
) -> str:
    policy, last = current_policy(), runs.last_released()
    if policy_form is None:
        policy_form = PolicyForm(official=policy.official_language)
        policy_form.show(policy)
        policy_form.based_on.data = runs.policy_number()
    run = runs.current_run()
    return render_template(
        "run/page.html",
        week=clock.planned_week(),
        sources=readiness.sources(),
        gaps=readiness.gaps(),
        policy_form=policy_form,
        changes=_changes(policy, last),
        last=last,
        run=run,
        start_form=start_form or StartForm(formdata=None),
        **_outcome(run, release_form),
    )


def _outcome(run: Run | None, release_form: ReleaseForm | None = None) -> dict[str, Any]:
    """What the page tells about a run: what differs, and whether it can be released."""
    finished = run is not None and run.status in (DONE, RELEASED)
    return {
        "under_way": run is not None and run.status in UNDER_WAY,
        "compared": comparison_of(run) if run is not None and finished else None,
        "problems": run_words.problem_sentences(run.problem) if run is not None else [],
        "outdated": run is not None and run.status == DONE and is_outdated(db.session, run),
        "release_form": release_form or ReleaseForm(formdata=None),
    }


def _changes(policy: Policy, last: Run | None) -> dict[str, Any]:
    """By field of the policy what it was in the run released last, where it is different now."""
    if last is None or "policy" not in last.figures:
        return {}
    before = fields_of(policy_from(last.figures["policy"]))
    return {name: before[name] for name, value in fields_of(policy).items() if before[name] != value}


@pages.post("/wochenlauf/regeln")
@for_roles(COORDINATOR)
def save_policy() -> Any:
    """Put other rules into force for the next run."""
    form = PolicyForm(official=current_policy().official_language)
    if not form.validate_on_submit():
        return _page(policy_form=form), 422
    try:
        runs.change_rules(me().id, form.policy(), based_on=form.based_on.data)
    except ChangedMeanwhile:
        form.based_on.data = runs.policy_number()
        form.form_errors.append(
            _(
                "Jemand anderes hat die Regeln inzwischen geändert. Ihre Werte stehen noch hier; wenn Sie noch einmal "
                "speichern, gelten Ihre."
            )
        )
        return _page(policy_form=form), 409
    flash(_("Gespeichert. Der nächste Lauf rechnet nach diesen Regeln."), "success")
    return redirect(url_for("run.page", _anchor="rules"))


@pages.post("/wochenlauf/start")
@for_roles(COORDINATOR)
def start() -> Any:
    """Freeze the data and have the worker make the plan."""
    form = StartForm()
    if not form.validate_on_submit():
        return _page(start_form=form), 422
    try:
        run = runs.start_run(me().id, effort=form.effort.data, seed=form.seed.data or 0)
    except RunRefused as error:
        return _refused(error)
    jobs.work_off(run.id)
    return redirect(url_for("run.page", _anchor="run"))


def _refused(error: RunRefused, back: str | None = None) -> Answer:
    flash(str(run_words.REFUSED[error.code]), "warning")
    return redirect(back or url_for("run.page"))


@pages.post(f"/wochenlauf/<{_NUMBER}:run_id>/anhalten")
@for_roles(COORDINATOR)
def cancel(run_id: int) -> Answer:
    """Be content with the best so far."""
    access.get(me(), Run, run_id)
    try:
        runs.cancel(me().id, run_id)
    except RunRefused as error:
        return _refused(error)
    flash(_("Der Lauf hält an und behält den besten Plan bis dahin."), "info")
    return redirect(url_for("run.page", _anchor="run"))


@pages.post(f"/wochenlauf/<{_NUMBER}:run_id>/freigeben")
@for_roles(COORDINATOR)
def release(run_id: int) -> Any:
    """Hand the proposals to the sites."""
    run = access.get(me(), Run, run_id)
    form = ReleaseForm()
    if not form.validate_on_submit():
        current = runs.current_run()
        if current is not None and current.id == run.id:
            return _page(release_form=form), 422
        return _show(run, release_form=form), 422
    try:
        done = released(me().id, run_id)
    except RunRefused as error:
        return _refused(error)
    told = _(
        "Freigegeben: %(new)s neu oder geändert, %(kept)s unverändert, %(withdrawn)s zurückgezogen.", **asdict(done)
    )
    if done.skipped:
        told += " " + _("%(n)s ausgelassen, weil inzwischen anders entschieden.", n=done.skipped)
    flash(told, "success")
    return redirect(url_for("run.page", _anchor="release"))


@pages.get(f"/wochenlauf/<{_NUMBER}:run_id>/fortschritt")
@for_roles(COORDINATOR)
def events(run_id: int) -> Response:
    """What the run reaches, as it is reported: server-sent events."""
    access.get(me(), Run, run_id)
    first = request.headers.get("Last-Event-ID", "0")
    told = int(first) if first.isascii() and first.isdigit() and len(first) < 9 else 0
    app = current_application()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_stream(app, run_id, told), mimetype="text/event-stream", headers=headers)


def _stream(app: Any, run_id: int, told: int) -> Iterator[str]:
    """Points of the curve not told yet, once a second; between looks no connection is held."""
    end = time.monotonic() + STREAM_SECONDS
    yield "retry: 1000\n\n"
    while True:
        status, curve = _looked_up(app, run_id)
        new, told = curve[told:], len(curve)
        yield f"id: {told}\ndata: {json.dumps({'status': status, 'points': new})}\n\n"
        if status not in UNDER_WAY:
            yield "event: end\ndata: {}\n\n"
            return
        if time.monotonic() >= end:
            return
        time.sleep(POLL_SECONDS)


def _looked_up(app: Any, run_id: int) -> tuple[str, list[Any]]:
    with app.app_context():
        found = db.session.execute(select(Run.status, Run.curve).where(Run.id == run_id)).one_or_none()
        return ("failed", []) if found is None else (found.status, found.curve or [])


@pages.get("/laeufe")
@for_roles(COORDINATOR, AUDITOR)
def history() -> str:
    """All runs, newest first."""
    number = page_number()
    query = access.visible(me(), Run).order_by(Run.id.desc()).options(joinedload(Run.created_by))
    rows = db.session.scalars(query.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1)).all()
    return render_template("run/history.html", runs=rows[:PER_PAGE], number=number, more=len(rows) > PER_PAGE)


@pages.get(f"/laeufe/<{_NUMBER}:run_id>")
@for_roles(COORDINATOR, AUDITOR)
def show(run_id: int) -> str:
    """One run: who, when, with which data and rules, and what came out."""
    return _show(access.get(me(), Run, run_id))


def _show(run: Run, *, release_form: ReleaseForm | None = None) -> str:
    used = run.figures.get("policy")
    policy = fields_of(policy_from(used)) if used else {}
    form = PolicyForm(formdata=None)
    return render_template("run/show.html", run=run, labels=form, policy=policy, **_outcome(run, release_form))


@pages.get(f"/laeufe/<{_NUMBER}:run_id>/<any(fall, ergebnis):what>.json")
@for_roles(COORDINATOR)
def export(run_id: int, what: str) -> Response:
    """The frozen case or the result, as a file; pseudonyms only."""
    run = access.get(me(), Run, run_id)
    text = run.case if what == "fall" else run.result
    if not text:
        # Not finished, or the frozen data were deleted when their time was over.
        raise access.NotFound
    runs.log_export(me().id, run.id, what)
    headers = {"Content-Disposition": f'attachment; filename="lauf-{run.id}-{what}.json"', "Cache-Control": "no-store"}
    return Response(text, mimetype="application/json", headers=headers)


@pages.get("/wer-fehlt")
@for_roles(COORDINATOR)
def shortage() -> str:
    """Who is missing: the list made last, or the button that makes one."""
    return _shortage("run/shortage.html")


def _shortage(template: str) -> str:
    run = missing.run_to_ask_for()
    found = run.shortage if run is not None else None
    return render_template(template, run=run, found=found, under_way=missing.is_under_way(found))


@pages.get("/wer-fehlt/stand")
@for_roles(COORDINATOR)
def shortage_part() -> str:
    """The part of that page that changes while the search goes on."""
    return _shortage("run/shortage_part.html")


@pages.post(f"/wer-fehlt/<{_NUMBER}:run_id>")
@for_roles(COORDINATOR)
def find_shortage(run_id: int) -> Answer:
    """Have the worker search."""
    access.get(me(), Run, run_id)
    back = url_for("run.shortage")
    try:
        missing.ask_who_is_missing(me().id, run_id)
    except RunRefused as error:
        return _refused(error, back)
    jobs.find_who_is_missing(run_id)
    return redirect(back)
