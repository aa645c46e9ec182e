"""Names, units and sources of inputs and of the paper's facts, in German and English."""

import re
from collections.abc import Mapping

from scenarios.report.words import Lang

NAMES: Mapping[str, tuple[str, str]] = {
    "units.households": ("Haushalte in eigenen Wohnungen", "households in own flats"),
    "adjacency": ("Gemeinsame Grenzen", "common borders"),
    "units.place": ("Mitte der Gebiete", "centre of units"),
    "sites.place": ("Ort der möglichen Standorte", "place of candidate sites"),
    "sites.yearly_cost": ("Kosten eines Standorts im Jahr", "yearly cost of a site"),
    "sites.one_off_cost": ("Einmalige Kosten eines Standorts", "one-off cost of a site"),
    "k": ("Zahl der Standorte", "number of sites"),
    "fixed": ("Gebiete mit festem Standort", "units with a given site"),
    "together": ("Gruppen mit gemeinsamem Standort", "groups with one site"),
    "contiguous": ("Einzugsbereiche hängen zusammen", "catchments are connected"),
    "balance": ("Ausgleich der Einzugsbereiche", "balance of catchments"),
    "balance_slack": ("Erlaubte Abweichung", "allowed deviation"),
    "yearly_budget": ("Budget", "budget"),
    "travel": ("Gemessene Wege", "measured ways"),
    "workers_per_site": ("Fachkräfte je Standort", "workers per site"),
    "arrivals_per_week": ("Zuweisungen", "allocations"),
    "counted_on": ("Stichtag der Zahlen", "day of the counts"),
    "forecast_weeks": ("Dauer der Zuweisungsprognose", "length of the allocation forecast"),
    "after_forecast_share": ("Zuweisungen nach der Prognose", "allocations after the forecast"),
    "facility_weeks": ("Aufenthalt in der Einrichtung", "stay in a facility"),
    "people_in_facilities": ("Menschen in Einrichtungen", "people in facilities"),
    "people_in_flats": ("Menschen in Wohnungen", "people in flats"),
    "households_in_flats": ("Bedarfsgemeinschaften in Wohnungen", "households in flats"),
    "people_per_household": ("Menschen je Haushalt", "people per household"),
    "most_moves_per_week": ("Höchstens so viele Umzüge", "most moves"),
    "target_people": ("Zielbild: Menschen in Wohnungen", "target picture: people in flats"),
    "simulation.match_weeks": ("Dauer einer Zuordnung nach Art", "length of a match by kind"),
    "simulation.other_match_weeks": ("Dauer aller anderen Zuordnungen", "length of all other matches"),
    "simulation.spread_share": ("Streuung der Dauern", "spread of lengths"),
    "simulation.patience_weeks": ("Wann Unversorgte aufgeben", "when the unserved give up"),
    "simulation.weeks_when_asked": ("Ehrenamtliche mit Zuordnung bleiben", "volunteers with a match stay"),
    "simulation.weeks_when_not_asked": ("Ehrenamtliche ohne Zuordnung bleiben", "volunteers without a match stay"),
    "simulation.joining_share": ("Neue Ehrenamtliche im Jahr", "new volunteers a year"),
    "simulation.pause_weeks": ("Pause der Ehrenamtlichen", "pause of volunteers"),
    "simulation.office": ("Ort der Ämter", "place of the offices"),
    "opening.start": ("Beginn des Piloten", "start of the pilot"),
    "opening.quarters": ("Betrachtete Quartale", "quarters looked at"),
    "opening.pilot_budgets": ("Mittel des Piloten", "money of the pilot"),
    "opening.network_year": ("Erstes Jahr mit dem Budget des Netzes", "first year with the network's budget"),
    "opening.pilot_limit": ("Grenze nach dem Piloten", "limit after the pilot"),
    "opening.further_limits": ("Weitere Grenzen", "further limits"),
    "regret.households_per_worker": ("Was eine Fachkraft tragen kann", "what a worker can carry"),
    "regret.overload_price": ("Preis eines Haushalts darüber", "price of a household above it"),
    "regret.visits_per_quarter": ("Besuche", "visits"),
    "regret.minute_price": ("Preis einer Wegminute", "price of a minute of travel"),
    "paper.counted_on": ("Stichtag", "day of the count"),
    "paper.people_in_care": ("Menschen in städtischer Betreuung", "people in municipal care"),
    "paper.people_in_flats": ("davon in Wohnungen", "of them in flats"),
    "paper.people_in_city_flats": ("davon in Belegwohnungen", "of them in flats of the city"),
    "paper.people_with_own_lease": ("davon mit eigenem Mietvertrag", "of them with a lease of their own"),
    "paper.people_in_facilities": ("davon in Einrichtungen", "of them in facilities"),
    "paper.households_in_flats": ("Bedarfsgemeinschaften in eigenen Wohnungen", "households in own flats"),
    "paper.moves_per_week": ("Umzüge in Wohnungen", "moves into flats"),
    "paper.moves_in_2015": ("Umzüge 2015", "moves in 2015"),
    "paper.moves_in_2016": ("Umzüge 2016 bis zum Stichtag", "moves in 2016 so far"),
    "paper.facility_months": ("Aufenthalt in der Einrichtung", "stay in a facility"),
    "paper.forecast_weeks": ("Dauer der Zuweisungsprognose", "length of the allocation forecast"),
    "paper.arrivals_per_week": ("Zuweisungen", "allocations"),
    "paper.arrivals": ("Zuweisungen in der Prognose", "allocations in the forecast"),
    "paper.still_to_move": ("Noch umzuziehende Menschen", "people still to move"),
    "paper.target_people": ("Zielbild: Menschen in Wohnungen", "target picture: people in flats"),
    "paper.pilot_households": ("Haushalte im Piloten", "households of the pilot"),
    "paper.pilot_start": ("Beginn des Piloten", "start of the pilot"),
    "paper.pilot_months": ("Dauer des Piloten", "length of the pilot"),
    "paper.pilot_workers": ("Team des Piloten", "team of the pilot"),
    "paper.pilot_cost": ("Kosten des Piloten", "cost of the pilot"),
    "paper.pilot_association_cost": ("davon Träger", "of it the association"),
    "paper.pilot_materials_cost": ("davon Sachkosten", "of it materials"),
    "paper.pilot_rent_and_fittings": ("davon Miete und Einrichtung", "of it rent and fittings"),
    "paper.pilot_budgets": ("Mittel nach Jahren", "money by year"),
    "paper.network_cost": ("Kosten des ganzen Netzes", "cost of the whole network"),
    "paper.network_sites": ("Standorte des ganzen Netzes", "sites of the whole network"),
    "paper.city_posts": ("Vollzeitstellen der Stadt", "full-time posts of the city"),
    "paper.city_posts_being_hired": ("Stellen in Besetzung", "posts being hired"),
    "paper.city_areas": ("Bezirke der Betreuung heute", "areas of care today"),
}

