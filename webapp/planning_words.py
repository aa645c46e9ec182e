"""What the planners' pages say for codes of scenarios, runs and mistakes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.errors import Problem
from scenarios.report.input_words import name_words, stated_words
from scenarios.report.inputs_part import plain
from scenarios.report.table import any_words
from scenarios.report.words import STATUSES, Lang, clash_sentence
from scenarios.scenario import Scenario
from scenarios.stated_numbers import stated_numbers
from webapp.page_words import number, seconds_words
from webapp.services.lifecycle import ABORTED, INVALID_INPUT, LOST

LEVELS: Mapping[str, Any] = {
    "stadtbezirke": _l("12 Stadtbezirke: die ganze Stadt, in Sekunden gerechnet"),
    "statistische_bezirke": _l("62 statistische Bezirke: die ganze Stadt, genauer; dauert Minuten"),
    "pilot": _l("Pilot: Brackel und Aplerbeck, zum Nachrechnen des Pilotversuchs"),
}
STATUS: Mapping[str, tuple[Any, str, str]] = {
    # Word, icon, colour.
    "queued": (_l("wartet"), "hourglass", "secondary"),
    "running": (_l("rechnet"), "arrow-repeat", "primary"),
    "done": (_l("fertig"), "check-circle", "success"),
    "failed": (_l("gescheitert"), "exclamation-triangle", "danger"),
    "cancelled": (_l("abgesagt"), "x-circle", "secondary"),
}
KINDS: Mapping[str, Any] = {
    "plan": _l("Standorte und Einzugsbereiche"),
    "simulation": _l("Wochen voraus"),
    "both": _l("Standorte und Wochen voraus"),
}
REFUSED: Mapping[str, Any] = {
    "under_way": _l("Dieses Szenario wird gerade gerechnet; zwei Läufe zugleich gibt es nicht."),
    "not_done": _l("Für diese Annahmen gibt es noch keine Standorte. Rechnen Sie zuerst die Standorte."),
    "not_under_way": _l("Dieser Lauf ist schon zu Ende."),
}
BALANCES: Mapping[str, Any] = {
    "band": _l("alle Einzugsbereiche in ein Band um den Durchschnitt"),
    "max_load": _l("den größten Einzugsbereich so klein wie möglich"),
    "none": _l("kein Ausgleich, nur kurze Wege"),
}
HOW: Mapping[str, Any] = {
    # By section of the result: how its numbers come about.
    "map": _l(
        "Jede Farbe ist ein Einzugsbereich: die Gebiete, für die ein Standort zuständig ist. Zuerst werden die "
        "Einzugsbereiche so gleich groß wie möglich, dann die Wege so kurz wie möglich; Wege sind geschätzte "
        "Autominuten von der Mitte des Gebiets."
    ),
    "load": _l(
        "Haushalte in eigenen Wohnungen je Standort, so viele wie in den Annahmen. Die gestrichelte Linie ist der "
        "Durchschnitt, das helle Band die erlaubte Abweichung."
    ),
    "cost": _l(
        "Kosten im Jahr sind die Summe der offenen Standorte. „Bewiesen bester Plan“ heißt: Kein anderer ist "
        "gleichmäßiger, und bei gleichem Ausgleich hat keiner kürzere Wege. Sonst sagt die Lücke, wie viel besser ein "
        "anderer höchstens sein könnte."
    ),
    "real": _l(
        "Die sieben Büros, die Dortmund später eröffnet hat, mit denselben Maßen gemessen. Wo die Adresse nicht "
        "bekannt ist, zählt der günstigste Ort im Einzugsbereich; das kommt den Büros zugute."
    ),
    "opening": _l(
        "Der Pilot beginnt; vom ersten Jahr mit dem Budget des Netzes an kommen Standorte dazu, so dass die Grenze "
        "möglichst lange hält. Eine Grenze bricht im ersten Quartal, an dessen Ende ein Standort mehr Haushalte je "
        "Fachkraft hat."
    ),
    "regret": _l(
        "Je Plan und Zahl der Zuweisungen die Kosten mit Überlast und Wegen; das Bedauern ist, wie viel mehr das ist "
        "als beim besten Plan dieser Spalte. Empfohlen ist der Plan, dessen größtes Bedauern am kleinsten ist."
    ),
    "ahead": _l(
        "Woche für Woche durchgespielt, mit demselben Programm wie im Betrieb und mit zwei einfachen Regeln, alle auf "
        "denselben erfundenen Familien und Helfenden. Die Fläche ist der 95-%-Bereich des Mittels über die "
        "Wiederholungen; zwei sind wenig, mehr machen ihn schmaler."
    ),
    "catchments": "",
    "paper": _l("Zahlen des Konzepts von 2016, und wo sie nicht zusammenpassen. Beides steht, wie es ist."),
}
KEY_NUMBERS = (
    "k",
    "yearly_budget",
    "workers_per_site",
    "balance_slack",
    "inputs.arrivals_per_week",
    "inputs.facility_weeks",
)
_SECONDS_PER_HOUSEHOLD_WEEK = 0.002
"""Of simulated weeks, all three policies together; measured, a little above."""
_EXPECTED: Mapping[str, Any] = {
    # What the checks of scenarios expect, in their words and in those of the page.
    "different whole numbers from 0 to 10,000,000": _l("verschiedene ganze Zahlen ab 0, mit Komma getrennt"),
    "a whole number, at least 0, or nothing": _l("eine ganze Zahl ab 0, oder leer"),
    "a whole number, at least 0": _l("eine ganze Zahl ab 0"),
    "a whole number, at least 1": _l("eine ganze Zahl ab 1"),
    "different whole numbers from 1 to 1,000,000,000": _l("verschiedene ganze Zahlen ab 1"),
    "a date such as 2016-09-01": _l("ein Tag in den Jahren 2000 bis 2100"),
    "a year such as 2018": _l("ein Jahr von 2000 bis 2100"),
    "a share from 0 to 1": _l("ein Anteil von 0 bis 1"),
    "a share from 0 to 1, at most six decimals": _l("ein Anteil von 0 bis 1, höchstens sechs Nachkommastellen"),
    "a number from 0 to 1,000,000,000": _l("eine Zahl von 0 bis 1.000.000.000"),
    "a number from 0 to 1000": _l("eine Zahl von 0 bis 1000"),
    "a number above 0": _l("eine Zahl über 0"),
    "a number above 0, at most 100": _l("eine Zahl über 0, höchstens 100"),
    "pairs of a year and euro, each year once": _l("Jahr und Euro, jedes Jahr einmal, etwa 2016: 27.000"),
    "pairs of a kind of need and whole weeks, each kind once": _l("Art der Hilfe und Wochen, jede Art einmal"),
    "latitude and longitude in degrees": _l("Breite und Länge in Grad, mit Semikolon getrennt"),
    "a text": _l("ein Text"),
    "a text that is not empty": _l("ein Text, nicht leer"),
    "degrees (WGS84) from -90 to 90": _l("Grad (WGS84) von -90 bis 90"),
    "degrees (WGS84) from -180 to 180": _l("Grad (WGS84) von -180 bis 180"),
    "the id of a unit": _l("die Kennung eines Gebiets"),
    "the id of a site": _l("die Kennung eines Standorts"),
    "true or false": _l("true oder false"),
    "fact, assumption or derived": _l("fact, assumption oder derived"),
    "a list of objects, at least one": _l("eine Liste von Einträgen, mindestens einer"),
    "a list of objects": _l("eine Liste von Einträgen"),
    "a list of pairs of ids of units": _l("eine Liste von Paaren aus Kennungen von Gebieten"),
    "two ids of units": _l("zwei Kennungen von Gebieten"),
    "ids of units, two or more": _l("Kennungen von zwei oder mehr Gebieten"),
    "band, max_load or none": _l("band, max_load oder none"),
    "UTF-8": _l("UTF-8"),
    "an object with fields": _l("ein Eintrag mit Feldern"),
    "a case as the contract describes it": _l("eine Szenariodatei"),
    "each field once": _l("jedes Feld einmal"),
    "each unit once": _l("jedes Gebiet einmal"),
    "a text of at most 200 letters": _l("ein Text von höchstens 200 Zeichen"),
    "a list of groups of ids of units, two or more in each": _l("eine Liste von Gruppen aus zwei oder mehr Gebieten"),
    'an object with whole numbers, such as {"min": 6, "max": 8}, min not above max': _l(
        'zwei ganze Zahlen wie {"min": 6, "max": 8}, min nicht größer als max'
    ),
}
_FOUND: Mapping[str, Any] = {
    "nothing": _l("nichts"),
    "an empty text": _l("ein leerer Text"),
    "an object": _l("ein Eintrag mit Feldern"),
    "true": _l("true"),
    "false": _l("false"),
    "another encoding": _l("eine andere Kodierung"),
    "an unknown field": _l("ein unbekanntes Feld"),
    "this field twice": _l("dieses Feld zweimal"),
    "lists or objects nested too deeply": _l("zu viele Ebenen ineinander"),
}
_RANGE = re.compile(r"(?P<what>a whole number|whole weeks) from (?P<least>[\d,]+) to (?P<most>[\d,]+)")
_ONE_OF = re.compile(r"one of (?P<names>.+)")
_UNIQUE = re.compile(r"an? (?:id|pair|group|unit and site) that row (?P<row>\d+) does not have")
_JSON = re.compile(r"valid JSON \(.+\)")
_NO_JSON = re.compile(r"no JSON in line (?P<line>\d+), column (?P<column>\d+)")
_LENGTH = re.compile(r"a list of length (?P<length>\d+)")
_EURO = re.compile(r"euro from 0 to (?P<most>[\d,]+), at most two decimals")


def lang() -> Lang:
    """The language of the page, as reports know it."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "de"


