"""Calendar quarters."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """
    Three months of a calendar year.

    Attributes
    ----------
    number
        1 to 4.
    """

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_month(self) -> int:
        """1, 4, 7 or 10."""
        return 3 * self.number - 2

    @property
    def after(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return date(self.after.year, self.after.first_month, 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarters_from(day: date, count: int) -> tuple[Quarter, ...]:
    """The quarter a day lies in and those after it."""
    quarters = [Quarter.of(day)]
    while len(quarters) < count:
        quarters.append(quarters[-1].after)
    return tuple(quarters)
