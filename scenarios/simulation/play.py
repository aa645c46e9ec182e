"""What is played: one policy on one draw of the world; and where that is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from matcher.processes import Stop, Work
from scenarios.simulation.outcome import Policy

if TYPE_CHECKING:
    from scenarios.simulation.run import Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One policy, from one seed, with so many people allocated to the city per week."""

    seed: int
    arrivals: int
    policy: Policy


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


PlayRun: TypeAlias = "Work[Run, Played | None, int]"
"""
Plays one run; can be sent to another process.

Reports how many weeks are played. What came of it is None when it was stopped before its last week.
"""


class Spread(Protocol):
    """Has runs played somewhere."""

    def __call__(
        self, play: PlayRun, runs: Sequence[Run], /, *, stop: Stop, report: Callable[[int, int], None]
    ) -> "list[Played | None]":
        """
        What came of the runs, in their order; where they are played does not change it.

        What each reports is handed on with its number. Once ``stop`` says True, runs that have not come to their end
        are None.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Told:
    """Adds up what the runs report."""

    runs: int
    weeks: int
    report: Callable[[Step], None]
    weeks_of: dict[int, int] = field(default_factory=dict)

    def __call__(self, number: int, weeks_done: int) -> None:
        """A run has played so many weeks."""
        self.weeks_of[number] = weeks_done
        self.report(
            Step(
                runs_done=sum(weeks == self.weeks for weeks in self.weeks_of.values()),
                runs=self.runs,
                weeks_done=sum(self.weeks_of.values()),
                weeks=self.runs * self.weeks,
            )
        )
