"""``match --cluster``: the same plan from two workers on this machine, and plain words when something is missing."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher import regions
from matcher.case import read_case
from matcher.check import check
from matcher.domain import Case
from matcher.facts import Facts
from matcher.progress import Progress
from matcher.result import read_result
from matcher.solve import solve, solve_region
from matcher.solved import Solved
from matcher.spread import SolveRegion, Stop
from scenarios import PILOT, several_cities
from tests.webapp.command import plan_in, run, written
from tests.webapp.machines import machines, patience  # noqa: F401
from webapp import cluster
from webapp.terminal.failures import ClusterFailed
from webapp.travel import travel_of


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers: one as usual, one without a process that watches over it."""
    with machines(tmp_path_factory.mktemp("cluster")) as started:
        found = started.scheduler()
        started.worker()
        started.worker("--no-nanny")
        yield found


@pytest.fixture(scope="module")
def three_towns() -> Case:
    return several_cities(replace(PILOT, households=25), cities=3, seed=0)


@pytest.fixture(autouse=True)
def every_town_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "FEWEST_NEEDS", 1)


def test_plan_of_a_cluster_is_that_of_one_machine(three_towns: Case, address: str, tmp_path: Path) -> None:
    case = written(three_towns, tmp_path)
    assert len(regions.split(Facts(three_towns), travel_of(three_towns))) == 3
    alone, together = tmp_path / "alone.json", tmp_path / "together.json"
    assert run("match", case, "-o", alone).exit_code == 0
    answer = run("match", case, "-o", together, "--cluster", address)
    assert answer.exit_code == 0, answer.stderr
    assert plan_in(alone) == plan_in(together)
    assert alone.read_text().splitlines()[:2] == together.read_text().splitlines()[:2]
    assert check(read_result(together), read_case(case), travel_of(three_towns)) == []


def test_progress_of_the_workers_is_told(three_towns: Case, address: str) -> None:
    told: list[Progress] = []
    with cluster.on_cluster(address) as spread:
        result = solve(three_towns, travel_of(three_towns), report=told.append, spread=spread)
    assert {progress.stage for progress in told} == {"regions"}
    assert told[-1].served <= result.service.served
    assert len(told) >= 3


def test_stopped_cluster_gives_the_plan_so_far(three_towns: Case, address: str) -> None:
    with cluster.on_cluster(address) as spread:
        result = solve(three_towns, travel_of(three_towns), effort="thorough", stop=lambda: True, spread=spread)
    assert check(result, three_towns, travel_of(three_towns)) == []
    assert result.service.served > 0


@pytest.mark.parametrize(
    "address", ["", "10.0.0.5", "http://10.0.0.5:8786", "tcp://10.0.0.5:99999", "a b:1", "x\x1b:1"]
)
def test_what_is_no_address_exits_with_2(small_case: Path, address: str) -> None:
    answer = run("match", small_case, "--cluster", address)
    assert answer.exit_code == 2
    assert "ist keine Adresse" in answer.stderr
    assert "\x1b" not in answer.stderr


def test_missing_package_is_named_with_the_way_to_get_it(small_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run("match", small_case, "--cluster", "127.0.0.1:8786")
    assert answer.exit_code == 2
    assert "pip install 'lokal-willkommen[cluster]'" in answer.stderr


def test_silence_at_the_address_exits_with_1(small_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "MOST_SECONDS_TO_ANSWER", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = run("match", small_case, "--cluster", f"127.0.0.1:{taken.getsockname()[1]}")
    assert answer.exit_code == 1
    assert "antwortet kein Dask-Scheduler" in answer.stderr


def test_equity_report_is_not_for_a_cluster(small_case: Path) -> None:
    assert run("match", small_case, "--equity-report", "--cluster", "127.0.0.1:8786").exit_code == 2


def test_worker_of_another_version_is_refused(small_case: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "VERSION", "99")
    answer = run("match", small_case, "--cluster", address)
    assert answer.exit_code == 1
    assert "0.1.0 installiert, hier 99" in answer.stderr


def test_worker_without_the_program_is_refused(small_case: Path, tmp_path: Path) -> None:
    # However the program is installed here: None in sys.modules makes Python say that there is no such module.
    without_program = tmp_path / "without_program.py"
    without_program.write_text("import sys\n\nsys.modules['webapp'] = sys.modules['webapp.cluster'] = None\n")
    with machines(tmp_path) as started:
        found = started.scheduler()
        started.worker("--no-nanny", "--preload", str(without_program))
        answer = run("match", small_case, "--cluster", found)
    assert answer.exit_code == 1
    assert "läuft Lokal Willkommen nicht" in answer.stderr


def endless(town: regions.Region, /, *, stop: Stop, report: Callable[[Progress], None]) -> Solved:
    """In the place of ``solve_region``: says that it is at work, and never ends."""
    report(Progress(stage="", served=0, service=0.0, bound=1.0, gap=1.0))
    threading.Event().wait()
    raise AssertionError


def test_cluster_that_dies_meanwhile_ends_the_run(
    three_towns: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machines(tmp_path) as started:
        found = started.scheduler()
        worker = started.worker("--no-nanny")

        def kill(progress: Progress) -> None:
            worker.kill()

        def solve_there() -> None:
            with cluster.on_cluster(found) as cluster_of_one:

                def spread(_: SolveRegion, towns: Sequence[regions.Region], /, **told: Any) -> list[Solved]:
                    return cluster_of_one(endless, towns, **told)

                monkeypatch.setattr(cluster, "MOST_SECONDS_TO_ANSWER", 1)
                solve(three_towns, travel_of(three_towns), report=kill, spread=spread)

        with pytest.raises(ClusterFailed, match="ausgefallen"):
            solve_there()


def test_regions_on_their_way_show_no_facts(three_towns: Case) -> None:
    region = regions.Region(case=three_towns, share=1)
    assert repr(cluster.Parcel(solve_region, region)) == "<work>"
