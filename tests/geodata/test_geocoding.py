"""Addresses to places, in an invented town of a few houses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from geodata.geocoding import CLEAR_SCORE, DistrictPoint, Geocoder, Located, Place
from geodata.register import Address, Postcode, street_key
from geodata.servers import ServerFailed

# 0.001 degrees of latitude are 111 m.
SOUTH, NORTH = 51.50, 51.51
EAST = 7.50


def house(street: str, number: int, suffix: str = "", *, latitude: float = SOUTH, longitude: float = EAST) -> Address:
    return Address(street=street, number=number, suffix=suffix, latitude=latitude, longitude=longitude, area=None)


HOUSES = (
    house("LANGE STRASSE", 2, latitude=51.501),
    house("LANGE STRASSE", 4, latitude=51.502),
    house("LANGE STRASSE", 5, latitude=51.503),
    house("LANGE STRASSE", 8, latitude=51.504),
    house("LANGE STRASSE", 8, "a", latitude=51.505),
    house("Große Allee", 1),
    house("Unterer Hellweg", 3),
    house("Oberer Hellweg", 3),
    house("Tulpenweg", 7),
    house("Tulpengasse", 7),
    house("Marktgasse", 1, latitude=51.500),
    house("Marktgasse", 1, latitude=51.600),
)
POSTCODES = (
    Postcode(code="12345", latitude=SOUTH, longitude=EAST),
    Postcode(code="12399", latitude=51.600, longitude=EAST),
)
DISTRICTS = (
    DistrictPoint(code="sued", name="Süd", latitude=51.49, longitude=EAST),
    DistrictPoint(code="nord", name="Nord", latitude=51.52, longitude=EAST),
)


@dataclass
class Town:
    houses: Sequence[Address] = HOUSES
    codes: Sequence[Postcode] = POSTCODES
    asked: list[str] = field(default_factory=list)

    def streets(self) -> dict[str, str]:
        self.asked.append("streets")
        return {street_key(row.street): row.street for row in self.houses}

    def addresses_on(self, key: str) -> tuple[Address, ...]:
        return tuple(row for row in self.houses if street_key(row.street) == key)

    def postcodes(self) -> dict[str, Postcode]:
        return {row.code: row for row in self.codes}


@dataclass
class Helper:
    """A server that always says the same."""

    answer: Place | ServerFailed | None
    asked: list[str] = field(default_factory=list)

    def ask(self, text: str) -> Place | None:
        self.asked.append(text)
        if isinstance(self.answer, ServerFailed):
            raise self.answer
        return self.answer


def by_server(latitude: float = SOUTH, longitude: float = EAST) -> Place:
    return Place(how="nominatim", score=0, label="Neue Gasse 1, Musterstadt", latitude=latitude, longitude=longitude)


@pytest.fixture
def geocoder() -> Geocoder:
    return Geocoder(register=Town(), districts=DISTRICTS)


def told(found: Located) -> tuple[str, float, str] | None:
    return None if found.best is None else (found.best.how, found.best.score, found.best.label)


@pytest.mark.parametrize(
    "text",
    ["Lange Straße 4", "lange str. 4", "LANGE-STRASSE 4", "Langestr. 4", "Lange Str. 4-6, 12345 Musterstadt"],
)
def test_an_address_is_found_exactly_however_it_is_spelled(geocoder: Geocoder, text: str) -> None:
    found = geocoder.locate(text)
    assert told(found) == ("exact", 100, "Lange Straße 4")
    assert (found.candidates, found.notes) == ((found.best,), ())
    assert found.best is not None
    assert (found.best.latitude, found.best.longitude, found.best.number_found) == (51.502, EAST, True)


def test_a_house_number_with_a_letter_is_another_house(geocoder: Geocoder) -> None:
    assert told(geocoder.locate("Lange Str. 8 A")) == ("exact", 100, "Lange Straße 8a")
    assert told(geocoder.locate("Lange Str. 8")) == ("exact", 100, "Lange Straße 8")


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        # 4 and 5 are one away from what is between them; 6 has 4 and 8 on its own side, 5 on the other.
        ("Lange Straße 3", "2"),  # 2 and 4 are one away, the first in order wins
        ("Lange Straße 7", "8"),
        ("Lange Straße 4b", "4"),
        ("Lange Straße 8c", "8"),
        ("Lange Straße 999", "8"),
    ],
)
def test_a_missing_number_gives_the_nearest_one_and_says_so(geocoder: Geocoder, asked: str, nearest: str) -> None:
    found = geocoder.locate(asked)
    assert told(found) == ("nearest_number", 100, f"Lange Straße {nearest}")
    assert found.best is not None
    assert found.best.number_found is False


def test_of_two_numbers_equally_near_the_one_on_the_same_side_is_taken() -> None:
    # 6: number 5 is one away on the other side; 4 and 8 are two away. Nearest wins: 5.
    assert told(Geocoder(register=Town()).locate("Lange Straße 6")) == ("nearest_number", 100, "Lange Straße 5")
    town = Town(houses=(house("Weg", 1), house("Weg", 4), house("Weg", 5)))
    assert told(Geocoder(register=town).locate("Weg 3")) == ("nearest_number", 100, "Weg 4")


def test_without_a_number_the_middle_of_the_street_is_told_as_such(geocoder: Geocoder) -> None:
    # The mean latitude of the five houses is 51.503: the third.
    found = geocoder.locate("Lange Straße")
    assert told(found) == ("street", 100, "Lange Straße")
    assert found.best is not None
    assert (found.best.latitude, found.best.number_found) == (51.503, None)


def test_a_slip_finds_the_similar_street_with_its_score(geocoder: Geocoder) -> None:
    found = geocoder.locate("Grose Alee 1")
    assert found.best is not None
    assert (found.best.how, found.best.label, found.best.number_found) == ("fuzzy", "Große Allee 1", True)
    assert 85 <= found.best.score < 100


def test_a_similar_street_without_a_number_is_its_middle(geocoder: Geocoder) -> None:
    best = geocoder.locate("Lnge Strasse").best
    assert best is not None
    assert (best.how, best.label, best.latitude, best.number_found) == ("fuzzy", "Lange Straße", 51.503, None)


def test_a_similar_street_with_a_missing_number_says_both(geocoder: Geocoder) -> None:
    best = geocoder.locate("Grose Alee 9").best
    assert best is not None
    assert (best.how, best.label, best.number_found) == ("fuzzy", "Große Allee 1", False)


def test_several_streets_that_are_as_similar_are_left_to_a_person(geocoder: Geocoder) -> None:
    found = geocoder.locate("Hellweg 3")
    assert (found.best, found.notes) == (None, ("several",))
    assert [place.label for place in found.candidates] == ["Oberer Hellweg 3", "Unterer Hellweg 3"]
    # The 7 letters of hellweg stand in both names: 14 of 7 + 13 for obererhellweg, of 7 + 14 for untererhellweg.
    assert [place.score for place in found.candidates] == [70.0, 66.7]


def test_of_streets_as_similar_those_with_the_number_and_near_the_postcode_come_first() -> None:
    # All three are as similar to Hellweg; the two with a number 4 lie 1.1 and 0.1 km from the postcode.
    houses = (
        house("Alter Hellweg", 1),
        house("Neuer Hellweg", 4, latitude=51.51),
        house("Roter Hellweg", 4, latitude=51.501),
    )
    found = Geocoder(register=Town(houses=houses)).locate("Hellweg 4, 12345 Musterstadt")
    labels = [place.label for place in found.candidates]
    assert labels == ["Roter Hellweg 4", "Neuer Hellweg 4", "Alter Hellweg 1", "12345 Musterstadt"]


def test_candidates_come_best_first_with_the_coarse_ones_last(geocoder: Geocoder) -> None:
    found = geocoder.locate("Tulpengaße 7, 12345 Musterstadt", district="nord")
    assert told(found) == ("exact", 100, "Tulpengasse 7")
    found = geocoder.locate("Tulpenwg 7, 12345 Musterstadt", district="nord")
    scores = [place.score for place in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert [place.how for place in found.candidates][-2:] == ["postcode", "district"]
    assert found.candidates[0].label == "Tulpenweg 7"


def test_an_unknown_street_leaves_only_its_postcode(geocoder: Geocoder) -> None:
    found = geocoder.locate("Xyzzy 3, 12345 Musterstadt", district="nord")
    assert told(found) == ("postcode", 0, "12345 Musterstadt")
    assert [place.how for place in found.candidates] == ["postcode", "district"]


def test_without_a_postcode_the_chosen_district_is_left(geocoder: Geocoder) -> None:
    assert told(geocoder.locate("Xyzzy 3", district="nord")) == ("district", 0, "Nord")


@pytest.mark.parametrize("text", ["Süd", "sued", "Xyzzy 3, 99999 Süd"])
def test_a_district_is_found_by_its_name(geocoder: Geocoder, text: str) -> None:
    assert told(geocoder.locate(text)) == ("district", 0, "Süd")


@pytest.mark.parametrize("text", ["", "   ", "Xyzzy 3", "7", "!!!", "\x00", "'; DROP TABLE addresses; --", "a" * 5000])
def test_what_nobody_knows_is_not_found(geocoder: Geocoder, text: str) -> None:
    assert geocoder.locate(text).best is None


def test_the_postcode_decides_between_two_streets_of_one_name(geocoder: Geocoder) -> None:
    # The two Marktgassen lie 11 km apart, each at the point of a postcode.
    found = geocoder.locate("Marktgasse 1")
    assert (found.best, found.notes, len(found.candidates)) == (None, ("several",), 2)
    assert told(geocoder.locate("Marktgasse 1, 12399 Musterstadt")) == ("exact", 100, "Marktgasse 1")
    best = geocoder.locate("Marktgasse 1, 12399").best
    assert best is not None
    assert best.latitude == 51.600


def test_a_postcode_of_another_town_puts_the_address_in_doubt(geocoder: Geocoder) -> None:
    found = geocoder.locate("Lange Straße 4, 99999 Anderswo")
    assert (found.best, found.notes) == (None, ("postcode_unknown",))
    assert found.candidates[0].how == "exact"


def test_a_postcode_far_from_the_street_puts_the_address_in_doubt(geocoder: Geocoder) -> None:
    # 12399 is 0.1 degrees = 11 km away.
    found = geocoder.locate("Lange Straße 4, 12399 Musterstadt")
    assert (found.best, found.notes) == (None, ("postcode_far",))
    assert [place.how for place in found.candidates] == ["exact", "postcode"]


def test_without_any_import_only_districts_are_found() -> None:
    geocoder = Geocoder(register=None, districts=DISTRICTS)
    assert not geocoder.knows_addresses
    assert told(geocoder.locate("Lange Straße 4", district="sued")) == ("district", 0, "Süd")
    assert geocoder.locate("Lange Straße 4").candidates == ()


def test_streets_are_read_once() -> None:
    town = Town()
    geocoder = Geocoder(register=town)
    for _ in range(3):
        geocoder.locate("Lange Straße 4")
    assert town.asked == ["streets"]


def test_the_server_is_not_asked_for_what_the_register_knows() -> None:
    server = Helper(by_server())
    geocoder = Geocoder(register=Town(), server=server)
    for text in ("Lange Straße 4", "Lange Straße 3", "Grose Alee 1", ""):
        geocoder.locate(text)
    assert server.asked == []


def test_the_server_is_asked_for_what_the_register_does_not_know() -> None:
    geocoder = Geocoder(register=Town(), districts=DISTRICTS, server=Helper(by_server()))
    assert told(geocoder.locate("Xyzzy 1, 12345 Musterstadt")) == ("nominatim", 0, "Neue Gasse 1, Musterstadt")


def test_an_answer_beside_similar_streets_is_left_to_a_person() -> None:
    found = Geocoder(register=Town(), server=Helper(by_server())).locate("Hellweg 3")
    assert found.best is None
    assert [place.how for place in found.candidates] == ["nominatim", "fuzzy", "fuzzy"]


def test_an_answer_from_another_region_is_not_taken() -> None:
    # One degree of latitude is 111 km.
    geocoder = Geocoder(register=Town(), districts=DISTRICTS, server=Helper(by_server(latitude=52.5)))
    found = geocoder.locate("Xyzzy 1, 12345 Musterstadt")
    assert told(found) == ("postcode", 0, "12345 Musterstadt")
    assert found.notes == ("nominatim: far away",)


def test_a_server_that_fails_is_named_and_the_next_step_taken() -> None:
    server = Helper(ServerFailed("nominatim: time-out"))
    found = Geocoder(register=Town(), districts=DISTRICTS, server=server).locate("Xyzzy 1", district="sued")
    assert told(found) == ("district", 0, "Süd")
    assert found.notes == ("nominatim: time-out",)


@pytest.mark.parametrize(
    "text", ["Lange Str. 4, Nachbarstadt", "Lange Str. 4 Nachbarstadt", "Nachbarstadt, Lange Str. 4"]
)
def test_an_address_in_another_town_is_left_to_a_person(text: str) -> None:
    found = Geocoder(register=Town(), districts=DISTRICTS, region=["Musterstadt", "Süd"]).locate(text)
    assert (found.best, found.notes) == (None, ("place_unknown",))
    assert [place.how for place in found.candidates] == ["exact"]


@pytest.mark.parametrize(
    "text",
    ["Lange Str. 4, Musterstadt", "Lange Str. 4, MUSTERSTADT-SÜD", "Lange Str. 4, Sued", "Lange Str. 4, 2. OG rechts"],
)
def test_the_city_and_its_parts_are_no_other_town(text: str) -> None:
    found = Geocoder(register=Town(), region=["Musterstadt", "Süd"]).locate(text)
    assert found.best is not None
    assert found.notes == ()


def test_a_postcode_that_fits_says_where_it_is_whatever_the_place_is_called() -> None:
    found = Geocoder(register=Town(), region=["Musterstadt"]).locate("Lange Str. 4, 12345 Altdorf")
    assert found.best is not None
    without_points = Geocoder(register=Town(codes=()), region=["Musterstadt"]).locate("Lange Str. 4, 12345 Altdorf")
    assert without_points.notes == ("place_unknown",)


@pytest.mark.parametrize("text", ["Am Alten Tulpenweg 7", "Neue Große Allee 1", "Allee 1"])
def test_a_name_that_only_holds_another_one_is_left_to_a_person(text: str) -> None:
    found = Geocoder(register=Town()).locate(text)
    assert found.best is None
    assert found.candidates[0].how == "fuzzy"
    assert found.candidates[0].score < CLEAR_SCORE
