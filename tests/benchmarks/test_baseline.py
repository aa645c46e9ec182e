"""The methods that the engine is held against: what they plan, and that their plans are valid."""

from pathlib import Path

import numpy as np
import pytest

from matcher.check import check
from matcher.domain import Case
from matcher.facts import Facts
from matcher.greedy import greedy_plan
from matcher.options import Options, generate_options
from matcher.pins import settle_pins
from matcher.plan import Plan
from matcher.result import read_result
from tests.benchmarks import baseline, cheapest
from tests.instances import make_case, make_household, make_match, make_need, make_volunteer
from tests.tiny_cases import travel_of
from tests.webapp.command import written


def one_match() -> Case:
    """
    Only one of three needs fits: v1 has one match.

    n1 is the most urgent and n3 was asked for first. Weeks of waiting until 2016-09-05: 1, 2 and 5, so the
    weights are 80 + 1, 20 + 2 and 20 + 5.
    """
    asked_on = {"n1": "2016-08-29", "n2": "2016-08-22", "n3": "2016-08-01"}
    return make_case(
        households=[make_household(id=f"h{i}") for i in (1, 2, 3)],
        needs=[
            make_need(id=f"n{i}", household=f"h{i}", requested_on=asked_on[f"n{i}"], urgency=4 if i == 1 else 2)
            for i in (1, 2, 3)
        ],
        volunteers=[make_volunteer(max_matches=1)],
    )


def options_of(case: Case) -> Options:
    return generate_options(Facts(case), travel_of(case))


def served(options: Options, plan: Plan) -> list[str]:
    return [options.needs[need].id for need in np.flatnonzero(plan.served)]


def test_first_come_serves_the_earliest_request() -> None:
    options = options_of(one_match())
    assert served(options, baseline.first_come(options, settle_pins(options))) == ["n3"]


def test_greedy_serves_the_heaviest_need() -> None:
    options = options_of(one_match())
    assert served(options, greedy_plan(options, settle_pins(options))) == ["n1"]


def test_of_the_same_day_the_first_id_comes_first() -> None:
    case = make_case(
        households=[make_household(id="h1"), make_household(id="h2")],
        needs=[make_need(id="n2", household="h2", urgency=4), make_need(id="n1", household="h1")],
        volunteers=[make_volunteer(max_matches=1)],
    )
    options = options_of(case)
    assert served(options, baseline.first_come(options, settle_pins(options))) == ["n1"]


def test_pinned_need_comes_before_an_earlier_request() -> None:
    case = one_match()
    pinned = make_case(
        households=case.households,
        needs=case.needs,
        volunteers=case.volunteers,
        matches=(make_match(need="n2", status="pinned"),),
    )
    options = options_of(pinned)
    assert served(options, baseline.first_come(options, settle_pins(options))) == ["n2"]


@pytest.mark.parametrize(("method", "value"), [("first-come", 43.75), ("greedy", 125.25), ("cp-sat", 125.25)])
def test_written_plan_passes_the_check(
    method: str, value: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Servable weight 81 + 22 + 25 = 128, a slice is 32. Serving n3: 25 * 1.75 = 43.75.
    # Serving n1: 32 * 1.75 + 32 * 1.5 + 17 * 1.25 = 56 + 48 + 21.25 = 125.25.
    case = one_match()
    plan = tmp_path / "plan.json"
    assert baseline.main([method, str(written(case, tmp_path)), "-o", str(plan), "--cp-sat-seconds", "60"]) == 0
    result = read_result(plan)
    assert check(result, case, travel_of(case)) == []
    assert result.service.value == value
    # All 128 served: 32 * (1.75 + 1.5 + 1.25 + 1) = 176.
    assert result.service.bound == 176
    assert capsys.readouterr().out.strip().startswith("optimal on" if method == "cp-sat" else "")


def test_too_many_options_are_an_answer_and_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cheapest, "MOST_CHOICES", 2)
    plan = tmp_path / "plan.json"
    assert baseline.main(["cp-sat", str(written(one_match(), tmp_path)), "-o", str(plan)]) == baseline.NO_PLAN
    # Two hours between 16 and 19 o'clock begin at 16:00, 16:30 or 17:00: three options each.
    assert capsys.readouterr().out == "not run: too many options, 9 of 9 to choose from\n"
    assert not plan.exists()


def test_unknown_method_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        baseline.main(["lottery", "case.json", "-o", str(tmp_path / "plan.json")])
    assert "invalid choice: 'lottery'" in capsys.readouterr().err
