"""Numbers for arrivals, costs and the weeks ahead; each says whether it is fact, assumption or derived."""

from dataclasses import dataclass, field

from scenarios.inputs import COUNT, Limit, assumed, refuse_beyond_limits
from scenarios.parameters import PAPER, PLANNERS

_COUNTS = Limit(
    holds=lambda counts: counts and all(COUNT.holds(count) for count in counts), expected="whole numbers, at least 0"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningInputs:
    """
    What the years ahead are counted with; the defaults are those of the concept paper where it says something.

    Raises
    ------
    InvalidInput
        With every field beyond its limits.
    """

    arrivals_per_week: tuple[int, ...] = field(
        default=(50, 75, 100),
        metadata=assumed("people allocated per week", PAPER, limit=_COUNTS, facts=((50, 75, 100),)),
    )
    facility_weeks: int = field(default=26, metadata=assumed("weeks in a facility", PAPER, limit=COUNT, facts=(26,)))
    match_weeks: int = field(default=20, metadata=assumed("mean weeks a match lasts", PLANNERS, limit=COUNT))

    def __post_init__(self) -> None:
        refuse_beyond_limits("inputs", self)
