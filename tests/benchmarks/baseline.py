"""
A plan by a simpler method, to hold the engine against: ``python -m tests.benchmarks.baseline METHOD CASE -o PLAN``.

Pins are settled first, as in every run. Writes a result like ``match`` and prints how the method ended. Exit 4,
with the reason and without a file, when it has no plan.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from matcher.assemble import Proof, assemble
from matcher.case import read_case
from matcher.facts import Facts, score
from matcher.greedy import greedy_plan
from matcher.options import Options, generate_options
from matcher.pins import settle_pins
from matcher.plan import Plan
from matcher.result import write_result
from scenarios.simulation.policies import first_come
from tests.benchmarks.cheapest import NoPlan
from webapp.travel import travel_of

NO_PLAN = 4
OPTIONS_PER_NEED = 20
CP_SAT_SECONDS = 60.0


def _first_come(options: Options, settled: Plan, _: argparse.Namespace) -> tuple[Plan, str]:
    return first_come(options, settled), ""


def _greedy(options: Options, settled: Plan, _: argparse.Namespace) -> tuple[Plan, str]:
    return greedy_plan(options, settled), ""


def _cp_sat(options: Options, settled: Plan, wanted: argparse.Namespace) -> tuple[Plan, str]:
    from tests.benchmarks.cp_sat import cp_sat_plan

    return cp_sat_plan(
        options,
        greedy_plan(options, settled),
        options_per_need=wanted.options_per_need,
        seconds=wanted.cp_sat_seconds,
    )


METHODS: dict[str, Callable[[Options, Plan, argparse.Namespace], tuple[Plan, str]]] = {
    "first-come": _first_come,
    "greedy": _greedy,
    "cp-sat": _cp_sat,
}


def what_is_certain(options: Options) -> Proof:
    """Bounds that hold without any search: every servable need served; nothing but familiar faces met."""
    policy = options.facts.policy
    everything = sum(score(int(weight), int(weight), policy) for weight in options.group_weight)
    return Proof(service=float(everything), cost=-float(policy.familiar_bonus * len(options.needs)))


def add_limits(parser: argparse.ArgumentParser) -> None:
    """The limits of CP-SAT."""
    parser.add_argument(
        "--options-per-need",
        type=_above_zero(int),
        default=OPTIONS_PER_NEED,
        metavar="K",
        help="CP-SAT chooses among so many cheapest options of each need (default: %(default)s)",
    )
    parser.add_argument(
        "--cp-sat-seconds",
        type=_above_zero(float),
        default=CP_SAT_SECONDS,
        metavar="S",
        help="CP-SAT searches so long at most (default: %(default)g)",
    )


def _above_zero(number: Callable[[str], float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            found = number(text)
        except ValueError:
            found = 0
        if not found > 0:
            raise argparse.ArgumentTypeError(f"{text}: expected a number above 0")
        return found

    return read


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, or an end with exit code 2."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.baseline", description="Plan by a simpler method."
    )
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("case", type=Path)
    parser.add_argument("--output", "-o", type=Path, required=True)
    add_limits(parser)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan and write; returns the exit code."""
    started = time.perf_counter()
    wanted = parsed(arguments)
    case = read_case(wanted.case)
    options = generate_options(Facts(case), travel_of(case))
    try:
        plan, said = METHODS[wanted.method](options, settle_pins(options), wanted)
    except NoPlan as reason:
        print(reason)
        return NO_PLAN
    result = assemble(
        options, plan, what_is_certain(options), seed=0, effort="normal", version=f"baseline {wanted.method}"
    )
    write_result(replace(result, seconds=round(time.perf_counter() - started, 3)), wanted.output)
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
