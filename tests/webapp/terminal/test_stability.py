"""``match --max-changes``: what is said about kept proposals and the price, and what is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher.changes import Stability
from matcher.domain import Case
from matcher.result import Result
from matcher.solve import solve
from tests.instances import make_case, make_household, make_match, make_need, make_volunteer
from tests.ways import Ways
from tests.webapp.command import plan_in, run, written
from webapp.terminal.stability import stability_lines


def two_homes(**changes: Any) -> Case:
    """Two needs of which one fits: last week it was n1, worth 26.25; n2 would be worth 122.5."""
    facts = {
        "households": [make_household(), make_household(id="h2")],
        "needs": [make_need(urgency=1), make_need(id="n2", household="h2", urgency=4)],
        "volunteers": [make_volunteer()],
        "matches": (make_match(status="proposed"),),
    }
    return make_case(**{**facts, **changes})


@pytest.fixture
def competing(tmp_path: Path) -> Path:
    return written(two_homes(), tmp_path)


def test_table_says_what_stays_and_what_that_costs(competing: Path) -> None:
    answer = run("match", competing, "--max-changes", 0)
    assert answer.exit_code == 0
    assert (
        "Änderungen  1 von 1 Vorschlägen der Vorwoche bleiben, 0 ändern sich; erlaubt sind höchstens 0"
        in answer.stdout.splitlines()
    )
    price = next(line for line in answer.stdout.splitlines() if line.startswith("Preis"))
    # 122.5 - 26.25 = 96.25, of 122.5: 78.57 %.
    assert "gegenüber der Woche ohne Grenze 96,25 Punkte Nutzen (78,57 %); 1 statt 1 Bedarfe versorgt" in price
    assert answer.stderr == ""


def test_with_a_file_the_same_is_said_on_stderr(competing: Path) -> None:
    plan = competing.with_name("plan.json")
    answer = run("match", competing, "--max-changes", 0, "-o", plan)
    assert answer.exit_code == 0
    assert answer.stdout == ""
    assert "Änderungen: 1 von 1 Vorschlägen der Vorwoche bleiben" in answer.stderr
    assert "Preis: gegenüber der Woche ohne Grenze 96,25 Punkte" in answer.stderr
    found = plan_in(plan)
    assert [row["need"] for row in found["assignments"]] == ["n1"]
    assert run("check", competing, plan).exit_code == 0


def test_limit_holds_when_the_time_is_up_at_once(competing: Path) -> None:
    plan = competing.with_name("plan.json")
    answer = run("match", competing, "--max-changes", 0, "--time-limit", 0, "-o", plan)
    assert answer.exit_code == 0
    assert "Die Zeit ist um" in answer.stderr
    assert [row["need"] for row in plan_in(plan)["assignments"]] == ["n1"]


def test_limit_that_does_not_bind_has_no_price(competing: Path) -> None:
    answer = run("match", competing, "--max-changes", 1)
    assert "0 von 1 Vorschlägen der Vorwoche bleiben, 1 ändert sich; erlaubt sind höchstens 1" in answer.stdout
    assert "Preis       keiner, auch ohne Grenze ändert sich nicht mehr" in answer.stdout


def test_impossible_proposals_are_named_apart(tmp_path: Path) -> None:
    gone = make_match(need="n2", status="proposed", start="mon 09:00")
    path = written(two_homes(matches=(make_match(status="proposed"), gone)), tmp_path)
    assert "Nicht mehr möglich und nicht mitgezählt: 1" in run("match", path, "--max-changes", 0).stdout


def test_without_the_option_nothing_is_said(competing: Path) -> None:
    stdout = run("match", competing).stdout
    assert "Änderungen" not in stdout
    assert "Preis" not in stdout


def test_too_low_a_limit_exits_with_2_and_names_the_fewest(tmp_path: Path) -> None:
    matches = (make_match(status="proposed"), make_match(need="n2", status="pinned"))
    path = written(two_homes(matches=matches), tmp_path)
    plan = tmp_path / "plan.json"
    answer = run("match", path, "--max-changes", 0, "-o", plan)
    assert answer.exit_code == 2
    assert "Mit höchstens 0 Änderungen gibt es keinen Plan" in answer.stderr
    assert "muss sich 1 Vorschlag der Vorwoche ändern" in answer.stderr
    assert "--max-changes 1" in answer.stderr
    assert not plan.exists()


def test_negative_limit_is_refused(competing: Path) -> None:
    answer = run("match", competing, "--max-changes", -1)
    assert answer.exit_code == 2
    assert "--max-changes" in answer.stderr


def test_equity_report_takes_no_limit(competing: Path) -> None:
    answer = run("match", competing, "--equity-report", "--max-changes", 3)
    assert answer.exit_code == 2
    assert "ohne --max-changes" in answer.stderr


def test_help_names_the_option() -> None:
    assert "--max-changes" in run("match", "--help").stdout


# Words for what is not proven


@pytest.fixture(scope="module")
def results() -> tuple[Result, Result]:
    """Within no change, and without a limit."""
    case = two_homes()
    limited, free = (solve(case, Ways(), effort="quick", max_changes=most) for most in (0, None))
    return limited, free


def price(result: Result, free: Result) -> str:
    found = Stability(result=result, free=free, binding=True, max_changes=0, kept=1, changed=0, impossible=0)
    return dict(stability_lines(found))["Preis"]


def test_price_is_at_most_what_the_bound_leaves(results: tuple[Result, Result]) -> None:
    limited, free = results
    free = replace(free, status="feasible", service=replace(free.service, bound=137.5, gap=0.1))
    assert "höchstens 111,25 Punkte Nutzen" in price(limited, free)


def test_minutes_are_compared_where_the_service_is_the_same(results: tuple[Result, Result]) -> None:
    _, free = results
    dearer = replace(free, cost=replace(free.cost, value=free.cost.value + 7))
    assert price(dearer, free).endswith("; 7 Minuten Aufwand")
    lower_bound = replace(free, cost=replace(free.cost, bound=free.cost.value - 2, gap=0.2))
    assert price(dearer, lower_bound).endswith("; höchstens 9 Minuten Aufwand")


def test_minutes_of_a_plan_that_serves_less_are_only_a_difference(results: tuple[Result, Result]) -> None:
    limited, free = results
    cheaper = replace(limited, cost=replace(limited.cost, value=free.cost.value - 3))
    assert price(cheaper, free).endswith("; bei diesem Nutzen 3 Minuten weniger Aufwand")
