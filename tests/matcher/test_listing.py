"""Options written out with their costs."""

from typing import Any

import numpy as np
import pytest

from matcher.domain import Case, Policy
from matcher.facts import Facts
from matcher.listing import Listing, cheapest_providers, list_options
from matcher.options import NOBODY, generate_options
from matcher.week import parse_start
from tests.brute_force import travel_of
from tests.instances import (
    make_case,
    make_household,
    make_match,
    make_mediator,
    make_need,
    make_offer,
    make_travel_row,
    make_volunteer,
)
from tests.tiny_cases import random_case

POLICY = Policy(mediator_cost=30, change_cost=100, familiar_bonus=1000)
ROWS = (
    make_travel_row(),  # v1 takes 7 minutes to n1
    make_travel_row(traveller="m1", minutes=11),
)


def listing(case: Case) -> Listing:
    options = generate_options(Facts(case), travel_of(case))
    return list_options(options, np.arange(len(options.needs)))


def direct(**changes: Any) -> Case:
    """``v1`` can meet ``n1`` at 16:00, 16:30 or 17:00 o'clock."""
    return make_case(**{"policy": POLICY, "travel": ROWS, **changes})


def bridged(**changes: Any) -> Case:
    """``v1`` meets ``n1`` together with ``m1``, on Tuesday at 17 o'clock at the earliest and latest."""
    people = [make_volunteer(languages={"de": "native"}), make_mediator(availability=["tue 17:00-19:00"])]
    return direct(**{"volunteers": people, **changes})


def proposed(**fields: Any) -> dict[str, Any]:
    return {"matches": (make_match(status="proposed", **fields),)}


def test_options_of_a_need_are_listed_by_start() -> None:
    found = listing(direct())
    assert found.start.tolist() == [parse_start(f"tue {clock}") for clock in ("16:00", "16:30", "17:00")]
    assert found.provider.tolist() == [0, 0, 0]
    assert found.mediator.tolist() == [NOBODY] * 3
    assert found.cost.tolist() == found.provider_minutes.tolist() == [7, 7, 7]
    assert found.mediator_minutes.tolist() == [0, 0, 0]


def test_mediator_costs_her_travel_and_a_fixed_price() -> None:
    # 7 + 11 + 30
    found = listing(bridged())
    assert found.cost.tolist() == [48]
    assert (found.provider_minutes.tolist(), found.mediator_minutes.tolist()) == ([7], [11])


def test_interpreting_costs_the_mediator_only() -> None:
    # 11 + 30
    found = listing(bridged(needs=[make_need(kind="interpreting")]))
    assert (found.provider.tolist(), found.mediator.tolist(), found.cost.tolist()) == ([NOBODY], [0], [41])


def test_offer_costs_the_households_travel_and_the_mediators_way_there() -> None:
    # Household 12, mediator 13 (not the 11 to the household), 30 for a mediator.
    to_offer = (make_travel_row(traveller="h1", place="o1", minutes=12),)
    to_offer += (make_travel_row(traveller="m1", place="o1", minutes=13),)
    case = bridged(
        households=[make_household(availability=["tue 17:00-19:00"])],
        needs=[make_need(kind="language_course")],
        offers=(make_offer(times=["tue 17:30-18:30"]),),
        travel=(*ROWS, *to_offer),
    )
    found = listing(case)
    assert found.cost.tolist() == [55]
    assert found.start.tolist() == [parse_start("tue 17:30")]
    assert (found.provider_minutes.tolist(), found.mediator_minutes.tolist()) == ([12], [13])


