import copy

import pytest

from matcher.case import parse_case
from matcher.errors import InvalidInput
from tests.malformed import SOUND, add, change, problems_after


@pytest.mark.parametrize(
    "mutate",
    [
        change("households", 0, "lat", to=91),
        change("needs", 0, "urgency", to=5),
        change("volunteers", 0, "languages", to="de"),
        change("offers", 0, "seats", to=10**12),
        change("matches", 0, "provider", to="v9"),
        add("needs", id="n3", household="h9"),
    ],
)
def test_one_mistake_is_one_problem_without_follow_ups(mutate):
    assert len(problems_after(mutate)) == 1


def test_problems_of_fields_and_of_references_are_told_at_once():
    problems = problems_after(
        change("week", to="2016-09-06"),
        change("households", 0, "lat", to=91),
        change("needs", 0, "urgency", to=5),
        change("needs", 1, "household", to="h9"),
        change("matches", 0, "mediator", to="m9"),
        change("policy", "equity", to=-1),
    )
    assert [problem.partition(":")[0] for problem in problems] == [
        "case, week",
        "policy, equity",
        "households h1, lat",
        "needs n1, urgency",
        "needs n2, household",
        "matches row 1, mediator",
    ]


def test_broken_record_that_refers_to_nobody_is_told_both():
    problems = problems_after(change("needs", 0, "urgency", to=5), change("needs", 0, "household", to="h9"))
    assert [problem.partition(":")[0] for problem in problems] == ["needs n1, urgency", "needs n1, household"]


def test_unreadable_list_does_not_make_its_ids_unknown():
    assert problems_after(change("volunteers", to="none")) == [
        "case, volunteers: found a text, expected a list of objects"
    ]


@pytest.mark.parametrize(
    ("statuses", "is_sound"),
    [
        (("pinned", "proposed"), True),
        (("active",), True),
        (("proposed",), True),
        (("active", "proposed"), False),
        (("active", "pinned"), False),
        (("active", "active"), False),
        (("pinned", "pinned"), False),
        (("proposed", "proposed"), False),
        (("pinned", "proposed", "proposed"), False),
    ],
)
def test_need_has_at_most_one_settled_and_one_proposed_match(statuses, is_sound):
    for order in (statuses, tuple(reversed(statuses))):
        raw = copy.deepcopy(SOUND) | {"matches": [{"need": "n1", "status": status} for status in order]}
        if is_sound:
            assert len(parse_case(raw).matches) == len(statuses)
        else:
            with pytest.raises(InvalidInput, match="status: found"):
                parse_case(raw)


@pytest.mark.parametrize(("status", "is_sound"), [("pinned", True), ("active", False), ("proposed", False)])
def test_only_pinned_matches_waive_rules(status, is_sound):
    raw = copy.deepcopy(SOUND) | {"matches": [{"need": "n1", "status": status, "waive": ["time"]}]}
    if is_sound:
        assert parse_case(raw).matches[0].waive == ("time",)
    else:
        with pytest.raises(InvalidInput, match="matches row 1, waive: found a waived rule on"):
            parse_case(raw)


@pytest.mark.parametrize(("traveller", "place"), [("v1", "n2"), ("v1", "o1"), ("h2", "o1")])
def test_three_kinds_of_way_may_be_measured(traveller, place):
    raw = copy.deepcopy(SOUND) | {"travel": [{"traveller": traveller, "place": place, "minutes": 0}]}
    assert parse_case(raw).travel[0].source == "measured"
