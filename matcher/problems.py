"""
Words for what is wrong in a case file: which record, which field, what was found, what is expected.

Messages end up in logs and on screens of people who may not see everything. What says something about a person
(languages, coordinates, availability, age, gender, any free text) is therefore never quoted, only described.
"""

from collections.abc import Iterable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from matcher.domain import ALL_AGES, MOST
from matcher.errors import Problem

LONGEST_QUOTE = 60

NOTHING = "nothing"
_LEVELS = "A1, A2, B1, B2, C1, C2 or native"
_MONDAY = "the date of a Monday, such as 2016-09-05"
_MODES = "foot, bike, transit or car"
_WINDOWS = "a list of windows such as tue 16:00-18:30, on the half hour, start before end, at most 24:00"
_MINUTES = "whole minutes, at least 0"
_COUNT = "a whole number, at least 0"
_WORD = "a text that is not empty"
_WORDS = "a list of texts that are not empty"
_LANGUAGES = f"each language code once with its level, {_LEVELS}"

EXPECTED = {
    "format": "lokal-willkommen/case@1",
    "week": _MONDAY,
    "policy": "an object with the fields of the policy",
    "id": _WORD,
    "name": "a text",
    "district": "the id of a district",
    "household": "the id of a household",
    "need": "the id of a need",
    "provider": "the id of a volunteer or offer",
    "mediator": "the id of a volunteer",
    "resource": "the id of a volunteer or offer",
    "traveller": "the id of a volunteer or household",
    "lat": "degrees (WGS84) from -90 to 90",
    "lon": "degrees (WGS84) from -180 to 180",
    "languages": _LANGUAGES,
    "availability": _WINDOWS,
    "times": f"{_WINDOWS}, at least one",
    "persons": "a whole number of persons, at least 1",
    "contact_gender": "f or m, or nothing",
    "gender": "f, m or x",
    "kind": _WORD,
    "kinds": _WORDS,
    "urgency": "a whole number from 1 to 4",
    "hours": "0.5 to 12 hours in steps of 0.5",
    "requested_on": "a date such as 2016-09-05",
    "attendee": _WORD,
    "age": "whole years, at least 0",
    "ages": "two whole numbers of years, youngest and oldest, youngest first",
    "requires": _WORDS,
    "qualifications": _WORDS,
    "needs.seats": "a whole number of seats, at least 1",
    "offers.seats": "a whole number of seats, at least 0",
    "needs.place": "an object with lat and lon, degrees (WGS84)",
    "travel.place": "the id of a need or offer",
    "organisation": _WORD,
    "roles": "a list of companion, mediator or both",
    "mode": _MODES,
    "max_travel_minutes": _MINUTES,
    "hours_per_week": "a number of hours, at least 0",
    "max_matches": _COUNT,
    "language_free": "true or false",
    "start": "a start such as tue 16:00, on the half hour",
    "status": "active, pinned or proposed",
    "waive": "a list of kind, language, travel, time or age",
    "until": _MONDAY,
    "minutes": _MINUTES,
    "source": _WORD,
    "language_level": _LEVELS,
    "bridge_level": _LEVELS,
    "official_language": "a language code",
    "urgency_points": "four whole numbers, at least 0",
    "waiting_points_per_week": _COUNT,
    "waiting_cap_weeks": "whole weeks, at least 0",
    "equity": "a number from 0 to 4",
    "equity_group": "district or none",
    "mediator_cost": _MINUTES,
    "change_cost": _MINUTES,
    "familiar_bonus": _MINUTES,
    "idle_cost": _MINUTES,
    "household_mode": _MODES,
    "household_max_travel_minutes": _MINUTES,
}
"""What is right, by field; where two lists mean different things by one word, by list and field."""

_QUOTED = frozenset(
    {
        *("format", "week", "until", "requested_on"),
        *("id", "district", "household", "need", "provider", "mediator", "resource", "traveller", "travel.place"),
        *("kind", "kinds", "status", "waive", "mode", "roles", "language_free"),
        *("urgency", "hours", "persons", "needs.seats", "offers.seats", "ages"),
        *("minutes", "max_travel_minutes", "hours_per_week", "max_matches"),
    }
)
"""Fields whose value says nothing about a person's life; those of the policy come on top."""

