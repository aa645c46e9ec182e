"""
The populations of the pilot, of the first three sites and of the whole city.

Only the numbers of households of pilot and city and the pilot's districts are facts; all else is assumed.
"""

from dataclasses import replace
from datetime import date

from matcher.week import DAYS
from scenarios.parameters import NeedKind, OfferKind, PopulationParameters, VolunteerGroup, WeeklyWindows

STARTS = (8, 10, 12, 14, 16, 18)
LENGTHS_HOURS = (2, 3, 4)
MODES = (("foot", 0.2), ("bike", 0.2), ("transit", 0.4), ("car", 0.2))
MAX_TRAVEL_MINUTES = ((20, 0.25), (30, 0.5), (45, 0.25))

NEEDS = (
    NeedKind(
        kind="companion",
        chance=1.0,
        hours=((1, 0.2), (1.5, 0.2), (2, 0.4), (3, 0.2)),
        requires_with_children=("police_clearance",),
    ),
    NeedKind(kind="interpreting", chance=0.5, hours=((1, 0.34), (1.5, 0.33), (2, 0.33)), at_office=True),
    NeedKind(kind="language_course", attendee="adult", chance=0.6, hours=((3, 1.0),)),
    NeedKind(kind="counselling", attendee="adult", chance=0.15, hours=((1, 1.0),)),
    NeedKind(kind="childrens_activity", attendee="child", chance=0.6, hours=((1.5, 1.0),)),
)

COMPANIONS = VolunteerGroup(
    roles=("companion",),
    kinds=("companion",),
    per_household=0.55,
    german=(("native", 1.0),),
    further_languages=(
        ("en", 0.54),
        ("fr", 0.14),
        ("tr", 0.085),
        ("ru", 0.06),
        ("ar", 0.06),
        ("sr", 0.03),
        ("ku", 0.02),
        ("sq", 0.02),
        ("fa", 0.015),
    ),
    language_levels=(("B1", 0.34), ("B2", 0.33), ("C1", 0.33)),
    also_mediates_share=0.12,
    hours_per_week=((2, 0.4), (3, 0.2), (4, 0.2), (6, 0.2)),
    max_matches=((1, 0.5), (2, 0.25), (3, 0.25)),
    genders=(("f", 0.7), ("m", 0.29), ("x", 0.01)),
    windows=WeeklyWindows(days=DAYS, starts=STARTS, lengths_hours=LENGTHS_HOURS, fewest=2, most=6),
    modes=MODES,
    max_travel_minutes=MAX_TRAVEL_MINUTES,
    clearance_share=0.7,
)

MEDIATORS = VolunteerGroup(
    roles=("mediator",),
    per_household=0.06,
    german=(("B2", 0.35), ("C1", 0.35), ("native", 0.3)),
    first_languages=(
        ("ar", 0.45),
        ("fa", 0.12),
        ("ku", 0.12),
        ("ti", 0.07),
        ("sq", 0.06),
        ("sr", 0.05),
        ("fr", 0.04),
        ("ur", 0.04),
        ("ru", 0.03),
        ("so", 0.02),
    ),
    further_languages=(
        ("ar", 0.22),
        ("ku", 0.19),
        ("tr", 0.22),
        ("fa", 0.1),
        ("sq", 0.1),
        ("sr", 0.09),
        ("fr", 0.1),
        ("ru", 0.05),
        ("so", 0.03),
        ("ti", 0.02),
        ("ur", 0.02),
    ),
    language_levels=(("C1", 0.5), ("native", 0.5)),
    hours_per_week=((6, 0.25), (8, 0.25), (10, 0.25), (15, 0.25)),
    max_matches=((12, 1.0),),
    genders=(("f", 0.64), ("m", 0.35), ("x", 0.01)),
    windows=WeeklyWindows(days=DAYS, starts=STARTS, lengths_hours=LENGTHS_HOURS, fewest=5, most=9),
    modes=MODES,
    max_travel_minutes=MAX_TRAVEL_MINUTES,
    clearance_share=0.7,
)

