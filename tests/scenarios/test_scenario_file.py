import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InvalidInput
from scenarios.scenario import Fixed, Scenario, SiteMinutes, Standing
from scenarios.scenario_file import (
    parse_scenario,
    read_scenario,
    scenario_sha256,
    scenario_text,
    scenario_to_json,
    write_scenario,
)
from tests.malformed import change
from tests.scenarios.networks import make_scenario, make_site, make_unit

Raw = dict[str, Any]


def sound() -> Raw:
    """Every part of the format, as JSON."""
    scenario = make_scenario(
        fixed=(Fixed(unit="a", site="s"),),
        together=(("b", "c"),),
        yearly_budget=36_000,
        standing={"units.households": Standing(kind="fact", source="a table")},
    )
    result: Raw = json.loads(scenario_text(scenario))
    return result


def problems_of(raw: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        parse_scenario(raw)
    return [str(problem) for problem in caught.value.problems]


def spoiled(*changes: Callable[[Raw], None]) -> Raw:
    raw = copy.deepcopy(sound())
    for mutate in changes:
        mutate(raw)
    return raw


def test_written_file_is_read_back_as_the_same_scenario(tmp_path: Path) -> None:
    scenario = parse_scenario(sound())
    write_scenario(scenario, tmp_path / "scenario.json")
    assert read_scenario(tmp_path / "scenario.json") == scenario


def test_file_has_the_fields_of_the_contract() -> None:
    raw = sound()
    assert raw["k"] == {"min": 1, "max": 3}
    assert raw["budget"] == {"yearly": 36_000}
    assert raw["adjacency"] == [["a", "b"], ["b", "c"]]
    assert raw["fixed"] == [{"unit": "a", "site": "s"}]


def test_only_units_sites_and_k_are_needed() -> None:
    raw = {name: value for name, value in sound().items() if name in ("format", "units", "sites", "k")}
    scenario = parse_scenario(raw)
    assert (scenario.contiguous, scenario.balance, scenario.balance_slack) == (True, "band", Decimal("0.05"))
    assert (scenario.yearly_budget, scenario.workers_per_site) == (None, 2)


@pytest.mark.parametrize("written", ["0.15", "1.15", "0.1", "123456789.01"])
def test_money_is_the_decimal_that_was_written(tmp_path: Path, written: str) -> None:
    text = json.dumps(spoiled(change("sites", 0, "yearly_cost", to=77.77))).replace("77.77", written)
    (tmp_path / "scenario.json").write_text(text, encoding="utf-8")
    assert read_scenario(tmp_path / "scenario.json").sites[0].yearly_cost == Decimal(written)


def test_order_and_spelling_do_not_change_the_hash() -> None:
    raw = spoiled(change("units", 0, "households", to=60.0), change("k", "min", to=1.0))
    raw["units"].reverse()
    raw["adjacency"] = [["c", "b"], ["b", "a"]]
    raw["together"] = [["c", "b"]]
    raw["units"][0]["name"] = raw["units"][0]["parent"] = None
    raw = dict(reversed(raw.items()))
    assert scenario_sha256(parse_scenario(raw)) == scenario_sha256(parse_scenario(sound()))


def test_another_number_changes_the_hash() -> None:
    other = parse_scenario(spoiled(change("units", 0, "households", to=61)))
    assert scenario_sha256(other) != scenario_sha256(parse_scenario(sound()))


@pytest.mark.parametrize(
    ("mutate", "told"),
    [
        (change("hello", to=1), "scenario, hello: found an unknown field"),
        (change("yearly_budget", to=1), "scenario, yearly_budget: found an unknown field"),
        (change("format", to=...), "scenario, format: found nothing, expected lokal-willkommen/scenario@1"),
        (change("format", to="lokal-willkommen/scenario@2"), "scenario, format: found lokal-willkommen/scenario@2"),
        (change("name", to="\ud800"), "scenario, name: found \\ud800, expected a text of at most 200 letters"),
        (change("units", 0, "name", to="x" * 201), "units a, name: found xxx"),
        (change("inputs", "\ud800", to=1), "inputs, \\ud800: found an unknown field"),
        (change("units", to=...), "scenario, units: found nothing, expected a list of objects, at least one"),
        (change("units", to=[]), "scenario, units: found a list of length 0"),
        (change("units", to={}), "scenario, units: found an object"),
        (change("units", 1, to=7), "units row 2: found 7, expected an object with one of id, name"),
        (change("units", 1, "id", to=""), "units row 2, id: found an empty text"),
        (change("units", 1, "id", to=3), "units row 2, id: found 3, expected a text that is not empty"),
        (change("units", 0, "households", to=-1), "units a, households: found -1, expected a whole number from 0"),
        (change("units", 0, "households", to=1.5), "units a, households: found 1.5"),
        (change("units", 0, "households", to=True), "units a, households: found true"),
        (change("units", 0, "households", to="60"), "units a, households: found 60, expected a whole number"),
        (change("units", 0, "households", to=10**40), "units a, households: found 1000000"),
        (change("units", 0, "households", to=...), "units a, households: found nothing"),
        (change("units", 0, "lat", to=float("nan")), "units a, lat: found nan, expected degrees"),
        (change("units", 0, "lat", to=90.5), "units a, lat: found 90.5, expected degrees (WGS84) from -90 to 90"),
        (change("units", 0, "colour", to="red"), "units a, colour: found an unknown field, expected one of id"),
        (change("sites", 0, "yearly_cost", to=float("nan")), "sites s, yearly_cost: found NaN, expected euro"),
        (change("sites", 0, "yearly_cost", to=0.001), "sites s, yearly_cost: found 0.001, expected euro"),
        (change("sites", 0, "one_off_cost", to=-5), "sites s, one_off_cost: found -5"),
        (change("sites", 0, "existing", to="yes"), "sites s, existing: found yes, expected true or false"),
        (change("sites", 0, "unit", to="\ud800"), "sites s, unit: found \\ud800, expected the id of a unit"),
        (change("adjacency", 0, to=["a", "\ud800"]), "adjacency row 1: found a, \\ud800, expected two ids of units"),
        (change("sites", 0, "unit", to="q"), "sites s, unit: found q, expected the id of a unit of this scenario"),
        (change("k", to=6), "scenario, k: found 6, expected an object"),
        (change("k", to=[]), "scenario, k: found a list of length 0, expected an object"),
        (change("k", to={"min": 3, "max": 2}), "scenario, k: found 3 to 2"),
        (change("k", "min", to=0), "scenario, k.min: found 0, expected a whole number, at least 1"),
        (change("k", "min", to=True), "scenario, k.min: found true"),
        (change("k", "max", to=...), "scenario, k.max: found nothing"),
        (change("k", "most", to=8), "scenario, k.most: found an unknown field, expected one of min, max"),
        (change("budget", to=850_000), "scenario, budget: found 850000, expected an object such as"),
        (change("budget", "yearly", to=-1), "scenario, budget.yearly: found -1, expected euro"),
        (change("balance", to="even"), "scenario, balance: found even, expected band, max_load or none"),
        (change("balance_slack", to=float("inf")), "scenario, balance_slack: found Infinity"),
        (change("balance_slack", to=1.1), "scenario, balance_slack: found 1.1, expected a share from 0 to 1"),
        (change("contiguous", to=1), "scenario, contiguous: found 1, expected true or false"),
        (change("workers_per_site", to=0), "scenario, workers_per_site: found 0"),
        (change("inputs", to=[]), "scenario, inputs: found a list of length 0"),
        (change("inputs", "hello", to=1), "inputs, hello: found an unknown field, expected one of after_forecast"),
        (change("inputs", "facility_weeks", to=-1), "inputs, facility_weeks: found -1, expected whole weeks"),
        (change("standing", "hello", to={"kind": "fact", "source": "x"}), "standing, hello: found an unknown field"),
        (change("standing", "k", to={"kind": "maybe", "source": "x"}), "standing k, kind: found maybe, expected fact"),
        (change("standing", "k", to=1), "standing k: found 1, expected an object with kind and source"),
        (change("travel", 0, "minutes", to=-1), "travel row 1, minutes: found -1, expected whole minutes"),
    ],
)
def test_what_is_wrong_is_named_with_record_field_found_and_expected(mutate: Callable[[Raw], None], told: str) -> None:
    (problem,) = problems_of(spoiled(mutate))
    assert problem.startswith(told)


@pytest.mark.parametrize("raw", [None, 3, [], "scenario"])
def test_anything_but_an_object_is_refused(raw: object) -> None:
    (problem,) = problems_of(raw)
    assert problem.endswith("expected an object with fields")


def test_all_problems_of_a_file_are_told_at_once() -> None:
    raw = spoiled(
        change("k", "min", to=0),
        change("units", 2, "lat", to=200),
        change("sites", 1, "unit", to="q"),
        change("fixed", 0, "site", to="z"),
        change("inputs", "hello", to=1),
    )
    assert len(problems_of(raw)) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": "a", "format": "b"}', "scenario, format: found this field twice"),
        ('{"k": {"min": 1, "min": 2}}', "k, min: found this field twice"),
        ('{"units": [{"id": "a", "id": "b"}]}', "units b, id: found this field twice"),
        ('{"standing": {"k": {"kind": "fact", "kind": "fact"}}}', "standing k, kind: found this field twice"),
        ('{"inputs": {"facility_weeks": 1, "facility_weeks": 2}}', "inputs, facility_weeks: found this field twice"),
    ],
)
def test_field_that_stands_twice_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "scenario.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=told):
        read_scenario(tmp_path / "scenario.json")


