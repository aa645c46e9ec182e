"""Opening over time as the report shows it: one order per level of arrivals, and all breaks of limits."""

from collections.abc import Sequence

from scenarios.opening import Opening
from scenarios.report.parts import (
    BreakLine,
    OpeningPart,
    OrderLine,
    SiteOpening,
    YearLine,
    rounded,
    rounded_or_none,
)


def opening_parts(openings: Sequence[Opening], limit: int) -> tuple[OpeningPart, ...]:
    """
    The openings by number of sites.

    Parameters
    ----------
    limit
        Households per worker whose orders are shown; where none is for it, the next higher one, else the highest.
    """
    return tuple(_part([one for one in openings if one.k == k], limit) for k in sorted({one.k for one in openings}))


def _part(openings: Sequence[Opening], limit: int) -> OpeningPart:
    limits = sorted({one.limit for one in openings})
    shown = next((one for one in limits if one >= limit), limits[-1])
    chosen = sorted((one for one in openings if one.limit == shown), key=lambda one: one.arrivals_per_week)
    return OpeningPart(
        k=openings[0].k,
        limit=shown,
        quarters=tuple(str(one.quarter) for one in chosen[0].quarters),
        orders=tuple(_order(one) for one in chosen),
        breaks=tuple(
            BreakLine(
                arrivals=one.arrivals_per_week,
                limit=one.limit,
                quarter=None if one.first_break is None else str(one.first_break),
                cause=one.cause,
            )
            for one in sorted(openings, key=lambda one: (one.limit, one.arrivals_per_week))
        ),
    )


def _order(opening: Opening) -> OrderLine:
    opened = [SiteOpening(site=site, quarter=str(step.quarter)) for step in opening.steps for site in step.sites]
    return OrderLine(
        arrivals=opening.arrivals_per_week,
        sites=(*opened, *(SiteOpening(site=site, quarter=None) for site in opening.never_open)),
        open_sites=tuple(len(one.households) for one in opening.quarters),
        most_per_worker=tuple(rounded_or_none(one.most_per_worker) for one in opening.quarters),
        waiting=tuple(one.waiting for one in opening.quarters),
        years=tuple(
            YearLine(year=one.year, cost=rounded(one.cost), budget=rounded_or_none(one.budget)) for one in opening.years
        ),
    )
