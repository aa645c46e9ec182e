"""Steps of the review board that ask for more than one click: decline, replace, fix, and the life of a match."""

from collections.abc import Callable
from dataclasses import replace as replaced
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import access
from webapp.forms.review import DeclineForm, EndForm, PinForm, ReplaceForm, StepForm, ToldForm, TrialForm
from webapp.models import Match, Need
from webapp.models.accounts import STAFF
from webapp.models.matches import ACTIVE, AGREED, ASKED, CONFIRMED, IN_HAND, LIVE, PROPOSED
from webapp.pages import review_words as words
from webapp.pages.guard import for_roles, me
from webapp.pages.matches_in_words import person_of
from webapp.pages.review import LATE, MATCH, NUMBER, back_to, facts_of, kept_args, pages
from webapp.services import board, by_hand, decisions
from webapp.services.alternatives import Candidates, candidates_for, choice_of_key, place_urgently
from webapp.services.feasible import Choice
from webapp.services.reasons_for_decline import END_CONSEQUENCES, REASONS
from webapp.services.steps import MEDIATOR, PROVIDER, answers, asked_people

__all__ = ["pages"]

NEED = f"bedarf/<{NUMBER}:need_id>"


def _people(match: Match) -> list[tuple[str, str]]:
    """Whom a reason can be about."""
    found = []
    if match.volunteer is not None or match.offer is not None:
        found.append((PROVIDER, words.helper(match)))
    if match.mediator is not None:
        found.append((MEDIATOR, person_of(match.mediator, match)))
    return found


def _page(template: str, status: int = 200, **facts: Any) -> Any:
    """A page of its own, or its inner part for the panel beside the list."""
    layout = "review/part.html" if request.headers.get("HX-Request") else "layout.html"
    return render_template(template, layout=layout, args=kept_args(request.values), **facts), status


@pages.get(f"/{MATCH}")
@for_roles(STAFF)
def match(match_id: int) -> Any:
    """One match: its history, and the steps that come next."""
    return _match_page(match_id)


def _match_page(match_id: int, status: int = 200, error: str = "", **forms: Any) -> Any:
    facts = facts_of(match_id)
    row: Match = facts["match"]
    if facts["match"].status in (*IN_HAND, ACTIVE):
        access.log_reading(me(), row.need.household)
        facts = facts_of(match_id)
        row = facts["match"]
    missing = asked_people(row) - answers(row) if row.status == ASKED else set()
    who = [pair for pair in _people(row) if pair[0] in missing]
    shown = {
        "told": forms.get("told") or ToldForm(who),
        "trial": forms.get("trial") or TrialForm(formdata=None),
        "end": forms.get("end") or EndForm(formdata=None),
    }
    return _page(
        "review/match.html", status, detail=facts, match=row, missing=who, error=error, forms=shown,
        approved=row.status not in (AGREED, CONFIRMED) or decisions.approval_holds(row),
        end_consequences=END_CONSEQUENCES, LIVE=LIVE,
    )  # fmt: skip


@pages.route(f"/{MATCH}/ablehnen", methods=["GET", "POST"])
@for_roles(STAFF)
def decline(match_id: int) -> Any:
    """Decline with a reason, whose consequence is told before."""
    row = board.whole_match(me(), match_id)
    form = DeclineForm(_people(row))
    status, error = 200, ""
    if form.validate_on_submit():
        try:
            decisions.decline(
                me(), match_id, form.seen, form.reason.data, form.note.data or "",
                about=form.about.data or None, until=form.until.data if form.reason.data == "no_time" else None,
            )  # fmt: skip
            flash(_("Abgelehnt. %(what)s", what=REASONS[form.reason.data].consequence), "success")
            return redirect(back_to(match_id))
        except LATE as problem:
            # What was typed stays; the version is that of what is told now.
            status, error = 409, words.impossible_words(problem)
            row = board.whole_match(me(), match_id)
    elif request.method == "POST":
        status = 422
    _seen(form, row)
    return _page("review/decline.html", status, form=form, match=row, reasons=REASONS, error=error)


def _seen(form: StepForm, row: Match | None) -> None:
    """The page now shows this version, and remembers where it was opened."""
    form.version.data = "" if row is None else str(row.version)
    form.to.data = form.to.data or request.args.get("to", "")


@pages.post(f"/{MATCH}/antwort")
@for_roles(STAFF)
def told(match_id: int) -> Any:
    """Write down what a volunteer said on the phone."""
    form = ToldForm(_people(board.whole_match(me(), match_id)))

    def keep() -> str:
        yes = form.reply.data == "yes"
        reason = None if yes else form.reply.data
        decisions.answer(me(), match_id, yes, reason, until=form.until.data, who=form.who.data)
        return _("Antwort festgehalten.")

    return _kept(match_id, keep, told=form)


@pages.post(f"/{MATCH}/probe")
@for_roles(STAFF)
def trial(match_id: int) -> Any:
    """Keep how it goes after the first weeks."""
    form = TrialForm()

    def keep() -> str:
        decisions.keep_trial_result(me(), match_id, form.seen, form.result.data, form.note.data or "")
        return _("Festgehalten.")

    return _kept(match_id, keep, trial=form)


