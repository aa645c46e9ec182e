"""Numbers of the default scenarios and where they come from: households by Stadtbezirk, costs, the pilot's place."""

from decimal import Decimal
from fractions import Fraction

from geodata.districts import District, stadtbezirke
from scenarios.apportioning import apportioned
from scenarios.paper import FACTS
from scenarios.parameters import JANUARY_2019, PAPER, PLANNERS
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

_SHAPED = f"1,900 of 2,050 households ({PAPER}) by {JANUARY_2019}; three Stadtbezirke not given, by population"
_PILOT_SPLIT = f"150 households of the pilot ({PAPER}) by {JANUARY_2019}, 137 to 54"

CENTRE = Standing(kind="derived", source="centre of the district's approximate outline, geodata/data/SOURCES.md")
INNER_POINT = Standing(kind="derived", source="point inside the imported area")
CITY_BORDERS = Standing(kind="fact", source="neighbours as the city names them, geodata/data/SOURCES.md")
OUTLINE_BORDERS = Standing(kind="derived", source="common borders of approximate outlines, geodata/data/SOURCES.md")
IMPORTED_BORDERS = Standing(kind="derived", source="common borders of the imported areas")
PILOT_ADDRESS = Standing(kind="fact", source=f"{PAPER}: pilot, Kommende, Brackeler Hellweg 144")
COSTS = Standing(
    kind="assumption",
    source=f"{PAPER}: 80,000 association + 10,000 materials; 15,000 of the 20,000 for rent and fittings taken as rent",
)
FITTINGS_ONCE = Standing(kind="assumption", source=f"{PAPER}: 5,000 of the 20,000 for rent and fittings taken as once")
NETWORK_SITES = Standing(kind="fact", source=f"{PAPER}: whole network")
PILOT_ALONE = Standing(kind="fact", source=f"{PAPER}: pilot")
NETWORK_BUDGET = Standing(kind="fact", source=f"{PAPER}: whole network, about 850,000 euro a year")
PILOT_BUDGET = Standing(kind="fact", source=f"{PAPER}: cost of the pilot")
PILOT_CATCHMENT = Standing(kind="fact", source=f"{PAPER}: the pilot serves Brackel and Aplerbeck")
TEAM = Standing(kind="fact", source=f"{PAPER}: team of two, one of the city, one of an association")
PLANNING = Standing(kind="assumption", source=PLANNERS)


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
        return Standing(kind="assumption", source=f"{source}; inside a Stadtbezirk {split}")
    return Standing(kind="derived" if pilot else "assumption", source=source)
