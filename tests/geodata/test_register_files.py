import pytest

from geodata.findings import Finding, Unreadable
from geodata.register import Address, Postcode
from geodata.register_files import holds_postcodes, read_addresses, read_postcodes

HEADER = "strasse;hnr;zusatz;lat;lon;unterbezirk\n"
SOUND = "Amberweg;1;;51,51;7,46;001\n"


def test_an_address_has_its_parts() -> None:
    found = read_addresses(HEADER + "Amber  Weg;0012; B ;51,51;7,46; 001\n")
    assert found.addresses == (
        Address(street="Amber Weg", number=12, suffix="b", latitude=51.51, longitude=7.46, area="001"),
    )
    assert found.columns["suffix"] == "zusatz"
    assert found.findings == ()


@pytest.mark.parametrize(
    ("cell", "number", "suffix"), [("12", 12, ""), ("12a", 12, "a"), ("12 A", 12, "a"), ("7 1/2", 7, "1/2")]
)
def test_a_letter_may_stand_with_the_number(cell: str, number: int, suffix: str) -> None:
    (address,) = read_addresses(f"street,number,lat,lon\nAmberweg,{cell},51.51,7.46\n").addresses
    assert (address.number, address.suffix, address.area) == (number, suffix, None)


@pytest.mark.parametrize("cell", ["", "a", "0", "-1", "123456", "½"])
def test_a_number_that_is_none_is_named_and_its_row_left_out(cell: str) -> None:
    found = read_addresses(HEADER + SOUND + f"Amberweg;{cell};;51,51;7,46;001\n")
    assert len(found.addresses) == 1
    (finding,) = found.findings
    assert (finding.kind, finding.row, finding.field) == ("bad_cell", 3, "hnr")


def test_a_half_wrong_row_is_named_for_each_of_its_cells_and_nothing_is_quoted() -> None:
    found = read_addresses(HEADER + SOUND + "-;zwölf;;Norden;7,46;001\n")
    assert [(each.field, each.row) for each in found.findings] == [("lat", 3), ("strasse", 3), ("hnr", 3)]
    assert not any(word in str(each) for each in found.findings for word in ("zwölf", "Norden"))


def test_an_address_that_stands_several_times_is_told_once() -> None:
    found = read_addresses(HEADER + SOUND + SOUND + "AMBERWEG;1;;51,51;7,46;001\n")
    assert len(found.addresses) == 3
    assert found.findings == (Finding(kind="duplicate_row", row=3, amount=2),)


def test_missing_columns_are_named() -> None:
    with pytest.raises(Unreadable) as caught:
        read_addresses("ort;lat;lon\nHausen;51,5;7,5\n")
    assert [each.field for each in caught.value.findings] == ["street", "number"]


def test_postcodes_keep_their_leading_zero() -> None:
    found = read_postcodes("plz;lat;lon\n44135;51,51;7,46\n01067;51,05;13,74\n")
    assert found.postcodes == (
        Postcode(code="01067", latitude=51.05, longitude=13.74),
        Postcode(code="44135", latitude=51.51, longitude=7.46),
    )


def test_a_postcode_that_is_none_or_stands_twice_is_named() -> None:
    found = read_postcodes("plz,lat,lon\n1067,51.05,13.74\n44135,51.51,7.46\n44135,51.52,7.46\n44137,x,7.46\n")
    assert [each.latitude for each in found.postcodes] == [51.51]
    assert [(each.kind, each.row) for each in found.findings] == [
        ("bad_cell", 5),
        ("bad_cell", 2),
        ("postcode_twice", 4),
    ]


@pytest.mark.parametrize(
    ("header", "postcodes"), [("plz;lat;lon", True), (HEADER.strip(), False), ("strasse;hnr;plz;lat;lon", False)]
)
def test_a_table_with_streets_is_a_register_even_with_postcodes(header: str, postcodes: bool) -> None:
    row = ";".join("1" for _ in header.split(";"))
    assert holds_postcodes(f"{header}\n{row}\n") is postcodes
