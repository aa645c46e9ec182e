"""Plans as a report shows them."""

from dataclasses import replace
from decimal import Decimal

from scenarios.report.content import ReportContent
from scenarios.report.parts import rounded, rounded_up
from scenarios.report.plan_parts import plan_part, unit_lines
from scenarios.scenario import Site
from tests.scenarios.report.conftest import ONE, REAL, TWO, make_town


def test_numbers_are_rounded_once() -> None:
    assert [rounded(Decimal(text)) for text in ("3.0", "0.05", "7.41666")] == [3, 0.05, 7.417]
    assert isinstance(rounded(3.0), int)


def test_gap_is_never_told_smaller_than_it_is() -> None:
    assert rounded_up(Decimal("0.02500001")) == 0.0251
    assert rounded_up(Decimal(0)) == 0


def test_measures_of_a_plan(town_report: ReportContent) -> None:
    plan = town_report.plan(2)
    assert (plan.mean, plan.band_low, plan.band_high) == (50, 47.5, 52.5)  # 100 households / 2, 5 % around
    assert (plan.cost, plan.budget_left, plan.budget_share) == (200_000, 50_000, 0.8)
    assert (plan.one_off_cost, plan.workers) == (10_000, 4)
    assert [(site.number, site.households, site.to_mean) for site in plan.sites] == [(1, 50, 1), (2, 50, 1)]


def test_plan_without_sites_says_why(town_report: ReportContent) -> None:
    plan = town_report.plan(3)
    assert plan.sites == ()
    assert plan.cost is None
    assert [demand.code for demand in plan.clash] == ["budget", "k"]


def test_catchment_is_told_by_whole_areas_and_single_units() -> None:
    town = make_town()
    units = unit_lines(town, None)
    # a, b and c are all of y; z has d alone, which keeps its own name.
    assert plan_part(town, units, ONE).sites[0].areas == ("y", "Teil d")
    # sa serves only two of the three parts of y.
    assert plan_part(town, units, TWO).sites[0].areas == ("Teil a", "Teil b")


def test_site_without_name_is_called_after_its_unit() -> None:
    town = make_town()
    names = [site.name for site in plan_part(town, unit_lines(town, None), TWO).sites]
    assert names == ["Altes Amt", "Teil d"]


def test_real_office_may_be_no_site_of_the_scenario() -> None:
    town = make_town()
    office = Site(id="sb", name="Büro", unit="b", lat=51.5, lon=7.42, yearly_cost=Decimal(90_000))
    smaller = replace(town, sites=tuple(site for site in town.sites if site.id != "sb"))
    part = plan_part(smaller, unit_lines(smaller, None), REAL, (office,))
    assert [site.name for site in part.sites] == ["Altes Amt", "Büro"]


def test_names_cannot_hold_control_characters() -> None:
    town = make_town()
    odd = replace(town, units=(replace(town.units[0], name="a\x00b" + "x" * 100), *town.units[1:]))
    name = unit_lines(odd, None)[0].name
    assert name.startswith("a\\x00b")
    assert len(name) == 60
