"""Tiny random cases, rich in rules, for comparing with ``brute_force``."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import prod
from typing import Any

from matcher.domain import Block, Case, Household, Match, Need, Offer, Policy, TravelRow, Volunteer
from matcher.facts import INTERPRETING, Facts
from matcher.week import CELLS_PER_DAY, Window
from tests.brute_force import Best, brute_force, minutes_between, options_by_need, options_of, travel_of
from tests.instances import (
    BRACKEL,
    make_case,
    make_district,
    make_household,
    make_need,
    make_offer,
    make_volunteer,
)

__all__ = ["Best", "brute_force", "random_case", "travel_of"]

MOST_PLANS = 4000
"""Combinations of options, allowed or not, that a tiny case has at most."""


@lru_cache(maxsize=1024)
def random_case(seed: int) -> Case:
    """The tiny case of a seed: at most ``MOST_PLANS`` combinations of options, mostly of two or three needs."""
    rng = random.Random(seed)
    at_least = rng.choice((0, 1, 2, 2, 3, 3))
    while True:
        case = _Draw(rng).case(at_least)
        facts = Facts(case)
        options = options_by_need(facts, minutes_between(facts, travel_of(case)))
        n_servable = sum(1 for found in options.values() if found)
        if n_servable >= at_least and prod(1 + len(found) for found in options.values()) <= MOST_PLANS:
            return case


class _Draw:
    """Draws one case: few hours on one or two days, so that everybody wants the same time."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.days = rng.sample(range(7), rng.choice((1, 1, 1, 2)))
        self.first_cell = rng.choice((18, 32, 43))
        self.kinds = ["companion", "companion", "companion", "course", "course", INTERPRETING]

    def case(self, fewest_needs: int) -> Case:
        rng = self.rng
        households = [self.household(f"h{i}") for i in range(rng.randint(1, 4))]
        needs = [self.need(f"n{i}", households) for i in range(rng.randint(max(1, fewest_needs), 5))]
        volunteers = [self.volunteer(f"v{i}") for i in range(rng.randint(1, 5))]
        offers = [self.offer(f"o{i}") for i in range(rng.choice((0, 1, 1, 2)))]
        case = make_case(
            districts=(make_district(), make_district(id="hörde")),
            households=households,
            needs=needs,
            volunteers=volunteers,
            offers=tuple(offers),
            policy=self.policy(),
            blocks=self.blocks(households, [*volunteers, *offers]),
            travel=self.travel(households, needs, volunteers, offers),
        )
        for need in needs:
            if self.chance(0.35):
                case = replace(case, matches=(*case.matches, *self.matches(case, need)))
        return case

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def some(self, things: Sequence[Any], share: float) -> list[Any]:
        return [thing for thing in things if self.chance(share)]

    def windows(self, most_cells: int) -> tuple[Window, ...]:
        found = []
        for _ in range(self.rng.choice((1, 1, 2))):
            first = self.first_cell + self.rng.randrange(2)
            end = min(CELLS_PER_DAY, first + self.rng.randint(most_cells // 2, most_cells))
            found.append(Window(day=self.rng.choice(self.days), first=first, end=end))
        return tuple(found)

    def position(self) -> dict[str, float]:
        """At most some three kilometres apart."""
        return {axis: round(degrees + self.rng.uniform(-0.01, 0.01), 5) for axis, degrees in BRACKEL.items()}

    def household(self, name: str) -> Household:
        rng = self.rng
        return make_household(
            id=name,
            district=rng.choice(("brackel", "hörde")),
            **self.position(),
            languages=rng.choice(
                ({"ar": "native"}, {"ar": "native", "de": "A2"}, {"ti": "C1"}, {"de": "B1", "ti": "B2"})
            ),
            availability=self.windows(5),
            contact_gender=rng.choice((None, None, None, None, None, "f", "m")),
        )

    def need(self, name: str, households: Sequence[Household]) -> Need:
        rng = self.rng
        requested = ("2016-08-01", "2016-09-04", "2015-01-05", "2016-10-01", f"2016-07-{rng.randint(1, 31):02d}")
        return make_need(
            id=name,
            household=rng.choice(households).id,
            kind=rng.choice(self.kinds),
            urgency=rng.randint(1, 4),
            hours=rng.choice((0.5, 1, 1, 1.5)),
            requested_on=rng.choice(requested),
            attendee=rng.choice(("household", "household", "child")),
            age=rng.choice((None, 7, 30)),
            gender=rng.choice((None, "f", "m", "x")),
            requires=self.some(("clearance",), 0.1),
            seats=rng.choice((1, 1, 2)),
            place=self.position() if self.chance(0.2) else None,
        )

    def volunteer(self, name: str) -> Volunteer:
        rng = self.rng
        roles = rng.choice((["companion"], ["companion"], ["mediator"], ["mediator"], ["companion", "mediator"]))
        german, both = {"de": "native"}, {"de": "C1", "ar": "native", "ti": "B2"}
        speaks = (
            german,
            german,
            {"de": "C1", "ar": "B1"},
            {"de": "B2", "ar": "native"},
            {"de": "C1", "ti": "C1"},
            both,
        )
        return make_volunteer(
            id=name,
            roles=roles,
            kinds=self.some(("companion", "course", INTERPRETING), 0.85),
            languages=rng.choice(speaks[2:] if "mediator" in roles else speaks),
            **self.position(),
            mode=rng.choice(("foot", "bike", "transit", "car")),
            max_travel_minutes=rng.choice((12, 30, 30, 60)),
            hours_per_week=rng.choice((0.5, 1, 1, 1.5, 2, 2, 4)) if self.chance(0.95) else 0,
            max_matches=rng.choice((1, 1, 2, 2, 3)) if self.chance(0.95) else 0,
            availability=self.windows(5),
            gender=rng.choice(("f", "f", "m", "x")),
            qualifications=self.some(("clearance", "driver"), 0.6),
        )

    def offer(self, name: str) -> Offer:
        rng = self.rng
        return make_offer(
            id=name,
            kind=rng.choice(("course", "course", "companion", INTERPRETING)),
            **self.position(),
            languages=rng.choice(({"de": "native"}, {"de": "native"}, {"ar": "C1"}, {})),
            seats=rng.choice((1, 2, 2, 3)) if self.chance(0.95) else 0,
            times=self.windows(2),
            ages=rng.choice((*[(0, 120)] * 4, (6, 12), (18, 99))),
            gender=rng.choice((None, None, None, "f")),
            language_free=self.chance(0.2),
        )

    def policy(self) -> Policy:
        rng = self.rng
        if self.chance(0.4):
            return Policy()
        costs = rng.choice(({}, dict.fromkeys(("mediator_cost", "change_cost", "familiar_bonus", "idle_cost"), 0)))
        if self.chance(0.3):
            costs = {"idle_cost": 1000, "change_cost": 500, "familiar_bonus": 2000}
        return Policy(
            language_level=rng.choice(("B1", "B1", "B1", "A2", "C1")),
            bridge_level=rng.choice(("B2", "B2", "B2", "B1", "C1")),
            official_language=rng.choice(("de", "de", "de", "de", "ar")),
            urgency_points=rng.choice(((10, 20, 40, 80), (1, 1, 1, 1), (0, 3, 5, 8))),
            waiting_points_per_week=rng.choice((0, 1, 2)),
            waiting_cap_weeks=rng.choice((2, 26)),
            equity=rng.choice((0, 0.25, 1, 4)),
            equity_group=rng.choice(("district", "none")),
            household_mode=rng.choice(("transit", "foot")),
            household_max_travel_minutes=rng.choice((15, 40)),
            **costs,
        )

    def blocks(self, households: Sequence[Household], helpers: Sequence[Volunteer | Offer]) -> tuple[Block, ...]:
        pairs = [(household.id, helper.id) for household in households for helper in helpers]
        untils = (None, "2016-09-05", "2016-08-29")
        return tuple(
            Block(household=household, resource=helper, until=self.rng.choice(untils))
            for household, helper in self.some(pairs, 0.08)
        )

    def travel(self, households: Any, needs: Any, volunteers: Any, offers: Any) -> tuple[TravelRow, ...]:
        routes = [(one, place) for one in volunteers for place in (*needs, *offers)]
        routes += [(one, place) for one in households for place in offers]
        return tuple(
            TravelRow(traveller=one.id, place=place.id, minutes=self.rng.choice((0, 5, 25, 45)))
            for one, place in self.some(routes, 0.1)
        )

    def matches(self, case: Case, need: Need) -> list[Match]:
        """An active, proposed or pinned match, or a pin beside a proposal; most follow an option, so that pins hold."""
        status = self.rng.choice(("active", "active", "proposed", "pinned", "pinned"))
        waive = self.some(("kind", "language", "travel", "time", "age"), 0.25) if status == "pinned" else []
        found = self.match(case, need, status, waive)
        if status == "pinned" and self.chance(0.4):
            found += self.match(case, need, "proposed", [])
        return found

    def match(self, case: Case, need: Need, status: str, waive: list[str]) -> list[Match]:
        rng = self.rng
        beside = [match for match in case.matches if match.need != need.id]
        bare = Match(need=need.id, status="pinned", waive=waive)
        facts = Facts(replace(case, matches=(*beside, bare)))
        options = options_of(facts, minutes_between(facts, travel_of(case)), need)
        if not options and status == "pinned" and self.chance(0.8):
            return []
        if options and self.chance(0.93):
            pattern = rng.choice(options)
            named = {"provider": pattern.provider, "mediator": pattern.mediator, "start": pattern.start}
        else:
            helper = rng.choice([*case.volunteers, *case.offers]).id
            named = {"provider": None if need.kind == INTERPRETING else helper}
            named["mediator"] = rng.choice([None, None, *(v.id for v in case.volunteers)])
            named["start"] = CELLS_PER_DAY * rng.choice(self.days) + self.first_cell
        leaves_out = {"active": 0.0, "proposed": 0.0, "pinned": 0.4}[status]
        kept = {field: named[field] for field in ("provider", "mediator") if not self.chance(leaves_out)}
        if not self.chance(0.3):
            kept["start"] = named["start"]
        return [Match(need=need.id, status=status, waive=waive, **kept)]