def imported_words(level: str) -> str:
    """A level of areas that an operator imported."""
    names = {"stadtbezirke": _("Stadtbezirke"), "statistische_bezirke": _("statistische Bezirke")}
    return _("eingelesene Gebiete: %(level)s", level=names.get(level, level))


def expected_words(text: str) -> str:
    """What would be right, in the language of the page; what has no words here stays as it is."""
    if text in _EXPECTED:
        return str(_EXPECTED[text])
    if found := _RANGE.fullmatch(text):
        least, most = (number(int(found[end].replace(",", ""))) for end in ("least", "most"))
        if found["what"] == "whole weeks":
            return _("ganze Wochen von %(least)s bis %(most)s", least=least, most=most)
        return _("eine ganze Zahl von %(least)s bis %(most)s", least=least, most=most)
    if found := _EURO.fullmatch(text):
        most = number(int(found["most"].replace(",", "")))
        return _("Euro von 0 bis %(most)s, höchstens zwei Nachkommastellen", most=most)
    return _of_file(text)


def _of_file(text: str) -> str:
    """What would be right in a file that was sent; forms do not get there."""
    if _JSON.fullmatch(text):
        return _("gültiges JSON")
    if found := _ONE_OF.fullmatch(text):
        return _("eines von: %(names)s", names=found["names"])
    if found := _UNIQUE.fullmatch(text):
        return _("etwas anderes als in Zeile %(row)s", row=found["row"])
    return text


