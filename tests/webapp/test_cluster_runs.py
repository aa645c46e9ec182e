"""``simulate --cluster``: the same bytes as on one machine, and plain words when something is missing."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.scenario_file import write_scenario
from scenarios.simulation.outcome_file import simulation_text
from scenarios.simulation.play import Step
from scenarios.simulation.simulate import simulate
from tests.scenarios.simulation.worlds import village
from tests.webapp.command import run
from tests.webapp.machines import machines, patience  # noqa: F401
from webapp import cluster
from webapp.cluster_runs import runs_on_cluster


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers: one as usual, one without a process that watches over it."""
    with machines(tmp_path_factory.mktemp("cluster")) as started:
        found = started.scheduler()
        started.worker()
        started.worker("--no-nanny")
        yield found


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "village.json"
    write_scenario(village(), path)
    return path


def test_simulation_of_a_cluster_is_that_of_one_machine(scenario: Path, address: str, tmp_path: Path) -> None:
    wanted = ("--weeks", 4, "--seeds", 2, "--arrivals", 2_000)
    alone, together = tmp_path / "alone.json", tmp_path / "together.json"
    assert run("simulate", scenario, *wanted, "--jobs", 1, "-o", alone).exit_code == 0
    answer = run("simulate", scenario, *wanted, "--cluster", address, "-o", together)
    assert answer.exit_code == 0, answer.stderr
    assert alone.read_bytes() == together.read_bytes()


def test_progress_of_the_workers_is_told(address: str) -> None:
    told: list[Step] = []
    with runs_on_cluster(address) as spread:
        found = simulate(
            village(), weeks=3, seeds=1, arrivals=[50], policies=["first_come"], spread=spread, report=told.append
        )
    assert found.seeds == 1
    assert told
    assert all(step.weeks == 3 for step in told)


def test_stopped_cluster_counts_only_what_is_complete(address: str) -> None:
    with runs_on_cluster(address) as spread:
        found = simulate(village(), weeks=500, seeds=1, arrivals=[50], stop=lambda: True, spread=spread)
    assert found.seeds == 0


def test_simulation_of_a_cluster_equals_that_of_this_process(address: str) -> None:
    with runs_on_cluster(address) as spread:
        there = simulate(village(), weeks=2, seeds=1, arrivals=[50], spread=spread)
    assert simulation_text(there) == simulation_text(simulate(village(), weeks=2, seeds=1, arrivals=[50]))


def test_missing_package_is_named_with_the_way_to_get_it(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run("simulate", scenario, "--cluster", "127.0.0.1:8786")
    assert answer.exit_code == 2
    assert "pip install 'lokal-willkommen[cluster]'" in answer.stderr


def test_worker_of_another_version_is_refused(scenario: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "VERSION", "99")
    answer = run("simulate", scenario, "--cluster", address)
    assert answer.exit_code == 1
    assert "0.1.0 installiert, hier 99" in answer.stderr


def test_scheduler_without_workers_is_told(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machines(tmp_path) as started:
        found = started.scheduler()
        look = cluster._refuse_unfit_workers

        def look_once(client: object) -> None:
            # Not before: the scheduler itself may take longer to answer.
            monkeypatch.setattr(cluster, "MOST_SECONDS_TO_ANSWER", 0.1)
            look(client)

        monkeypatch.setattr(cluster, "_refuse_unfit_workers", look_once)
        answer = run("simulate", scenario, "--cluster", found)
    assert answer.exit_code == 1
    assert "kein Arbeitsprozess" in answer.stderr


def test_processes_and_a_cluster_do_not_go_together(scenario: Path) -> None:
    answer = run("simulate", scenario, "--jobs", 2, "--cluster", "127.0.0.1:8786")
    assert answer.exit_code == 2
    assert "--jobs" in answer.stderr
