"""The tables of inputs, of the paper's facts and of its tensions."""

from collections.abc import Iterator

from scenarios.report.content import ReportContent
from scenarios.report.input_words import name_words, stated_words
from scenarios.report.parts import InputLine
from scenarios.report.table import Column, Table
from scenarios.report.texts import say
from scenarios.report.words import KINDS, Lang


def input_tables(content: ReportContent, lang: Lang) -> Iterator[Table]:
    """What the report rests on, what the paper says, and where it contradicts itself."""
    yield _inputs("inputs", say("table_inputs", lang), content.inputs, lang)
    yield _inputs("facts", say("table_facts", lang), content.facts, lang)
    yield Table(
        name="tensions",
        caption=say("table_tensions", lang),
        columns=(
            Column(name=say("what", lang)),
            Column(name=say("paper_says", lang), kind="one"),
            Column(name=say("follows", lang), kind="one"),
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


def _inputs(name: str, caption: str, lines: tuple[InputLine, ...], lang: Lang) -> Table:
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
                name_words(line.name, lang),
                str(line.value) if line.name.endswith("_year") else line.value,
                stated_words(line.unit, lang),
                KINDS[line.kind][lang],
                stated_words(line.source, lang),
            )
            for line in lines
        ),
    )