def found_words(text: str) -> str:
    """What was found instead."""
    if found := _NO_JSON.fullmatch(text):
        return _("kein JSON in Zeile %(line)s, Spalte %(column)s", line=found["line"], column=found["column"])
    if found := _LENGTH.fullmatch(text):
        return _("eine Liste der Länge %(length)s", length=found["length"])
    return str(_FOUND.get(text, text))


def problem_words(problem: Problem) -> str:
    """Beside the field: ``Möglich ist ...``."""
    if problem.field == "k":
        return _("Möglich sind zwei Zahlen ab 1, wenigstens nicht größer als höchstens.")
    return _("Möglich ist: %(expected)s.", expected=expected_words(problem.expected))


def said_words(value: object) -> str:
    """A number of the paper."""
    return any_words(plain(value), lang())


def key_numbers(scenario: Scenario) -> list[tuple[str, str, str]]:
    """The numbers that matter most: name, value and unit in words."""
    stated = {one.name: one for one in stated_numbers(scenario)}
    found = [("units.households", number(scenario.households), "")]
    for name in KEY_NUMBERS:
        one = stated[name]
        # A range and a number of posts need no unit behind their names.
        unit = "" if name in ("k", "workers_per_site") or one.value is None else stated_words(one.unit, lang())
        found.append((name, value_words(name, one.value), unit))
    return found