@pytest.mark.parametrize(
    ("fields", "costs"),
    [
        ({}, [7, 7, 7]),  # kept, the proposal leaves the start open
        ({"start": parse_start("tue 16:30")}, [107, 7, 107]),  # kept at its start only
        ({"start": parse_start("wed 16:30")}, [107, 107, 107]),
        ({"provider": "m1"}, [107, 107, 107]),
        ({"provider": None}, [107, 107, 107]),  # absent is none, and v1 is somebody
        ({"mediator": "m1"}, [107, 107, 107]),  # she does not come any more
        ({"mediator": "v1"}, [107, 107, 107]),  # nor does who never was a mediator
    ],
)
def test_change_of_a_proposal_costs(fields: dict[str, Any], costs: list[int]) -> None:
    people = [make_volunteer(), make_mediator()]
    assert listing(direct(volunteers=people, **proposed(**fields))).cost.tolist() == costs


@pytest.mark.parametrize(
    ("fields", "cost"),
    [
        ({"mediator": "m1"}, 48),
        ({"mediator": "m1", "start": parse_start("tue 17:00")}, 48),
        ({"mediator": "m1", "start": parse_start("tue 16:00")}, 148),
        ({}, 148),  # absent is none, and now a mediator comes
    ],
)
def test_mediator_is_part_of_the_proposal(fields: dict[str, Any], cost: int) -> None:
    assert listing(bridged(**proposed(**fields))).cost.tolist() == [cost]


@pytest.mark.parametrize(("provider", "cost"), [(None, 41), ("v1", 141)])
def test_proposal_of_interpreting_is_kept_without_provider(provider: str | None, cost: int) -> None:
    need = make_need(kind="interpreting")
    assert listing(bridged(needs=[need], **proposed(provider=provider, mediator="m1"))).cost.tolist() == [cost]


@pytest.mark.parametrize(
    ("other_household", "active", "cost"),
    [
        ("h1", {"provider": "v1"}, 7 - 1000),
        ("h2", {"provider": "v1"}, 7),  # known to another family
        ("h1", {"provider": None, "mediator": "v1"}, 7),  # known as mediator only
    ],
)
def test_familiar_provider_earns_the_bonus(other_household: str, active: dict[str, Any], cost: int) -> None:
    case = direct(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(), make_need(id="n2", household=other_household, hours=0.5)],
        matches=(make_match(need="n2", **active),),
    )
    assert set(listing(case).cost.tolist()) == {cost}


def test_familiar_mediator_earns_no_bonus() -> None:
    case = bridged(
        needs=[make_need(), make_need(id="n2", hours=0.5)],
        matches=(make_match(need="n2", provider="m1"),),
    )
    assert listing(case).cost.tolist() == [48]


def test_some_rows_of_a_listing_are_a_listing() -> None:
    found = listing(direct(**proposed(start=parse_start("tue 16:30"))))
    cheap = found.rows(found.cost < 100)
    assert len(cheap) == 1
    assert cheap.start.tolist() == [parse_start("tue 16:30")]


def test_listing_of_no_needs_is_empty() -> None:
    case = direct()
    options = generate_options(Facts(case), travel_of(case))
    assert len(list_options(options, np.arange(0))) == 0
    assert len(listing(direct(needs=()))) == 0


def test_cheapest_providers_of_random_cases_are_those_of_their_cheapest_options() -> None:
    n_left_out = 0
    for seed in range(80):
        case = random_case(seed)
        options = generate_options(Facts(case), travel_of(case))
        needs = np.flatnonzero(options.servable & ~options.interpreting)
        only = cheapest_providers(options, needs, 2)
        found, every = list_options(options, needs, only=only), list_options(options, needs)
        for need in needs.tolist():
            rows = every.rows(every.need == need)
            by_cost = rows.provider[np.argsort(rows.cost, kind="stable")].tolist()
            cheapest = set(list(dict.fromkeys(by_cost))[:2])
            kept = rows.rows(np.isin(rows.provider, sorted(cheapest)))
            assert found.rows(found.need == need).start.tolist() == kept.start.tolist(), seed
            assert set(found.provider[found.need == need].tolist()) == cheapest, seed
            n_left_out += len(rows) - len(kept)
    assert n_left_out > 20
