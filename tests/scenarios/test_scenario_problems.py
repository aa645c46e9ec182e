import pytest

from matcher.problems import LONGEST_QUOTE
from scenarios.scenario_problems import found_words, label_of, problem


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "nothing"),
        ({}, "an object"),
        ([1, 2], "a list of length 2"),
        ("", "an empty text"),
        (True, "true"),
        (float("nan"), "nan"),
        ("a\nb", "a\\nb"),
    ],
)
def test_found_is_told_in_one_line(found: object, words: str) -> None:
    assert found_words(found) == words


def test_long_text_is_cut() -> None:
    assert len(found_words("x" * 500)) == LONGEST_QUOTE


def test_record_is_called_by_its_id_or_else_by_its_row() -> None:
    assert label_of("units", 3, {"id": "brackel"}) == "units brackel"
    assert label_of("fixed", 3, {"unit": "brackel"}) == "fixed row 3"
    assert label_of("units", 3, {"id": 7}) == label_of("units", 3, None) == "units row 3"


def test_what_is_expected_follows_from_the_field() -> None:
    assert problem("units a", "lat", 91).expected == "degrees (WGS84) from -90 to 90"
    assert problem("units a", "lat", 91, "something else").expected == "something else"
