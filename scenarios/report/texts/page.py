"""Headings and sentences of the page, in German and English."""

from collections.abc import Mapping

PAGE: Mapping[str, tuple[str, str]] = {
    "title": ("Standorte und Einzugsbereiche", "Sites and catchments"),
    "product": ("Lokal Willkommen", "Lokal Willkommen"),
    "scenario_line": (
        "Szenario „{name}“: {units}, {households}, {candidates}.",
        "Scenario “{name}”: {units}, {households}, {candidates}.",
    ),
    "no_name": ("ohne Namen", "without a name"),
    "contents": ("Inhalt", "Contents"),
    "to_text": ("Zum Inhalt springen", "Skip to the text"),
    "question": (
        "Welche {range} Standorte mit welchen Einzugsbereichen und Teams passen zu etwa {budget} im Jahr, "
        "wenn {arrivals} Menschen je Woche zugewiesen werden, und was bricht zuerst?",
        "Which {range} sites with which catchments and teams fit about {budget} a year when {arrivals} people are "
        "allocated a week, and what breaks first?",
    ),
    "question_free": (
        "Welche {range} Standorte mit welchen Einzugsbereichen und Teams passen, wenn {arrivals} Menschen je Woche "
        "zugewiesen werden, und was bricht zuerst?",
        "Which {range} sites with which catchments and teams fit when {arrivals} people are allocated a week, "
        "and what breaks first?",
    ),
    "question_one": (
        "Welcher Standort mit welchem Einzugsbereich und Team passt zu etwa {budget} im Jahr, wenn {arrivals} Menschen "
        "je Woche zugewiesen werden, und was bricht zuerst?",
        "Which site with which catchment and team fits about {budget} a year when {arrivals} people are allocated a "
        "week, and what breaks first?",
    ),
    "question_one_free": (
        "Welcher Standort mit welchem Einzugsbereich und Team passt, wenn {arrivals} Menschen je Woche zugewiesen "
        "werden, und was bricht zuerst?",
        "Which site with which catchment and team fits when {arrivals} people are allocated a week, and what breaks "
        "first?",
    ),
    "key_sites": ("Standorte", "sites"),
    "key_workers": ("Fachkräfte", "workers"),
    "key_cost": ("im Jahr", "a year"),
    "key_minutes": ("Minuten Weg im Mittel", "minutes on the way, mean"),
    "answer_head": ("Antwort", "Answer"),
    "answer_note": (
        "Dieser Absatz ist aus den gerechneten Zahlen gebildet. Was davon Fakt und was Annahme ist, steht unter "
        "„Annahmen und Fakten“.",
        "This paragraph is made from the computed figures. What of it is fact and what assumption stands under "
        "“Assumptions and facts”.",
    ),
    "plans_head": ("Pläne", "Plans"),
    "plans_intro": (
        "Für jede Zahl von Standorten der beste Plan: zuerst möglichst gleich große Einzugsbereiche, dann möglichst "
        "kurze Wege von der Mitte jedes Gebiets zu seinem Standort.",
        "For each number of sites the best plan: first catchments as equal as possible, then ways from the centre of "
        "each unit to its site as short as possible.",
    ),
    "catchments_file": (
        "Welches Gebiet zu welchem Standort gehört, steht Gebiet für Gebiet in tables/catchments.csv.",
        "Which unit belongs to which site stands unit by unit in tables/catchments.csv.",
    ),
    "hindsight_head": ("Rückschau", "Hindsight"),
    "hindsight_intro": (
        "Dortmund hat später sieben Büros eröffnet, deren Einzugsbereiche ganze Stadtbezirke sind. Hier stehen sie "
        "neben dem gerechneten Plan, mit denselben Maßen und denselben Haushaltszahlen. Wo die Adresse eines Büros "
        "nicht bekannt ist, ist der für die Wege beste Ort in seinem Einzugsbereich angenommen; das begünstigt das "
        "wirkliche Netz.",
        "Dortmund later opened seven offices whose catchments are whole Stadtbezirke. Here they stand beside the "
        "computed plan, by the same measures and the same households. Where the address of an office is not known, "
        "the best place for travel in its catchment is assumed, which favours the real network.",
    ),
    "hindsight_result": (
        "Größter Einzugsbereich: {real} Haushalte im wirklichen Netz, {plan} im Plan ({share}). "
        "Weg im Mittel: {real_minutes} und {plan_minutes} Minuten.",
        "Largest catchment: {real} households in the real network, {plan} in the plan ({share}). "
        "Mean way: {real_minutes} and {plan_minutes} minutes.",
    ),
    "less": ("{share} weniger", "{share} less"),
    "more": ("{share} mehr", "{share} more"),
    "same": ("gleich viel", "the same"),
    "opening_head": ("Öffnung über die Zeit", "Opening over time"),
    "opening_intro": (
        "Die Standorte eines Plans öffnen nach und nach, der Pilot zuerst, in der Reihenfolge, die mit dem Geld jedes "
        "Jahres auskommt und die Haushalte je Fachkraft am längsten unter der Grenze hält.",
        "The sites of a plan open one by one, the pilot first, in the order that keeps within the money of each year "
        "and the households per worker below the limit for longest.",
    ),
    "never": ("Ein Strich heißt: hält in allen betrachteten Quartalen.", "A dash means: holds in all quarters."),
    "regret_head": ("Welcher Plan ist am wenigsten zu bereuen?", "Which plan is least to regret?"),
    "regret_intro": (
        "Niemand weiß, wie viele Menschen kommen. Für jede Zahl von Zuweisungen steht hier, wie viel teurer ein Plan "
        "wäre als der beste genau dafür; der Plan mit dem kleinsten größten Nachteil ist markiert.",
        "Nobody knows how many people will come. For each number of allocations this says how much dearer a plan "
        "would be than the best for just that number; the plan with the least worst regret is marked.",
    ),
    "simulation_head": ("Simulation", "Simulation"),
    "simulation_intro": (
        "{weeks} ab {start}, {runs}.",
        "{weeks} from {start}, {runs}.",
    ),
    "runs": ("{seeds} Läufe mit verschiedenen Startwerten", "{seeds} runs with different seeds"),
    "one_run": (
        "ein einziger Lauf: wie weit andere von ihm abweichen, zeigt er nicht",
        "a single run: how far others differ from it, it does not show",
    ),
    "simulation_all": (
        "Jede Woche plant das Programm so wie im laufenden Betrieb; daneben zwei einfache Regeln auf denselben "
        "Familien und Ehrenamtlichen, so dass Unterschiede nur an der Planung liegen.",
        "Each week the program plans as it does in service; beside it two simple rules on the same families and "
        "volunteers, so that differences come from the planning only.",
    ),
    "simulation_some": ("Gespielt wurde: {policies}.", "What was played: {policies}."),
    "waiting_note": (
        "Wartezeit zählt nur, wer Hilfe bekam; wo wenige versorgt werden, sieht sie kurz aus.",
        "Waiting counts only who was helped; where few are served it looks short.",
    ),
    "inputs_head": ("Annahmen und Fakten", "Assumptions and facts"),
    "inputs_intro": (
        "Jede Zahl, auf der dieser Bericht beruht. Fakt: steht im Konzeptpapier von 2016. Annahme: hat die Planung "
        "gesetzt. Abgeleitet: aus Fakten gerechnet.",
        "Each number that this report rests on. Fact: stands in the concept paper of 2016. Assumption: set for "
        "planning. Derived: computed from facts.",
    ),
    "tensions_intro": (
        "Diese Zahlen des Papiers passen nicht zusammen. Sie werden gezeigt, nicht geglättet.",
        "These numbers of the paper do not fit together. They are shown, not smoothed.",
    ),
    "method_head": ("Wie gerechnet wurde", "How this was computed"),
    "method_plans": (
        "Ein Plan heißt „bewiesen“ nur, wenn bewiesen ist, dass kein Plan gleichmäßiger ist und keiner "
        "ebenso gleichmäßige kürzere Wege hat. Sonst steht die Lücke dabei: so weit kann der beste höchstens entfernt "
        "sein. Wege sind Schätzungen mit dem Auto, wo das Szenario keine gemessenen enthält.",
        "A plan is called “proven” only when it is proven that none is more even and none as even has shorter "
        "ways. Otherwise the gap says how far the best may be at most. Ways are estimates by car where the scenario "
        "holds no measured ones.",
    ),
    "method_simulation": (
        "Simulation: Startwert {seeds}, Verfahren {engine}. Dasselbe Szenario und derselbe Startwert ergeben dieselben "
        "Zahlen.",
        "Simulation: seed {seeds}, engine {engine}. The same scenario and seed give the same numbers.",
    ),
    "method_maps": ("Karten: {note}.", "Maps: {note}."),
    "method_files": (
        "Alle Zahlen stehen in report.json, die Bilder in figures/, die Tabellen für Excel oder LibreOffice in "
        "tables/, Szenario und Pläne in scenario.json und plan.json.",
        "All numbers stand in report.json, the figures in figures/, the tables for Excel or LibreOffice in tables/, "
        "scenario and plans in scenario.json and plan.json.",
    ),
    "method_versions": ("Versionen: {versions}.", "Versions: {versions}."),
    "method_sha": ("Prüfsumme des Szenarios (SHA-256): {sha256}", "Checksum of the scenario (SHA-256): {sha256}"),
    "figure_scroll": ("Bild, seitlich verschiebbar", "figure, scrolls sideways"),
    "table_scroll": ("Tabelle, seitlich verschiebbar", "table, scrolls sideways"),
}
