"""
Splits a case into cases of its own where nobody's travel reaches across, before any option is made.

Making options compares everybody with everybody, so ten cities in one case would cost a hundred times one city.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Case, Household, Match, Mode, Need, Offer, Volunteer
from matcher.facts import INTERPRETING, Facts
from matcher.people import Longs, as_points
from matcher.rules import shares_language
from matcher.travel import TravelMinutes

FEWEST_NEEDS = 500
"""Small regions are solved together until they have as many open needs: hundreds of tiny runs would cost more."""
_SMALLEST_RADIUS_KM = 6335.0
"""Smallest radius of curvature of the WGS84 ellipsoid: on no model of the earth are two places nearer than on this."""
_SIDE_KM = 5.0
"""Of the cubes in which places are gathered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A case of its own, and its share of the open needs of the case it is from."""

    case: Case
    share: float


def split(facts: Facts, travel: TravelMinutes) -> list[Region]:
    """
    Cases that can be solved apart, in order of their first need; the case itself when there is only one.

    Every option of an open need of the case is an option in its region, at the same cost, and takes nothing that an
    option of another region takes: see "Regions" in the README for why. Helpers in reach of no open need are left out.
    """
    case = facts.case
    needs = [need for need in case.needs if need.id not in facts.active]
    whole = [Region(case=case, share=1.0)]
    if not needs or any(not _names_everybody(facts, pin) for pin in facts.pinned.values()):
        return whole
    part_of = _part_of_each(facts, needs, travel)
    open_needs: dict[int, int] = defaultdict(int)
    for need in needs:
        open_needs[part_of[need.household]] += 1
    bundles = _bundled(open_needs)
    if len(bundles) == 1:
        return whole
    bundle_of_part = {part: number for number, parts in enumerate(bundles) for part in parts}
    bundle_of = {id_: bundle_of_part.get(part) for id_, part in part_of.items()}
    return [
        Region(case=_only(facts, bundle_of, number), share=sum(open_needs[part] for part in parts) / len(needs))
        for number, parts in enumerate(bundles)
    ]


def _names_everybody(facts: Facts, pin: Match) -> bool:
    """Whether nobody but those a pin names can come from beyond the usual reach."""
    if "travel" not in pin.waive:
        return True
    need = facts.needs[pin.need]
    if need.kind == INTERPRETING:
        return pin.mediator is not None
    if pin.provider is None:
        return False
    if pin.mediator is not None or "language" in pin.waive:
        return True
    provider = facts.volunteers.get(pin.provider) or facts.offers[pin.provider]
    return shares_language(facts, facts.households[need.household], provider)


def _part_of_each(facts: Facts, needs: Sequence[Need], travel: TravelMinutes) -> dict[str, int]:
    """Number of the part in which each household, volunteer and offer is, by id."""
    case = facts.case
    records: list[Household | Volunteer | Offer] = [*case.households, *case.volunteers, *case.offers]
    own_places = [need for need in needs if need.place]
    points = as_points([*records, *(need.place for need in own_places)])
    cubes, cube_of = np.unique(np.floor(_positions(points) / _SIDE_KM), axis=0, return_inverse=True)
    reach = np.zeros(len(cubes))
    np.maximum.at(reach, cube_of[: len(case.households) + len(case.volunteers)], _reach_km(facts, travel))
    areas = _areas(cubes, reach)[cube_of].tolist()
    area_of = dict(zip([record.id for record in records], areas[: len(records)], strict=True))
    if len(set(areas)) == 1:
        return dict.fromkeys(area_of, 0)
    import networkx as nx  # here, because it takes a fifth of a second, and most cases are one area

    graph = nx.Graph()
    graph.add_nodes_from(area_of.values())
    graph.add_edges_from(
        (area_of[need.household], area) for need, area in zip(own_places, areas[len(records) :], strict=True)
    )
    graph.add_edges_from((area_of[one], area_of[other]) for one, other in _ties(facts, needs))
    part = {area: number for number, tied in enumerate(nx.connected_components(graph)) for area in tied}
    return {id_: part[area] for id_, area in area_of.items()}


def _positions(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Kilometres from the centre of the earth along three axes, shape (n, 3).

    In space there is neither a pole nor an antimeridian, and the straight line is never longer than the arc.
    """
    latitude, longitude = np.radians(points).T
    parallel = np.cos(latitude)
    axes = (parallel * np.cos(longitude), parallel * np.sin(longitude), np.sin(latitude))
    return _SMALLEST_RADIUS_KM * np.stack(axes, axis=1)


