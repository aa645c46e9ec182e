"""The simulated weeks as the report shows them."""

from scenarios.report.parts import AdvantageLine, Curve, SimulationPart, TotalLine, rounded, rounded_or_none
from scenarios.simulation.outcome import Measure, Simulation

DRAWN: tuple[Measure, ...] = ("waiting_mean", "open", "households_per_worker")
"""Measures whose weeks are drawn; of the others the report shows the whole horizon."""


def simulation_part(simulation: Simulation) -> SimulationPart:
    """The drawn curves, all totals and the advantage of the engine, rounded."""
    return SimulationPart(
        engine=simulation.engine,
        first_week=simulation.first_week.isoformat(),
        weeks=simulation.weeks,
        seeds=simulation.seeds,
        arrivals=tuple(simulation.arrivals),
        policies=tuple(simulation.policies),
        curves=tuple(
            Curve(
                arrivals=one.arrivals,
                policy=one.policy,
                measure=one.measure,
                group=one.group,
                mean=tuple(rounded_or_none(value) for value in one.mean),
                low=tuple(rounded_or_none(value) for value in one.low),
                high=tuple(rounded_or_none(value) for value in one.high),
            )
            for one in simulation.series
            if one.measure in DRAWN and not one.group
        ),
        totals=tuple(
            TotalLine(
                arrivals=one.arrivals,
                policy=one.policy,
                measure=one.measure,
                group=one.group,
                mean=rounded_or_none(one.mean),
                low=rounded_or_none(one.low),
                high=rounded_or_none(one.high),
            )
            for one in simulation.totals
        ),
        advantages=tuple(
            AdvantageLine(
                arrivals=one.arrivals,
                baseline=one.baseline,
                points=rounded(one.points),
                low=rounded(one.low),
                high=rounded(one.high),
                share=rounded(one.share),
            )
            for one in simulation.advantages
        ),
    )
