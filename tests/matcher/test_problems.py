import copy
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.case import parse_case
from matcher.errors import InvalidInput
from tests.malformed import SOUND, change, problems_after

PRIVATE = ("ar-SECRET", "51.987654", "mon 01:30-02:00", "SECRET")


@pytest.mark.parametrize(
    "mutate",
    [
        change("households", 0, "languages", to={"ar-SECRET": "SECRET"}),
        change("households", 0, "languages", to="ar-SECRET"),
        change("households", 0, "lat", to="51.987654"),
        change("households", 0, "lat", to=51987654.987654),
        change("households", 0, "availability", to=["mon 01:30-02:00", "mon 01:30-01:45 SECRET"]),
        change("needs", 0, "place", to={"lat": "51.987654", "lon": "SECRET"}),
        change("needs", 0, "attendee", to=["SECRET"]),
        change("needs", 0, "gender", to="SECRET"),
        change("needs", 0, "age", to="SECRET"),
        change("needs", 0, "hours", to="mon 01:30-02:00"),
        change("volunteers", 0, "mode", to="ar-SECRET:native|de:A1"),
        change("volunteers", 0, "qualifications", to="SECRET"),
    ],
)
def test_messages_keep_what_is_personal(mutate):
    shown = "\n".join(problems_after(mutate))
    assert not any(secret in shown for secret in PRIVATE), shown


def test_what_was_found_is_shortened_and_stays_on_one_line():
    (problem,) = problems_after(change("volunteers", 0, "mode", to="\x1b[31m\n\u202e" + "x" * 200))
    found = re.search("found (.*), expected", problem)
    assert found is not None
    assert found.group(1).startswith("\\x1b[31m\\n\\u202exxx")
    assert len(found.group(1)) == 60


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.text(st.characters(), max_size=3),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=5,
)
PLACES = [(name, field) for name, found in SOUND.items() if isinstance(found, list) for field in found[0]]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*PLACES, *((name, None) for name in SOUND)]), junk)
def test_whatever_stands_in_a_field_is_taken_or_refused_with_reasons(place, found):
    name, field = place
    raw = copy.deepcopy(SOUND)
    if field is None:
        raw[name] = found
    else:
        raw[name][0][field] = found
    refused = refusals(raw)
    assert not refused or b"expected" in refused


def refusals(raw: object) -> bytes:
    """What the case is refused for, empty when it is taken."""
    try:
        parse_case(raw)
    except InvalidInput as error:
        return str(error).encode()  # every letter can be shown on a screen
    return b""


def test_at_most_fifty_problems_are_shown():
    with pytest.raises(InvalidInput) as caught:
        parse_case({**SOUND, "districts": [{}] * 60})
    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 12 more problems"  # 60 without id, and two households without their district