def test_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scenario.json").write_text('{"format": ', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"scenario\.json: found no JSON in line 1"):
        read_scenario(tmp_path / "scenario.json")


def test_range_of_sites_beyond_the_candidates_is_no_mistake_of_the_file() -> None:
    assert parse_scenario(spoiled(change("k", "max", to=50))).k == (1, 50)


IDS = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=4, unique=True)
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
DEGREES = st.floats(-90, 90, allow_nan=False)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    units, sites = draw(IDS), draw(IDS)
    pairs = [(a, b) for i, a in enumerate(units) for b in units[i + 1 :]]
    ways = [(unit, site) for unit in units for site in sites]
    some_ways = draw(st.lists(st.sampled_from(ways), unique=True))
    return Scenario(
        name=draw(st.text(max_size=3)),
        units=tuple(
            make_unit(
                one,
                households=draw(st.integers(0, 10**9)),
                lat=draw(DEGREES),
                lon=draw(DEGREES),
                name=draw(st.text(max_size=9)),
            )
            for one in units
        ),
        sites=tuple(
            make_site(one, unit=draw(st.sampled_from(units)), yearly_cost=draw(MONEY), one_off_cost=draw(MONEY))
            for one in sites
        ),
        adjacency=tuple(draw(st.lists(st.sampled_from(pairs), unique=True))) if pairs else (),
        together=(tuple(units),) if len(units) > 1 and draw(st.booleans()) else (),
        fixed=tuple(
            Fixed(unit=one, site=draw(st.sampled_from(sites))) for one in draw(st.sets(st.sampled_from(units)))
        ),
        travel=tuple(SiteMinutes(unit=unit, site=site, minutes=draw(st.integers(0, 99))) for unit, site in some_ways),
        k=draw(st.tuples(st.integers(1, 9), st.integers(9, 20))),
        balance_slack=draw(st.decimals(min_value=0, max_value=1, places=6)),
        yearly_budget=draw(st.none() | MONEY),
    )


@settings(max_examples=60, deadline=None)
@given(scenarios(), st.randoms(use_true_random=False))
def test_any_scenario_comes_back_from_its_text_in_any_order(scenario: Scenario, random: Any) -> None:
    raw = json.loads(scenario_text(scenario))
    for part in raw.values():
        if isinstance(part, list):
            random.shuffle(part)
    read = parse_scenario(raw)
    assert read == parse_scenario(scenario_to_json(scenario))
    assert scenario_sha256(read) == scenario_sha256(scenario)
    assert {unit.id: unit for unit in read.units} == {unit.id: unit for unit in scenario.units}
    assert {site.id: site for site in read.sites} == {site.id: site for site in scenario.sites}