OFFERS = (
    OfferKind(
        kind="language_course",
        share=0.39,
        seats=((8, 0.38), (12, 0.32), (15, 0.3)),
        hours=3,
        ages=(((16, 99), 1.0),),
        language_free=True,
    ),
    OfferKind(
        kind="childrens_activity",
        share=0.46,
        seats=((4, 0.34), (6, 0.32), (10, 0.34)),
        hours=1.5,
        ages=(((3, 6), 0.25), ((6, 10), 0.26), ((6, 14), 0.28), ((10, 17), 0.21)),
        language_free=True,
    ),
    OfferKind(
        kind="counselling",
        share=0.15,
        seats=((1, 0.36), (2, 0.28), (4, 0.36)),
        hours=1,
        ages=(((16, 99), 1.0),),
        language_free=False,
    ),
)

CITY_DISTRICTS = (
    ("innenstadt-nord", 0.21),
    ("innenstadt-west", 0.11),
    ("innenstadt-ost", 0.09),
    ("eving", 0.09),
    ("hoerde", 0.09),
    ("scharnhorst", 0.085),
    ("luetgendortmund", 0.075),
    ("hombruch", 0.06),
    ("huckarde", 0.06),
    ("brackel", 0.05),
    ("aplerbeck", 0.04),
    ("mengede", 0.04),
)

CITY = PopulationParameters(
    name="city",
    week=date(2016, 9, 5),  # the first full week after the pilot's start on 1 September 2016
    households=2050,
    districts=CITY_DISTRICTS,
    place_radius_km=1.0,
    persons=((1, 0.365), (2, 0.22), (3, 0.155), (4, 0.095), (5, 0.06), (6, 0.035), (7, 0.025), (8, 0.015), (9, 0.03)),
    most_children=3,
    native_languages=(
        ("ar", 0.41),
        ("fa", 0.13),
        ("ku", 0.12),
        ("ti", 0.07),
        ("sq", 0.07),
        ("sr", 0.05),
        ("fr", 0.05),
        ("ur", 0.05),
        ("ru", 0.03),
        ("so", 0.02),
    ),
    german=((None, 0.5), ("A1", 0.24), ("A2", 0.14), ("B1", 0.12)),
    english_share=0.35,
    english=(("A2", 0.34), ("B1", 0.33), ("B2", 0.33)),
    kurds_with_arabic_share=0.6,
    contact_genders=((None, 0.94), ("f", 0.06)),
    household_windows=WeeklyWindows(days=DAYS[:6], starts=STARTS, lengths_hours=LENGTHS_HOURS, fewest=4, most=9),
    needs=NEEDS,
    urgencies=((1, 0.25), (2, 0.4), (3, 0.25), (4, 0.1)),
    waiting_days=(8, 96),
    child_ages=(3, 17),
    adult_ages=(18, 60),
    office_radius_km=1.5,
    companions=COMPANIONS,
    mediators=MEDIATORS,
    organisations=("awo", "caritas", "diakonie", "drk", "jkg", "paritaet"),
    local_share=0.6,
    offers_per_household=0.12,
    offers=OFFERS,
    offer_starts=(9, 10, 14, 15, 17),
)

THREE_SITES = replace(
    CITY,
    name="three sites",
    households=600,
    districts=(
        ("innenstadt-nord", 0.44),
        ("scharnhorst", 0.2),
        ("eving", 0.17),
        ("brackel", 0.105),
        ("aplerbeck", 0.085),
    ),
)

# A single site also draws on people and courses from elsewhere, so there is a quarter more of them per household.
PILOT = replace(
    CITY,
    name="pilot",
    households=150,
    districts=(("brackel", 0.53), ("aplerbeck", 0.47)),
    companions=replace(COMPANIONS, per_household=0.6875),
    mediators=replace(MEDIATORS, per_household=0.075),
    offers_per_household=0.15,
)
