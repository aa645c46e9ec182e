"""Maps of catchments, on the operator's boundaries, on schematic outlines, or as lines from unit centres to sites."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from scenarios.report.content import ReportContent
from scenarios.report.drawing import CATCHMENTS, DARK, HALO, SMALL, finished, new_figure
from scenarios.report.parts import PlanPart, SiteLine, UnitLine
from scenarios.report.texts import say, sites_words
from scenarios.report.words import Lang, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_NAMED_UNITS = 20
_FINEST_SHARE = 0.0005
"""Of the width or height of the map: a quarter of a point on paper."""


def catchment_map(content: ReportContent, plan: PlanPart, lang: Lang, *, name: str = "") -> str:
    """
    The catchments of one plan.

    Parameters
    ----------
    name
        Begins its ids, where a page shows the map twice.
    """
    figure = new_figure(5.2)
    _draw(figure.subplots(), content, plan, lang)
    title = say("map", lang, plan=sites_words(plan.k, lang))
    return finished(figure, name=name or f"map-{plan.k}", title=title, description=map_text(plan, lang))


def real_map(content: ReportContent, real: PlanPart, beside: PlanPart | None, lang: Lang) -> str:
    """The seven real offices, right of a plan with as many sites where there is one."""
    plans = [plan for plan in (beside, real) if plan is not None]
    figure = new_figure(3.8)
    for axes, plan in zip(figure.subplots(1, len(plans), squeeze=False)[0], plans, strict=True):
        _draw(axes, content, plan, lang, small=len(plans) > 1)
        title = say("map_real", lang) if plan is real else sites_words(plan.k, lang)
        axes.set_title(title, fontsize=SMALL + 1, color=DARK)
    return finished(
        figure,
        name="map-real",
        title=say("map_real", lang),
        description=" ".join(map_text(plan, lang) for plan in plans),
    )


def map_text(plan: PlanPart, lang: Lang) -> str:
    """What the map shows, in words."""
    sites = "; ".join(
        say("map_site", lang, number=site.number, name=site.name, households=number(site.households, lang))
        for site in plan.sites
    )
    return say("map_text", lang, sites=f"{sites}.")


def outline_note(content: ReportContent, lang: Lang) -> str:
    """Where the outlines come from, to be shown beside every map."""
    if not _shapes(content):
        return say("spider_note", lang)
    if _is_schematic(content):
        return say("schematic_note", lang)
    return say("outlines_from", lang, source=content.outlines.source if content.outlines else "")


def _is_schematic(content: ReportContent) -> bool:
    return not _shapes(content) or content.outlines is None or content.outlines.schematic


def _draw(axes: "Axes", content: ReportContent, plan: PlanPart, lang: Lang, *, small: bool = False) -> None:
    colours = {unit: CATCHMENTS[(site.number - 1) % len(CATCHMENTS)] for site in plan.sites for unit in site.units}
    shapes = _shapes(content)
    if shapes:
        _draw_areas(axes, content.units, plan, _coarse(shapes), colours)
    else:
        _draw_lines(axes, content.units, plan, colours)
    _draw_names(axes, content.units, plan.sites, small=small)
    for site in plan.sites:
        _draw_site(axes, site, small=small)
    if _is_schematic(content):
        axes.text(
            0.5,
            -0.01,
            say("schematic", lang),
            transform=axes.transAxes,
            va="top",
            ha="center",
            fontsize=SMALL,
            style="italic",
        )
    middle = sum(unit.lat for unit in content.units) / len(content.units)
    axes.set_aspect(1 / math.cos(math.radians(middle)))
    axes.margins(0.02)
    axes.set_axis_off()


def _shapes(content: ReportContent) -> dict[str, Any]:
    """Shape by unit; empty when not every unit has one, since a map with holes would mislead."""
    if content.outlines is None:
        return {}
    found = {area.code: area.shape for area in content.outlines.areas}
    shapes = {unit.id: found[unit.id] for unit in content.units if unit.id in found}
    return shapes if len(shapes) == len(content.units) else {}


def _coarse(shapes: dict[str, Any]) -> dict[str, Any]:
    """
    The shapes without what would be finer than the print: official borders have hundreds of thousands of points.

    Common borders stay common (``shapely.coverage_simplify``).
    """
    from shapely import coverage_simplify, total_bounds

    west, south, east, north = total_bounds(list(shapes.values()))
    coarse = coverage_simplify(list(shapes.values()), max(east - west, north - south) * _FINEST_SHARE)
    return dict(zip(shapes, coarse, strict=True))


def _draw_areas(
    axes: "Axes", units: Iterable[UnitLine], plan: PlanPart, shapes: dict[str, Any], colours: dict[str, str]
) -> None:
    from shapely import union_all

    for unit in units:
        _add_shape(axes, shapes[unit.id], facecolor=colours.get(unit.id, "white"), edgecolor="white", linewidth=0.6)
    for site in plan.sites:
        whole = union_all([shapes[unit] for unit in site.units])
        _add_shape(axes, whole, facecolor="none", edgecolor=DARK, linewidth=1.4)


def _draw_lines(axes: "Axes", units: Iterable[UnitLine], plan: PlanPart, colours: dict[str, str]) -> None:
    places = {unit.id: (unit.lon, unit.lat) for unit in units}
    for site in plan.sites:
        for unit in site.units:
            lon, lat = places[unit]
            axes.plot([lon, site.lon], [lat, site.lat], color=DARK, linewidth=0.8, zorder=1)
    for unit_id, (lon, lat) in places.items():
        axes.plot(
            lon,
            lat,
            "o",
            color=colours.get(unit_id, "white"),
            markeredgecolor=DARK,
            markersize=9,
            linewidth=0,
            zorder=2,
        )


def _add_shape(axes: "Axes", shape: Any, **look: Any) -> None:
    """A polygon with its holes, or several, as one path."""
    rings = [ring for polygon in getattr(shape, "geoms", [shape]) for ring in _rings(polygon)]
    if rings:
        axes.add_patch(PathPatch(Path.make_compound_path(*rings), **look))


def _rings(polygon: Any) -> Iterator[Path]:
    for ring in (polygon.exterior, *polygon.interiors):
        yield Path([(x, y) for x, y, *_ in ring.coords], closed=True)


def _draw_names(axes: "Axes", units: tuple[UnitLine, ...], sites: Sequence[SiteLine], *, small: bool) -> None:
    """Units by name while they are few, else the larger areas; above or below a site that is in the way."""
    few = len(units) <= _MOST_NAMED_UNITS
    spots = {unit.name: (unit.lon, unit.lat) for unit in units} if few else _middles(units)
    for name, (lon, lat) in spots.items():
        axes.annotate(
            name.replace("-", "-\n", 1) if small else name,
            (lon, lat),
            xytext=(0, way_out(lon, lat, units, sites) * (8.5 if small else 11)),
            textcoords="offset points",
            ha="center",
            va="center",
            linespacing=0.95,
            fontsize=5.2 if small else 7.5,
            color=DARK,
            bbox=HALO,
            zorder=4,
        )


def way_out(lon: float, lat: float, units: Sequence[UnitLine], sites: Sequence[SiteLine]) -> int:
    """1 for up, -1 for down, 0 where no site is so near that its mark would cover a name."""
    wide, high = (max(values) - min(values) for values in ([u.lon for u in units], [u.lat for u in units]))
    near = [site for site in sites if abs(site.lon - lon) <= wide / 12 and abs(site.lat - lat) <= high / 25]
    return 0 if not near else 1 if near[0].lat < lat else -1


def _middles(units: Iterable[UnitLine]) -> dict[str, tuple[float, float]]:
    inside: dict[str, list[UnitLine]] = {}
    for unit in units:
        if unit.parent_name:
            inside.setdefault(unit.parent_name, []).append(unit)
    return {
        name: (sum(unit.lon for unit in some) / len(some), sum(unit.lat for unit in some) / len(some))
        for name, some in inside.items()
    }


def _draw_site(axes: "Axes", site: SiteLine, *, small: bool) -> None:
    size = 8 if small else 14
    shape = "s" if site.existing else "o"
    axes.plot(site.lon, site.lat, shape, color=DARK, markeredgecolor="white", markersize=size, zorder=5)
    axes.text(
        site.lon,
        site.lat,
        str(site.number),
        color="white",
        ha="center",
        va="center_baseline",
        fontsize=5.5 if small else 8.5,
        fontweight="bold",
        zorder=6,
    )
