"""Minutes by car from the centres of units to sites."""

import numpy as np
from numpy.typing import NDArray

from geodata.travel import MeasuredTravel
from matcher.travel import TravelMinutes
from scenarios.scenario import Scenario


def minutes_to_sites(scenario: Scenario, travel: TravelMinutes) -> NDArray[np.int32]:
    """
    Whole minutes by car, ``(n_units, n_sites)`` in the order of the scenario; its own rows go before ``travel``.

    Raises
    ------
    InvalidTravel
        When minutes of the scenario are larger than can be counted with.
    """
    rows = {(row.unit, row.site): (row.minutes, row.source) for row in scenario.travel}
    journeys = MeasuredTravel(rows, otherwise=travel).minutes(
        traveller_ids=[unit.id for unit in scenario.units],
        travellers=np.array([(unit.lat, unit.lon) for unit in scenario.units]),
        modes=["car"] * len(scenario.units),
        place_ids=[site.id for site in scenario.sites],
        places=np.array([(site.lat, site.lon) for site in scenario.sites]),
    )
    return journeys.minutes
