import re

import pytest

from scenarios.default import default_scenario
from scenarios.scenario import Scenario
from tests.scenarios.networks import make_scenario, make_site, make_unit
from webapp.terminal.scenarios import scenario_lines, size_words


def shown(scenario: Scenario) -> list[str]:
    """The lines with each source in the place of its number."""
    lines = list(scenario_lines(scenario))
    sources = dict(re.findall(r"^  \[(\d+)\] (.*)$", "\n".join(lines), flags=re.MULTILINE))
    return [re.sub(r"\[(\d+)\]$", lambda found: f"({sources[found[1]]})", line) for line in lines]


@pytest.fixture(scope="module")
def pilot() -> list[str]:
    return shown(default_scenario("pilot"))


@pytest.mark.parametrize(
    "line",
    [
        "Pilot Brackel und Aplerbeck: 2 Gebiete mit 150 Haushalten, 1 möglicher Standort",
        "  Fakt        Budget: 110.000 Euro im Jahr (Konzeptpapier 2016: Kosten des Piloten)",
        "  Fakt        Beginn des Piloten: 1.9.2016 (Konzeptpapier 2016: Pilot)",
        "  Fakt        Standorte des ganzen Netzes: 6 bis 8 Standorte (Konzeptpapier 2016: ganzes Netz)",
        "  Fakt        Mittel des Piloten: 2016: 27.000; 2017: 83.000 Euro nach Jahren "
        "(Konzeptpapier 2016: Kosten des Piloten)",
        "  Annahme     Dauer einer Zuordnung nach Art: Kinderangebot: 26; Begleitung: 26; Beratung: 6; Sprachmittlung: "
        "4; Sprachkurs: 20 Wochen, im Mittel (Annahme der Planung)",
        "  Annahme     Höchstens so viele Umzüge: keine Angabe "
        "(Annahme der Planung: alle ziehen nach dem Aufenthalt um; das Papier nennt etwa 30)",
        "  abgeleitet  Brackel, Haushalte: 108 (150 Haushalte des Piloten (Konzeptpapier 2016), aufgeteilt nach "
        "Empfängern nach AsylbLG im Januar 2019, 137 zu 54)",
        "  Annahme     Kommende, Brackeler Hellweg 144, Kosten einmalig: 5.000 Euro einmalig (Konzeptpapier 2016: von "
        "20.000 für Miete und Einrichtung 5.000 als einmalige Einrichtung)",
        "  Kosten des Netzes: genannt, und achtmal der Pilot: 850.000 gegen 880.000 Euro",
    ],
)
def test_number_is_shown_with_kind_unit_and_source(pilot: list[str], line: str) -> None:
    assert line in pilot


def test_changed_input_is_an_assumption_set_in_the_scenario() -> None:
    lines = shown(make_scenario(inputs={"facility_weeks": 30}))
    assert "  Annahme     Aufenthalt in der Einrichtung: 30 Wochen (im Szenario gesetzt)" in lines


def test_table_without_rows_is_told() -> None:
    lines = shown(make_scenario(inputs={"opening.pilot_budgets": []}))
    assert any(line.startswith("  Annahme     Mittel des Piloten: keine Angabe (") for line in lines)


def test_each_source_is_told_once() -> None:
    lines = list(scenario_lines(default_scenario("statistische_bezirke")))
    sources = [line for line in lines if re.match(r"  \[\d+\] ", line)]
    assert len(sources) == len(set(sources)) == len({line.split("] ")[1] for line in sources})


def test_size_is_told_in_singular_and_plural() -> None:
    one = make_scenario(units=(make_unit(households=1),), sites=(make_site(),), adjacency=(), travel=())
    assert size_words(one) == "1 Gebiet mit 1 Haushalt, 1 möglicher Standort"
    assert size_words(make_scenario()) == "3 Gebiete mit 120 Haushalten, 3 mögliche Standorte"


def test_text_that_could_steer_a_terminal_is_shown_harmless() -> None:
    lines = "\n".join(
        scenario_lines(make_scenario(name="\x1b[2J", units=(*make_scenario().units[1:], make_unit(name="\x07"))))
    )
    assert "\x1b" not in lines
    assert "\x07" not in lines
