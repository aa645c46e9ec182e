import shapely

from geodata.counting import count_addresses, level_named, named_area_findings
from geodata.findings import Finding
from geodata.projection import to_degrees
from geodata.register import Address
from tests.geodata.squares import EAST, NORTH, corners, make_area

AREAS = (make_area("a", corners(0, 0)), make_area("b", corners(100, 0)), make_area("c", corners(200, 0)))


def address(east: float, north: float, area: str | None = None) -> Address:
    place = to_degrees(shapely.Point(EAST + east, NORTH + north))
    return Address(street="Amberweg", number=1, suffix="", latitude=place.y, longitude=place.x, area=area)


def test_addresses_are_counted_where_they_lie() -> None:
    found = count_addresses(
        AREAS, [address(10, 10), address(90, 90), address(110, 10), address(10, 110)], by_name=False
    )
    assert found == ({"a": 2, "b": 1, "c": 0}, 1)


def test_an_address_on_a_border_counts_once() -> None:
    shared = AREAS[0].shape.exterior.coords[1]
    corner = Address(street="x", number=1, suffix="", latitude=shared[1], longitude=shared[0], area=None)
    assert sum(count_addresses(AREAS, [corner], by_name=False)[0].values()) == 1


def test_the_area_an_address_names_counts_more_than_where_it_lies() -> None:
    addresses = [address(10, 10, "b"), address(10, 10, None), address(10, 110, "b")]
    assert count_addresses(AREAS, addresses, by_name=True) == ({"a": 1, "b": 2, "c": 0}, 0)


def test_the_level_is_certain_when_exactly_one_knows_all_areas() -> None:
    addresses = [address(0, 0, "a"), address(0, 0, "b"), address(0, 0, None)]
    assert level_named(addresses, {"one": {"a", "b"}, "two": {"a"}}) == "one"
    assert level_named(addresses, {"one": {"a", "b"}, "two": {"a", "b", "c"}}) is None
    assert level_named(addresses, {"two": {"a"}}) is None
    assert level_named([address(0, 0)], {"one": {"a"}}) is None
    assert level_named([], {}) is None


def test_an_area_nobody_knows_is_named_with_its_addresses() -> None:
    addresses = [address(0, 0, "a"), address(0, 0, "x"), address(0, 0, "x"), address(0, 0)]
    assert named_area_findings(addresses, {"one": {"a"}}) == (Finding(kind="unknown_area", codes=("x",), amount=2),)
    assert named_area_findings(addresses, {"one": {"q"}}) == ()
    assert named_area_findings(addresses, {}) == ()
