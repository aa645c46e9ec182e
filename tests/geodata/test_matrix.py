"""A table of minutes between areas, as a city's traffic planners have it; all numbers are invented."""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geodata.areas import Area, Outlines
from geodata.errors import InvalidPlace, InvalidTravel
from geodata.findings import Unreadable
from geodata.matrix import MatrixRow, MatrixTravel, NearestPoints, WithinAreas, read_matrix, zones_of
from geodata.travel import EstimatedTravel, Journeys, Travel

Point = tuple[float, float]
WEST, EAST, OUTSIDE = (51.5, 7.45), (51.5, 7.55), (51.5, 7.9)
"""In the western and in the eastern square, and in none."""


def square(code: str, west: float) -> Area:
    shape = shapely.box(west, 51.4, west + 0.1, 51.6)
    return Area(level="zellen", code=code, name=code, parent=None, parent_level=None, shape=shape)


TWO_SQUARES = Outlines(
    level="zellen", areas=(square("01", 7.4), square("02", 7.5)), schematic=False, source="invented"
)  # fmt: skip


def write(tmp_path: Path, text: str, name: str = "minuten.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def travel_of(rows: Sequence[MatrixRow], otherwise: Travel | None = None) -> MatrixTravel:
    return MatrixTravel(rows, WithinAreas(zones_of(rows), TWO_SQUARES), otherwise or EstimatedTravel())


def row(start: str, end: str, minutes: int, mode: str = "", source: str = "Verkehrsmodell") -> MatrixRow:
    return MatrixRow(start=start, end=end, mode=mode, minutes=minutes, source=source)


def ask(
    travel: Travel, travellers: Sequence[Point], places: Sequence[Point], modes: Sequence[str] | None = None
) -> Journeys:
    """Ask for travellers v0, v1, ... (by public transport unless told) and places n0, n1, ..."""
    return travel.minutes(
        traveller_ids=[f"v{n}" for n in range(len(travellers))],
        travellers=np.array(travellers, dtype=np.float64).reshape(-1, 2),
        modes=["transit"] * len(travellers) if modes is None else modes,
        place_ids=[f"n{n}" for n in range(len(places))],
        places=np.array(places, dtype=np.float64).reshape(-1, 2),
    )


def sources(journeys: Journeys) -> list[list[str]]:
    rows, columns = journeys.minutes.shape
    return [[journeys.source(one, other) for other in range(columns)] for one in range(rows)]


# The file


@pytest.mark.parametrize(
    "text",
    [
        "from,to,minutes\n01,02,12\n02,01,13\n",
        "\ufefffrom;to;minutes\r\n01;02;12\r\n02;01;13\r\n",
        "Minutes , TO, From ,remark\n12,02,01,x\n\n13,01,02,y\n",
        'from;to;minutes\n"01";"02";11,2\n02;01;12,01\n',
    ],
)
def test_a_table_is_read_in_every_usual_form(tmp_path: Path, text: str) -> None:
    rows = read_matrix(write(tmp_path, text))
    assert rows == (row("01", "02", 12, source="minuten.csv"), row("02", "01", 13, source="minuten.csv"))


def test_mode_and_source_are_read_where_they_are_told(tmp_path: Path) -> None:
    rows = read_matrix(write(tmp_path, "from,to,mode,minutes,source\n01,02,transit,12,Fahrplan 2026\n01,02,,15,\n"))
    assert rows == (row("01", "02", 12, "transit", "Fahrplan 2026"), row("01", "02", 15, source="minuten.csv"))


def test_zones_can_be_points(tmp_path: Path) -> None:
    rows = read_matrix(write(tmp_path, "from_lat;from_lon;to_lat;to_lon;minutes\n51,5;7,45;51,5;7,55;9\n"))
    assert rows == (MatrixRow(start=WEST, end=EAST, mode="", minutes=9, source="minuten.csv"),)


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", ["empty_file"]),
        ("<html>", ["web_page"]),
        ("from,to\n01,02\n", ["no_column: minutes"]),
        ("from_lat,to,minutes\n", ["no_column: from_lon", "no_column: to_lat", "no_column: to_lon"]),
        ("from,to,minutes,to\n", ["column_twice: to"]),
        ("from,to,minutes\n", ["no_rows"]),
        ("from,to,minutes\n01,02\n", ["short_row: row 1"]),
        (
            "from,to,minutes\n,02,5\n01,,\n",
            ["bad_cell: row 1: from", "bad_cell: row 2: to", "bad_cell: row 2: minutes"],
        ),
        ("from,to,minutes\n01,02,-1\n", ["bad_cell: row 1: minutes"]),
        ("from,to,minutes\n01,02,1441\n", ["bad_cell: row 1: minutes"]),
        ("from,to,minutes\n01,02,nan\n", ["bad_cell: row 1: minutes"]),
        ("from,to,minutes\n01,02,gleich\n", ["bad_cell: row 1: minutes"]),
        ("from,to,minutes\n01,02,1_0\n", ["bad_cell: row 1: minutes"]),
        ("from,to,minutes,mode\n01,02,5,bus\n", ["bad_cell: row 1: mode"]),
        ("from,to,minutes\n01,02,5\n01,02,6\n", ["duplicate_row: row 2"]),
        (
            "from_lat,from_lon,to_lat,to_lon,minutes\n91,7,51,181,5\n",
            ["bad_cell: row 1: from_lat", "bad_cell: row 1: to_lon"],
        ),
    ],
)
def test_everything_wrong_is_named_at_once(tmp_path: Path, text: str, findings: list[str]) -> None:
    with pytest.raises(Unreadable) as refused:
        read_matrix(write(tmp_path, text))
    assert [str(finding) for finding in refused.value.findings] == findings


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no_file"):
        read_matrix(tmp_path / "none.csv")


