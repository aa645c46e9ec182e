import json
from pathlib import Path

import pytest

from matcher.case import read_case
from matcher.domain import Case, Place
from matcher.errors import InvalidInput
from matcher.week import Window
from tests.instances import WEEK

HEAD = {"format": "lokal-willkommen/case@1", "week": WEEK}
TABLES = {
    "districts": "id,name\nbrackel,Brackel\n",
    "households": "id,district,lat,lon,languages,availability,persons,contact_gender\n"
    "h1,brackel,51.5241,7.5482,ar:native|de:A1,tue 16:00-19:00|wed 09:00-10:00,3,\n",
    "needs": "id,household,kind,urgency,hours,requested_on,age,place_lat,place_lon\n"
    "n1,h1,companion,2,1.5,2016-08-01,,,\n"
    "n2,h1,childrens_activity,4,1,2016-08-01,9,51.5,7.5\n",
    "offers": "id,organisation,kind,lat,lon,languages,seats,times,ages,language_free\n"
    "o1,vhs,childrens_activity,51.5,7.5,,10,mon 09:00-12:00,6|9,true\n",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_tables(tmp_path)


def write_tables(folder: Path, **changes: str) -> Path:
    """The tables above with changes; a table changed to nothing is left out."""
    (folder / "case.json").write_text(json.dumps(HEAD))
    for name, text in {**TABLES, **changes}.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_case(folder)
    return [str(problem) for problem in caught.value.problems]


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in TABLES[name]
    return {name: TABLES[name].replace(old, new)}


def test_cells_mean_what_the_contract_says(folder):
    case = read_case(folder)
    (household,) = case.households
    assert household.languages == {"ar": "native", "de": "A1"}
    assert household.availability == (Window(day=1, first=32, end=38), Window(day=2, first=18, end=20))
    assert household.persons == 3
    (offer,) = case.offers
    assert (offer.ages, offer.language_free, offer.languages) == ((6, 9), True, {})
    assert [need.place for need in case.needs] == [None, Place(lat=51.5, lon=7.5)]
    assert [need.age for need in case.needs] == [None, 9]


def test_missing_files_are_empty_lists(folder):
    case = read_case(folder)
    assert (case.volunteers, case.matches, case.blocks, case.travel) == ((), (), (), ())


def test_folder_with_nothing_but_its_head_is_a_case(tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(HEAD))
    assert read_case(tmp_path).households == ()


def test_file_without_any_line_is_an_empty_list(tmp_path, folder):
    assert read_case(write_tables(tmp_path, blocks="\n")).blocks == ()


def test_semicolons_byte_order_marks_and_windows_line_ends_change_nothing(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("excel")
    spreadsheet = {name: "\ufeff" + text.replace(",", ";").replace("\n", "\r\n") for name, text in TABLES.items()}
    assert read_case(write_tables(other, **spreadsheet)) == read_case(folder)


def test_order_of_columns_and_rows_changes_nothing(folder, tmp_path_factory):
    rows = [line.split(",") for line in TABLES["needs"].splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in [rows[0], *reversed(rows[1:])])
    other = write_tables(tmp_path_factory.mktemp("turned"), needs=turned)
    assert read_case(other) == read_case(folder)


def test_other_files_are_ignored(folder):
    before: Case = read_case(folder)
    (folder / "notes.csv").write_bytes(b"\xff\xfe")
    (folder / "README.md").write_text("about this case")
    assert read_case(folder) == before


def test_blank_lines_are_ignored(folder, tmp_path_factory):
    other = write_tables(tmp_path_factory.mktemp("blank"), districts="id,name\n\nbrackel,Brackel\n\n")
    assert read_case(other) == read_case(folder)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            changed("needs", "n1,h1,companion,2", "n1,h1,companion,high"),
            "needs n1, urgency: found high, expected a whole number from 1 to 4",
        ),
        (changed("needs", "urgency", "urgencey"), "needs.csv, urgencey: found an unknown column, expected one of id,"),
        (changed("needs", "place_lon", "lon"), "needs.csv, lon: found an unknown column"),
        (changed("needs", "kind,urgency", "kind,kind"), "needs.csv, kind: found this column twice"),
        (changed("needs", "kind,", ","), "needs.csv: found a column without a name"),
        (changed("needs", "9,51.5,7.5", "9,51.5,"), "needs n2, place_lon: found nothing, expected degrees (WGS84)"),
        (changed("needs", "9,51.5,7.5", "9,51.5"), "needs.csv row 3: found 8 cells, expected 9 cells"),
        (changed("needs", "9,51.5,7.5", "9,51.5,7.5,"), "needs.csv row 3: found 10 cells, expected 9 cells"),
        (changed("needs", ",1.5,", ',"1,5",'), "needs n1, hours: found 1,5, expected 0.5 to 12 hours"),
        (changed("needs", "n1,h1", ",h1"), "needs.csv row 2, id: found nothing, expected a text that is not empty"),
        (changed("households", "ar:native|de:A1", "ar|de"), "households h1, languages: found a text that is no level"),
        (changed("households", "ar:native|de:A1", "ar:A1|ar:B1"), "households h1, languages: found a language twice"),
        (
            changed("households", "wed 09:00-10:00", "wed 9-10"),
            "households h1, availability entry 2: found a text that is not a window",
        ),
        (changed("offers", "6|9", "6-9"), "offers o1, ages entry 1: found 6-9"),
        (changed("offers", "6|9", "9|6"), "offers o1, ages: found [9, 6], expected two whole numbers"),
        (changed("offers", "true", "yes"), "offers o1, language_free: found yes, expected true or false"),
        (changed("offers", "mon 09:00-12:00", ""), "offers o1, times: found a list of length 0"),
        (changed("districts", "Brackel", '"Brackel'), "districts.csv row 2: found a broken row"),
        ({"blocks": "household,until\nh1,\n"}, "blocks.csv, resource: found no such column, expected a column with"),
        ({"blocks": "household,resource\nh1,v9\n"}, "blocks.csv row 2, resource: found v9, expected the id of a"),
    ],
)
def test_mistake_in_a_table_is_told_with_file_row_and_column(tmp_path, changes, expected):
    problems = problems_of(write_tables(tmp_path, **changes))
    assert any(problem.startswith(expected) for problem in problems), problems


