"""What more equity between the districts costs: the same week solved with several values of ``policy.equity``."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.assemble import OPTIMAL_GAP, Effort
from matcher.canonical import sorted_case
from matcher.domain import Case
from matcher.facts import Facts
from matcher.result import Group, Result
from matcher.solve import solve
from matcher.travel import TravelMinutes

VALUES = (0, 0.25, 0.5, 1, 2, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityRow:
    """
    The week with one value of ``policy.equity``.

    Attributes
    ----------
    served, served_weight
        Needs served, and their plain weight: no district counts more than another.
    weight_loss
        Plain weight given up against equity 0.
    districts
        Servable and served weight by district, whatever the policy's equity group is.
    exact
        Whether the service is proven best, here and with equity 0.
    """

    equity: float
    served: int
    served_weight: int
    weight_loss: int
    cost: int
    districts: Mapping[str, Group]
    exact: bool

    @property
    def least_share(self) -> float:
        """Share of the servable weight served in the district served worst, 0..1; 1 when nothing is servable."""
        return min((share for share in self.shares.values()), default=1.0)

    @property
    def shares(self) -> dict[str, float]:
        """Served over servable weight by district, 0..1."""
        return {
            name: group.served_weight / group.servable_weight
            for name, group in self.districts.items()
            if group.servable_weight
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityReport:
    """One row per value, in the order asked for; ``complete`` is False when it was stopped before the last."""

    rows: tuple[EquityRow, ...]
    complete: bool


def equity_report(
    case: Case,
    travel: TravelMinutes,
    values: Sequence[float] = VALUES,
    *,
    effort: Effort = "normal",
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> EquityReport:
    """
    The same week with each value of ``policy.equity``.

    Parameters
    ----------
    values
        0 to 4 each; equity 0 is solved in any case, to compare with.
    stop
        Asked again and again; once it says True, the rows so far are returned.
    report
        Told how many of how many solves are done.

    Raises ``PinsClash`` and ``SolveFailed`` as ``solve`` does.
    """
    case = sorted_case(case)
    results: dict[float, Result] = {}
    asked = list(dict.fromkeys([0.0, *map(float, values)]))
    for done, value in enumerate(asked):
        report(done, len(asked))
        policy = replace(case.policy, equity=value)
        result = solve(replace(case, policy=policy), travel, effort=effort, seed=seed, stop=stop)
        if stop():
            break
        results[value] = result
    rows = tuple(_row(case, float(v), results[float(v)], results[0.0]) for v in values if float(v) in results)
    return EquityReport(rows=rows, complete=len(results) == len(asked))


def _row(case: Case, equity: float, result: Result, plain: Result) -> EquityRow:
    return EquityRow(
        equity=equity,
        served=result.service.served,
        served_weight=_served_weight(result),
        weight_loss=_served_weight(plain) - _served_weight(result),
        cost=result.cost.value,
        districts=_districts(case, result),
        exact=max(result.service.gap, plain.service.gap) <= OPTIMAL_GAP,
    )


def _served_weight(result: Result) -> int:
    return sum(group.served_weight for group in result.groups.values())


def _districts(case: Case, result: Result) -> dict[str, Group]:
    facts = Facts(case)
    served = {row.need for row in result.assignments}
    servable = served | {row.need for row in result.unmatched if row.reason == "outbid"}
    weights: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for id_ in sorted(servable):
        need = facts.needs[id_]
        of_district = weights[facts.households[need.household].district]
        of_district[0] += facts.weight(need)
        of_district[1] += facts.weight(need) * (id_ in served)
    return {name: Group(servable_weight=all_, served_weight=got) for name, (all_, got) in sorted(weights.items())}
