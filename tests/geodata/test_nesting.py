from typing import Any

import pytest

from geodata.areas import STADTBEZIRKE, STATISTICAL_DISTRICTS
from geodata.boundaries import Fields, read_boundaries
from geodata.districts import stadtbezirke
from geodata.findings import Finding
from geodata.nesting import Nested, nested, project_code
from tests.geodata.squares import as_geojson, corners, make_feature


def of(
    level: str, *properties: tuple[str, dict[str, Any]], known: dict[str, set[str]] | None = None, **fields: str
) -> Nested:
    features = [
        make_feature(code, corners(100 * place, 0), **further) for place, (code, further) in enumerate(properties)
    ]
    return nested(level, read_boundaries(as_geojson(features), Fields(**fields)), known or {})


def parents_of(found: Nested) -> dict[str, tuple[str | None, str | None]]:
    return {area.code: (area.parent_level, area.parent) for area in found.areas}


@pytest.mark.parametrize("code", ["Hörde", "HÖRDE", "hoerde", " Hoerde "])
def test_a_stadtbezirk_is_kept_under_the_code_of_this_project(code: str) -> None:
    found = of(STADTBEZIRKE, (code, {}))
    assert (found.areas[0].code, found.findings) == ("hoerde", ())
    assert found.renamed == (code != "hoerde")


def test_codes_of_other_levels_stay_as_they_are() -> None:
    assert of("wards", ("Hörde", {})).areas[0].code == "Hörde"
    assert project_code(STATISTICAL_DISTRICTS, "00") == "00"


def test_codes_of_a_known_level_that_are_not_the_projects_are_named() -> None:
    found = of(STADTBEZIRKE, ("Hörde", {}), ("112", {}))
    assert found.findings == (Finding(kind="other_codes", codes=("112",), field="code", amount=1),)


def test_the_areas_of_a_known_level_under_another_name_are_told() -> None:
    names = [district.name for district in stadtbezirke()]
    found = of("bezirke_2024", *((name, {}) for name in names))
    assert found.findings == (Finding(kind="other_level", field="bezirke_2024", found=STADTBEZIRKE),)
    assert of("bezirke_2024", *((name, {}) for name in names[1:])).findings == ()


def test_two_codes_that_would_become_one_stay_apart() -> None:
    assert [area.code for area in of(STADTBEZIRKE, ("Hörde", {}), ("HÖRDE", {})).areas] == ["HÖRDE", "Hörde"]


def test_the_property_that_names_larger_areas_is_found_and_the_finer_one_counts() -> None:
    known = {"wards": {"w1", "w2"}, "city": {"c"}}
    properties = [(str(i), {"in_city": "c", "ward": f"w{i % 2 + 1}", "colour": "red"}) for i in range(4)]
    found = of("blocks", *properties, known=known)
    assert (found.parent_field, found.parent_level) == ("ward", "wards")
    assert parents_of(found)["1"] == ("wards", "w2")


def test_published_districts_are_known_without_any_import() -> None:
    properties = [(str(i), {"bezirk": name}) for i, name in enumerate(["Hörde", "Hombruch"] * 10)]
    assert parents_of(of("blocks", *properties))["0"] == (STADTBEZIRKE, "hoerde")


def test_a_property_with_one_strange_value_is_not_guessed_but_may_be_asked_for() -> None:
    properties = [(str(i), {"ward": f"w{i}"}) for i in range(3)]
    known = {"wards": {"w0", "w1"}}
    assert of("blocks", *properties, known=known).parent_level is None
    found = of("blocks", *properties, known=known, parent="ward")
    assert parents_of(found) == {"0": ("wards", "w0"), "1": ("wards", "w1"), "2": (None, None)}
    assert found.findings == (Finding(kind="unknown_parent", codes=("2",), field="ward", found="w2"),)


def test_parents_nobody_knows_at_all_are_named_by_value() -> None:
    found = of("blocks", ("1", {"ward": "x"}), ("2", {"ward": "x"}), ("3", {"ward": ""}), parent="ward")
    assert [(each.codes, each.found) for each in found.findings] == [(("3",), "nothing"), (("1", "2"), "x")]
