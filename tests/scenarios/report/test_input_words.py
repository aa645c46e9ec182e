"""Every input and fact has a name, a unit and a source in German."""

import pytest
from shapely import box

from geodata.areas import STADTBEZIRKE, Area
from scenarios.default import LEVELS, default_scenario
from scenarios.report.input_words import NAMES, name_words, stated_words
from scenarios.report.inputs_part import fact_lines, input_lines, tension_lines
from scenarios.report.parts import InputLine
from scenarios.report.texts import TEXTS
from scenarios.scenario import Scenario

SCENARIO = default_scenario(STADTBEZIRKE)
LINES = [*input_lines(SCENARIO), *fact_lines(SCENARIO)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_input_has_german_words(line: InputLine) -> None:
    assert line.name.partition("[")[0] in NAMES
    for text in (line.unit, line.source):
        assert not text.isascii() or stated_words(text, "de") != text or is_german(text)


def is_german(text: str) -> bool:
    """Sources of the default scenario are written in German; what is empty needs no words."""
    return not text or "Konzeptpapier" in text or "Annahme" in text or "Grenzen" in text or "Nachbarn" in text


def test_unknown_names_are_spelled_out() -> None:
    assert name_words("opening.first_thing", "de") == "opening first thing"


def test_place_in_the_paper_follows_the_source() -> None:
    assert stated_words("concept paper of 2016: target picture", "de") == "Konzeptpapier 2016: Zielbild"
    assert stated_words("concept paper of 2016: target picture", "en") == "concept paper of 2016: target picture"
    assert stated_words("aus der Luft gegriffen", "de") == "aus der Luft gegriffen"


def test_german_sources_are_english_where_all_of_them_is_known() -> None:
    assert stated_words("Annahme der Planung", "en") == "planning assumption"
    assert stated_words("Konzeptpapier 2016: Zielbild", "en") == "concept paper of 2016: target picture"
    assert stated_words("Konzeptpapier 2016: Seite 3", "en") == "Konzeptpapier 2016: Seite 3"


AREA = Area(
    level="own", code="x", name="x", parent=None, parent_level=None, shape=box(7.53, 51.51, 7.56, 51.54)
)  # fmt: skip


@pytest.mark.parametrize(
    "scenario",
    [
        *(default_scenario(level) for level in LEVELS),
        default_scenario("own", areas=[AREA]),
        default_scenario("own", areas=[AREA], addresses={"x": 3}),
    ],
    ids=lambda scenario: scenario.name,
)
def test_sources_of_the_default_scenarios_are_told_in_both_languages(scenario: Scenario) -> None:
    sources = {standing.source for standing in scenario.standing.values()}
    assert len(sources) >= 9
    for source in sources:
        english = stated_words(source, "en")
        assert english != source
        assert (stated_words(source, "de"), stated_words(english, "de")) == (source, source)


def test_every_tension_has_words() -> None:
    assert [one.code for one in tension_lines() if f"tension_{one.code}" not in TEXTS] == []
