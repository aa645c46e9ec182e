"""Minutes by car from the centres of units to sites."""

import numpy as np
from numpy.typing import NDArray

from matcher.travel import TravelMinutes
from scenarios.scenario import Scenario


def minutes_to_sites(scenario: Scenario, travel: TravelMinutes) -> NDArray[np.int32]:
    """Whole minutes, ``(n_units, n_sites)`` in the order of the scenario; its own rows go before ``travel``."""
    unit_ids, site_ids = [unit.id for unit in scenario.units], [site.id for site in scenario.sites]
    journeys = travel.minutes(
        traveller_ids=unit_ids,
        travellers=np.array([(unit.lat, unit.lon) for unit in scenario.units]),
        modes=["car"] * len(unit_ids),
        place_ids=site_ids,
        places=np.array([(site.lat, site.lon) for site in scenario.sites]),
    )
    minutes = journeys.minutes.copy()
    row_of, column_of = {u: row for row, u in enumerate(unit_ids)}, {s: column for column, s in enumerate(site_ids)}
    for row in scenario.travel:
        minutes[row_of[row.unit], column_of[row.site]] = row.minutes
    return minutes
