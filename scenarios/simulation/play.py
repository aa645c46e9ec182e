"""What is played: one policy on one draw of the world; and where that is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scenarios.simulation.outcome import Policy

if TYPE_CHECKING:
    from scenarios.simulation.run import Played

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    How far the runs are, all together.

    Attributes
    ----------
    runs_done, runs
        Of one policy, one number of arrivals and one seed each.
    weeks_done, weeks
        Of all of them.
    """

    runs_done: int
    runs: int
    weeks_done: int
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One policy, from one seed, with so many people allocated to the city per week."""

    seed: int
    arrivals: int
    policy: Policy


class PlayRun(Protocol):
    """Plays one run; can be sent to another process."""

    def __call__(self, run: Run, *, stop: Stop, tell_week: Callable[[], None]) -> "Played | None":
        """What came of it; None when it was stopped before its last week."""
        ...


class Spread(Protocol):
    """Has runs played somewhere."""

    def __call__(
        self, play: PlayRun, runs: Sequence[Run], *, stop: Stop, report: Callable[[Step], None]
    ) -> "list[Played | None]":
        """
        What came of the runs, in their order; where they are played does not change it.

        Once ``stop`` says True, runs that have not come to their end are None.
        """
        ...
