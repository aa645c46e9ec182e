"""The tables of inputs, of the paper's facts and of its tensions."""

from collections.abc import Iterator, Mapping

from scenarios.report.content import ReportContent
from scenarios.report.input_words import name_words, stated_words
from scenarios.report.parts import InputLine
from scenarios.report.table import Column, Table
from scenarios.report.texts import say
from scenarios.report.words import KINDS, Lang, Words, counted, listed

_MOST_NAMED = 3
_UNITS: tuple[Words, Words] = ({"de": "Gebiet", "en": "unit"}, {"de": "Gebiete", "en": "units"})


def input_tables(content: ReportContent, lang: Lang) -> Iterator[Table]:
    """What the report rests on, what the paper says, and where it contradicts itself."""
    names = {unit.id: unit.name for unit in content.units}
    yield _inputs("inputs", say("table_inputs", lang), content.inputs, names, lang)
    yield _inputs("facts", say("table_facts", lang), content.facts, names, lang)
    yield Table(
        name="tensions",
        caption=say("table_tensions", lang),
        columns=(
            Column(name=say("what", lang)),
            Column(name=say("paper_says", lang), kind="short"),
            Column(name=say("follows", lang), kind="short"),
            Column(name=say("unit_of_measure", lang)),
        ),
        rows=tuple(
            (
                say(f"tension_{one.code}", lang),
                one.said,
                one.follows,
                stated_words(one.unit, lang),
            )
            for one in content.tensions
        ),
    )


def _inputs(name: str, caption: str, lines: tuple[InputLine, ...], names: Mapping[str, str], lang: Lang) -> Table:
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column(name=say("what", lang)),
            Column(name=say("value", lang), kind="any"),
            Column(name=say("unit_of_measure", lang)),
            Column(name=say("kind", lang)),
            Column(name=say("source", lang)),
        ),
        rows=tuple(
            (
                _what(line, names, lang),
                str(line.value) if line.name.endswith("_year") else line.value,
                stated_words(line.unit, lang),
                KINDS[line.kind][lang],
                stated_words(line.source, lang),
            )
            for line in lines
        ),
    )


def _what(line: InputLine, names: Mapping[str, str], lang: Lang) -> str:
    """The name of an input, with the units it speaks of: by name while they are few."""
    name = name_words(line.name, lang)
    if not line.records or line.name.startswith("sites."):
        return name
    few = len(line.records) <= _MOST_NAMED
    told = listed([names[one] for one in line.records], lang) if few else counted(len(line.records), lang, *_UNITS)
    return f"{name}: {told}"
