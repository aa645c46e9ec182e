"""What the weeks ahead are played with, beside arrivals and stays: how matches end, and volunteers come and go."""

from dataclasses import dataclass, field

from scenarios.draws import CITY_CENTRE
from scenarios.inputs import COUNT, RATE, SHARE, Limit, assumed, refuse_beyond_limits
from scenarios.parameters import PLANNERS

_WEEKS = Limit(holds=lambda weeks: COUNT.holds(weeks) and 1 <= weeks <= 5_000, expected="whole weeks from 1 to 5,000")
_WEEKS_OF_A_YEAR = Limit(holds=lambda weeks: COUNT.holds(weeks) and weeks <= 52, expected="whole weeks from 0 to 52")
_WEEKS_BY_KIND = Limit(
    holds=lambda rows: (
        all(len(row) == 2 and isinstance(row[0], str) and _WEEKS.holds(row[1]) for row in rows)
        and len({kind for kind, _ in rows}) == len(rows)
    ),
    expected="pairs of a kind of need and whole weeks, each kind once",
)
_POSITION = Limit(
    holds=lambda point: len(point) == 2 and -90 <= point[0] <= 90 and -180 <= point[1] <= 180,
    expected="latitude and longitude in degrees",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationInputs:
    """
    How matches end, how long people wait, and how volunteers come and go.

    Attributes
    ----------
    match_weeks, other_match_weeks
        Mean weeks a match lasts by kind of need, and for kinds that are not named.
    spread_share
        Stays in a facility and matches last between (1 - spread) and (1 + spread) times their mean, all whole
        weeks equally likely.
    patience_weeks
        Mean weeks after which a need that nobody served is withdrawn; exponentially distributed.
    weeks_when_asked, weeks_when_not_asked
        Mean weeks a volunteer stays with a match, and without one.
    joining_share
        New volunteers and mediators in a year, as a share of those at the beginning.
    pause_weeks
        Weeks of each year in which somebody takes no new match; running ones go on.
    office
        Centre of the offices where interpreters are met.
    """

    match_weeks: tuple[tuple[str, int], ...] = field(
        default=(
            ("childrens_activity", 26),
            ("companion", 26),
            ("counselling", 6),
            ("interpreting", 4),
            ("language_course", 20),
        ),
        metadata=assumed("mean weeks a match lasts, by kind of need", PLANNERS, limit=_WEEKS_BY_KIND),
    )
    other_match_weeks: int = field(
        default=20, metadata=assumed("mean weeks a match of any other kind lasts", PLANNERS, limit=_WEEKS)
    )
    spread_share: float = field(
        default=0.5, metadata=assumed("share by which stays and matches differ from their mean", PLANNERS, limit=SHARE)
    )
    patience_weeks: int = field(
        default=78, metadata=assumed("mean weeks until an unserved need is withdrawn", PLANNERS, limit=_WEEKS)
    )
    weeks_when_asked: int = field(
        default=104, metadata=assumed("mean weeks a volunteer stays with a match", PLANNERS, limit=_WEEKS)
    )
    weeks_when_not_asked: int = field(
        default=26, metadata=assumed("mean weeks a volunteer stays without a match", PLANNERS, limit=_WEEKS)
    )
    joining_share: float = field(
        default=0.5, metadata=assumed("new volunteers a year, share of the first ones", PLANNERS, limit=RATE)
    )
    pause_weeks: int = field(
        default=4,
        metadata=assumed("weeks a year without new matches, per volunteer", PLANNERS, limit=_WEEKS_OF_A_YEAR),
    )
    office: tuple[float, float] = field(
        default=CITY_CENTRE, metadata=assumed("latitude and longitude in degrees", PLANNERS, limit=_POSITION)
    )

    def weeks_of(self, kind: str) -> int:
        """Mean weeks a match of this kind lasts."""
        return dict(self.match_weeks).get(kind, self.other_match_weeks)

    def __post_init__(self) -> None:
        refuse_beyond_limits("inputs.simulation", self)
