from dataclasses import replace
from fractions import Fraction

import pytest

from scenarios.paper import FACTS, paper_facts, tensions

FOUND = {one.code: one for one in tensions()}


def test_every_number_of_the_paper_is_a_fact_with_its_place() -> None:
    facts = paper_facts()
    assert {one.kind for one in facts} == {"fact"}
    assert all(one.source.startswith("concept paper of 2016: ") for one in facts)
    assert len({one.name for one in facts}) == len(facts)


def test_sums_of_the_paper_hold() -> None:
    assert FACTS.people_in_city_flats + FACTS.people_with_own_lease == FACTS.people_in_flats
    assert FACTS.people_in_flats + FACTS.people_in_facilities == FACTS.people_in_care
    parts = (FACTS.pilot_association_cost, FACTS.pilot_materials_cost, FACTS.pilot_rent_and_fittings)
    assert sum(parts) == sum(euro for _, euro in FACTS.pilot_budgets) == FACTS.pilot_cost
    assert tuple(FACTS.forecast_weeks * people for people in FACTS.arrivals_per_week) == FACTS.arrivals


@pytest.mark.parametrize(
    ("code", "said", "follows"),
    [
        ("moves_per_week", 30, Fraction(1400, 24)),  # 13.6.2016 lies in week 24: about 58 a week
        ("moves_and_stay", 30, Fraction(2934, 26)),  # about 113 a week leave when everybody stays 26 weeks
        ("stay_and_moves", 6, Fraction(2934 * 12, 30 * 52)),  # 98 weeks are 22.6 months
        ("still_to_move_least", 4_500, 4_384),  # 2,934 + 1,450
        ("still_to_move_most", 6_000, 5_834),  # 2,934 + 2,900
        ("target_least", 10_000, 8_536),  # 4,036 + 4,500
        ("pilots_fewest", 850_000, 660_000),
        ("pilots_most", 850_000, 880_000),
        ("pilot_pro_rata", 27_000, Fraction(110_000, 3)),  # September to December: 4 of 12 months, 36,667
        ("workers_fewest", 75, Fraction(2050, 12)),
        ("workers_most", 75, Fraction(2050, 16)),
    ],
)
def test_tension_is_computed_from_the_facts(code: str, said: int, follows: Fraction | int) -> None:
    assert (FOUND[code].said, FOUND[code].follows) == (said, follows)


def test_no_other_tension_is_told() -> None:
    assert len(FOUND) == 11


def test_numbers_that_fit_are_no_tension() -> None:
    fitting = replace(FACTS, moves_in_2016=720, network_cost=8 * 110_000)
    assert {"moves_per_week", "pilots_most"}.isdisjoint(one.code for one in tensions(fitting))