_HOUSEHOLDS: Mapping[str, str] = {
    # Where the households of the default scenarios come from.
    "1,900 of 2,050 households (concept paper of 2016) by recipients of benefits for asylum seekers in January 2019; "
    "three Stadtbezirke without a count by inhabitants": (
        "1.900 von 2.050 Haushalten (Konzeptpapier 2016) nach Empfängern nach AsylbLG im Januar 2019; "
        "drei Stadtbezirke ohne Angabe nach Einwohnern"
    ),
    "150 households of the pilot (concept paper of 2016), split by recipients of benefits for asylum seekers in "
    "January 2019, 137 to 54": (
        "150 Haushalte des Piloten (Konzeptpapier 2016), aufgeteilt nach Empfängern nach AsylbLG im Januar 2019, "
        "137 zu 54"
    ),
}
_SPLITS: Mapping[str, str] = {
    "": "",
    "; inside a Stadtbezirk evenly": "; innerhalb eines Stadtbezirks gleichmäßig",
    "; inside a Stadtbezirk by number of addresses": "; innerhalb eines Stadtbezirks nach Zahl der Adressen",
}
_GERMAN: Mapping[str, str] = {
    # Units.
    "date": "Datum",
    "people": "Menschen",
    "people per household": "Menschen je Haushalt",
    "people allocated per week": "Menschen je Woche",
    "people allocated in the forecast": "Menschen",
    "people a week": "Menschen je Woche",
    "people a week, about": "Menschen je Woche, etwa",
    "people a week, at most": "Menschen je Woche, höchstens",
    "people, more than": "Menschen, mehr als",
    "people so far, more than": "Menschen bisher, mehr als",
    "people, least and most": "Menschen, wenigstens und höchstens",
    "people in flats": "Menschen",
    "people in flats, at least": "Menschen, wenigstens",
    "people in Belegwohnungen": "Menschen",
    "households": "Haushalte",
    "households, about": "Haushalte, etwa",
    "households per worker": "Haushalte je Fachkraft",
    "weeks": "Wochen",
    "weeks in a facility": "Wochen",
    "mean weeks a match lasts, by kind of need": "Wochen, im Mittel",
    "mean weeks a match of any other kind lasts": "Wochen, im Mittel",
    "share by which stays and matches differ from their mean": "des Mittels, nach oben und unten",
    "mean weeks until an unserved need is withdrawn": "Wochen, im Mittel",
    "mean weeks a volunteer stays with a match": "Wochen, im Mittel",
    "mean weeks a volunteer stays without a match": "Wochen, im Mittel",
    "new volunteers a year, share of the first ones": "Anteil an den anfänglichen",
    "weeks a year without new matches, per volunteer": "Wochen im Jahr",
    "latitude and longitude in degrees": "Breite und Länge in Grad",
    "months": "Monate",
    "months, at least": "Monate, wenigstens",
    "months in a facility, on average": "Monate, im Mittel",
    "share of the forecast's allocations": "Anteil an denen der Prognose",
    "calendar quarters ahead": "Quartale",
    "first calendar year with the network's budget": "Jahr",
    "euro": "Euro",
    "euro a year": "Euro im Jahr",
    "euro a year, about": "Euro im Jahr, etwa",
    "euro by calendar year": "Euro nach Jahren",
    "euro per household and quarter": "Euro je Haushalt und Quartal",
    "euro per minute of travel": "Euro",
    "visits per household and quarter": "je Haushalt und Quartal",
    "workers: one of the city, one of an association": "Fachkräfte: eine der Stadt, eine des Trägers",
    "workers": "Fachkräfte",
    "sites": "Standorte",
    "sites, fewest and most": "Standorte, wenigstens und höchstens",
    "full-time posts": "Vollzeitstellen",
    "full-time posts, 25 people": "Vollzeitstellen, 25 Personen",
    "areas today": "Bezirke",
    "share of the mean": "des Durchschnitts",
    "share": "Anteil",
    "full-time posts per site": "Vollzeitstellen je Standort",
    "pairs of neighbouring units": "Paare benachbarter Gebiete",
    "units with a given site": "Gebiete mit festem Standort",
    "groups of units that stay together": "Gruppen von Gebieten",
    "pairs of unit and site with given minutes": "Paare aus Gebiet und Standort",
    "euro once": "Euro einmalig",
    "degrees, WGS84": "Grad, WGS84",
    # Sources, and places in the paper.
    "concept paper of 2016": "Konzeptpapier 2016",
    "planning assumption": "Annahme der Planung",
    "set in the scenario": "im Szenario gesetzt",
    "sum of the areas": "Summe der Gebiete",
    "place of the address": "Lage der Adresse",
    "place near the address": "ungefähre Lage der Adresse",
    "centre of the unit": "Mitte des Gebiets",
    "people in municipal care": "Menschen in städtischer Betreuung",
    "people in municipal care, 13.6.2016": "Menschen in städtischer Betreuung, 13.6.2016",
    "households in own flats": "Bedarfsgemeinschaften in eigenen Wohnungen",
    "households in own flats, 1.6.2016": "Bedarfsgemeinschaften in eigenen Wohnungen, 1.6.2016",
    "moves into flats": "Umzüge in Wohnungen",
    "allocation forecast": "Zuweisungsprognose",
    "people still to move": "noch umzuziehende Menschen",
    "target picture": "Zielbild",
    "pilot": "Pilot",
    "cost of the pilot": "Kosten des Piloten",
    "whole network": "ganzes Netz",
    "city staff": "Personal der Stadt",
    "4,036 people in flats / 2,050 households": "4.036 Menschen in Wohnungen / 2.050 Haushalte",
    "150 households of the pilot / its 2 workers": "150 Haushalte des Piloten / 2 Fachkräfte",
    "110,000 euro of the pilot / its 150 households / 4 quarters": (
        "110.000 Euro des Piloten / 150 Haushalte / 4 Quartale"
    ),
    "the paper's 4,500 to 6,000 people still to move hold no later ones": (
        "in den 4.500 bis 6.000 noch umzuziehenden Menschen des Papiers sind spätere nicht enthalten"
    ),
    "everybody moves after the stay; the paper's pace is about 30": (
        "alle ziehen nach dem Aufenthalt um; das Papier nennt etwa 30"
    ),
    "to the end of 2020": "bis Ende 2020",
    "the first that begins after the twelve months of the pilot": "das erste nach den zwölf Monaten des Piloten",
    # Sources of the default scenarios, which are German in their files.
    "whole network, 6 to 8 sites": "ganzes Netz, 6 bis 8 Standorte",
    "whole network, about 850,000 euro a year": "ganzes Netz, etwa 850.000 Euro im Jahr",
    "pilot, one site": "Pilot, ein Standort",
    "pilot, Kommende, Brackeler Hellweg 144; place of the address": (
        "Pilot, Kommende, Brackeler Hellweg 144; Lage der Adresse"
    ),
    "the pilot serves Brackel and Aplerbeck": "der Pilot betreut Brackel und Aplerbeck",
    "team of two workers, one of the city, one of an association": (
        "Team aus zwei Fachkräften, eine der Stadt, eine eines Trägers"
    ),
    "team of the pilot, assumed for every site of the network": (
        "Team des Piloten, für jeden Standort des Netzes so angenommen"
    ),
    "80,000 for the association + 10,000 for materials; of 20,000 for rent and fittings 15,000 as rent": (
        "80.000 Träger + 10.000 Sachkosten; von 20.000 für Miete und Einrichtung 15.000 als Miete"
    ),
    "of 20,000 for rent and fittings 5,000 for fittings, once": (
        "von 20.000 für Miete und Einrichtung 5.000 als einmalige Einrichtung"
    ),
    "centre from approximated outlines of the districts, geodata/data/SOURCES.md": (
        "Mitte aus genäherten Umrissen der Stadtteile, geodata/data/SOURCES.md"
    ),
    "point inside the imported area": "Punkt im Inneren des eingelesenen Gebiets",
    "neighbours as the city states them, geodata/data/SOURCES.md": (
        "Nachbarn nach Angaben der Stadt, geodata/data/SOURCES.md"
    ),
    "common borders from approximated outlines of the districts, geodata/data/SOURCES.md": (
        "gemeinsame Grenzen aus genäherten Umrissen der Stadtteile, geodata/data/SOURCES.md"
    ),
    "common borders of the imported areas": "gemeinsame Grenzen der eingelesenen Gebiete",
    **{f"{english}{how}": f"{german}{wie}" for english, german in _HOUSEHOLDS.items() for how, wie in _SPLITS.items()},
}
"""German for the words in which inputs state unit and source; what a planner wrote stays as it is."""

_ENGLISH: Mapping[str, str] = {german: english for english, german in reversed(list(_GERMAN.items()))}
"""Back to English, for scenarios whose sources are written in German; the first of equal ones counts."""
_WORD = re.compile(r"_|\.")


def name_words(code: str, lang: Lang) -> str:
    """What an input is; codes without words are spelled out."""
    code = code.partition("[")[0]
    if code in NAMES:
        return NAMES[code][0 if lang == "de" else 1]
    return _WORD.sub(" ", code)


def stated_words(text: str, lang: Lang) -> str:
    """
    A unit or source in the language of the report; a source may name its place after a colon.

    What a planner wrote stays as it is, in either language.
    """
    words = _GERMAN if lang == "de" else _ENGLISH
    first, colon, rest = text.partition(": ")
    if text in words or not colon:
        return words.get(text, text)
    if lang == "en" and rest not in words:
        return text
    return f"{words.get(first, first)}: {words.get(rest, rest)}"
