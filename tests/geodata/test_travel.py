"""Travel minutes: the formula by hand, its rounding, and measured minutes in its place."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geodata import (
    TRAVEL_MODES,
    EstimatedTravel,
    InvalidPlace,
    InvalidTravel,
    Journeys,
    MeasuredTravel,
    Travel,
    TravelMode,
)
from geodata.travel import MOST_MINUTES

# One degree of a great circle: pi / 180 * 6371.0088 km.
KM_PER_DEGREE = np.pi / 180 * 6371.0088

Position = tuple[float, float]

HOME = (51.5241, 7.5482)


def north_of_home(km: float) -> Position:
    return (HOME[0] + km / KM_PER_DEGREE, HOME[1])


def ask(
    travel: Travel,
    travellers: Sequence[Position],
    places: Sequence[Position],
    modes: Sequence[str] | None = None,
) -> Journeys:
    """Ask for travellers v0, v1, ... (on foot unless told) and places n0, n1, ..."""
    return travel.minutes(
        traveller_ids=[f"v{row}" for row in range(len(travellers))],
        travellers=np.array(travellers, dtype=np.float64).reshape(-1, 2),
        modes=["foot"] * len(travellers) if modes is None else modes,
        place_ids=[f"n{column}" for column in range(len(places))],
        places=np.array(places, dtype=np.float64).reshape(-1, 2),
    )


def estimate(start: Position, end: Position, mode: str) -> int:
    return int(ask(EstimatedTravel(), [start], [end], [mode]).minutes[0, 0])


class CountedTravel:
    """Every trip takes 7 minutes and has its own row and column as source."""

    def minutes(
        self,
        *,
        traveller_ids: Sequence[str],
        travellers: NDArray[np.float64],
        modes: Sequence[str],
        place_ids: Sequence[str],
        places: NDArray[np.float64],
    ) -> Journeys:
        return CountedJourneys(minutes=np.full((len(traveller_ids), len(place_ids)), 7, dtype=np.int32))

    def reach_km(self, *, mode: str, minutes: int) -> float:
        return 77.0


class CountedJourneys(Journeys):
    def source(self, traveller: int, place: int) -> str:
        return f"row {traveller}, column {place}"


# The estimate


@pytest.mark.parametrize(
    ("mode", "minutes"),
    [
        # 3 km straight are 1.3 * 3 = 3.9 km of way.
        ("foot", 52),  # 0 + 60 * 3.9 / 4.5 = 52.0
        ("bike", 19),  # 2 + 60 * 3.9 / 14 = 2 + 16.71
        ("transit", 23),  # 10 + 60 * 3.9 / 18 = 10 + 13.0
        ("car", 15),  # 5 + 60 * 3.9 / 25 = 5 + 9.36
    ],
)
def test_three_kilometres_take_minutes_by_mode(mode: str, minutes: int) -> None:
    assert estimate(HOME, north_of_home(3.0), mode) == minutes


@pytest.mark.parametrize(("mode", "minutes"), [("foot", 0), ("bike", 2), ("transit", 10), ("car", 5)])
def test_next_door_takes_the_overhead_only(mode: str, minutes: int) -> None:
    assert estimate(HOME, HOME, mode) == minutes


def test_car_from_aplerbeck_to_brackel_takes_18_minutes() -> None:
    # North 0.0361 degrees * 111.195 = 4.014 km; east 0.0125 * 111.195 * cos 51.506 = 0.865 km; straight 4.106 km.
    # 5 + 60 * 1.3 * 4.106 / 25 = 17.81
    assert estimate((51.488, 7.5607), HOME, "car") == 18


def test_walk_around_the_corner_in_the_city_takes_3_minutes() -> None:
    # North 0.001 degrees = 0.1112 km; east 0.001 * 111.195 * cos 51.51 = 0.0692 km; straight 0.1310 km.
    # 60 * 1.3 * 0.1310 / 4.5 = 2.27
    assert estimate((51.513, 7.464), (51.514, 7.465), "foot") == 3


@pytest.mark.parametrize(
    ("above_26_minutes", "minutes"),
    [
        (0.0, 26),
        (0.0000004, 26),  # rounded to 6 decimals: 26.000000
        (0.0000006, 27),  # rounded to 6 decimals: 26.000001
        (-0.0000006, 26),
    ],
)
def test_value_is_rounded_to_6_decimals_before_it_is_rounded_up(above_26_minutes: float, minutes: int) -> None:
    # On foot 1.5 km straight take 60 * 1.3 * 1.5 / 4.5 = 26 minutes: 17.333... minutes per kilometre.
    km = 1.5 + above_26_minutes / (60 * 1.3 / 4.5)
    assert estimate(HOME, north_of_home(km), "foot") == minutes


def test_each_traveller_goes_by_the_own_mode_to_each_place() -> None:
    journeys = ask(EstimatedTravel(), [HOME, north_of_home(3.0)], [HOME, north_of_home(3.0)], ["foot", "car"])
    assert journeys.minutes.tolist() == [[0, 52], [15, 5]]
    assert journeys.minutes.dtype == np.int32


def test_estimated_minutes_say_so() -> None:
    assert ask(EstimatedTravel(), [HOME], [HOME]).source(0, 0) == "estimate"


@pytest.mark.parametrize(("travellers", "places"), [(0, 0), (0, 3), (3, 0)])
def test_nobody_or_nowhere_is_an_empty_table(travellers: int, places: int) -> None:
    measured = MeasuredTravel({("v0", "n0"): (4, "stopwatch")}, EstimatedTravel())
    assert ask(EstimatedTravel(), [HOME] * travellers, [HOME] * places).minutes.shape == (travellers, places)
    assert ask(measured, [HOME] * travellers, [HOME] * places).minutes.shape == (travellers, places)


def test_an_empty_list_of_positions_needs_no_second_axis() -> None:
    nobody = np.array([])
    journeys = EstimatedTravel().minutes(traveller_ids=[], travellers=nobody, modes=[], place_ids=[], places=nobody)
    assert journeys.minutes.shape == (0, 0)


def test_minutes_cannot_be_changed_afterwards() -> None:
    measured = MeasuredTravel({("v0", "n0"): (4, "stopwatch")}, EstimatedTravel())
    for travel in (EstimatedTravel(), measured):
        assert not ask(travel, [HOME], [HOME]).minutes.flags.writeable


def test_a_large_table_equals_its_cells_asked_one_by_one() -> None:
    # 300 * 500 cells are more than are computed at once.
    random = np.random.default_rng(0)
    travellers = [tuple(point) for point in random.uniform((51.41, 7.30), (51.60, 7.64), (300, 2))]
    places = [tuple(point) for point in random.uniform((51.41, 7.30), (51.60, 7.64), (500, 2))]
    modes = [list(TRAVEL_MODES)[row % 4] for row in range(300)]
    minutes = ask(EstimatedTravel(), travellers, places, modes).minutes
    for row, column in [(0, 0), (130, 499), (131, 0), (132, 250), (299, 499)]:
        assert minutes[row, column] == estimate(travellers[row], places[column], modes[row])


@given(
    travellers=st.lists(st.tuples(st.floats(51.41, 51.60), st.floats(7.30, 7.64)), max_size=4),
    places=st.lists(st.tuples(st.floats(51.41, 51.60), st.floats(7.30, 7.64)), max_size=4),
    mode=st.sampled_from(sorted(TRAVEL_MODES)),
)
def test_nobody_is_faster_than_the_overhead_nor_slower_than_across_the_city(
    travellers: list[Position], places: list[Position], mode: str
) -> None:
    # Corner to corner: 0.19 degrees north = 21.1 km, 0.34 degrees east = 23.6 km, straight under 32 km.
    slowest = TRAVEL_MODES[mode].overhead_minutes + 60 * 1.3 * 32 / TRAVEL_MODES[mode].speed_km_per_hour
    minutes = ask(EstimatedTravel(), travellers, places, [mode] * len(travellers)).minutes
    assert (minutes >= TRAVEL_MODES[mode].overhead_minutes).all()
    assert (minutes <= np.ceil(slowest)).all()


def test_the_table_of_modes_cannot_be_changed() -> None:
    table: Any = TRAVEL_MODES
    with pytest.raises(TypeError):
        table["boat"] = TravelMode(overhead_minutes=0, speed_km_per_hour=8)


def test_unknown_mode_is_refused_with_the_traveller() -> None:
    with pytest.raises(InvalidTravel, match="traveller v1: mode is 'boat', expected foot, bike, transit, car"):
        ask(EstimatedTravel(), [HOME, HOME], [HOME], ["foot", "boat"])


def test_missing_mode_is_refused() -> None:
    with pytest.raises(InvalidTravel, match="found 1 modes, expected one for each of 2 ids"):
        ask(EstimatedTravel(), [HOME, HOME], [HOME], ["foot"])


@pytest.mark.parametrize("position", [(90.5, 7.5), (51.5, -180.5), (float("nan"), 7.5), (51.5, float("inf"))])
def test_position_off_the_globe_is_refused_with_the_id(position: Position) -> None:
    with pytest.raises(InvalidPlace, match="traveller v1: found a position off the globe"):
        ask(EstimatedTravel(), [HOME, position], [HOME])
    with pytest.raises(InvalidPlace, match="place n0: found a position off the globe"):
        ask(EstimatedTravel(), [HOME], [position])


def test_message_about_a_position_does_not_show_it() -> None:
    with pytest.raises(InvalidPlace) as refusal:
        ask(EstimatedTravel(), [(515.241, 7.5482)], [HOME])
    assert "515" not in str(refusal.value)
    assert "7.5482" not in str(refusal.value)


def test_positions_must_be_as_many_as_ids() -> None:
    with pytest.raises(InvalidTravel, match=r"places: found positions of shape \(1, 2\), expected \(2, 2\)"):
        EstimatedTravel().minutes(
            traveller_ids=["v0"],
            travellers=np.array([HOME]),
            modes=["foot"],
            place_ids=["n0", "n1"],
            places=np.array([HOME]),
        )


# Measured minutes


def test_measured_minutes_replace_the_estimate_of_their_pair_only() -> None:
    travel = MeasuredTravel({("v0", "n1"): (31, "bus timetable")}, EstimatedTravel())
    journeys = ask(travel, [HOME, HOME], [HOME, HOME])
    assert journeys.minutes.tolist() == [[0, 31], [0, 0]]
    assert journeys.source(0, 1) == "bus timetable"
    assert {journeys.source(0, 0), journeys.source(1, 0), journeys.source(1, 1)} == {"estimate"}


def test_measured_zero_minutes_are_taken() -> None:
    travel = MeasuredTravel({("v0", "n0"): (0, "same house")}, EstimatedTravel())
    journeys = ask(travel, [HOME], [north_of_home(3.0)])
    assert (journeys.minutes.tolist(), journeys.source(0, 0)) == ([[0]], "same house")


def test_a_row_has_a_direction() -> None:
    travel = MeasuredTravel({("n0", "v0"): (31, "stopwatch")}, EstimatedTravel())
    assert ask(travel, [HOME], [HOME]).minutes.tolist() == [[0]]


def test_rows_of_people_and_places_not_asked_for_change_nothing() -> None:
    rows = {("v9", "n0"): (31, "stopwatch"), ("v0", "n9"): (32, "stopwatch")}
    journeys = ask(MeasuredTravel(rows, EstimatedTravel()), [HOME], [HOME])
    assert (journeys.minutes.tolist(), journeys.source(0, 0)) == ([[0]], "estimate")


def test_rows_may_come_from_several_sources() -> None:
    rows = {("v0", "n0"): (3, "stopwatch"), ("v0", "n1"): (4, "bus timetable")}
    journeys = ask(MeasuredTravel(rows, EstimatedTravel()), [HOME], [HOME, HOME])
    assert [journeys.source(0, 0), journeys.source(0, 1)] == ["stopwatch", "bus timetable"]


def test_a_place_asked_for_twice_is_measured_twice() -> None:
    journeys = MeasuredTravel({("v0", "n0"): (3, "stopwatch")}, EstimatedTravel()).minutes(
        traveller_ids=["v0"],
        travellers=np.array([HOME]),
        modes=["foot"],
        place_ids=["n0", "n0"],
        places=np.array([HOME, HOME]),
    )
    assert journeys.minutes.tolist() == [[3, 3]]


def test_pairs_without_a_row_keep_minutes_and_source_of_the_other_travel() -> None:
    journeys = ask(MeasuredTravel({("v1", "n0"): (3, "stopwatch")}, CountedTravel()), [HOME, HOME], [HOME])
    assert journeys.minutes.tolist() == [[7], [3]]
    assert [journeys.source(0, 0), journeys.source(1, 0)] == ["row 0, column 0", "stopwatch"]


def test_measured_travel_can_stand_on_measured_travel() -> None:
    older = MeasuredTravel({("v0", "n0"): (3, "2015"), ("v0", "n1"): (4, "2015")}, EstimatedTravel())
    newer = MeasuredTravel({("v0", "n0"): (5, "2016")}, older)
    journeys = ask(newer, [HOME], [HOME, HOME, HOME])
    assert journeys.minutes.tolist() == [[5, 4, 0]]
    assert [journeys.source(0, column) for column in range(3)] == ["2016", "2015", "estimate"]


def test_later_changes_of_the_rows_do_not_reach_the_travel() -> None:
    rows = {("v0", "n0"): (3, "stopwatch")}
    travel = MeasuredTravel(rows, EstimatedTravel())
    rows.clear()
    assert ask(travel, [HOME], [HOME]).minutes.tolist() == [[3]]


@pytest.mark.parametrize("minutes", [-1, 2.5, True, MOST_MINUTES + 1])
def test_measured_minutes_must_be_whole_and_not_negative(minutes: int) -> None:
    with pytest.raises(InvalidTravel, match=r"travel from v0 to n0: minutes is .*, expected whole minutes from 0"):
        MeasuredTravel({("v0", "n0"): (minutes, "stopwatch")}, EstimatedTravel())


def test_measured_minutes_need_a_source() -> None:
    with pytest.raises(InvalidTravel, match="travel from v0 to n0: source is empty"):
        MeasuredTravel({("v0", "n0"): (3, "")}, EstimatedTravel())


def test_errors_of_geodata_are_value_errors() -> None:
    assert issubclass(InvalidPlace, ValueError)
    assert issubclass(InvalidTravel, ValueError)


# The reach


@pytest.mark.parametrize(
    ("mode", "minutes", "km"),
    [
        # One minute more than the limit, without the overhead: 31 * 4.5 / 78, 29 * 14 / 78, 31 * 18 / 78, 26 * 25 / 78.
        ("foot", 30, 1.788),
        ("bike", 30, 5.205),
        ("transit", 40, 7.154),
        ("car", 30, 8.333),
        ("transit", 8, 0),
    ],
)
def test_reach_is_the_formula_solved_for_kilometres(mode: str, minutes: int, km: float) -> None:
    assert EstimatedTravel().reach_km(mode=mode, minutes=minutes) == pytest.approx(km, abs=0.001)
    assert MeasuredTravel({}, EstimatedTravel()).reach_km(mode=mode, minutes=minutes) == pytest.approx(km, abs=0.001)


@pytest.mark.parametrize("mode", list(TRAVEL_MODES))
@pytest.mark.parametrize("minutes", [0, 1, 10, 30, 600])
def test_beyond_the_reach_nobody_arrives_in_time(mode: str, minutes: int) -> None:
    km = EstimatedTravel().reach_km(mode=mode, minutes=minutes)
    assert estimate(HOME, north_of_home(km + 0.001), mode) > minutes
