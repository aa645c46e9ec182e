from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest

from matcher.errors import InvalidInput
from scenarios import CITY, NeedKind, OfferKind, WeeklyWindows


def fields_refused(change: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        change()
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("week", date(2016, 9, 6)),
        ("households", -1),
        ("households", 1.5),
        ("districts", (("brackel", 0.5), ("aplerbeck", 0.4))),
        ("districts", ()),
        ("districts", (("bochum", 1.0),)),
        ("place_radius_km", -0.1),
        ("persons", ((0, 1.0),)),
        ("native_languages", (("ar", 1.2), ("fa", -0.2))),
        ("german", (("A0", 1.0),)),
        ("english", ((None, 1.0),)),
        ("english_share", 1.01),
        ("contact_genders", (("x", 1.0),)),
        ("urgencies", ((5, 1.0),)),
        ("waiting_days", (9, 8)),
        ("adult_ages", (60, 18)),
        ("organisations", ()),
        ("offers_per_household", float("nan")),
        ("offers", ()),
        ("offer_starts", (22,)),
        ("offer_starts", ()),
        ("pinned_share", -0.1),
    ],
)
def test_a_value_beyond_its_limit_is_refused_by_name(field: str, wrong: object) -> None:
    assert fields_refused(lambda: replace(CITY, **{field: wrong})) == [field]


@pytest.mark.parametrize(
    ("field", "right"),
    [
        ("households", 0),
        ("districts", (("brackel", 1.0),)),
        ("place_radius_km", 0),
        ("persons", ((1, 1.0),)),
        ("english_share", 1),
        ("waiting_days", (8, 8)),
        ("needs", ()),
        ("offers_per_household", 0),
        ("offer_starts", (21,)),  # three hours of a course end at 24:00
        ("proposed_share", 1.0),
    ],
)
def test_a_value_at_its_limit_is_accepted(field: str, right: object) -> None:
    assert getattr(replace(CITY, **{field: right}), field) == right


def test_all_wrong_fields_are_told_at_once() -> None:
    assert fields_refused(lambda: replace(CITY, households=-1, english_share=2)) == ["households", "english_share"]


def test_shares_with_a_match_are_together_at_most_one() -> None:
    shares: dict[str, Any] = dict(active_share=0.5, pinned_share=0.25)
    assert fields_refused(lambda: replace(CITY, proposed_share=0.26, **shares)) == ["proposed_share"]
    assert replace(CITY, proposed_share=0.25, **shares).proposed_share == 0.25


def test_a_need_longer_than_twelve_hours_or_not_in_half_hours_is_refused() -> None:
    for hours in (12.5, 1.25, 0):
        assert fields_refused(lambda hours=hours: NeedKind(kind="k", chance=1, hours=((hours, 1.0),))) == ["hours"]
    assert NeedKind(kind="k", chance=1, hours=((12, 1.0),)).hours == ((12, 1.0),)


def test_windows_past_midnight_or_fewer_than_most_are_refused() -> None:
    windows = WeeklyWindows(days=("mon",), starts=(20,), lengths_hours=(4,), fewest=1, most=1)
    assert fields_refused(lambda: replace(windows, lengths_hours=(5,))) == ["lengths_hours"]
    assert fields_refused(lambda: replace(windows, lengths_hours=(0,))) == ["lengths_hours"]
    assert fields_refused(lambda: replace(windows, fewest=2)) == ["fewest"]
    assert fields_refused(lambda: replace(windows, days=("someday",))) == ["days"]


def test_a_volunteer_group_refuses_languages_that_do_not_add_up_and_unknown_modes() -> None:
    assert fields_refused(lambda: replace(CITY.mediators, first_languages=(("ar", 0.5),))) == ["first_languages"]
    assert fields_refused(lambda: replace(CITY.mediators, modes=(("tram", 1.0),))) == ["modes"]
    assert fields_refused(lambda: replace(CITY.mediators, further_languages=(("ar", 1.5),))) == ["further_languages"]


def test_an_offer_kind_refuses_a_share_above_one() -> None:
    course = CITY.offers[0]
    assert isinstance(course, OfferKind)
    assert fields_refused(lambda: replace(course, share=1.5)) == ["share"]


def test_parameters_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        CITY.households = 1
