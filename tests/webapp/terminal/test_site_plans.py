from dataclasses import replace
from decimal import Decimal

from scenarios.planning.solve import PlanStep, solve_plans
from scenarios.site_plan import SitePlans
from tests.scenarios.planning.enumerating import TRAVEL
from tests.scenarios.planning.test_clash import a_street
from webapp.terminal.site_plans import plan_lines, step_words, stopped_words


def plans(**changes: object) -> SitePlans:
    """Of one number of sites, changed like this."""
    found = solve_plans(a_street(k=(2, 2)), TRAVEL)
    return replace(found, plans=(replace(found.plans[0], **changes),))  # type: ignore[arg-type]


def test_of_proven_plans_nothing_more_is_said() -> None:
    assert stopped_words(plans()) == ""


def test_a_stopped_plan_tells_both_gaps() -> None:
    found = plans().plans[0]
    assert found.travel is not None
    assert found.imbalance is not None
    stopped = plans(
        status="feasible",
        travel=replace(found.travel, gap=Decimal("0.02")),
        imbalance=replace(found.imbalance, gap=Decimal("0.01")),
    )
    words = "Nicht bis zum Beweis gerechnet. 2 Standorte: Lücke 2 % bei den Wegen, 1 % beim Ausgleich."
    assert stopped_words(stopped) == words


def test_a_search_without_any_plan_says_so() -> None:
    nothing = plans(status="unknown", sites=(), assignment={}, travel=None, imbalance=None, largest=None)
    assert stopped_words(nothing) == "Nicht bis zum Beweis gerechnet. 2 Standorte: noch kein Plan gefunden."
    assert "2 Standorte: kein Plan gefunden, keiner ausgeschlossen" in list(
        plan_lines(nothing, a_street(k=(2, 2)), None)
    )


def test_the_real_offices_stand_below_the_plan_of_as_many() -> None:
    found = plans()
    lines = list(plan_lines(found, a_street(k=(2, 2)), found.plans[0]))
    assert "wie eröffnet" in lines[2]
    assert "eröffnet" not in "".join(plan_lines(found, a_street(k=(2, 2)), replace(found.plans[0], k=7)))


def test_a_step_tells_how_far_it_is() -> None:
    step = PlanStep(k=7, done=1, of=3, stage="travel", travel=2000, bound=1990)
    assert step_words(step) == "7 Standorte (2 von 3): prüft die Wege, 2.000 Fahrminuten, Lücke 0,5 %"
