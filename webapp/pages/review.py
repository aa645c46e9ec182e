"""The review board: proposals of the own catchment, to accept, decline, replace and fix."""

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access
from webapp.access import NotFound
from webapp.clock import planned_week
from webapp.database import ChangedMeanwhile
from webapp.forms.parts import clean
from webapp.forms.review import StepForm
from webapp.models import Match
from webapp.models.accounts import STAFF
from webapp.page_words import kind_words, language_words
from webapp.pages import review_words as words
from webapp.pages.guard import for_roles, me
from webapp.pages.maps import districts_on_map
from webapp.pages.review_map import points_of
from webapp.services import board, decisions
from webapp.services.alternatives import next_choices
from webapp.services.frozen import last_frozen
from webapp.services.gaps import Gap, reasons_for, with_smallest_change
from webapp.services.runs import last_released
from webapp.services.settings import current_policy
from webapp.services.steps import NotPossible

pages = Blueprint("review", __name__, url_prefix="/vorschlaege")

NUMBER = "int(max=2147483647)"
MATCH = f"<{NUMBER}:match_id>"
GAPS_ON_BOARD, GAPS_SHOWN = 12, 40
_FILTERS = ("kind", "language", "warning", "state", "search", "named", "page")
_NAME = "lw_board_name"
"""Where a name that was searched for is kept: names do not belong into addresses, which say only that there is one."""
_FAMILY = re.compile(r"(?:[hH]-?)?[0-9]{1,9}")
LATE = (NotPossible, ChangedMeanwhile)


@pages.context_processor
def _words() -> dict[str, Any]:
    return {"review": words}


def filters_of(args: Mapping[str, str]) -> board.Filters:
    """Filters from an address; what is no filter there is ignored."""
    page = args.get("page", "")
    found = {name: args.get(name, "").strip()[:60] for name in ("kind", "language", "warning", "state", "search")}
    if args.get("named"):
        found["search"] = session.get(_NAME, "")
    return board.Filters(**found, page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1)


def kept_args(args: Mapping[str, str]) -> dict[str, str]:
    """Filters that are set, for links that stay on this list."""
    return {name: args[name] for name in _FILTERS if args.get(name)}


def _search(typed: Mapping[str, str]) -> Any:
    """To the list as it is asked for; a family's number stands in the address, a name does not."""
    text = (clean(typed.get("search", "")))[:60]
    kept: dict[str, Any] = {
        name: value for name, value in kept_args(typed).items() if name not in ("search", "named", "page")
    }
    if _FAMILY.fullmatch(text):
        kept["search"] = text
    elif text:
        session[_NAME] = text
        kept["named"] = "1"
    return redirect(url_for("review.board", **kept))


@pages.route("", methods=["GET", "POST"], endpoint="board")
@for_roles(STAFF)
def show_board() -> Any:
    """The list, and beside it the chosen proposal."""
    if request.method == "POST":
        return _search(request.form)
    filters = filters_of(request.args)
    found = board.board_for(me(), filters)
    chosen = request.args.get("row", "")
    detail = None
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        with contextlib.suppress(NotFound):
            detail = facts_of(int(chosen))
    return render_template(
        "review/board.html",
        board=found,
        filters=filters,
        args=kept_args(request.args),
        kinds=[(kind, kind_words(kind)) for kind in found.kinds],
        languages=sorted(((code, language_words(code)) for code in found.languages), key=lambda pair: pair[1]),
        week=planned_week(),
        run=last_released(),
        level=current_policy().language_level,
        detail=detail,
        chosen=chosen,
        **_gaps(GAPS_ON_BOARD),
    )


def _gaps(most: int) -> dict[str, Any]:
    needs, last, count = board.needs_without_proposal(me(), most)
    gaps = reasons_for(me(), needs, last_frozen() if needs else None, last, planned_week())
    return {"gaps": gaps, "n_gaps": count}


@pages.get("/luecken")
@for_roles(STAFF)
def gaps_page() -> str:
    """Needs without a proposal, each with the smallest change that would help; asking the rules takes a moment."""
    inside = bool(request.headers.get("HX-Request"))
    found = _gaps(GAPS_ON_BOARD if inside else GAPS_SHOWN)
    gaps: list[Gap] = with_smallest_change(me(), found["gaps"], last_frozen() if found["gaps"] else None)
    part = "review/gaps_list.html" if inside else "review/gaps.html"
    return render_template(part, inside=inside, gaps=gaps, n_gaps=found["n_gaps"], worked_out=True)


