"""Measures as the figures of a published plan."""

from fractions import Fraction

from scenarios.planning.measures import Measures, nine_places, nine_places_up
from scenarios.site_plan import CatchmentTravel, Imbalance, SitePlan, Status


def published(
    found: Measures,
    *,
    k: int,
    status: Status,
    best: Fraction | None,
    imbalance_bound: Fraction | None,
    travel_bound: int,
) -> SitePlan:
    """A plan with its measures and what was proven of them; without a balance best and its bound are None."""
    everybody = sum(found.households.values())
    imbalance = None
    if found.imbalance is not None and best is not None and imbalance_bound is not None:
        imbalance = Imbalance(
            value=nine_places(found.imbalance),
            best=nine_places(best),
            bound=nine_places(imbalance_bound),
            gap=nine_places_up((best - imbalance_bound) / max(1, everybody)),
        )
    return SitePlan(
        k=k,
        status=status,
        sites=found.sites,
        assignment=found.assignment,
        households=found.households,
        households_per_worker=found.households_per_worker,
        largest=found.largest,
        largest_to_mean=found.largest_to_mean,
        imbalance=imbalance,
        travel=CatchmentTravel(
            value=found.travel,
            bound=travel_bound,
            gap=nine_places_up(Fraction(found.travel - travel_bound, max(1, found.travel))),
            mean_minutes=found.mean_minutes,
            worst_unit=found.worst_unit,
            worst_minutes=found.worst_minutes,
        ),
        cost=found.cost,
    )