def test_areas_nobody_knows_are_named() -> None:
    with pytest.raises(Unreadable) as refused:
        travel_of([row("01", "77", 5), row("88", "01", 5)])
    assert [finding.found for finding in refused.value.findings] == ["77", "88"]


# The minutes


def test_minutes_between_areas_hold_for_every_place_inside() -> None:
    found = ask(travel_of([row("01", "02", 12), row("02", "01", 13)]), [WEST, EAST, (51.41, 7.49)], [EAST])
    assert found.minutes.tolist()[0] == found.minutes.tolist()[2] == [12]
    assert sources(found) == [["Verkehrsmodell"], ["estimate"], ["Verkehrsmodell"]]
    assert found.minutes.dtype == np.int32
    assert not found.minutes.flags.writeable


def test_the_way_back_is_another_row() -> None:
    travel = travel_of([row("01", "02", 12)])
    assert sources(ask(travel, [EAST], [WEST])) == [["estimate"]]


def test_a_row_of_one_mode_replaces_the_row_of_all() -> None:
    travel = travel_of([row("01", "02", 12, "car", "Auto"), row("01", "02", 30, source="Alle")])
    found = ask(travel, [WEST, WEST], [EAST], ["car", "foot"])
    assert (found.minutes.tolist(), sources(found)) == ([[12], [30]], [["Auto"], ["Alle"]])


def test_places_outside_of_all_areas_are_estimated() -> None:
    travel = travel_of([row("01", "02", 12)])
    found = ask(travel, [WEST, OUTSIDE], [EAST, OUTSIDE])
    assert sources(found) == [["Verkehrsmodell", "estimate"], ["estimate", "estimate"]]
    guess = ask(EstimatedTravel(), [WEST, OUTSIDE], [EAST, OUTSIDE]).minutes
    assert found.minutes.tolist() == [[12, guess[0, 1]], guess[1].tolist()]


def test_a_place_on_the_border_belongs_to_the_first_area() -> None:
    travel = travel_of([row("01", "02", 12), row("01", "01", 3)])
    assert ask(travel, [WEST], [(51.5, 7.5)]).minutes.tolist() == [[3]]


def test_a_point_serves_a_kilometre_around_it() -> None:
    # 0.008 degrees of latitude are 890 m, 0.01 are 1112 m.
    rows = [MatrixRow(start=WEST, end=EAST, mode="", minutes=9, source="x")]
    travel = MatrixTravel(rows, NearestPoints(zones_of(rows)), EstimatedTravel())
    found = ask(travel, [(51.508, 7.45), (51.51, 7.45)], [EAST])
    assert sources(found) == [["x"], ["estimate"]]
    assert found.minutes[0].tolist() == [9]


def test_it_can_be_sent_to_another_process() -> None:
    points = [MatrixRow(start=WEST, end=EAST, mode="", minutes=9, source="x")]
    for travel in (
        travel_of([row("01", "02", 12)]),
        MatrixTravel(points, NearestPoints(zones_of(points)), EstimatedTravel()),
    ):
        sent = pickle.loads(pickle.dumps(travel))
        assert ask(sent, [WEST], [EAST]).minutes.tolist() == ask(travel, [WEST], [EAST]).minutes.tolist()


class Counting(EstimatedTravel):
    """Remembers who was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def minutes(self, **question: Any) -> Journeys:
        self.asked.append(list(question["traveller_ids"]))
        return super().minutes(**question)


def test_the_other_source_is_asked_for_what_the_table_lacks_only() -> None:
    other = Counting()
    ask(travel_of([row("01", "02", 12)], other), [WEST, EAST, WEST], [EAST])
    assert other.asked == [["v1"]]


def test_reach_is_unknown_once_a_row_is_quick_enough() -> None:
    travel = travel_of([row("01", "02", 12, "car")])
    estimate = EstimatedTravel()
    assert travel.reach_km(mode="car", minutes=12) == float("inf")
    assert travel.reach_km(mode="car", minutes=11) == estimate.reach_km(mode="car", minutes=11)
    assert travel.reach_km(mode="foot", minutes=60) == estimate.reach_km(mode="foot", minutes=60)


def test_wrong_questions_are_refused_even_where_the_table_knows_all() -> None:
    travel = travel_of([row("01", "02", 12)])
    with pytest.raises(InvalidTravel, match="rocket"):
        ask(travel, [WEST], [EAST], ["rocket"])
    with pytest.raises(InvalidPlace):
        ask(travel, [WEST], [(float("nan"), 7.5)])
    assert ask(travel, [], []).minutes.shape == (0, 0)
    assert ask(travel, [WEST], []).minutes.shape == (1, 0)
