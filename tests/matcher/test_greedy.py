"""The greedy plan: needs by weight, then id, each the cheapest option that still fits."""

import pytest

from matcher.domain import Case
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.greedy import fill_in_order, greedy_plan
from matcher.options import NOBODY, Options, generate_options
from matcher.pins import settle_pins
from matcher.plan import OPEN, Plan, empty_plan
from matcher.week import format_start
from tests.brute_force import Option, fits, minutes_between, options_by_need
from tests.instances import make_case, make_household, make_match, make_mediator, make_need, make_volunteer
from tests.tiny_cases import random_case, travel_of
from tests.ways import Ways

Choices = dict[str, tuple[str | None, str | None, str]]
"""Provider, mediator and start by served need."""


def told(options: Options, plan: Plan) -> Choices:
    people = options.people
    found: Choices = {}
    for row, need in enumerate(options.needs):
        if plan.start[row] != OPEN:
            provider, mediator = int(plan.provider[row]), int(plan.mediator[row])
            found[need.id] = (
                None if provider == NOBODY else people.providers[provider].id,
                None if mediator == NOBODY else people.volunteers[people.mediators[mediator]].id,
                format_start(int(plan.start[row])),
            )
    return found


def greedy(case: Case, **minutes: int) -> Choices:
    options = generate_options(Facts(case), Ways(**minutes))
    return told(options, greedy_plan(options, settle_pins(options)))


def two_needs(**n2: object) -> Case:
    """n1 and n2 of one hour each; v1 has one match."""
    return make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(hours=1), make_need(**{"id": "n2", "household": "h2", "hours": 1, **n2})],
        volunteers=[make_volunteer(max_matches=1)],
    )


def test_heavier_need_comes_first() -> None:
    assert greedy(two_needs(urgency=3)) == {"n2": ("v1", None, "tue 16:00")}


def test_of_equal_weights_the_first_id_comes_first() -> None:
    assert greedy(two_needs()) == {"n1": ("v1", None, "tue 16:00")}


def test_pinned_need_comes_before_heavier_ones() -> None:
    case = two_needs(urgency=4)
    pinned = make_case(
        households=case.households,
        needs=case.needs,
        volunteers=case.volunteers,
        matches=(make_match(status="pinned"),),
    )
    assert greedy(pinned) == {"n1": ("v1", None, "tue 16:00")}


def test_cheapest_option_that_still_fits_is_taken() -> None:
    # v1 is nearer to both, but has one match.
    case = two_needs(urgency=4)
    people = [*case.volunteers, make_volunteer(id="v2")]
    both = make_case(households=case.households, needs=case.needs, volunteers=people)
    assert greedy(both, v2_to_n1=11, v2_to_n2=11) == {
        "n1": ("v2", None, "tue 16:00"),
        "n2": ("v1", None, "tue 16:00"),
    }


def test_second_visit_follows_the_first() -> None:
    case = make_case(households=[make_household()], needs=[make_need(hours=1), make_need(id="n2", hours=1)])
    assert greedy(case) == {"n1": ("v1", None, "tue 16:00"), "n2": ("v1", None, "tue 17:00")}


def test_greedy_takes_the_near_volunteer_away_from_who_needs_her() -> None:
    # n2 (85) takes v1, who is nearer; n1 has nobody else. Never better, but always there.
    case = two_needs(urgency=4)
    people = [*case.volunteers, make_volunteer(id="v2", max_travel_minutes=20)]
    both = make_case(households=case.households, needs=case.needs, volunteers=people)
    assert greedy(both, v2_to_n1=21, v2_to_n2=11) == {"n2": ("v1", None, "tue 16:00")}


def test_proposal_is_cheaper_by_what_its_change_costs() -> None:
    case = make_case(
        volunteers=[make_volunteer(), make_volunteer(id="v2")],
        matches=(make_match(status="proposed", provider="v2", start="tue 16:30"),),
    )
    assert greedy(case, v2_to_n1=29) == {"n1": ("v2", None, "tue 16:30")}
    assert greedy(case, v2_to_n1=30, v1_to_n1=9) == {"n1": ("v1", None, "tue 16:00")}


def test_cheapest_mediator_comes_along() -> None:
    case = make_case(
        volunteers=[make_volunteer(languages={"de": "native"}), make_mediator(), make_mediator(id="m2")],
    )
    assert greedy(case, m1_to_n1=12) == {"n1": ("v1", "m2", "tue 16:00")}


def test_needs_left_out_of_the_order_stay_open() -> None:
    options = generate_options(Facts(two_needs(urgency=4)), Ways())
    plan = fill_in_order(options, empty_plan(options), options.servable.nonzero()[0][:1])
    assert set(told(options, plan)) == {"n1"}


def test_settled_plan_is_left_as_it_is() -> None:
    options = generate_options(Facts(two_needs(urgency=4)), Ways())
    settled = empty_plan(options)
    greedy_plan(options, settled)
    assert not settled.served.any()


def by_hand(case: Case, settled: Choices) -> Choices:
    """
    The same from the rules: every option in turn, of equally cheap ones the first in the order of the case.

    Of one pair's starts last week's goes first, even where keeping it saves nothing.
    """
    facts = Facts(case)
    options = options_by_need(facts, minutes_between(facts, travel_of(case)))
    place = {None: -1, **{helper.id: i for i, helper in enumerate([*case.volunteers, *case.offers])}}

    def key(option: Option) -> tuple[int, int, int, bool, int]:
        proposal = facts.proposed.get(option.need)
        other_start = proposal is None or proposal.start != option.start
        return option.cost, place[option.provider], place[option.mediator], other_start, option.start

    def choice(option: Option) -> tuple[str | None, str | None, str]:
        return option.provider, option.mediator, format_start(option.start)

    plan = [next(option for option in options[need] if choice(option) == settled[need]) for need in settled]
    for need in sorted(options, key=lambda n: (-facts.weight(facts.needs[n]), n)):
        if need not in settled:
            fitting = [option for option in options[need] if fits(facts, plan, option)]
            plan += [min(fitting, key=key)] if fitting else []
    return {option.need: choice(option) for option in plan}


def test_greedy_plan_is_the_one_found_by_asking_the_rules() -> None:
    compared = 0
    for seed in range(250):
        case = random_case(seed)
        options = generate_options(Facts(case), travel_of(case))
        try:
            settled = settle_pins(options)
        except PinsClash:
            continue
        compared += 1
        assert told(options, greedy_plan(options, settled)) == by_hand(case, told(options, settled)), seed
    assert compared > 200


@pytest.mark.parametrize("nothing", [{"needs": []}, {"volunteers": []}])
def test_nothing_to_do_is_an_empty_plan(nothing: dict[str, list[object]]) -> None:
    assert greedy(make_case(**nothing)) == {}
