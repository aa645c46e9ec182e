"""
Measures the command: ``python -m tests.benchmarks``.

Each run is a fresh process. Prints a table; ``--record`` also appends it to RESULTS.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks.machine import commit, cores, processor
from tests.benchmarks.measure import RunFailed, count_options, generate, measure
from tests.benchmarks.table import markdown, row, show

SIZES = ("pilot", "three-sites", "city")
EFFORTS = ("quick", "normal", "thorough")
RESULTS = Path(__file__).with_name("RESULTS.md")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, or an end with exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the command.")
    parser.add_argument("--cases", type=_listed(SIZES), metavar=",".join(SIZES), help="invented cases (default: pilot)")
    parser.add_argument(
        "--dir", type=Path, metavar="FOLDER", help="measure the case files in this folder as well, instead of the pilot"
    )
    parser.add_argument("--effort", type=_listed(EFFORTS), default=["normal"], metavar=",".join(EFFORTS))
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="seeds 0 to N - 1 of the matcher (default: 1)"
    )
    parser.add_argument("--record", action="store_true", help=f"append the table to {RESULTS.name}")
    found = parser.parse_args(arguments)
    if found.dir is not None and not found.dir.is_dir():
        parser.error(f"no such folder: {found.dir}")
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
    for size in wanted.cases:
        yield size, generate(size, folder / f"{size}.json")
    if wanted.dir:
        for path in sorted(wanted.dir.glob("*.json")):
            yield path.stem, path


def measured_rows(wanted: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    """One row per case, effort and seed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, path in cases(wanted, Path(folder)):
            options = count_options(path)
            for effort in wanted.effort:
                for seed in range(wanted.seeds):
                    print(f"{name}, {effort}, seed {seed} ...", file=sys.stderr)
                    yield row(measure(name, path, effort=effort, seed=seed, options=options))


def record(rows: Sequence[Sequence[str]]) -> None:
    """Append the table, with what it was measured on."""
    heading = f"\n## {date.today().isoformat()}, commit {commit()}\n\n{processor()}, {cores()} cores\n\n"
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(heading + markdown(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    wanted = parsed(arguments)
    try:
        rows = list(measured_rows(wanted))
    except RunFailed as error:
        print(error, file=sys.stderr)
        return 1
    show(rows)
    if wanted.record:
        record(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
