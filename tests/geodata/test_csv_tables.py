import math

import pytest

from geodata.csv_tables import POSITION, as_number, name_key, positions, read_table
from geodata.findings import Finding, Unreadable


def refused(text: str) -> list[Finding]:
    with pytest.raises(Unreadable) as caught:
        positions(read_table(text), epsg=None)
    return list(caught.value.findings)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_of_the_header_counts(separator: str) -> None:
    table = read_table(f"a{separator}lat\n1{separator}2\n")
    assert (table.header, table.rows) == (("a", "lat"), (("1", "2"),))


def test_a_comma_in_a_cell_is_no_separator_where_the_header_has_semicolons() -> None:
    found = positions(read_table("lat;lon\n51,5;7,46\n"), epsg=None)
    assert found.places == ((51.5, 7.46),)


def test_quoted_cells_and_lines_within_them_keep_the_line_number_of_the_file() -> None:
    table = read_table('a;b\n"x;y";"two\nlines"\n3;4\n')
    assert (table.rows[0], table.lines) == (("x;y", "two\nlines"), (3, 4))


def test_empty_lines_and_empty_cells_at_the_end_are_passed_over() -> None:
    assert read_table("\n\na;b\n\n1;2;;\n;;\n").rows == (("1", "2"),)


def test_a_row_of_another_length_is_named_by_its_line() -> None:
    table = read_table("a;b\n1;2\n3\n4;5;6\n")
    assert [(each.kind, each.row, each.amount, each.found) for each in table.findings] == [
        ("row_length", 3, 1, "2"),
        ("row_length", 4, 3, "2"),
    ]


def test_columns_are_known_by_several_names_and_the_most_exact_counts() -> None:
    table = read_table("Breite;LAT;Länge\n1;2;3\n")
    assert table.columns(POSITION) == {"latitude": 1, "longitude": 2}
    assert name_key("Haus-Nr. ") == "hausnr"


def test_every_missing_column_is_named_with_those_that_are_there() -> None:
    assert [(each.kind, each.field, each.found) for each in refused("a;b\n1;2\n")] == [
        ("no_column", "latitude", "a, b"),
        ("no_column", "longitude", "a, b"),
    ]


@pytest.mark.parametrize("row", ["Amberweg;7;51,5;7,46", "Amberweg 12a;", "Amberweg;b;-1"])
def test_a_table_without_a_header_is_refused_without_quoting_the_first_address(row: str) -> None:
    assert refused(f"{row}\n{row}\n") == [Finding(kind="no_header")]


def test_names_of_columns_may_end_in_digits() -> None:
    assert [each.found for each in refused("x_25832;hnr2\n1;2\n")] == ["x_25832, hnr2"] * 2


@pytest.mark.parametrize("header", ["x;y", "Ostwert;Nordwert", "E-Koordinate X;x;north"])
def test_metres_are_taken_from_their_own_columns(header: str) -> None:
    row = ["0"] * (header.count(";") - 1) + ["393484,6", "5707991,9"]
    found = positions(read_table(f"{header}\n{';'.join(row)}\n"), epsg=None)
    assert found.system.epsg == 25832
    ((latitude, longitude),) = (place for place in found.places if place)
    # The published centre of district 00, which lies there: 51.513, 7.465.
    assert (latitude, longitude) == pytest.approx((51.513, 7.465), abs=1e-5)


def test_a_cell_that_is_no_number_is_named_without_being_quoted() -> None:
    found = positions(read_table("lat;lon\n51,5;7,5\nHausen;7,5\n51,5;\nnan;inf\n"), epsg=None)
    assert found.places == ((51.5, 7.5), None, None, None)
    assert [(each.row, each.field, each.found) for each in found.findings] == [
        (4, "lon", "nothing"),
        (5, "lon", "a text"),
        (3, "lat", "a text"),
        (5, "lat", "a text"),
    ]


def test_a_place_beyond_germany_is_named() -> None:
    found = positions(read_table("lat;lon\n51,5;7,5\n51,5;7,5\n0;0\n"), epsg=None)
    assert found.places[2] is None
    assert found.findings == (Finding(kind="off_land", row=4),)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("only one column\n1\n", "unknown_table"),
        ("a;b\n", "no_rows"),
        ("lat;lon\nx;y\n", "bad_cell"),
        ("lat;lon\n7,5;51,5\n", "axes_swapped"),
        ("lat;lon\n1;1\n", "unknown_range"),
        ("lat;lon\n" + "9" * 200_000 + ";1\n", "unknown_table"),
    ],
)
def test_a_table_without_any_place_is_refused(text: str, kind: str) -> None:
    assert kind in [each.kind for each in refused(text)]


@pytest.mark.parametrize(
    ("cell", "number"), [("7.5", 7.5), (" 7,5 ", 7.5), ("5.707.991,9", 5_707_991.9), ("1e3", 1000), ("-3", -3)]
)
def test_numbers_have_a_point_or_a_comma(cell: str, number: float) -> None:
    assert as_number(cell) == number


@pytest.mark.parametrize("cell", ["", "x", "1;2", "nan", "inf", "1e999", "1 2"])
def test_anything_else_is_no_number(cell: str) -> None:
    assert math.isnan(as_number(cell))
