"""Titles, axes and legends of figures, in German and English."""

from collections.abc import Mapping

FIGURES: Mapping[str, tuple[str, str]] = {
    "map": ("Einzugsbereiche, {plan}", "Catchments, {plan}"),
    "map_real": ("Die sieben Büros, die später eröffnet wurden", "The seven offices opened later"),
    "map_pair": (
        "Links der Plan ({plan}), rechts die sieben späteren Büros",
        "Left the plan ({plan}), right the seven offices opened later",
    ),
    "map_text": (
        "Karte der Einzugsbereiche. {sites}",
        "Map of the catchments. {sites}",
    ),
    "map_site": ("{number} {name}: {households} Haushalte", "{number} {name}: {households} households"),
    "schematic": ("schematisch", "schematic"),
    "schematic_note": (
        "Umrisse schematisch aus den Mittelpunkten der Bezirke, keine amtlichen Grenzen",
        "outlines schematic, from the centres of the districts, not official borders",
    ),
    "outlines_from": ("Umrisse: {source}", "outlines: {source}"),
    "spider_note": (
        "schematisch: jeder Punkt ist die Mitte eines Bezirks, der Strich führt zu seinem Standort",
        "schematic: each dot is the centre of a district, the line leads to its site",
    ),
    "existing": ("besteht schon", "exists already"),
    "load": ("Haushalte je Standort, {plan}", "Households per site, {plan}"),
    "load_real": (
        "Haushalte je Standort, die sieben späteren Büros",
        "Households per site, the seven offices opened later",
    ),
    "households": ("Haushalte", "households"),
    "mean": ("Durchschnitt {mean}", "mean {mean}"),
    "band": ("Band ± {slack}", "band ± {slack}"),
    "per_worker": ("{households} ({per_worker} je Fachkraft)", "{households} ({per_worker} per worker)"),
    "cost": ("Kosten im Jahr und Budget", "Cost a year and budget"),
    "thousand_euro": ("Tausend Euro im Jahr", "thousand euro a year"),
    "sites_k": ("{k} Standorte", "{k} sites"),
    "one_site": ("1 Standort", "1 site"),
    "budget_of": ("Budget {budget}", "budget {budget}"),
    "no_plan": ("kein Plan", "no plan"),
    "opening_cost": (
        "Kosten je Jahr bei schrittweiser Öffnung, {plan}",
        "Cost per year while opening, {plan}",
    ),
    "year_budget": ("Budget des Jahres", "budget of the year"),
    "year_cost": ("Kosten", "cost"),
    "opening_load": (
        "Haushalte je Fachkraft bei schrittweiser Öffnung, {plan}",
        "Households per worker while opening, {plan}",
    ),
    "households_per_worker": ("Haushalte je Fachkraft", "households per worker"),
    "limit": ("Grenze {limit}", "limit {limit}"),
    "arrivals": ("{arrivals} Zuweisungen je Woche", "{arrivals} allocations a week"),
    "arrivals_short": ("{arrivals} je Woche", "{arrivals} a week"),
    "opened": ("{count} offen", "{count} open"),
    "most_per_worker": ("Haushalte je Fachkraft\n(größter Standort)", "households per worker\n(busiest site)"),
    "open_sites": ("offene Standorte", "open sites"),
    "waiting": ("Wartezeit bis zur ersten Hilfe", "Wait for the first match"),
    "waiting_axis": ("Wochen, Mittel je Woche", "weeks, mean of each week"),
    "open_needs": ("Offene Bedarfe", "Open needs"),
    "open_axis": ("offene Bedarfe", "open needs"),
    "week_axis": ("Woche", "week"),
    "last_week": ("In der letzten Woche", "In the last week"),
    "bands": (
        "Fläche: 95-%-Bereich des Mittels über {seeds} Läufe",
        "area: 95 % interval of the mean over {seeds} runs",
    ),
    "no_bands": ("ein einziger Lauf", "a single run"),
    "regret": ("Wie viel teurer jeder Plan ist als der beste", "How much dearer each plan is than the best"),
    "thousand_euro_more": (
        "Tausend Euro mehr, über alle betrachteten Quartale",
        "thousand euro more, over all quarters",
    ),
    "advantage": (
        "Mehr gedeckte Bedarfe (gewichtet) durch die Planung mit dem Programm",
        "More needs served (weighted) by planning with the program",
    ),
    "advantage_axis": ("Punkte mehr je Lauf, Strich: 95-%-Bereich", "points more per run, line: 95 % interval"),
    "against": ("gegenüber „{policy}“", "against “{policy}”"),
}
