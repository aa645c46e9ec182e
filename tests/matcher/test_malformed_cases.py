"""Files that are no case: each is refused with list, record, field and what would be right."""

import copy

import pytest

from matcher.case import parse_case
from matcher.errors import InvalidInput
from tests.malformed import SOUND, add, change, problems_after


def test_the_case_they_start_from_is_sound():
    assert parse_case(copy.deepcopy(SOUND)).needs


MALFORMED = [
    # the case itself
    (change("format", to="lokal-willkommen/case@2"), "case, format: found lokal-willkommen/case@2, expected lokal-"),
    (change("format", to=...), "case, format: found nothing, expected lokal-willkommen/case@1"),
    (change("week", to="2016-09-06"), "case, week: found 2016-09-06, expected the date of a Monday"),
    (change("week", to=None), "case, week: found nothing, expected the date of a Monday"),
    (change("week", to=20160905), "case, week: found 20160905, expected the date of a Monday"),
    (change("household", to=[]), "case, household: found an unknown field, expected one of format, week, policy,"),
    (change("note", to=None), "case, note: found an unknown field, expected one of format, week, policy, districts"),
    (change("offers", to=...), "case, offers: found nothing, expected a list of objects"),
    (change("needs", to={}), "case, needs: found an object, expected a list of objects"),
    (change("travel", to="none"), "case, travel: found a text, expected a list of objects"),
    (change("districts", 0, to="brackel"), "districts row 1: found a text, expected an object"),
    (change("matches", 0, to=None), "matches row 1: found nothing, expected an object"),
    # policy
    (change("policy", to=[]), "policy: found a list of length 0, expected an object"),
    (change("policy", "equity", to=4.5), "policy, equity: found 4.5, expected a number from 0 to 4"),
    (change("policy", "equality", to=1), "policy, equality: found an unknown field, expected one of language_level"),
    (change("policy", "urgency_points", to=[1, 2, 3]), "policy, urgency_points entry 4: found nothing, expected four"),
    (change("policy", "urgency_points", 1, to=-1), "policy, urgency_points entry 2: found -1, expected four whole num"),
    (change("policy", "idle_cost", to=1.5), "policy, idle_cost: found 1.5, expected whole minutes, at least 0"),
    (change("policy", "equity_group", to="city"), "policy, equity_group: found city, expected district or none"),
    (change("policy", "language_level", to="b1"), "policy, language_level: found b1, expected A1, A2, B1"),
    (
        change("policy", "change_cost", to=10**30),
        "policy, change_cost: found 1000000000000000000000000000000, expected",
    ),
    # ids
    (
        change("districts", 0, "id", to=""),
        "districts row 1, id: found an empty text, expected a text that is not empty",
    ),
    (change("needs", 0, "id", to=7), "needs row 1, id: found 7, expected a text that is not empty"),
    (change("offers", 0, "id", to=...), "offers row 1, id: found nothing, expected a text that is not empty"),
    (change("offers", 0, "id", to="\ud800"), "offers \\ud800, id: found \\ud800, expected a text"),
    (
        add("districts"),
        "districts brackel, id: found brackel a second time, first in districts, expected an id that no",
    ),
    (add("needs"), "needs n1, id: found n1 a second time, first in needs, expected an id that no other household"),
    (change("offers", 0, "id", to="h2"), "offers h2, id: found h2 a second time, first in households"),
    # households
    (
        change("households", 0, "lat", to=91),
        "households h1, lat: found a number out of range, expected degrees (WGS84)",
    ),
    (change("households", 0, "lon", to="7.5"), "households h1, lon: found a text that is not a number, expected degre"),
    (change("households", 0, "lat", to=float("nan")), "households h1, lat: found a number out of range, expected deg"),
    (change("households", 0, "languages", to=["ar"]), "households h1, languages: found a list of length 1, expected e"),
    (change("households", 0, "languages", "ar", to="good"), "households h1, languages: found a text that is no level"),
    (change("households", 0, "languages", "ar", to=None), "households h1, languages: found nothing, expected each lan"),
    (change("households", 0, "availability", to="tue 16:00-19:00"), "households h1, availability: found a text that"),
    (
        change("households", 0, "availability", to=["tue 16:00-19:00", "wed 10:15-11:00"]),
        "households h1, availability entry 2: found a text that is not a window, expected a list of windows such as",
    ),
    (
        change("households", 0, "availability", to=[None]),
        "households h1, availability entry 1: found nothing, expected",
    ),
    (
        change("households", 0, "availability", to=[{"day": 1, "first": 2, "end": 3}]),
        "households h1, availability entr",
    ),
    (
        change("households", 0, "persons", to=0),
        "households h1, persons: found 0, expected a whole number of persons, a",
    ),
    (change("households", 0, "persons", to=10**12), "households h1, persons: found 1000000000000, expected a whole nu"),
    (change("households", 0, "contact_gender", to="x"), "households h1, contact_gender: found another text, expected "),
    (change("households", 0, "district", to="bracel"), "households h1, district: found bracel, expected the id of a d"),
    (
        change("households", 0, "personen", to=3),
        "households h1, personen: found an unknown field, expected one of id, ",
    ),
    (change("households", 0, "notes", to=None), "households h1, notes: found an unknown field, expected one of id, "),
    # needs
    (change("needs", 0, "urgency", to=5), "needs n1, urgency: found 5, expected a whole number from 1 to 4"),
    (change("needs", 0, "urgency", to=True), "needs n1, urgency: found true, expected a whole number from 1 to 4"),
    (change("needs", 0, "urgency", to=None), "needs n1, urgency: found nothing, expected a whole number from 1 to 4"),
    (change("needs", 0, "hours", to=0.75), "needs n1, hours: found 0.75, expected 0.5 to 12 hours in steps of 0.5"),
    (change("needs", 0, "hours", to=12.5), "needs n1, hours: found 12.5, expected 0.5 to 12 hours in steps of 0.5"),
    (change("needs", 0, "hours", to=float("inf")), "needs n1, hours: found inf, expected 0.5 to 12 hours"),
    (change("needs", 0, "requested_on", to="1.8.2016"), "needs n1, requested_on: found 1.8.2016, expected a date such"),
    (change("needs", 0, "requested_on", to="2016-02-30"), "needs n1, requested_on: found 2016-02-30, expected a date"),
    (change("needs", 0, "attendee", to=""), "needs n1, attendee: found an empty text, expected a text that is not emp"),
    (change("needs", 0, "age", to=9.5), "needs n1, age: found a number out of range, expected whole years, at least 0"),
    (change("needs", 0, "gender", to="w"), "needs n1, gender: found another text, expected f, m or x"),
    (
        change("needs", 0, "requires", to="police_clearance"),
        "needs n1, requires: found a text, expected a list of text",
    ),
    (change("needs", 0, "seats", to=0), "needs n1, seats: found 0, expected a whole number of seats, at least 1"),
    (change("needs", 0, "place", to={"lat": 51.5}), "needs n1, place.lon: found nothing, expected degrees (WGS84)"),
    (change("needs", 0, "place", to={"lat": 51.5, "lon": None}), "needs n1, place.lon: found nothing, expected degree"),
    (change("needs", 0, "place", to={"lat": 51, "lon": 7, "x": 1}), "needs n1, place.x: found an unknown field, expec"),
    (change("needs", 0, "place", to="office"), "needs n1, place: found a text, expected an object with lat and lon"),
    (change("needs", 0, "household", to="h9"), "needs n1, household: found h9, expected the id of a household"),
    (change("needs", 0, "household", to="v1"), "needs n1, household: found v1, expected the id of a household"),
    # volunteers and offers
    (change("volunteers", 0, "roles", to=["sponsor"]), "volunteers v1, roles entry 1: found sponsor, expected a list"),
    (change("volunteers", 0, "mode", to="train"), "volunteers v1, mode: found train, expected foot, bike, transit or "),
    (change("volunteers", 0, "max_travel_minutes", to=-1), "volunteers v1, max_travel_minutes: found -1, expected who"),
    (change("volunteers", 0, "max_travel_minutes", to=7.5), "volunteers v1, max_travel_minutes: found 7.5, expected w"),
    (change("volunteers", 0, "hours_per_week", to=1e300), "volunteers v1, hours_per_week: found 1000000000000000052"),
    (change("volunteers", 0, "max_matches", to="2"), "volunteers v1, max_matches: found 2, expected a whole number, a"),
    (change("volunteers", 0, "gender", to=None), "volunteers v1, gender: found nothing, expected f, m or x"),
    (
        change("volunteers", 0, "kinds", to=[""]),
        "volunteers v1, kinds entry 1: found an empty text, expected a list of",
    ),
    (change("offers", 0, "times", to=[]), "offers o1, times: found a list of length 0, expected a list of windows"),
    (
        change("offers", 0, "ages", to=[9, 6]),
        "offers o1, ages: found [9, 6], expected two whole numbers of years",
    ),
    (change("offers", 0, "ages", to=[6, 10**10]), "offers o1, ages entry 2: found 10000000000, expected two whole num"),
    (change("offers", 0, "language_free", to="false"), "offers o1, language_free: found false, expected true or false"),
    (change("offers", 0, "seats", to=-1), "offers o1, seats: found -1, expected a whole number of seats, at least 0"),
    # matches
    (change("matches", 0, "status", to="done"), "matches row 1, status: found done, expected active, pinned or propos"),
    (
        change("matches", 0, "start", to=80),
        "matches row 1, start: found a text that is not a start, expected a start s",
    ),
    (
        change("matches", 0, "start", to="tue 16:10"),
        "matches row 1, start: found a text that is not a start, expected ",
    ),
    (change("matches", 0, "waive", to=["block"]), "matches row 1, waive entry 1: found block, expected a list of kind"),
    (change("matches", 0, "need", to="n9"), "matches row 1, need: found n9, expected the id of a need"),
    (change("matches", 0, "provider", to="h1"), "matches row 1, provider: found h1, expected the id of a volunteer or"),
    (change("matches", 0, "mediator", to="o1"), "matches row 1, mediator: found o1, expected the id of a volunteer"),
    (
        add("matches", status="active"),
        "matches row 2, status: found active beside pinned of matches row 1, expected at",
    ),
    (add("matches"), "matches row 2, status: found pinned beside pinned of matches row 1, expected at most one active"),
    # blocks and travel
    (change("blocks", 0, "until", to="2016-09-11"), "blocks row 1, until: found 2016-09-11, expected the date of a Mo"),
    (change("blocks", 0, "household", to="h9"), "blocks row 1, household: found h9, expected the id of a household"),
    (change("blocks", 0, "resource", to="n1"), "blocks row 1, resource: found n1, expected the id of a volunteer or "),
    (change("travel", 0, "minutes", to=-5), "travel row 1, minutes: found -5, expected whole minutes, at least 0"),
    (change("travel", 0, "traveller", to="v9"), "travel row 1, traveller: found v9, expected the id of a volunteer or"),
    (change("travel", 0, "traveller", to="o1"), "travel row 1, traveller: found o1, expected the id of a volunteer or"),
    (change("travel", 0, "place", to="h1"), "travel row 1, place: found h1, expected the id of a need or offer"),
    (change("travel", 0, "place", to={"lat": 1}), "travel row 1, place: found an object, expected the id of a need or"),
    (
        add("travel", traveller="h2", place="n2"),
        "travel row 3, place: found h2 to n2, household to need, expected a wa",
    ),
    (
        add("travel"),
        "travel row 3, place: found h1 to o1 a second time, first in travel row 1, expected each pair once",
    ),
]


@pytest.mark.parametrize(("mutate", "expected"), MALFORMED, ids=[expected for _, expected in MALFORMED])
def test_malformed_case_is_refused_by_name(mutate, expected):
    problems = problems_after(mutate)
    assert any(problem.startswith(expected) for problem in problems), problems


@pytest.mark.parametrize("raw", [None, [], "case", 7, True, {}])
def test_other_structures_are_no_case(raw):
    with pytest.raises(InvalidInput, match="case"):
        parse_case(raw)
