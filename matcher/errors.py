"""What can go wrong: wrong facts, pins that cannot hold, too few changes allowed, a solver that breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_PROBLEMS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    One mistake in a file, told so that a person finds the place and mends it.

    Attributes
    ----------
    record
        List and record: ``volunteers v7``, ``matches row 3``; the file itself where there is no list.
    field
        Name of the field, empty when the whole record is meant.
    found
        What stands there, shortened; "nothing" when the field is missing.
    expected
        What would be right, with its unit.
    """

    record: str
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.record}, {self.field}" if self.field else self.record
        return f"{place}: found {self.found}, expected {self.expected}"


class InvalidInput(Exception):
    """Wrong facts. Carries every problem of a file, and shows at most 50 of them and then a count."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS_SHOWN]]
        if len(self.problems) > MOST_PROBLEMS_SHOWN:
            lines.append(f"... and {len(self.problems) - MOST_PROBLEMS_SHOWN} more problems")
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """
    A smallest set of pins that cannot hold together.

    Attributes
    ----------
    needs
        Ids of the pinned needs, sorted. One id: this pin has no option even alone.
    rule
        The rule that forbids them: a code of the rules, or ``double_booking``.
    resource
        Id of the volunteer, offer or household where they meet; empty when a single pin fails alone.
    """

    needs: tuple[str, ...]
    rule: str
    resource: str = ""

    def __str__(self) -> str:
        where = f" at {self.resource}" if self.resource else ""
        if len(self.needs) == 1:
            return f"pin of {self.needs[0]}: no option is left after rule {self.rule}{where}"
        return f"pins of {', '.join(self.needs)}: cannot hold together, rule {self.rule}{where}"


class PinsClash(Exception):
    """Pins that cannot all hold; never dropped in silence."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__("\n".join(str(clash) for clash in self.clashes))


class LimitTooLow(Exception):
    """
    More proposals must change than are allowed to: pins and capacity do not let all of them stay.

    Attributes
    ----------
    max_changes, fewest
        Changes allowed, and the fewest that are possible.
    """

    def __init__(self, *, max_changes: int, fewest: int) -> None:
        self.max_changes, self.fewest = max_changes, fewest
        super().__init__(f"max_changes is {max_changes}, but at least {fewest} proposals must change")


class SolveFailed(Exception):
    """The solver broke: neither a plan nor a proof came back."""
