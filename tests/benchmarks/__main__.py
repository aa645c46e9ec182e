"""
Measures the command and what it is held against: ``python -m tests.benchmarks``.

Each run is a fresh process. Prints a table; ``--record`` also appends it to RESULTS.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scenarios.simulation.outcome import POLICIES
from tests.benchmarks import plans, repeat, simulation, table
from tests.benchmarks.baseline import METHODS, add_limits
from tests.benchmarks.machine import commit, cores, processor
from tests.benchmarks.measure import ENGINE, INVENTED, Job, count_options, generate, measure, warm_up
from tests.benchmarks.process import RunFailed

CASES = tuple(INVENTED)
EFFORTS = ("quick", "normal", "thorough")
ALL_METHODS = (*METHODS, ENGINE)
RESULTS = Path(__file__).with_name("RESULTS.md")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, or an end with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the command.")
    parser.add_argument("--cases", type=_listed(CASES), metavar=",".join(CASES), help="invented cases (default: pilot)")
    parser.add_argument("--generator-seed", type=int, default=0, metavar="N", help="seed of the invented cases")
    parser.add_argument(
        "--dir", type=Path, metavar="FOLDER", help="measure the case files in this folder as well, instead of the pilot"
    )
    parser.add_argument(
        "--methods",
        type=_listed(ALL_METHODS),
        default=[ENGINE],
        metavar=",".join(ALL_METHODS),
        help="side by side (default: engine); efforts and seeds are the engine's",
    )
    parser.add_argument("--effort", type=_listed(EFFORTS), default=["normal"], metavar=",".join(EFFORTS))
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="seeds 0 to N - 1 of the matcher, or draws (default: 1)"
    )
    add_limits(parser)
    parser.add_argument(
        "--repeat",
        type=int,
        metavar="N",
        help="instead of measuring: run the engine N times on 1 and 2 cores with three values of PYTHONHASHSEED, "
        "exit 1 unless every plan is the same bytes",
    )
    parser.add_argument(
        "--simulate",
        type=_listed(simulation.SCENARIOS),
        metavar=",".join(simulation.SCENARIOS),
        help="instead of measuring the engine: simulate --weeks of these scenarios with --seeds draws",
    )
    parser.add_argument("--weeks", type=int, default=52, metavar="N", help="of a simulation (default: 52)")
    parser.add_argument(
        "--policies",
        default=",".join(POLICIES),
        metavar=",".join(POLICIES),
        help="of a simulation (default: all)",
    )
    parser.add_argument(
        "--processes", type=int, default=cores(), metavar="N", help="of a simulation (default: one per core)"
    )
    parser.add_argument(
        "--plans",
        type=_listed(tuple(plans.INSTANCES)),
        metavar=",".join(plans.INSTANCES),
        help="instead of measuring the engine: plan sites of these instances",
    )
    parser.add_argument(
        "--load",
        action="store_true",
        help="instead of measuring the engine: fifty people open pages with the city's data while a run is going; "
        "further options: --load --help",
    )
    parser.add_argument("--record", action="store_true", help=f"append the table to {RESULTS.name}")
    found = parser.parse_args(arguments)
    if found.dir is not None and not found.dir.is_dir():
        parser.error(f"no such folder: {found.dir}")
    if found.repeat is not None and (found.repeat < 2 or found.methods != [ENGINE]):
        parser.error("--repeat takes a number from 2 and is for the engine alone")
    if found.cases is None:
        found.cases = [] if found.dir else ["pilot"]
    return found


def _listed(allowed: Sequence[str]) -> Callable[[str], list[str]]:
    def some(text: str) -> list[str]:
        names = text.split(",")
        if wrong := [name for name in names if name not in allowed]:
            raise argparse.ArgumentTypeError(f"{', '.join(wrong)}: expected some of {', '.join(allowed)}")
        return names

    return some


def cases(wanted: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and file of each case; invented ones are written into the folder."""
    seed = wanted.generator_seed
    for case in wanted.cases:
        _tell(f"{case}, generating")
        yield f"{case}/{seed}" if seed else case, generate(case, seed, folder / f"{case}.json")
    if wanted.dir:
        for path in sorted(wanted.dir.glob("*.json")):
            yield path.stem, path


