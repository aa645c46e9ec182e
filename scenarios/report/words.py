"""Numbers and short words of the report, in German and English."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from scenarios.inputs import InputKind
from scenarios.report.parts import Number
from scenarios.simulation.outcome import Measure, Policy
from scenarios.site_plan import Demand, Status

Lang = Literal["de", "en"]
LANGS: tuple[Lang, ...] = ("de", "en")
Words = Mapping[Lang, str]
NOTHING = "–"

KINDS: Mapping[InputKind, Words] = {
    "fact": {"de": "Fakt", "en": "fact"},
    "assumption": {"de": "Annahme", "en": "assumption"},
    "derived": {"de": "abgeleitet", "en": "derived"},
}
STATUSES: Mapping[Status, Words] = {
    "optimal": {"de": "bewiesen", "en": "proven"},
    "feasible": {"de": "bester gefundener", "en": "best one found"},
    "infeasible": {"de": "nicht möglich", "en": "impossible"},
    "unknown": {"de": "kein Plan gefunden, keiner ausgeschlossen", "en": "no plan found, none ruled out"},
}
POLICIES: Mapping[Policy, Words] = {
    "engine": {"de": "Planung mit dem Programm", "en": "planned by the program"},
    "first_come": {"de": "nach Eingang", "en": "first come, first served"},
    "most_urgent_nearest": {"de": "Dringendstes zuerst, Nächste hilft", "en": "most urgent first, nearest helps"},
}
MEASURES: Mapping[Measure, Words] = {
    "served": {"de": "gedeckte Bedarfe", "en": "needs served"},
    "served_weight": {"de": "gedeckte Bedarfe, gewichtet (Punkte)", "en": "needs served, weighted (points)"},
    "waiting_mean": {
        "de": "Wartezeit bis zur ersten Hilfe, Mittel (Wochen)",
        "en": "wait for the first match, mean (weeks)",
    },
    "waiting_p90": {"de": "Wartezeit, 9 von 10 höchstens (Wochen)", "en": "wait, 9 in 10 at most (weeks)"},
    "open": {"de": "offene Bedarfe", "en": "open needs"},
    "open_by_kind": {"de": "offene Bedarfe nach Art", "en": "open needs by kind"},
    "open_by_language": {"de": "offene Bedarfe nach Sprache", "en": "open needs by language"},
    "open_by_district": {"de": "offene Bedarfe nach Stadtteil", "en": "open needs by district"},
    "lowest_district_service": {
        "de": "Anteil gedeckt im am schlechtesten versorgten Stadtteil (0 bis 1)",
        "en": "share served in the district served worst (0 to 1)",
    },
    "households_per_worker": {
        "de": "Haushalte mit offenem Bedarf oder laufender Hilfe, je Fachkraft",
        "en": "households with an open need or a running match, per worker",
    },
    "mediator_hours_used": {"de": "Sprachmittlung, genutzte Stunden je Woche", "en": "mediator hours used a week"},
    "mediator_hours_available": {
        "de": "Sprachmittlung, verfügbare Stunden je Woche",
        "en": "mediator hours available a week",
    },
    "volunteers_active": {"de": "aktive Ehrenamtliche", "en": "active volunteers"},
    "volunteers_lost": {"de": "verlorene Ehrenamtliche", "en": "volunteers lost"},
    "travel_per_match": {"de": "Weg je Zuordnung, einfach (Minuten)", "en": "one-way travel per match (minutes)"},
    "cost_per_household": {"de": "Kosten je versorgtem Haushalt (Euro)", "en": "cost per household served (euro)"},
}
NEED_KINDS: Mapping[str, Words] = {
    "companion": {"de": "Begleitung", "en": "companion"},
    "interpreting": {"de": "Sprachmittlung", "en": "interpreting"},
    "language_course": {"de": "Sprachkurs", "en": "language course"},
    "counselling": {"de": "Beratung", "en": "counselling"},
    "childrens_activity": {"de": "Kinderangebot", "en": "children's activity"},
}


def number(value: Number | Decimal | None, lang: Lang, *, decimals: int = 0) -> str:
    """``12.345,6``: with exactly so many decimals; a dash for none."""
    if value is None:
        return NOTHING
    return str(format_decimal(_cut(value, decimals), _pattern(decimals), locale=lang))


def short_number(value: Number | None, lang: Lang) -> str:
    """At most two decimals, as many as needed."""
    return NOTHING if value is None else str(format_decimal(_cut(value, 2), "#,##0.##", locale=lang))


def scaled_numbers(values: Sequence[Number | None], lang: Lang) -> list[str]:
    """Numbers with as many decimals as the first needs: 0,45, 12,3 and 1.234."""
    first = abs(values[0] or 0)
    decimals = 0 if first >= 100 else 1 if first >= 1 else 2
    return [number(value, lang, decimals=decimals) for value in values]


def group_words(code: str, lang: Lang) -> str:
    """A kind of need or a language; what has no words stays as it is."""
    if code in NEED_KINDS:
        return NEED_KINDS[code][lang]
    return str(Locale(lang).languages.get(code, code))


def percent(share: Number | None, lang: Lang, *, decimals: int = 1) -> str:
    """``5,2 %`` for 0.052; a dash for none."""
    if share is None:
        return NOTHING
    pattern = _pattern(decimals) + ("\N{NO-BREAK SPACE}%" if lang == "de" else "%")
    return str(format_percent(_cut(share, decimals + 2), pattern, locale=lang))


def euro(value: Number | Decimal | None, lang: Lang) -> str:
    """``840.000 €`` or ``€840,000``; a dash for none."""
    if value is None:
        return NOTHING
    pattern = "#,##0\N{NO-BREAK SPACE}¤" if lang == "de" else "¤#,##0"
    return str(format_currency(_cut(value, 0), "EUR", pattern, locale=lang, currency_digits=False))


def quarter(code: str, lang: Lang, *, short: bool = False) -> str:
    """``3. Quartal 2016`` for ``2016-Q3``; short: ``3/2016`` on axes."""
    year, _, part = code.partition("-Q")
    if short:
        return f"{part}/{year}"
    return f"{part}. Quartal {year}" if lang == "de" else f"Q{part} {year}"


def listed(parts: Sequence[str], lang: Lang) -> str:
    """``a, b und c``."""
    return _joined(parts, "und" if lang == "de" else "and")


def spans(numbers: Sequence[int], lang: Lang) -> str:
    """``0 bis 4, 6 und 9``: rising numbers, those that follow each other told as one; a dash for none."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][-1] + 1:
            found[-1].append(one)
        else:
            found.append([one])
    to = "bis" if lang == "de" else "to"
    return listed([f"{some[0]} {to} {some[-1]}" if len(some) > 1 else str(some[0]) for some in found], lang) or NOTHING