def facts_of(match_id: int) -> dict[str, Any]:
    """What the panel and the page of a match show."""
    match = board.whole_match(me(), match_id)
    history = board.history_of(match.need.household_id, match.id)
    last = match.events[-1] if match.events else None
    policy = current_policy()
    return {
        "match": match,
        "last": last,
        "warnings": board.warnings_of(me(), match),
        "history": history,
        "people": board.people_of(match.events),
        "may_undo": last is not None and decisions.may_undo(last, me()),
        "points": points_of(match),
        "districts": districts_on_map(),
        "level": policy.language_level,
        "pin": board.pin_of(match.need_id),
    }


@pages.get(f"/{MATCH}/blick")
@for_roles(STAFF)
def glance(match_id: int) -> str:
    """The panel beside the list."""
    return render_template("review/detail.html", detail=facts_of(match_id), args=kept_args(request.args))


@pages.get(f"/{MATCH}/moeglichkeiten")
@for_roles(STAFF)
def choices(match_id: int) -> str:
    """The next three choices with their consequence, worked out when somebody asks."""
    match = board.whole_match(me(), match_id)
    found = next_choices(me(), match.need_id)
    part = "review/choices.html" if request.headers.get("HX-Request") else "review/choices_page.html"
    return render_template(part, found=found, match=match)


def back_to(match_id: int | None = None) -> str:
    """Address of the page the step was taken from: the match's own, or the list as it was filtered."""
    if request.form.get("to") == "match" and match_id is not None:
        return url_for("review.match", match_id=match_id)
    shown: dict[str, Any] = {**kept_args(request.form)}
    if match_id is not None:
        shown |= {"row": match_id, "_anchor": f"m{match_id}"}
    return url_for("review.board", **shown)


def late(error: Exception, match_id: int) -> tuple[str, int]:
    """Somebody was faster, or it is not possible: who did what when, and the way back."""
    match = board.whole_match(me(), match_id)
    text = words.impossible_words(error)
    return render_template("review/late.html", text=text, match=match, back=back_to(match_id)), 409


@pages.post("/annehmen")
@for_roles(STAFF)
def accept_many() -> Any:
    """Accept what was selected, one after the other; what is not possible is told and stops nothing."""
    one = request.form.get("one")
    picked = [one] if one else list(dict.fromkeys(request.form.getlist("pick")))
    pairs = [pair for pair in map(_number_and_version, picked) if pair is not None]
    if not pairs:
        flash(_("Bitte wählen Sie zuerst Vorschläge aus."), "warning")
        return redirect(back_to())
    failed: list[tuple[int, Exception]] = []
    for number, version in pairs:
        try:
            decisions.accept(me(), number, version)
        except LATE as error:
            failed.append((number, error))
    done = len(pairs) - len(failed)
    if failed and len(pairs) == 1:
        return late(failed[0][1], failed[0][0])
    if done:
        flash(ngettext("%(num)d Vorschlag angenommen.", "%(num)d Vorschläge angenommen.", done), "success")
    for number, problem in failed:
        need = access.get(me(), Match, number).need
        flash(f"H-{need.household_id}, {kind_words(need.kind)}: {words.impossible_words(problem)}", "warning")
    return redirect(back_to(pairs[0][0] if len(pairs) == 1 else None))


def _number_and_version(text: str) -> tuple[int, int] | None:
    number, _colon, version = text.partition(":")
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (number, version)):
        return int(number), int(version)
    return None


def take(step: Callable[[Any, int, int | None], None], match_id: int, said: str) -> Any:
    """A step that asks for nothing but the version."""
    form = StepForm()
    if not form.validate_on_submit():
        return late(NotPossible("changed"), match_id)
    try:
        step(me(), match_id, form.seen)
    except LATE as error:
        return late(error, match_id)
    flash(said, "success")
    return redirect(back_to(match_id))


@pages.post(f"/{MATCH}/annehmen")
@for_roles(STAFF)
def accept(match_id: int) -> Any:
    """Ask whoever is proposed."""
    return take(decisions.accept, match_id, _("Angenommen. Wer hilft, wird jetzt gefragt."))


@pages.post(f"/{MATCH}/zurueck")
@for_roles(STAFF)
def undo(match_id: int) -> Any:
    """Take the own last decision back."""
    return take(decisions.undo, match_id, _("Zurückgenommen, mit allen Folgen."))


@pages.post(f"/{MATCH}/bestaetigen")
@for_roles(STAFF)
def confirm(match_id: int) -> Any:
    """Confirm what all agreed to."""
    return take(decisions.confirm, match_id, _("Bestätigt."))


@pages.post(f"/{MATCH}/neu-freigeben")
@for_roles(STAFF)
def approve_again(match_id: int) -> Any:
    """Approve the content as it is now."""
    return take(decisions.approve_again, match_id, _("Neu freigegeben."))


@pages.post(f"/{MATCH}/beginnen")
@for_roles(STAFF)
def activate(match_id: int) -> Any:
    """The match begins."""
    return take(decisions.activate, match_id, _("Es geht los. Kontakt und Termin sind jetzt sichtbar."))