@pages.post(f"/{MATCH}/beenden")
@for_roles(STAFF)
def end(match_id: int) -> Any:
    """End an active match."""
    form = EndForm()

    def keep() -> str:
        decisions.end(me(), match_id, form.seen, form.reason.data, form.note.data or "")
        return _("Beendet. %(what)s", what=END_CONSEQUENCES[form.reason.data])

    return _kept(match_id, keep, end=form)


def _kept(match_id: int, keep: Callable[[], str], **forms: StepForm) -> Any:
    """Take a step from the match's page, whose form keeps what was typed where it is not possible."""
    board.whole_match(me(), match_id)
    if not all(form.validate_on_submit() for form in forms.values()):
        return _match_page(match_id, 422, **forms)
    try:
        said = keep()
    except LATE as problem:
        return _match_page(match_id, 409, words.impossible_words(problem), **forms)
    flash(said, "success")
    return redirect(url_for("review.match", match_id=match_id))


def _proposal_of(need: Need) -> Match | None:
    return board.live_match(need.id)


@pages.route(f"/{NEED}/ersetzen", methods=["GET", "POST"])
@for_roles(STAFF)
def replace(need_id: int) -> Any:
    """Everybody who could help, best first; below those who break a rule."""
    need = access.get(me(), Need, need_id)
    row = _proposal_of(need)
    form = ReplaceForm()
    status, error = 200, ""
    if form.validate_on_submit():
        choice = _chosen(form)
        if choice is None:
            status = 422
        else:
            try:
                number = by_hand.replace_by_hand(me(), need_id, form.seen, choice)
                flash(_("Gefragt wird jetzt, wen Sie gewählt haben."), "success")
                return redirect(back_to(number))
            except LATE as problem:
                status, error = 409, words.impossible_words(problem)
    elif request.method == "POST":
        status = 422
    need = access.get(me(), Need, need_id)
    row = _proposal_of(need)
    _seen(form, row)
    found = candidates_for(me(), need_id)
    return _page(
        "review/replace.html", status, form=form, need=access.get(me(), Need, need_id), match=row, found=found,
        error=error, in_hand=row is not None and row.status != PROPOSED,
    )  # fmt: skip


def _chosen(form: ReplaceForm) -> Choice | None:
    """The complete choice of the form, or None with an error beside the field."""
    try:
        choice = choice_of_key(form.choice.data)
    except ValueError:
        form.choice.errors = [*form.choice.errors, _("Bitte wählen Sie jemanden aus der Liste.")]
        return None
    if choice.waive and not form.lifted.data:
        form.lifted.errors = [*form.lifted.errors, _("Bitte bestätigen Sie, dass die Regel aufgehoben wird.")]
        return None
    waive = {*choice.waive, "time"} if form.at_any_time.data else {*choice.waive}
    return replaced(choice, start=form.start or choice.start, waive=tuple(sorted(waive)))


@pages.route(f"/{NEED}/festlegen", methods=["GET", "POST"])
@for_roles(STAFF)
def pin(need_id: int) -> Any:
    """Fix who helps, the mediator or the time for the next run; what is left open the run decides."""
    need = access.get(me(), Need, need_id)
    row = _proposal_of(need)
    form = PinForm()
    status, error = 200, ""
    if form.validate_on_submit():
        try:
            by_hand.pin(me(), need_id, _fixed(form, row))
            flash(_("Festgelegt: Der nächste Lauf hält sich daran."), "success")
            return redirect(back_to(None if row is None else row.id))
        except LATE as problem:
            status, error = 409, words.impossible_words(problem)
            row = _proposal_of(access.get(me(), Need, need_id))
    elif request.method == "POST":
        status = 422
    _seen(form, row)
    return _page(
        "review/pin.html", status, form=form, need=access.get(me(), Need, need_id), match=row, error=error,
        pin=board.pin_of(need_id),
    )  # fmt: skip


def _fixed(form: PinForm, row: Match | None) -> Choice:
    """What is ticked, from the proposal."""
    parts = set(form.parts.data or ())
    if row is None:
        return Choice()
    return Choice(
        volunteer=row.volunteer_id if "provider" in parts else None,
        offer=row.offer_id if "provider" in parts else None,
        mediator=row.mediator_id if "mediator" in parts else None,
        start=row.start if "start" in parts else None,
        waive=tuple(row.waive),
    )


@pages.post(f"/{NEED}/loesen")
@for_roles(STAFF)
def unpin(need_id: int) -> Any:
    """Leave everything to the next run again."""
    by_hand.unpin(me(), need_id)
    flash(_("Nichts ist mehr festgelegt; der nächste Lauf entscheidet."), "success")
    row = board.live_match(need_id)
    return redirect(back_to(None if row is None else row.id))


@pages.get(f"/{NEED}/eilig")
@for_roles(STAFF)
def urgent(need_id: int) -> Any:
    """The best five for a need that can not wait for the next run."""
    need = access.get(me(), Need, need_id)
    row = _proposal_of(need)
    form = ReplaceForm()
    found = Candidates(could=place_urgently(me(), need_id), breakers=[])
    _seen(form, row)
    return _page(
        "review/replace.html", form=form, need=access.get(me(), Need, need_id), match=row, found=found, error="",
        urgent=True, in_hand=row is not None and row.status != PROPOSED,
    )  # fmt: skip