def _reach_km(facts: Facts, travel: TravelMinutes) -> NDArray[np.float64]:
    """How far each household, then each volunteer can travel, in a straight line."""
    policy = facts.policy
    limits: list[tuple[Mode, int]] = [(policy.household_mode, policy.household_max_travel_minutes)]
    limits *= len(facts.case.households)
    limits += [(volunteer.mode, volunteer.max_travel_minutes) for volunteer in facts.case.volunteers]
    km = {limit: travel.reach_km(mode=limit[0], minutes=limit[1]) for limit in set(limits)}
    return np.array([km[limit] for limit in limits])


def _areas(cubes: NDArray[np.float64], reach: NDArray[np.float64]) -> Longs:
    """Number of the area of each cube: cubes are in one area when people may get from one to the other."""
    diagonal = _SIDE_KM * np.sqrt(3)
    area = np.full(len(cubes), -1, dtype=np.int64)
    for first in range(len(cubes)):
        waiting = [first] if area[first] < 0 else []
        area[waiting] = first
        while waiting:
            cube = waiting.pop()
            others = np.flatnonzero(area < 0)
            km = _SIDE_KM * np.sqrt(((cubes[others] - cubes[cube]) ** 2).sum(axis=1))
            touched = others[km <= np.maximum(reach[others], reach[cube]) + diagonal]
            area[touched] = first
            waiting.extend(touched.tolist())
    return area


def _ties(facts: Facts, needs: Sequence[Need]) -> Iterator[tuple[str, str]]:
    """Pairs of households and helpers that belong together however far apart they are."""
    for match in facts.case.matches:
        household = facts.needs[match.need].household
        yield from ((household, helper) for helper in (match.provider, match.mediator) if helper is not None)
    for row in facts.case.travel:
        volunteer, need = facts.volunteers.get(row.traveller), facts.needs.get(row.place)
        limit = volunteer.max_travel_minutes if volunteer else facts.policy.household_max_travel_minutes
        if row.minutes <= limit:
            yield row.traveller, need.household if need else row.place
    if facts.policy.equity > 0:
        first: dict[str, str] = {}
        for need in needs:
            yield need.household, first.setdefault(facts.group(need), need.household)


def _bundled(open_needs: dict[int, int]) -> list[list[int]]:
    """Parts one after the other, as many together as have ``FEWEST_NEEDS`` open needs."""
    bundles: list[list[int]] = []
    n_needs = FEWEST_NEEDS
    for part, more in open_needs.items():
        if n_needs >= FEWEST_NEEDS:
            bundles.append([])
            n_needs = 0
        bundles[-1].append(part)
        n_needs += more
    return bundles


def _only(facts: Facts, bundle_of: dict[str, int | None], number: int) -> Case:
    """The case with what is in one bundle."""
    case = facts.case
    households = tuple(household for household in case.households if bundle_of[household.id] == number)
    districts = {household.district for household in households}
    return replace(
        case,
        districts=tuple(district for district in case.districts if district.id in districts),
        households=households,
        needs=tuple(need for need in case.needs if bundle_of[need.household] == number),
        volunteers=tuple(volunteer for volunteer in case.volunteers if bundle_of[volunteer.id] == number),
        offers=tuple(offer for offer in case.offers if bundle_of[offer.id] == number),
        matches=tuple(match for match in case.matches if bundle_of[facts.needs[match.need].household] == number),
        blocks=tuple(b for b in case.blocks if bundle_of[b.household] == number == bundle_of[b.resource]),
        travel=tuple(row for row in case.travel if _inside(facts, bundle_of, row.traveller, row.place) == number),
    )


def _inside(facts: Facts, bundle_of: dict[str, int | None], traveller: str, place: str) -> int | None:
    """Bundle in which a way is; None when it leads from one to another."""
    need = facts.needs.get(place)
    there = bundle_of[need.household if need else place]
    return there if bundle_of[traveller] == there else None
