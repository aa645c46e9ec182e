"""Places, districts and travel minutes in Dortmund."""

from geodata.distance import EARTH_RADIUS_KM, great_circle_km
from geodata.districts import District, nearest_district, stadtbezirke, statistical_districts
from geodata.errors import InvalidPlace, InvalidTravel
from geodata.travel import DETOUR, ESTIMATE, TRAVEL_MODES, EstimatedTravel, Journeys, MeasuredTravel, Travel, TravelMode

__all__ = [
    "DETOUR",
    "EARTH_RADIUS_KM",
    "ESTIMATE",
    "TRAVEL_MODES",
    "District",
    "EstimatedTravel",
    "InvalidPlace",
    "InvalidTravel",
    "Journeys",
    "MeasuredTravel",
    "Travel",
    "TravelMode",
    "great_circle_km",
    "nearest_district",
    "stadtbezirke",
    "statistical_districts",
]
