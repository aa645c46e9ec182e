"""The figures: page, pilot evaluation, downloads, and the sheet for the round table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request, url_for
from flask_babel import format_percent
from flask_babel import gettext as _

from webapp import page_words, words
from webapp.access import MAY_SEE_FIGURES
from webapp.clock import today
from webapp.models.accounts import STAFF
from webapp.pages.guard import for_roles, me
from webapp.services.export import FORMATS
from webapp.services.figure_tables import TABLES
from webapp.services.figures import HIDDEN, PERIODS, Figure, Filters
from webapp.services.figures import figures as count_figures
from webapp.services.figures import pilot as count_pilot
from webapp.services.round_table import round_table as make_round_table

pages = Blueprint("figures", __name__, url_prefix="/zahlen")


@pages.get("/")
@for_roles(*MAY_SEE_FIGURES)
def page() -> str:
    """Charts and tables, for the filters of the address."""
    filters = _filters(request.args)
    found = count_figures(today(), filters)
    return render_template(
        "figures/page.html",
        page=found,
        filters=filters,
        by_code={figure.code: figure for figure in found.figures},
        download=lambda code, ending: url_for("figures.export", code=code, ending=ending, **_chosen(filters)),
        periods=[(weeks, _("%(weeks)s Wochen", weeks=weeks)) for weeks in PERIODS],
        kinds=_in_order({*found.kinds, *words.KINDS}, page_words.kind_words),
        languages=page_words.languages_in_order(),
        data=[_data(figure) for figure in found.figures],
        HIDDEN=HIDDEN,
    )


@pages.get("/daten.json")
@for_roles(*MAY_SEE_FIGURES)
def data() -> Response:
    """What the charts draw, for the filters of the address."""
    found = count_figures(today(), _filters(request.args))
    return jsonify(figures=[_data(figure) for figure in found.figures])


@pages.get("/<code>.<ending>")
@for_roles(*MAY_SEE_FIGURES)
def export(code: str, ending: str) -> Response:
    """One figure as a file, for the filters of the address."""
    if code not in TABLES or ending not in FORMATS:
        abort(404)
    found = count_figures(today(), _filters(request.args), only=[code])
    return _file(found.figures[0], ending)


@pages.get("/pilot")
@for_roles(*MAY_SEE_FIGURES)
def pilot() -> str:
    """The pilot, month by month, made to be printed."""
    found = count_pilot(today())
    return render_template(
        "figures/pilot.html",
        pilot=found,
        download=lambda code, ending: url_for("figures.pilot_export", code=code, ending=ending),
        data=[_data(figure) for figure in found.figures],
        HIDDEN=HIDDEN,
    )


@pages.get("/pilot/<code>.<ending>")
@for_roles(*MAY_SEE_FIGURES)
def pilot_export(code: str, ending: str) -> Response:
    """One figure of the pilot as a file."""
    if ending not in FORMATS:
        abort(404)
    for figure in count_pilot(today()).figures:
        if figure.code == code:
            return _file(figure, ending)
    abort(404)


@pages.get("/runder-tisch")
@for_roles(STAFF)
def round_table() -> str:
    """The proposals of the own catchment in pseudonyms, to be printed."""
    return render_template("figures/round_table.html", sheet=make_round_table(me()), day=today())


@pages.app_template_filter("share")
def _share(value: float) -> str:
    """A share as people read it."""
    return format_percent(value)


def _in_order(codes: Iterable[str], text: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((code, text(code)) for code in codes), key=lambda pair: pair[1].casefold())


def _filters(args: Mapping[str, str]) -> Filters:
    """What the address asks for; what makes no sense is no filter."""
    weeks = _number(args.get("weeks"))
    language = args.get("language")
    return Filters(
        site=_number(args.get("site")),
        district=args.get("district") or None,
        kind=args.get("kind") or None,
        language=language if language in words.LANGUAGES else None,
        weeks=weeks if weeks in PERIODS else Filters.weeks,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _chosen(filters: Filters) -> dict[str, Any]:
    """The filters as an address carries them."""
    values = {
        "site": filters.site,
        "district": filters.district,
        "kind": filters.kind,
        "language": filters.language,
        "weeks": filters.weeks,
    }
    return {name: value for name, value in values.items() if value is not None}


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | date) else str(value)


def _rows(figure: Figure) -> list[list[Any]]:
    return [[_cell(value) for value in row] for row in figure.rows]


def _data(figure: Figure) -> dict[str, Any]:
    """A figure for the charts; hidden numbers are the word for it."""
    return {
        "code": figure.code,
        "title": str(figure.title),
        "chart": figure.chart,
        "drawn": figure.drawn,
        "columns": [
            {"name": str(column.name), "unit": column.unit, "short": str(column.drawn_as or column.name)}
            for column in figure.columns
        ],
        "rows": [[value.isoformat() if isinstance(value, date) else value for value in row] for row in _rows(figure)],
        "mean": _cell(figure.mean),
    }


def _file(figure: Figure, ending: str) -> Response:
    mimetype, write = FORMATS[ending]
    columns: Sequence[str] = [str(column.name) for column in figure.columns]
    answer = make_response(write(columns, _rows(figure), str(figure.title)))
    answer.headers["Content-Type"] = mimetype
    answer.headers["Content-Disposition"] = f"attachment; filename=zahlen-{figure.code}-{today().isoformat()}.{ending}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