def either(parts: Sequence[str], lang: Lang) -> str:
    """``a, b oder c``."""
    return _joined(parts, "oder" if lang == "de" else "or")


def _joined(parts: Sequence[str], last: str) -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def counted(count: int, lang: Lang, one: Words, many: Words) -> str:
    """``1 Standort``, ``2 Standorte``."""
    return f"{number(count, lang)} {(one if count == 1 else many)[lang]}"


def clash_parts(demands: Sequence[Demand], lang: Lang, names: Mapping[str, str]) -> list[str]:
    """Each demand of a clash in words; ids without a name stay as they are."""
    return [_demand(demand, lang, [names.get(one, one) for one in demand.ids]) for demand in demands]


def clash_sentence(demands: Sequence[Demand], lang: Lang, names: Mapping[str, str]) -> str:
    """``Nicht zugleich erfüllbar: ...``; what follows is a smallest set, so dropping any of it would do."""
    if not demands:
        return ""
    start = "Nicht zugleich erfüllbar: " if lang == "de" else "Cannot hold together: "
    return f"{start}{listed(clash_parts(demands, lang, names), lang)}."


def _demand(demand: Demand, lang: Lang, named: list[str]) -> str:
    who = listed(named, lang)
    count = number(demand.number, lang) if demand.number is not None else ""
    one = demand.number == 1
    if demand.code == "budget":
        amount = euro(demand.number, lang)
        return f"das Budget von {amount} im Jahr" if lang == "de" else f"the budget of {amount} a year"
    if demand.code == "fixed":
        unit, site = named[0], named[-1]
        return f"{unit} fest bei {site}" if lang == "de" else f"{unit} fixed to {site}"
    if demand.code == "together":
        return f"ein gemeinsamer Standort für {who}" if lang == "de" else f"one site for {who} together"
    if demand.code == "contiguous":
        return "zusammenhängende Einzugsbereiche" if lang == "de" else "connected catchments"
    if demand.code == "existing":
        return f"der Erhalt von {who}" if lang == "de" else f"keeping {who} open"
    if demand.code == "k":
        if lang == "de":
            return f"{count} {'Standort' if one else 'Standorte'}"
        return f"{count} {'site' if one else 'sites'}"
    if lang == "de":
        return f"nur {count} {'möglicher Ort' if one else 'mögliche Orte'}"
    return f"only {count} candidate {'place' if one else 'places'}"


def _cut(value: Number | Decimal, decimals: int) -> Decimal:
    """Rounded as people do it, 2.5 to 3."""
    cut = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(cut) if cut == 0 else cut  # no "-0"


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
