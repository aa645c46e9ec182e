"""What the matcher asks of a source of travel minutes; whoever calls the matcher hands one in."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Journeys(Protocol):
    """Answer of a source: whole minutes and where each of them comes from."""

    @property
    def minutes(self) -> NDArray[np.int32]:
        """One-way minutes, shape (n_travellers, n_places)."""
        ...

    def source(self, traveller: int, place: int) -> str:
        """Origin of the minutes in this row and column: ``estimate``, or the name of a measurement."""
        ...


class TravelMinutes(Protocol):
    """A source of travel minutes."""

    def minutes(
        self,
        *,
        traveller_ids: Sequence[str],
        travellers: NDArray[np.float64],
        modes: Sequence[str],
        place_ids: Sequence[str],
        places: NDArray[np.float64],
    ) -> Journeys:
        """
        Minutes from every traveller to every place.

        Parameters
        ----------
        travellers, places
            Latitude and longitude in degrees, shapes (n_travellers, 2) and (n_places, 2).
        modes
            Per traveller: foot, bike, transit or car.
        place_ids
            Ids of needs (their meeting place) or of offers.
        """
        ...

    def reach_km(self, *, mode: str, minutes: int) -> float:
        """
        Kilometres in a straight line beyond which somebody of this mode needs more than so many whole minutes.

        May be more than it need be, never less; infinite when the source does not know. Measured ways aside: they are
        rows of the case.
        """
        ...