def value_words(name: str, value: object) -> str:
    """A number of a scenario as people read it."""
    if name == "k" and isinstance(value, tuple):
        least, most = value
        return str(least) if least == most else _("%(least)s bis %(most)s", least=least, most=most)
    if name.endswith("_year"):
        return str(value)
    return said_words(value)


def clash_words(plan: Any, content: Any) -> str:
    """Why there is no plan for a number of sites."""
    return clash_sentence(plan.clash, lang(), content.names) or STATUSES[plan.status][lang()]


def estimate_words(households: int) -> str:
    """How long weeks ahead may take."""
    seconds = max(1, round(12 * 2 * households * _SECONDS_PER_HOUSEHOLD_WEEK))
    return _(
        "12 Wochen, zweimal, mit einer Zahl von Zuweisungen: etwa %(time)s. Doppelt so viele dauern doppelt so lange.",
        time=seconds_words(seconds),
    )


def failure_words(problem: str | None) -> str:
    """Why a run failed; empty when it did not."""
    if problem is None:
        return ""
    if problem == LOST:
        return _("Der Rechner hat mitten im Lauf aufgehört. Was fertig war, steht hier; bitte neu starten.")
    if problem == ABORTED:
        return _("Der Lauf wurde abgebrochen. Was fertig war, steht hier.")
    if problem == INVALID_INPUT:
        return _("Mit diesen Annahmen lässt sich nicht rechnen. Prüfen Sie, was Sie zuletzt geändert haben.")
    return _("Das Programm ist gescheitert, nicht Sie (%(kind)s). Bitte sagen Sie der Technik Bescheid.", kind=problem)


def stage_words(stage: str) -> str:
    """What a run is at."""
    name, _colon, k = stage.partition(":")
    if name == "plan":
        return _("Plan mit %(k)s Standorten", k=k) if k != "1" else _("Plan mit 1 Standort")
    if name == "simulation":
        return _("Wochen voraus")
    return _("Beginnt")


# Scenarios side by side.

_RECORD = re.compile(r"(?P<list>units|sites)\[(?P<id>.+)\]\.(?P<field>\w+)")
_FIELDS: Mapping[str, Any] = {
    "households": _l("Haushalte in %(id)s"),
    "yearly_cost": _l("Kosten im Jahr von %(id)s"),
    "one_off_cost": _l("Einmalige Kosten von %(id)s"),
    "place": _l("Lage von %(id)s"),
}


def number_name(name: str, names: Mapping[str, str]) -> str:
    """What a number of a scenario is, in words; ``names`` are those of areas, ``units[ID]``, and of sites."""
    if found := _RECORD.fullmatch(name):
        return str(_FIELDS.get(found["field"], "%(id)s")) % {"id": names[f"{found['list']}[{found['id']}]"]}
    return name_words(name.removeprefix("inputs."), lang())


def compared_rows(sides: Any, k: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Key figures of the plans for a number of sites, each with how it differs from the first one's."""
    plans = [side.plan(k) for side in sides]
    rows = (
        (_("Kosten im Jahr (Euro)"), lambda plan: plan.cost),
        (_("unter dem Budget (Euro)"), lambda plan: plan.budget_left),
        (_("Haushalte im größten Einzugsbereich"), lambda plan: plan.largest),
        (_("Haushalte außerhalb des Bandes"), lambda plan: plan.imbalance.value if plan.imbalance else None),
        (_("Minuten je Haushalt im Mittel"), lambda plan: plan.travel.mean_minutes if plan.travel else None),
        (_("längster Weg (Minuten)"), lambda plan: plan.travel.worst_minutes if plan.travel else None),
    )
    return [(title, _cells([None if plan is None else value(plan) for plan in plans])) for title, value in rows]


def _cells(values: list[Any]) -> list[tuple[str, str]]:
    first = values[0]
    cells = []
    for value in values:
        differs = value is not None and first is not None and value != first
        change = ("+" if value > first else "−") + number(abs(value - first)) if differs else ""
        cells.append(("–" if value is None else number(value), change))
    return cells


@dataclass(frozen=True, slots=True)
class MapOf:
    """Name and caption of the map of a plan."""

    name: str
    caption: str


def map_of(k: int) -> MapOf:
    """The map of the plan for a number of sites."""
    return MapOf(f"map-{k}", _("Einzugsbereiche bei %(k)s Standorten", k=k))
