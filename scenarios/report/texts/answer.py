"""Sentences of the answer, in German and English."""

from collections.abc import Mapping

ANSWER: Mapping[str, tuple[str, str]] = {
    "no_plan_at_all": ("Kein Plan mit {range} erfüllt alle Vorgaben.", "No plan with {range} meets all demands."),
    "safest": (
        "Am sichersten, wie viele auch kommen, ist der Plan mit {sites} und {team}",
        "Safest, however many arrive, is the plan with {sites} of {team}",
    ),
    "possible": ("Möglich ist ein Plan mit {sites} und {team}", "Possible is a plan with {sites} of {team}"),
    "each": ("je {team}", "{team} each"),
    "more_areas": ("und {count} weitere", "and {count} more"),
    "cost_alone": ("Er kostet {cost} im Jahr.", "It costs {cost} a year."),
    "cost_below": (
        "Er kostet {cost} im Jahr, {left} unter dem Budget von {budget}.",
        "It costs {cost} a year, {left} below the budget of {budget}.",
    ),
    "cost_above": (
        "Er kostet {cost} im Jahr, {left} über dem Budget von {budget}.",
        "It costs {cost} a year, {left} above the budget of {budget}.",
    ),
    "cost_equal": (
        "Er kostet {cost} im Jahr, genau das Budget.",
        "It costs {cost} a year, exactly the budget.",
    ),
    "other_cost": ("{sites}: {cost}", "{sites}: {cost}"),
    "other_clash": ("{sites}: nicht möglich (dagegen: {why})", "{sites}: impossible (against it: {why})"),
    "other_no": ("{sites}: nicht möglich", "{sites}: impossible"),
    "others": ("Zum Vergleich:", "In comparison:"),
    "other_unknown": ("{sites}: kein Plan gefunden", "{sites}: no plan found"),
    "busiest": (
        "Am meisten zu tun hat {site}: {households} Haushalte, das {times}-Fache des Durchschnitts.",
        "The busiest is {site}: {households} households, {times} times the mean.",
    ),
    "breaks_first": ("Was zuerst bricht:", "What breaks first:"),
    "break": (
        "bei {arrivals} Zuweisungen je Woche im {quarter} die Grenze von {limit} Haushalten je Fachkraft, weil {cause}",
        "at {arrivals} allocations a week in {quarter} the limit of {limit} households per worker, because {cause}",
    ),
    "end": (
        "Im {quarter} hat der größte Standort, je nach Zuweisungen, {loads} Haushalte je Fachkraft.",
        "In {quarter} the busiest site has, depending on allocations, {loads} households per worker.",
    ),
    "end_alone": (
        "Im {quarter} hat der Standort, je nach Zuweisungen, {loads} Haushalte je Fachkraft.",
        "In {quarter} the site has, depending on allocations, {loads} households per worker.",
    ),
    "end_short": (
        "Im {quarter} sind es, je nach Zuweisungen, {loads}.",
        "In {quarter} it is {loads}, depending on allocations.",
    ),
    "break_none": ("bei {arrivals} nichts", "at {arrivals} nothing"),
    "holds": (
        "Bis zum {until} bricht nichts: es bleiben höchstens {limit} Haushalte je Fachkraft.",
        "Until {until} nothing breaks: no more than {limit} households per worker.",
    ),
    "advantage_more": (
        "In der Simulation deckt die Planung mit dem Programm {span} mehr Bedarf als einfache Regeln.",
        "In the simulation planning by the program serves {span} more than simple rules.",
    ),
    "advantage_less": (
        "In der Simulation deckt die Planung mit dem Programm {span} weniger Bedarf als einfache Regeln.",
        "In the simulation planning by the program serves {span} less than simple rules.",
    ),
    "advantage_mixed": (
        "In der Simulation deckt die Planung mit dem Programm {least} bis {most} mehr Bedarf als einfache Regeln.",
        "In the simulation planning by the program serves {least} to {most} more than simple rules.",
    ),
}
