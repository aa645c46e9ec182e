"""Numbers and words of the report in both languages."""

from decimal import Decimal
from typing import get_args

import pytest

from scenarios.inputs import InputKind
from scenarios.report.words import (
    KINDS,
    LANGS,
    MEASURES,
    POLICIES,
    STATUSES,
    clash_parts,
    clash_sentence,
    counted,
    either,
    euro,
    group_words,
    listed,
    number,
    percent,
    quarter,
    scaled_numbers,
    short_number,
    spans,
)
from scenarios.simulation.outcome import Measure, Policy
from scenarios.site_plan import Demand, Status

NBSP = "\N{NO-BREAK SPACE}"
CODES = get_args(Demand.__annotations__["code"])


def test_german_and_english_numbers_differ() -> None:
    assert number(12345.6, "de", decimals=1) == "12.345,6"
    assert number(12345.6, "en", decimals=1) == "12,345.6"


@pytest.mark.parametrize(("value", "told"), [(2.5, "3"), (1.4, "1"), (-0.2, "0"), (Decimal("0.5"), "1"), (None, "–")])
def test_numbers_are_rounded_as_people_do(value: float | None, told: str) -> None:
    assert number(value, "de") == told


def test_short_numbers_have_the_decimals_they_need() -> None:
    assert [short_number(one, "de") for one in (3, 0.5, 183.333, None)] == ["3", "0,5", "183,33", "–"]


def test_decimals_follow_the_size_of_the_first_number() -> None:
    assert scaled_numbers([0.456, 0.4, 10], "de") == ["0,46", "0,40", "10,00"]
    assert scaled_numbers([12.34, 9, 20], "de") == ["12,3", "9,0", "20,0"]
    assert scaled_numbers([1234.5, None], "de") == ["1.235", "–"]


def test_percent_and_euro() -> None:
    assert (percent(0.052, "de"), percent(0.052, "en"), percent(None, "de")) == (f"5,2{NBSP}%", "5.2%", "–")
    assert (euro(840_000, "de"), euro(840_000, "en"), euro(None, "en")) == (f"840.000{NBSP}€", "€840,000", "–")


def test_quarters() -> None:
    assert quarter("2016-Q3", "de") == "3. Quartal 2016"
    assert quarter("2016-Q3", "en") == "Q3 2016"
    assert quarter("2016-Q3", "de", short=True) == "3/2016"


def test_lists_and_counts() -> None:
    assert [listed(list("abc")[:n], "de") for n in range(4)] == ["", "a", "a und b", "a, b und c"]
    assert either(["6", "7", "8"], "en") == "6, 7 or 8"
    one, many = {"de": "Standort", "en": "site"}, {"de": "Standorte", "en": "sites"}
    assert [counted(n, "de", one, many) for n in (1, 2)] == ["1 Standort", "2 Standorte"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_demand_has_words_with_its_names_and_number(code: str, lang: str) -> None:
    demand = Demand(code=code, ids=("u1", "s1"), number=Decimal(7))
    (told,) = clash_parts([demand], lang, {"u1": "Brackel", "s1": "Kommende"})
    assert "7" in told or "Brackel" in told or code == "contiguous"
    assert "u1" not in told
    assert code != "fixed" or (told.startswith("Brackel ") and told.endswith(" Kommende"))


def test_clash_is_one_sentence() -> None:
    demands = (Demand(code="budget", number=Decimal(250_000)), Demand(code="k", number=Decimal(3)))
    assert clash_sentence(demands, "de", {}) == (
        f"Nicht zugleich erfüllbar: das Budget von 250.000{NBSP}€ im Jahr und 3 Standorte."
    )
    assert clash_sentence((), "de", {}) == ""


def test_every_code_has_words_in_both_languages() -> None:
    assert set(KINDS) == set(get_args(InputKind))
    assert set(STATUSES) == set(get_args(Status))
    assert set(POLICIES) == set(get_args(Policy))
    assert set(MEASURES) == set(get_args(Measure))
    for words in (*KINDS.values(), *STATUSES.values(), *POLICIES.values(), *MEASURES.values()):
        assert set(words) == set(LANGS)


def test_groups_are_kinds_or_languages() -> None:
    assert [group_words(one, "de") for one in ("companion", "ar", "x-99")] == ["Begleitung", "Arabisch", "x-99"]


def test_numbers_that_follow_each_other_are_told_as_one() -> None:
    assert spans((0, 1, 2, 5, 7, 8), "de") == "0 bis 2, 5 und 7 bis 8"
    assert spans((1000,), "en") == "1000"
    assert spans((), "de") == "–"
