"""``lokal-willkommen simulate``: tables in German, files, and what is refused."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.scenario_canonical import scenario_sha256
from scenarios.scenario_file import read_scenario, write_scenario
from scenarios.simulation import simulate as simulate_module
from scenarios.simulation.outcome_file import read_simulation
from scenarios.simulation.play import Step
from scenarios.simulation.simulate import simulate
from scenarios.site_plan import SitePlan, SitePlans
from scenarios.site_plan_file import write_plans
from tests.scenarios.simulation.worlds import village
from tests.webapp.command import run
from webapp.terminal.simulations import advantage_words, head_words, show_simulation, step_words

QUICK = ("--weeks", 2, "--seeds", 2, "--arrivals", 50, "--jobs", 1)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "village.json"
    write_scenario(village(), path)
    return path


def test_table_shows_every_policy_and_by_how_much_the_engine_is_better(scenario: Path) -> None:
    answer = run("simulate", scenario, *QUICK)
    assert answer.exit_code == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0] == "2 Wochen ab 5.9.2016, 2 Ziehungen"
    assert lines[2] == "Bei 50 Zuweisungen je Woche"
    assert lines[3] == "  gedeckte Bedarfe"
    for name in ("Planung mit dem Programm", "nach Eingang", "Dringendstes zuerst, Nächste hilft"):
        assert sum(line.startswith(f"    {name}: ") for line in lines) == 13
    assert sum(line.startswith("Das Programm deckt gewichtet ") for line in lines) == 2
    assert answer.stderr == ""


def test_file_holds_what_json_prints(scenario: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    answer = run("simulate", scenario, *QUICK, "--policies", "first_come", "-o", path, "--json")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout == path.read_text(encoding="utf-8")
    assert "Geschrieben: " in answer.stderr
    assert read_simulation(path) == simulate(village(), weeks=2, seeds=2, arrivals=[50], policies=["first_come"])
    assert json.loads(answer.stdout)["policies"] == ["first_come"]


def test_first_seed_chooses_the_draws(scenario: Path) -> None:
    first, other = (run("simulate", scenario, *QUICK, "--json", "--seed", seed).stdout for seed in (0, 7))
    assert first != other


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--arrivals", "50,x"), "--arrivals: gemeint sind"),
        (("--arrivals", "50,50"), "--arrivals: gemeint sind"),
        (("--arrivals", "-1"), "--arrivals: gemeint sind"),
        (("--policies", "engine,best"), "--policies: gemeint sind"),
        (("--weeks", "0"), "--weeks"),
        (("--seeds", "0"), "--seeds"),
        (("--jobs", "0"), "--jobs"),
        (("--weeks", "521"), "weeks: found 521"),
    ],
)
def test_what_cannot_be_is_refused_with_exit_code_2(scenario: Path, arguments: tuple[str, str], said: str) -> None:
    answer = run("simulate", scenario, *arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_wrong_scenario_exits_with_2_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    path.write_text("{}", encoding="utf-8")
    answer = run("simulate", path, "-o", tmp_path / "out.json")
    assert answer.exit_code == 2
    assert "Die Eingabe stimmt nicht" in answer.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["scenario.json"]


def test_stopped_simulation_says_how_many_draws_count(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Ctrl-C came in the last run of the second draw."""
    play, runs = simulate_module.play, []

    def interrupted(run: object, /, **rest: object) -> object:
        runs.append(run)
        return None if len(runs) > 5 else play(run, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(simulate_module, "play", interrupted)
    answer = run("simulate", scenario, *QUICK)
    assert answer.exit_code == 0
    assert "2 Wochen ab 5.9.2016, 1 Ziehung\n" in answer.stdout
    assert "1 von 2 Ziehungen sind vollständig; nur sie zählen" in answer.stderr


def test_nothing_complete_exits_with_130_and_writes_nothing(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate_module, "play", lambda run, /, **rest: None)
    answer = run("simulate", scenario, *QUICK, "-o", tmp_path / "out.json")
    assert answer.exit_code == 130
    assert "es gibt kein Ergebnis" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_progress_in_words() -> None:
    step = Step(runs_done=3, runs=12, weeks_done=13, weeks=52)
    assert step_words(step) == "spielt die Wochen: 25 %, 3 von 12 Läufen fertig"


def test_it_is_told_either_way_whether_the_engine_does_better() -> None:
    found = simulate(village(), weeks=1, seeds=1, arrivals=[50])
    worse = type(found.advantages[0])(
        arrivals=50, baseline="first_come", points=-12.4, low=-20.0, high=-5.0, share=-0.05
    )
    told = type(found)(**{**_facts(found), "seeds": 2, "advantages": (worse,)})
    assert list(advantage_words(told, 50)) == [
        "Das Programm deckt gewichtet 5 % weniger als „nach Eingang“: 12 Punkte "
        "(der Unterschied liegt zu 95 % zwischen -20 und -5)."
    ]
    assert head_words(found) == "1 Woche ab 5.9.2016, 1 Ziehung"
    alone = type(found)(**{**_facts(found), "advantages": (worse,)})
    assert list(advantage_words(alone, 50)) == [
        "Das Programm deckt gewichtet 5 % weniger als „nach Eingang“: 12 Punkte."
    ]


def test_of_a_single_draw_no_range_is_told(scenario: Path) -> None:
    told = run("simulate", scenario, *QUICK, "--seeds", 1).stdout
    assert "Eine einzige Ziehung: wie weit andere von ihr abweichen, zeigt sie nicht." in told
    assert "95 %" not in told
    assert not any("(" in line for line in told.splitlines() if line.startswith("    "))


def _facts(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__slots__}  # type: ignore[attr-defined]


def test_terminal_gets_a_table_with_a_column_for_every_policy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = simulate(village(), weeks=1, seeds=1, arrivals=[50], policies=["engine", "first_come"])
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    show_simulation(found)
    lines = capsys.readouterr().out.splitlines()
    head = next(line for line in lines if "Planung mit dem Programm" in line)
    assert "nach Eingang" in head
    assert sum(line.startswith("gedeckte Bedarfe ") for line in lines) == 1


def plans_file(folder: Path, sha256: str, *sites: tuple[str, ...]) -> Path:
    """A file with a plan for each tuple of sites."""
    plans = tuple(
        SitePlan(k=len(some), status="feasible", sites=some, assignment={}, households={}, households_per_worker={})
        for some in sites
    )
    path = folder / "plan.json"
    write_plans(SitePlans(scenario_sha256=sha256, plans=plans), path)
    return path


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (office,) = village().sites
    path = tmp_path_factory.mktemp("scenario") / "two_sites.json"
    write_scenario(village(sites=(office, replace(office, id="second", existing=False)), k=(1, 2)), path)
    return path


def test_sites_of_a_plan_are_the_open_ones(two_sites: Path, tmp_path: Path) -> None:
    plan = plans_file(tmp_path, scenario_sha256(read_scenario(two_sites)), ("office",), ("office", "second"))
    per_worker = []
    for k in (1, 2):
        answer = run("simulate", two_sites, *QUICK, "--policies", "first_come", "--plan", plan, "--k", k, "--json")
        assert answer.exit_code == 0, answer.stderr
        totals = json.loads(answer.stdout)["totals"]
        per_worker.append(next(one["mean"] for one in totals if one["measure"] == "households_per_worker"))
    assert per_worker[0] == 2 * per_worker[1] > 0


@pytest.mark.parametrize(
    ("more", "said"), [((), "bitte mit --k"), (("--k", 3), "gibt es für: 1, 2"), (("--report", "r"), "ohne --plan")]
)
def test_it_must_be_clear_which_plan_is_meant(two_sites: Path, tmp_path: Path, more: tuple[object], said: str) -> None:
    plan = plans_file(tmp_path, scenario_sha256(read_scenario(two_sites)), ("office",), ("office", "second"))
    answer = run("simulate", two_sites, *QUICK, "--plan", plan, *more)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_only_plan_of_a_file_needs_no_number(scenario: Path, tmp_path: Path) -> None:
    plan = plans_file(tmp_path, scenario_sha256(village()), ("office",))
    assert run("simulate", scenario, *QUICK, "--policies", "first_come", "--plan", plan).exit_code == 0


def test_plan_of_another_scenario_is_refused(scenario: Path, tmp_path: Path) -> None:
    answer = run("simulate", scenario, *QUICK, "--plan", plans_file(tmp_path, "0" * 64, ("office",)))
    assert answer.exit_code == 2
    assert "anderen Szenario" in answer.stderr


def test_number_of_sites_without_a_plan_is_refused(scenario: Path) -> None:
    assert "--plan" in run("simulate", scenario, "--k", 1).stderr
