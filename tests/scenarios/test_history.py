from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np

from geodata.travel import EstimatedTravel
from matcher.domain import Case, Match, Offer, Volunteer
from matcher.facts import Facts
from matcher.rules import Choice, broken_rules
from scenarios import PILOT, generate_case


def minutes(mode: str, start: tuple[float, float], end: tuple[float, float]) -> int:
    journeys = EstimatedTravel().minutes(
        traveller_ids=["a"], travellers=np.array([start]), modes=[mode], place_ids=["b"], places=np.array([end])
    )
    return int(journeys.minutes[0, 0])


def choice_of(facts: Facts, match: Match, start: int) -> Choice:
    need = facts.needs[match.need]
    home, meeting = facts.households[need.household], facts.meeting_place(need)
    provider: Volunteer | Offer | None = None
    provider_minutes = mediator_minutes = 0
    mediator = facts.volunteers[match.mediator] if match.mediator else None
    if mediator:
        mediator_minutes = minutes(mediator.mode, (mediator.lat, mediator.lon), meeting)
    if match.provider in facts.offers:
        provider = facts.offers[match.provider]
        mode = facts.policy.household_mode
        provider_minutes = minutes(mode, (home.lat, home.lon), (provider.lat, provider.lon))
    elif match.provider:
        provider = facts.volunteers[match.provider]
        provider_minutes = minutes(provider.mode, (provider.lat, provider.lon), meeting)
    return Choice(
        need=need,
        provider=provider,
        mediator=mediator,
        start=start,
        provider_minutes=provider_minutes,
        mediator_minutes=mediator_minutes,
    )


def test_there_is_no_history_unless_asked_for() -> None:
    assert generate_case(PILOT, seed=0).matches == ()


def test_history_changes_nothing_but_the_matches(pilot_with_history: Case) -> None:
    assert replace(pilot_with_history, matches=()) == generate_case(PILOT, seed=0)


def test_same_seed_gives_the_same_history(pilot_with_history: Case) -> None:
    parameters = replace(PILOT, active_share=0.1, pinned_share=0.05, proposed_share=0.1)
    assert generate_case(parameters, seed=0) == pilot_with_history


def test_as_many_matches_as_asked_for_and_one_per_need(pilot_with_history: Case) -> None:
    n = len(pilot_with_history.needs)
    counts = Counter(match.status for match in pilot_with_history.matches)
    assert counts == {"active": round(0.1 * n), "pinned": round(0.05 * n), "proposed": round(0.1 * n)}
    assert len({match.need for match in pilot_with_history.matches}) == len(pilot_with_history.matches)


def test_fewer_matches_where_nobody_fits() -> None:
    case = generate_case(replace(PILOT, proposed_share=1.0), seed=0)
    assert 50 < len(case.matches) < len(case.needs)


def test_nobody_to_ask_means_no_match() -> None:
    parameters = replace(
        PILOT,
        companions=replace(PILOT.companions, per_household=0),
        mediators=replace(PILOT.mediators, per_household=0),
        offers_per_household=0,
        active_share=1.0,
    )
    assert generate_case(parameters, seed=0).matches == ()


def test_active_and_proposed_matches_obey_every_rule_on_their_own(pilot_with_history: Case) -> None:
    facts = Facts(replace(pilot_with_history, matches=()))
    for match in pilot_with_history.matches:
        if match.status != "pinned":
            assert match.start is not None
            assert broken_rules(facts, choice_of(facts, match, match.start)) == []


def test_every_pin_can_hold_beside_the_active_matches(pilot_with_history: Case) -> None:
    facts = Facts(pilot_with_history)
    pins = [match for match in pilot_with_history.matches if match.status == "pinned"]
    assert pins
    for pin in pins:
        assert pin.start is None
        assert any(broken_rules(facts, choice_of(facts, pin, start)) == [] for start in range(336))


def test_all_matches_together_keep_capacities_and_book_nobody_twice() -> None:
    parameters = replace(PILOT, active_share=0.5, proposed_share=0.5)
    case = generate_case(parameters, seed=2)
    facts = Facts(replace(case, matches=()))
    seats: Counter[str] = Counter()
    meetings: Counter[str] = Counter()
    half_hours: Counter[str] = Counter()
    taken: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
    for match in case.matches:
        need = facts.needs[match.need]
        use = facts.use(need, match.provider, match.start)
        cells = [(day, cell) for day, bits in enumerate(use.cells) for cell in range(48) if bits >> cell & 1]
        taken[need.household, need.attendee] += cells
        if match.provider in facts.offers:
            seats[match.provider] += need.seats
        for person in {match.provider, match.mediator} & facts.volunteers.keys():
            meetings[person] += 1
            half_hours[person] += use.half_hours
            taken[person] += cells
    assert meetings
    assert all(seats[offer.id] <= offer.seats for offer in case.offers)
    assert all(meetings[one.id] <= one.max_matches for one in case.volunteers)
    assert all(half_hours[one.id] <= 2 * one.hours_per_week for one in case.volunteers)
    assert all(len(cells) == len(set(cells)) for cells in taken.values())