_OTHER_TEXT = {
    "availability": "a text that is not a window",
    "times": "a text that is not a window",
    "start": "a text that is not a start",
    "languages": "a text that is no level",
    "lat": "a text that is not a number",
    "lon": "a text that is not a number",
    "age": "a text that is not a number",
    "gender": "another text",
    "contact_gender": "another text",
}


def visible(text: str) -> str:
    """The text in one line of at most 60 characters, control characters spelled out."""
    if len(text) <= LONGEST_QUOTE and text.isprintable():
        return text
    shown = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text[: LONGEST_QUOTE + 1]
    )
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 3] + "..."


def expected_in(list_name: str, field: str) -> str:
    """What is right in this field of this list, with its unit and range."""
    return EXPECTED.get(f"{list_name}.{field}") or EXPECTED.get(field, "another value")


def found_in(list_name: str, field: str, found: object) -> str:
    """What stands in this field: quoted where that is harmless, else only described."""
    if found is None:
        return NOTHING
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list):
        is_pair = field == "ages" and len(found) == len(ALL_AGES) and all(isinstance(age, int) for age in found)
        return visible(str(found)) if is_pair else f"a list of length {len(found)}"
    if found == "":
        return "an empty text"
    if list_name == "policy" or not _QUOTED.isdisjoint((field, f"{list_name}.{field}")):
        return _quoted(found)
    if isinstance(found, str):
        return _OTHER_TEXT.get(field, "a text")
    if isinstance(found, bool):
        return "true or false"
    return "a number out of range" if field in ("lat", "lon", "age") else "a number"


def _quoted(found: object) -> str:
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, str) and not {":", "|"}.isdisjoint(found):
        return "another text"  # a cell of languages or windows that slipped into a neighbouring column
    return visible(str(found))


def known_fields(names: Iterable[str]) -> str:
    """The words "one of a, b, c"."""
    return f"one of {', '.join(names)}"


def unknown_field(record: str, field: str, names: Iterable[str]) -> Problem:
    """A field nobody knows: a typing slip must not silently drop a rule."""
    return Problem(record=record, field=visible(field), found="an unknown field", expected=known_fields(names))


def repeated_field(record: str, field: str) -> Problem:
    """A field that stands twice in one object, so that nobody knows which of them is meant."""
    return Problem(record=record, field=visible(field), found="this field twice", expected="each field once")


def too_large(list_name: str, record: str, field: str, place: str, found: object) -> Problem:
    """A number no solver could count with, in a field or an entry of it."""
    return Problem(
        record=record,
        field=place,
        found=found_in(list_name, field, found),
        expected=f"{expected_in(list_name, field)}, at most {MOST:,}",
    )


def problems_of(
    error: ValidationError, *, list_name: str, record: str, names: Iterable[str], joint: str = "."
) -> list[Problem]:
    """
    What a record's own checks found, one problem per field or entry.

    Parameters
    ----------
    names
        The fields the record may have.
    joint
        Between ``place`` and ``lat``: a point in JSON, an underscore in the columns of a table.
    """
    names = tuple(names)
    problems = {}
    for detail in error.errors(include_url=False, include_context=False):
        place = _place_of(detail["loc"], joint)
        if place not in problems:  # a number that is neither whole nor broken is reported once, not twice
            problems[place] = _problem_of(detail, list_name, record, names, place)
    return list(problems.values())


def _problem_of(detail: ErrorDetails, list_name: str, record: str, names: tuple[str, ...], place: str) -> Problem:
    location = detail["loc"]
    if detail["type"] == "unexpected_keyword_argument":
        return unknown_field(record, place, names if len(location) == 1 else ("lat", "lon"))
    field = str(location[1] if _is_in_place(location) else location[0])
    found = None if detail["type"] == "missing" else detail["input"]
    return Problem(
        record=record,
        field=place,
        found=found_in(list_name, field, found),
        expected=expected_in(list_name, field),
    )


def _is_in_place(location: tuple[int | str, ...]) -> bool:
    return location[0] == "place" and len(location) > 1


def _place_of(location: tuple[int | str, ...], joint: str) -> str:
    if _is_in_place(location):
        return f"place{joint}{location[1]}"
    if len(location) > 1 and isinstance(location[1], int):
        return f"{location[0]} entry {location[1] + 1}"
    return str(location[0])
