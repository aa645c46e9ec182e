"""What a run tells while it works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matcher.result import service_gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known so far: needs served, service, bound and gap."""

    stage: str
    served: int
    service: float
    bound: float
    gap: float


Report = Callable[[Progress], None]


class Together:
    """
    Adds up what regions report.

    Parameters
    ----------
    bounds
        What each region can serve at most, for as long as it has reported nothing.
    report
        Told the sum at every step.
    """

    def __init__(self, bounds: Sequence[float], report: Report) -> None:
        self.report = report
        self.latest = [Progress(stage="", served=0, service=0.0, bound=bound, gap=1.0) for bound in bounds]

    def __call__(self, number: int, progress: Progress) -> None:
        """Take note of a step forward of one region."""
        self.latest[number] = progress
        service, bound = sum(one.service for one in self.latest), sum(one.bound for one in self.latest)
        served = sum(one.served for one in self.latest)
        gap = service_gap(service, bound)
        self.report(Progress(stage="regions", served=served, service=service, bound=bound, gap=gap))
