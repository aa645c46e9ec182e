"""The simulated weeks as the report shows them."""

from scenarios.report.parts import AdvantageLine, Curve, SimulationPart, TotalLine, rounded, rounded_or_none
from scenarios.simulation.outcome import Advantage, Measure, Series, Simulation, Total

DRAWN: tuple[Measure, ...] = ("waiting_mean", "open", "households_per_worker")
"""Measures whose weeks are drawn; of the others the report shows the whole horizon."""


def simulation_part(simulation: Simulation) -> SimulationPart:
    """The drawn curves, all totals and the advantage of the engine, rounded."""
    drawn = [one for one in simulation.series if one.measure in DRAWN and not one.group]
    return SimulationPart(
        engine=simulation.engine,
        first_week=simulation.first_week.isoformat(),
        weeks=simulation.weeks,
        seeds=simulation.seeds,
        played_seeds=tuple(simulation.played_seeds),
        arrivals=tuple(simulation.arrivals),
        policies=tuple(simulation.policies),
        curves=tuple(_curve(one) for one in drawn),
        totals=tuple(_total(one) for one in simulation.totals),
        advantages=tuple(_advantage(one) for one in simulation.advantages),
    )


def _curve(series: Series) -> Curve:
    return Curve(
        arrivals=series.arrivals,
        policy=series.policy,
        measure=series.measure,
        group=series.group,
        mean=tuple(rounded_or_none(value) for value in series.mean),
        low=tuple(rounded_or_none(value) for value in series.low),
        high=tuple(rounded_or_none(value) for value in series.high),
    )


def _total(total: Total) -> TotalLine:
    return TotalLine(
        arrivals=total.arrivals,
        policy=total.policy,
        measure=total.measure,
        group=total.group,
        mean=rounded_or_none(total.mean),
        low=rounded_or_none(total.low),
        high=rounded_or_none(total.high),
    )


def _advantage(advantage: Advantage) -> AdvantageLine:
    return AdvantageLine(
        arrivals=advantage.arrivals,
        baseline=advantage.baseline,
        points=rounded(advantage.points),
        low=rounded(advantage.low),
        high=rounded(advantage.high),
        share=rounded(advantage.share),
    )
