import json
from pathlib import Path

import pytest

from tests.instances import make_case, make_household, make_need, make_travel_row, make_volunteer
from tests.webapp.command import run, written


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """n2 is more urgent than n1 and takes v1, who can take one; v2 lives four minutes too far, v3 speaks A2."""
    evening = ["tue 16:00-18:00"]
    facts = make_case(
        households=[make_household(availability=evening), make_household(id="h2", availability=evening)],
        needs=[make_need(), make_need(id="n2", household="h2", urgency=3)],
        volunteers=[
            make_volunteer(max_matches=1),
            make_volunteer(id="v2", max_travel_minutes=6),
            make_volunteer(id="v3", languages={"ar": "A2"}),
        ],
        travel=tuple(make_travel_row(traveller="v2", place=place, minutes=10) for place in ("n1", "n2")),
    )
    return written(facts, tmp_path)


@pytest.fixture
def plan(case: Path) -> Path:
    path = case.with_name("plan.json")
    assert run("match", case, "-o", path).exit_code == 0
    return path


def test_need_is_explained_in_german(case: Path, plan: Path) -> None:
    answer = run("explain", case, plan, "--need", "n1")
    assert answer.exit_code == 0, answer.output
    for words in (
        "Bedarf n1: offen",
        "1. v1 Di 16:00",
        "Nutzen -27,5 Punkte, Aufwand +-0 Minuten; genau (bewiesen)",
        "Dann offen: n2",
        "v2: 4 Minuten zu weit (10 von höchstens 6, gemessen)",
        "v3: Arabisch A2, verlangt B1",
    ):
        assert words in answer.stdout


def test_volunteer_is_explained_in_german(case: Path, plan: Path) -> None:
    answer = run("explain", case, plan, "--volunteer", "v1")
    assert answer.exit_code == 0
    assert "n2 Di 16:00, begleitet" in answer.stdout
    assert "1. n1: v1 Di 16:00" in answer.stdout
    unused = run("explain", case, plan, "--volunteer", "v2").stdout
    assert "Als Begleitung:     2  Weg (etwa n1, n2)" in unused


def test_json_holds_the_same(case: Path, plan: Path) -> None:
    found = json.loads(run("explain", case, plan, "--need", "n1", "--json").stdout)
    assert found["ways"][0]["service_change"] == -27.5
    found = json.loads(run("explain", case, plan, "--volunteer", "v1", "--json").stdout)
    assert found["ways"][0]["need"] == "n1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--need", "n9"], "n9"),
        (["--volunteer", "v9"], "v9"),
        ([], "--need ID oder --volunteer ID"),
        (["--need", "n1", "--volunteer", "v1"], "genau eines"),
        (["--need", "n1", "--top", "-1"], "--top"),
    ],
)
def test_wrong_ids_and_wrong_use_exit_with_2(case: Path, plan: Path, arguments: list[str], said: str) -> None:
    answer = run("explain", case, plan, *arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert answer.stdout == ""


def test_result_of_another_case_exits_with_2(case: Path, plan: Path) -> None:
    case.write_text(case.read_text().replace('"urgency": 2', '"urgency": 1'))
    answer = run("explain", case, plan, "--need", "n1")
    assert answer.exit_code == 2
    assert "case_sha256" in answer.stderr


def test_assignment_of_somebody_unknown_exits_with_2(case: Path, plan: Path) -> None:
    plan.write_text(plan.read_text().replace('"provider": "v1"', '"provider": "v7"'))
    assert run("explain", case, plan, "--need", "n1").exit_code == 2


def test_comparison_in_german_and_as_json(case: Path, plan: Path) -> None:
    other = plan.with_name("other.json")
    other.write_text(plan.read_text().replace('"start": "tue 16:00"', '"start": "tue 16:30"', 1))
    answer = run("compare", plan, other)
    assert answer.exit_code == 0
    assert "n2: v1 Di 16:00 -> v1 Di 16:30 (Beginn)" in answer.stdout
    found = json.loads(run("compare", plan, other, "--json").stdout)
    assert found["changed"][0]["reasons"] == ["start"]


def test_comparison_of_what_is_no_result_exits_with_2(case: Path, plan: Path) -> None:
    assert run("compare", plan, case).exit_code == 2
