"""
Numbers of the default scenarios and where they come from: households by Stadtbezirk, costs, the pilot's place.

Sources are part of the file that a planner goes on with, so they are in German.
"""

from decimal import Decimal
from fractions import Fraction

from geodata.districts import District, stadtbezirke
from scenarios.apportioning import apportioned
from scenarios.paper import FACTS
from scenarios.scenario import Standing

PILOT_BEZIRKE = ("brackel", "aplerbeck")
"""Where the pilot works; the first is where its office stands."""
PILOT_SITE = "pilot"
PILOT_PLACE = (51.524032, 7.548999)
"""Latitude and longitude of Brackeler Hellweg 144."""

COUNTED = {
    "aplerbeck": 54,
    "brackel": 137,
    "eving": 117,
    "hoerde": 205,
    "hombruch": 237,
    "huckarde": 153,
    "innenstadt-nord": 807,
    "innenstadt-ost": 179,
    "innenstadt-west": 217,
}
"""Recipients of benefits for asylum seekers, January 2019; three Stadtbezirke were not given."""
COUNTED_IN_ALL = 3_127

RENT = 15_000
FITTINGS = 5_000
YEARLY_COST = Decimal(FACTS.pilot_association_cost + FACTS.pilot_materials_cost + RENT)
ONE_OFF_COST = Decimal(FITTINGS)

_PAPER = "Konzeptpapier 2016"
_COUNTS_2019 = "Empfängern nach AsylbLG im Januar 2019"
_SHAPED = f"1.900 von 2.050 Haushalten ({_PAPER}) nach {_COUNTS_2019}; drei Stadtbezirke ohne Angabe nach Einwohnern"
_PILOT_SPLIT = f"150 Haushalte des Piloten ({_PAPER}), aufgeteilt nach {_COUNTS_2019}, 137 zu 54"
_OUTLINES = "genäherten Umrissen der Stadtteile, geodata/data/SOURCES.md"

CENTRE = Standing(kind="derived", source=f"Mitte aus {_OUTLINES}")
INNER_POINT = Standing(kind="derived", source="Punkt im Inneren des eingelesenen Gebiets")
CITY_BORDERS = Standing(kind="assumption", source="Nachbarn nach Angaben der Stadt, geodata/data/SOURCES.md")
OUTLINE_BORDERS = Standing(kind="derived", source=f"gemeinsame Grenzen aus {_OUTLINES}")
IMPORTED_BORDERS = Standing(kind="derived", source="gemeinsame Grenzen der eingelesenen Gebiete")
PILOT_ADDRESS = Standing(kind="derived", source=f"{_PAPER}: Pilot, Kommende, Brackeler Hellweg 144; Lage der Adresse")
COSTS = Standing(
    kind="assumption",
    source=f"{_PAPER}: 80.000 Träger + 10.000 Sachkosten; von 20.000 für Miete und Einrichtung 15.000 als Miete",
)
FITTINGS_ONCE = Standing(
    kind="assumption", source=f"{_PAPER}: von 20.000 für Miete und Einrichtung 5.000 als einmalige Einrichtung"
)
NETWORK_SITES = Standing(kind="fact", source=f"{_PAPER}: ganzes Netz, 6 bis 8 Standorte")
PILOT_ALONE = Standing(kind="fact", source=f"{_PAPER}: Pilot, ein Standort")
NETWORK_BUDGET = Standing(kind="fact", source=f"{_PAPER}: ganzes Netz, etwa 850.000 Euro im Jahr")
PILOT_BUDGET = Standing(kind="fact", source=f"{_PAPER}: Kosten des Piloten")
PILOT_CATCHMENT = Standing(kind="fact", source=f"{_PAPER}: der Pilot betreut Brackel und Aplerbeck")
TEAM = Standing(kind="fact", source=f"{_PAPER}: Team aus zwei Fachkräften, eine der Stadt, eine eines Trägers")
TEAMS = Standing(kind="assumption", source=f"{_PAPER}: Team des Piloten, für jeden Standort des Netzes so angenommen")
PLANNING = Standing(kind="assumption", source="Annahme der Planung")


def households_by_bezirk() -> dict[str, int]:
    """The 2,050 households by Stadtbezirk: 150 in the pilot's two, the others by the counts of January 2019."""
    bezirke = stadtbezirke()
    weights = dict(zip((one.code for one in bezirke), _weights(bezirke), strict=True))
    pilot = [code for code in weights if code in PILOT_BEZIRKE]
    others = [code for code in weights if code not in PILOT_BEZIRKE]
    rest = FACTS.households_in_flats - FACTS.pilot_households
    return {
        **dict(zip(pilot, apportioned(FACTS.pilot_households, [weights[code] for code in pilot]), strict=True)),
        **dict(zip(others, apportioned(rest, [weights[code] for code in others]), strict=True)),
    }


def _weights(bezirke: tuple[District, ...]) -> list[Fraction]:
    """Counts of January 2019; what is left of all for those not given, by their population."""
    left = COUNTED_IN_ALL - sum(COUNTED.values())
    people = sum(one.population or 0 for one in bezirke if one.code not in COUNTED)
    return [
        Fraction(COUNTED[one.code]) if one.code in COUNTED else Fraction(left * (one.population or 0), people)
        for one in bezirke
    ]


def households_standing(split: str, *, pilot: bool) -> Standing:
    """Kind and source of the households of a unit; ``split`` says how a Stadtbezirk is split, empty where it is not."""
    source = _PILOT_SPLIT if pilot else _SHAPED
    if split:
        return Standing(kind="assumption", source=f"{source}; innerhalb eines Stadtbezirks {split}")
    return Standing(kind="derived" if pilot else "assumption", source=source)
