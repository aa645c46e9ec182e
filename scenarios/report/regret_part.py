"""The regret table as the report shows it."""

from scenarios.regret import RegretTable
from scenarios.report.parts import CostLine, RegretLine, RegretPart, rounded


def regret_part(table: RegretTable) -> RegretPart:
    """The rows with all parts of their cost; the one with the least worst regret is marked."""
    return RegretPart(
        arrivals=table.arrivals_per_week,
        limit=table.limit,
        rows=tuple(
            RegretLine(
                k=row.k,
                cells=tuple(
                    CostLine(
                        arrivals=arrivals,
                        sites=rounded(cell.sites),
                        overload=rounded(cell.overload),
                        travel=rounded(cell.travel),
                        cost=rounded(cell.cost),
                        regret=rounded(cell.regret),
                    )
                    for arrivals, cell in zip(table.arrivals_per_week, row.cells, strict=True)
                ),
                worst=rounded(row.worst),
                compared=row.compared,
                best=row.plan == table.least_worst,
            )
            for row in table.rows
        ),
    )