def jobs(wanted: argparse.Namespace, case: str, path: Path) -> Iterator[Job]:
    """One per method; of the engine one per effort and seed."""
    for method in wanted.methods:
        if method == ENGINE:
            for effort in wanted.effort:
                for seed in range(wanted.seeds):
                    yield Job(case=case, path=path, effort=effort, seed=seed)
        else:
            yield Job(
                case=case,
                path=path,
                method=method,
                options_per_need=wanted.options_per_need,
                cp_sat_seconds=wanted.cp_sat_seconds,
            )


@dataclass(slots=True, kw_only=True)
class Measured:
    """A table under way, so that what has been measured is shown even when a later run fails."""

    headings: Sequence[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def measure_all(wanted: argparse.Namespace, found: Measured) -> None:
    """One row per case, method, effort and seed."""
    if wanted.methods != [ENGINE]:
        _tell("warming up")
        warm_up()
    with tempfile.TemporaryDirectory() as folder:
        for case, path in cases(wanted, Path(folder)):
            options, measured = count_options(path), []
            try:
                for job in jobs(wanted, case, path):
                    _tell(f"{job} ...")
                    measured.append(measure(job, options=options))
                    _tell(f"{job}: {measured[-1].seconds:.1f} s, {measured[-1].peak_mib:,.0f} MiB")
            finally:
                found.rows.extend(table.rows_of(measured))


def repeat_all(wanted: argparse.Namespace, found: Measured) -> None:
    """One row per case, effort and seed."""
    with tempfile.TemporaryDirectory() as folder:
        for case, path in cases(wanted, Path(folder)):
            for job in jobs(wanted, case, path):
                _tell(f"{job}, {wanted.repeat} runs ...")
                written = repeat.repeat(job, wanted.repeat)
                found.rows.append(repeat.row(job, written))
                if not repeat.same(written):
                    found.complaints.append(f"{job}: not the same bytes\n" + "\n".join(map(str, written)))


def simulate_all(wanted: argparse.Namespace, found: Measured) -> None:
    """One row per scenario."""
    for level in wanted.simulate:
        _tell(f"{level}, {wanted.weeks} weeks ...")
        with tempfile.TemporaryDirectory() as folder:
            cells = simulation.simulate(
                level,
                weeks=wanted.weeks,
                seeds=wanted.seeds,
                policies=wanted.policies,
                processes=wanted.processes,
                folder=Path(folder),
            )
        found.rows.append(cells)


def plan_all(wanted: argparse.Namespace, found: Measured) -> None:
    """One row per instance, balance and number of sites."""
    for name in wanted.plans:
        with tempfile.TemporaryDirectory() as folder:
            for cells in plans.plans(name, Path(folder)):
                _tell(", ".join(cells))
                found.rows.append(cells)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def record(found: Measured) -> None:
    """Append the table, with what it was measured on."""
    heading = f"\n## {date.today().isoformat()}, commit {commit()}\n\n{processor()}, {cores()} cores\n\n"
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(heading + table.markdown(found.rows, found.headings))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--load" in given:
        from tests.benchmarks import load

        given.remove("--load")
        return load.main(given)
    wanted = parsed(given)
    work, headings = (measure_all, table.HEADINGS) if wanted.repeat is None else (repeat_all, repeat.HEADINGS)
    if wanted.simulate:
        work, headings = simulate_all, simulation.HEADINGS
    if wanted.plans:
        work, headings = plan_all, plans.HEADINGS
    found = Measured(headings=headings)
    try:
        work(wanted, found)
    except RunFailed as error:
        found.complaints.append(str(error))
    if found.rows:
        table.show(found.rows, found.headings)
    # Also what was measured before a failure: it may have taken hours.
    if found.rows and wanted.record:
        record(found)
    if found.complaints:
        print("\n".join(found.complaints), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
