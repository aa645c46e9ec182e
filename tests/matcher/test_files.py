import json

import pytest

from matcher.case import read_case
from matcher.errors import InvalidInput
from tests.malformed import SOUND

TEXTS = [
    ("", "case.json: found no JSON in line 1, column 1, expected valid JSON"),
    ("{\n  'week': 1}", "case.json: found no JSON in line 2, column 3, expected valid JSON"),
    ('{"week": "2016-09-05",}', "case.json: found no JSON in line 1"),
    ("[" * 100_000, "case.json: found lists or objects nested too deeply"),
    ("[" * 800 + "]" * 800, "case: found a list of length 1, expected an object"),
    ("null", "case: found nothing, expected an object"),
    (
        json.dumps(SOUND).replace('"urgency": 2', '"urgency": 2, "urgency": 3', 1),
        "needs n1, urgency: found this field twice",
    ),
    (
        json.dumps(SOUND).replace('"week": ', '"week": "2016-09-12", "week": ', 1),
        "case, week: found this field twice, expected each field once",
    ),
    (json.dumps(SOUND).replace('"needs": ', '"needs": [], "needs": ', 1), "case, needs: found this field twice"),
    (json.dumps(SOUND).replace('"equity": ', '"equity": 1, "equity": ', 1), "policy, equity: found this field twice"),
    (
        json.dumps(SOUND).replace('"place": null', '"place": {"lat": 1, "lat": 2, "lon": 3}', 1),
        "needs n1, place.lat: found this field twice",
    ),
    (
        json.dumps(SOUND).replace('{"ar": "native"}', '{"ar": "A1", "ar": "native"}', 1),
        "households h1, languages: found a language twice, expected each language code once",
    ),
    (json.dumps(SOUND).replace('"hours": 2', '"hours": NaN', 1), "needs n1, hours: found nan, expected 0.5 to 12"),
    (json.dumps(SOUND).replace('"hours": 2', '"hours": -Infinity', 1), "needs n1, hours: found -inf, expected 0.5"),
    (json.dumps(SOUND).replace('"hours": 2', '"hours": 1e999', 1), "needs n1, hours: found inf, expected 0.5 to 12"),
    (
        json.dumps(SOUND).replace('"persons": 1', f'"persons": {"9" * 10_000}', 1),
        "households h1, persons: found 9999999999999999999999999999999999999999, expected a whole number of persons",
    ),
    (
        json.dumps(SOUND).replace('"persons": 1', '"persons": ' + "[" * 500 + "]" * 500, 1),
        "households h1, persons: found a list of length 1, expected a whole number of persons",
    ),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[expected for _, expected in TEXTS])
def test_malformed_file_is_refused(tmp_path, text, expected):
    path = tmp_path / "case.json"
    path.write_text(text)
    with pytest.raises(InvalidInput) as caught:
        read_case(path)
    assert any(str(problem).startswith(expected) for problem in caught.value.problems), str(caught.value)


def test_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"^pilto\.json: found no such file, expected a file that can be read$"):
        read_case(tmp_path / "pilto.json")


def test_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes('{"name": "Hörde"}'.encode("latin-1"))
    with pytest.raises(InvalidInput, match="found a byte that is not UTF-8"):
        read_case(path)


def test_path_that_no_system_knows_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="found a file that cannot be read"):
        read_case(tmp_path / "case\0.json")
