"""The auditor's pages: log, check of its chain, and what was decided about one match or run."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _

from scenarios.spreadsheets import csv_parts
from webapp import jobs, run_words
from webapp.clock import today
from webapp.forms.trail import TrailForm
from webapp.models.accounts import AUDITOR
from webapp.pages.guard import for_roles, me
from webapp.pages.paging import page_number
from webapp.pages.review_words import reason_words, status_words
from webapp.services import trail as service
from webapp.services.chain import ask_for_check
from webapp.services.chain import chain as state_of_chain
from webapp.trail_words import action_words, record_words

pages = Blueprint("trail", __name__, url_prefix="/protokoll")
pages.add_app_template_filter(action_words, "action")
pages.add_app_template_filter(record_words, "record")
pages.add_app_template_filter(status_words, "match_status")
pages.add_app_template_filter(reason_words, "reason")
_BIG = "int(max=2147483647)"


@pages.route("", methods=["GET", "POST"])
@for_roles(AUDITOR)
def index() -> Any:
    """Entries, newest first."""
    form, wanted = _asked()
    page = page_number()
    rows, total = service.entries(me(), wanted, page) if not form.errors else ([], 0)
    shown = render_template(
        "trail/index.html", form=form, rows=rows, total=total, page=page, last=max(1, -(-total // service.PAGE)),
        is_narrowed=any(form.data.values()),
    )  # fmt: skip
    return shown, 422 if form.errors else 200


@pages.post("/datei")
@for_roles(AUDITOR)
def export() -> Any:
    """The same entries as a table; that they were taken out is kept, so this is no link."""
    form, wanted = _asked()
    if form.errors:
        return index()
    columns = (_("Nr."), _("Zeit"), _("Konto"), _("Name"), _("Was"), _("Woran"), _("Angaben"), _("Siegel"))
    name = f"protokoll-{today().isoformat()}.csv"
    return Response(
        stream_with_context(csv_parts(columns, service.exported(me(), wanted))), mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


@pages.get("/kette")
@for_roles(AUDITOR)
def chain() -> str:
    """Whether any entry was changed."""
    return render_template("trail/chain.html", chain=state_of_chain(me()))


@pages.post("/kette")
@for_roles(AUDITOR)
def check() -> Any:
    """Have the whole log checked, from its first entry on."""
    jobs.check_chain(ask_for_check(me()).id)
    return redirect(url_for(".chain"))


@pages.get(f"/lauf/<{_BIG}:run_id>")
@for_roles(AUDITOR)
def run(run_id: int) -> str:
    """What was decided about a weekly run."""
    run, rows, counts = service.run_trail(me(), run_id)
    return render_template("trail/run.html", run=run, rows=rows, counts=counts, status=run_words.STATUS[run.status][0])


@pages.get(f"/treffen/<{_BIG}:match_id>")
@for_roles(AUDITOR)
def match(match_id: int) -> str:
    """What was decided about a match."""
    steps, rows = service.match_trail(me(), match_id)
    return render_template("trail/match.html", match_id=match_id, steps=steps, rows=rows)


def _asked() -> tuple[TrailForm, service.Wanted]:
    form = TrailForm(request.form or request.args, actions=service.actions(me()))
    form.validate()
    return form, service.Wanted(
        first=form.day(form.first), last=form.day(form.last), action=(form.action.data or "")[:40],
        person=form.person.data or "", record=form.record.data or "",
    )  # fmt: skip
