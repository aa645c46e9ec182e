"""Who lives where in a scenario: the population of the matcher's cases, placed around the scenario's units."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geodata.distance import great_circle_km
from matcher.domain import District
from scenarios.assumptions import CITY
from scenarios.draws import Places
from scenarios.inputs import Shares
from scenarios.parameters import PopulationParameters
from scenarios.planning_inputs import PlanningInputs
from scenarios.scenario import Scenario, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """
    A scenario as a place to draw people for.

    Attributes
    ----------
    districts
        In which service is compared: the units' parents, or the units where they have none.
    district_of
        By unit.
    first_units
        Unit of each household at the beginning.
    unit_shares
        Of the households that come later: those of the first ones.
    share_of_city
        Its households over those of the whole city: as much of the city's arrivals come here.
    """

    parameters: PopulationParameters
    places: Places
    districts: tuple[District, ...]
    district_of: dict[str, str]
    first_units: tuple[str, ...]
    unit_shares: Shares[str]
    share_of_city: float


def region_of(scenario: Scenario, inputs: PlanningInputs) -> Region:
    """The region; units without a single household are as likely as each other."""
    units = sorted(scenario.units, key=lambda unit: unit.id)
    households = scenario.households
    district_of = {unit.id: unit.parent or unit.id for unit in units}
    persons = tilted(CITY.persons, float(inputs.people_per_household))
    return Region(
        # Helpers live evenly over the units: who comes from outside the region is taken to be as many as who leaves it.
        parameters=replace(CITY, name="scenario", households=households, persons=persons, local_share=0.0),
        places=Places(
            centres={unit.id: [(float(unit.lat), float(unit.lon))] for unit in units},
            radius_km=_radii(units),
            office=inputs.simulation.office,
        ),
        districts=tuple(District(id=id_) for id_ in sorted(set(district_of.values()))),
        district_of=district_of,
        first_units=tuple(unit.id for unit in units for _ in range(unit.households)),
        unit_shares=tuple((u.id, u.households / households if households else 1 / len(units)) for u in units),
        share_of_city=households / inputs.households_in_flats,
    )


def _radii(units: list[Unit]) -> dict[str, float]:
    """Homes lie as far from the centre of a unit as half the way to the nearest other one."""
    centres = np.array([(unit.lat, unit.lon) for unit in units], dtype=np.float64)
    km = great_circle_km(centres, centres)
    km[km == 0] = np.inf
    nearest = km.min(axis=1).tolist()
    return {
        unit.id: CITY.place_radius_km if near == np.inf else near / 2 for unit, near in zip(units, nearest, strict=True)
    }


def tilted(shares: Shares[int], mean: float) -> Shares[int]:
    """
    The distribution of this mean that differs least from the given one.

    Each share is multiplied by t ** value and the sum brought to 1; of all distributions with the mean this one has
    the least relative entropy (Csiszar 1975). A mean at or beyond the least or the largest value gives that value.
    """
    values = np.array([value for value, _ in shares], dtype=np.float64)
    given = np.array([share for _, share in shares], dtype=np.float64)

    def with_factor(log_t: float) -> NDArray[np.float64]:
        weight = given * np.exp(log_t * (values - values.mean()))
        return np.asarray(weight / weight.sum())

    if not values.min() < mean < values.max():
        end = values.min() if mean <= values.min() else values.max()
        return tuple((value, float(value == end)) for value, _ in shares)
    low, high = -50.0, 50.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if float(with_factor(middle) @ values) < mean else (low, middle)
    return tuple((value, float(share)) for (value, _), share in zip(shares, with_factor(low), strict=True))
