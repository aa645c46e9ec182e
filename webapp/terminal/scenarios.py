"""What ``scenario show`` prints: every number of a scenario with its kind and where it comes from."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from scenarios.inputs import StatedInput
from scenarios.paper import tensions
from scenarios.report.input_words import name_words, stated_words
from scenarios.report.texts import say
from scenarios.report.words import KINDS, group_words
from scenarios.scenario import Scenario
from scenarios.stated_numbers import stated_numbers
from webapp.words import date_words, number, printable

_NOTHING = "keine Angabe"
_RANGE = ", wenigstens und höchstens"
_HEADS = {
    "network": "Netz",
    "units": "Gebiete",
    "sites": "Mögliche Standorte",
    "inputs": "Womit gerechnet wird",
    "paper": "Was das Konzeptpapier sagt",
}
_FIELDS = {
    "households": "Haushalte",
    "place": "Ort",
    "yearly_cost": "Kosten im Jahr",
    "one_off_cost": "Kosten einmalig",
}


def scenario_lines(scenario: Scenario) -> Iterator[str]:
    """Blocks with a line per number: kind, name, value, unit, number of its source; then tensions, then sources."""
    yield f"{printable(scenario.name) or 'Szenario'}: {size_words(scenario)}"
    names = {
        "units": {one.id: one.name or one.id for one in scenario.units},
        "sites": {one.id: one.name or one.id for one in scenario.sites},
    }
    width = max(len(words["de"]) for words in KINDS.values())
    sources: dict[str, int] = {}
    for part, numbers in groupby(stated_numbers(scenario), key=_part):
        yield ""
        yield f"{_HEADS[part]}"
        for one in numbers:
            name = _name(one, names)
            source = sources.setdefault(printable(stated_words(one.source, "de")), len(sources) + 1)
            yield f"  {KINDS[one.kind]['de']:{width}}  {name}: {_value(one, name)} [{source}]"
    yield ""
    yield "Wo Zahlen des Konzeptpapiers nicht zusammenpassen"
    for tension in tensions():
        said, follows = _number(tension.said), _number(tension.follows)
        unit = stated_words(tension.unit, "de")
        yield f"  {say(f'tension_{tension.code}', 'de')}: {said} gegen {follows} {unit}"
    yield ""
    yield "Herkunft"
    for words, source in sources.items():
        yield f"  [{source}] {words}"


def size_words(scenario: Scenario) -> str:
    """``12 Gebiete mit 2.050 Haushalten, 12 mögliche Standorte``."""
    units = "1 Gebiet" if len(scenario.units) == 1 else f"{number(len(scenario.units))} Gebiete"
    households = "1 Haushalt" if scenario.households == 1 else f"{number(scenario.households)} Haushalten"
    one_site = len(scenario.sites) == 1
    sites = "1 möglicher Standort" if one_site else f"{number(len(scenario.sites))} mögliche Standorte"
    return f"{units} mit {households}, {sites}"


def _part(one: StatedInput) -> str:
    """``units`` for ``units[brackel].households``; numbers without a part are those of the network."""
    part = one.name.partition(".")[0].partition("[")[0]
    return part if part in _HEADS else "network"


def _name(one: StatedInput, names: Mapping[str, Mapping[str, str]]) -> str:
    part = _part(one)
    if part in ("units", "sites"):
        record, _, field = one.name.removeprefix(f"{part}[").rpartition("].")
        return f"{printable(names[part][record])}, {_FIELDS[field]}"
    if one.name.startswith("travel["):
        return name_words("travel", "de")
    return name_words(one.name.removeprefix("inputs."), "de")


def _value(one: StatedInput, name: str) -> str:
    """The value with its unit, which is not told again where the name ends in it."""
    unit = stated_words(one.unit, "de")
    if one.value in (None, ()):
        return _NOTHING
    if one.name.endswith("_year"):
        return str(one.value)
    if one.name.endswith(".place") and isinstance(one.value, tuple):
        return " / ".join(str(degrees).replace(".", ",") for degrees in one.value)
    value = _words(one.value)
    if unit.endswith(_RANGE) and isinstance(one.value, tuple):
        value, unit = " bis ".join(_words(end) for end in one.value), unit.removesuffix(_RANGE)
    return value if unit == "Datum" or name.endswith(unit) else f"{value} {unit}"


def _words(value: object) -> str:
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, bool):
        # Not a text of the pages: their catalogue takes whatever is said.
        code = "yes" if value else "no"
        return say(code, "de")
    if isinstance(value, int | float | Decimal | Fraction):
        return _number(value)
    if isinstance(value, tuple):
        return "; ".join(_row(item) for item in value)
    return printable(str(value))


def _row(item: object) -> str:
    """``2016: 27.000`` or ``Beratung: 6`` for a pair of a key and its number."""
    if isinstance(item, tuple) and len(item) == 2:
        return f"{group_words(printable(str(item[0])), 'de')}: {_words(item[1])}"
    return _words(item)


def _number(value: float | Decimal | Fraction) -> str:
    return number(float(value))