def test_missing_column_is_told_once_not_for_every_row(tmp_path):
    folder = write_tables(tmp_path, districts="name\nBrackel\nHörde\n")
    assert problems_of(folder) == [
        "districts.csv, id: found no such column, expected a column with a text that is not empty"
    ]


def test_broken_table_causes_no_follow_up_problems(tmp_path):
    folder = write_tables(tmp_path)
    (folder / "households.csv").write_bytes(b"\xff\xfe\x00")
    assert problems_of(folder) == ["households.csv: found a byte that is not UTF-8 (byte 1), expected a text in UTF-8"]


def test_ragged_row_keeps_its_id_for_those_who_refer_to_it(tmp_path):
    folder = write_tables(tmp_path, **changed("households", ",3,", ",3"))
    assert problems_of(folder) == [
        "households.csv row 2: found 7 cells, expected 8 cells, as many as the first row has"
    ]


def test_missing_head_and_mistakes_in_tables_are_told_together(tmp_path):
    folder = write_tables(tmp_path, **changed("needs", "n1,h1", "n1,h9"))
    (folder / "case.json").unlink()
    assert problems_of(folder) == [
        "case.json: found no such file, expected a file that can be read",
        "needs n1, household: found h9, expected the id of a household",
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({**HEAD, "households": []}, "case, households: found an unknown field, expected one of format, week, policy"),
        ({"format": HEAD["format"]}, "case, week: found nothing, expected the date of a Monday"),
        ({**HEAD, "policy": {"equity": 5}}, "policy, equity: found 5, expected a number from 0 to 4"),
        (None, "case: found nothing, expected an object with fields"),
    ],
)
def test_mistake_in_the_head_is_told(folder, head, expected):
    (folder / "case.json").write_text(json.dumps(head))
    (problem,) = problems_of(folder)
    assert problem.startswith(expected)
