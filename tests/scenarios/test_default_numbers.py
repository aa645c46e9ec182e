from geodata.districts import stadtbezirke
from scenarios.default_numbers import COUNTED, COUNTED_IN_ALL, YEARLY_COST, households_by_bezirk, households_standing


def test_costs_of_a_site_are_those_of_the_pilot_without_fittings() -> None:
    assert YEARLY_COST == 80_000 + 10_000 + 15_000


def test_three_stadtbezirke_share_what_was_counted_elsewhere_by_their_population() -> None:
    assert COUNTED_IN_ALL - sum(COUNTED.values()) == 1_021
    missing = {one.code: one.population or 0 for one in stadtbezirke() if one.code not in COUNTED}
    households = households_by_bezirk()
    for code, people in missing.items():
        # 1,900 households * their share of 1,021 in the 2,936 outside the pilot
        expected = 1_900 * 1_021 * people / sum(missing.values()) / 2_936
        assert abs(households[code] - expected) < 1


def test_split_inside_a_stadtbezirk_is_assumed() -> None:
    assert households_standing("", pilot=True).kind == "derived"
    assert households_standing("", pilot=False).kind == "assumption"
    assert households_standing("gleichmäßig", pilot=True).kind == "assumption"
    assert households_standing("gleichmäßig", pilot=True).source.endswith("innerhalb eines Stadtbezirks gleichmäßig")
