"""Level 1 of the model (``matcher/README.md``), row by row and without any cut, solved by CP-SAT."""

from collections.abc import Iterator, Sequence
from math import lcm

import numpy as np
from ortools.sat.python import cp_model

from matcher.errors import SolveFailed
from matcher.facts import slopes
from matcher.greedy import greedy_plan
from matcher.options import NOBODY, Options
from matcher.people import Longs
from matcher.plan import Plan, empty_booking, empty_plan, served_weight
from matcher.week import CELLS_PER_DAY
from tests.benchmarks.cheapest import Choices, cheapest_options

WORKERS = 2


def cp_sat_plan(options: Options, hint: Plan, *, options_per_need: int, seconds: float) -> tuple[Plan, str]:
    """
    What CP-SAT finds among each need's cheapest options and, greedily, what else still fits; what it says of it.

    Parameters
    ----------
    hint
        The greedy plan; its own options may be chosen too. Stands when nothing is found in time.

    Raises
    ------
    NoPlan
        When there are too many options.
    SolveFailed
        When CP-SAT breaks.
    """
    choices = cheapest_options(options, options_per_need, hint)
    model, chosen = _model(options, choices, hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = 0
    # With all of its presolve, a city's minute is over before the search begins.
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:
        return hint, f"nothing found in {seconds:g} s, so the greedy plan"
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise SolveFailed(f"CP-SAT ended with {solver.status_name(status)}")
    rows = np.array([row for row, variable in enumerate(chosen) if solver.boolean_value(variable)], dtype=np.int64)
    said = f"{solver.status_name(status).lower()} on {len(choices):,} of {options.n_options:,} options"
    # A need that an option beyond those still fits is not outbid, and no valid result may leave it open.
    return greedy_plan(options, _plan(options, choices, rows)), said


def _plan(options: Options, choices: Choices, rows: Longs) -> Plan:
    plan = empty_plan(options)
    need = choices.need[rows]
    for name in ("provider", "mediator", "start"):
        getattr(plan, name)[need] = getattr(choices, name)[rows]
    return plan


def _model(options: Options, choices: Choices, hint: Plan) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The model and its variable of every choice."""
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(len(choices))]
    for variable, value in zip(x, choices.are_in(hint).tolist(), strict=True):
        model.add_hint(variable, value)
    for rows in _groups(choices.need, np.arange(len(choices))):
        one_of = model.add_exactly_one if options.pinned[choices.need[rows[0]]] else model.add_at_most_one
        one_of([x[row] for row in rows])
    half_hours = _half_hours(options, choices)
    person, row = _users(options, choices)
    left = empty_booking(options)
    _limit(model, x, person, row, np.ones(len(x), dtype=np.int64), left.matches_left)
    _limit(model, x, person, row, half_hours, left.half_hours_left)
    visited = choices.provider >= options.people.n_volunteers
    offer = choices.provider[visited] - options.people.n_volunteers
    _limit(model, x, offer, np.flatnonzero(visited), options.seats[choices.need].astype(np.int64), left.seats_left)
    for rows in _cell_rows(options, choices, half_hours):
        model.add_at_most_one([x[row] for row in rows])
    _add_service(model, x, options, choices, hint)
    return model, x


def _add_service(
    model: cp_model.CpModel, x: Sequence[cp_model.IntVar], options: Options, choices: Choices, hint: Plan
) -> None:
    """
    The objective in whole numbers, exactly.

    Slices are counted in quarters of a point, so that a quarter of a group's weight is whole, and slopes in parts of
    their common denominator.
    """
    worth = slopes(options.facts.policy)
    common = lcm(*(slope.denominator for slope in worth))
    served = served_weight(options, hint)
    slices, worths = [], []
    order = np.argsort(options.group[choices.need], kind="stable")
    for rows in _groups(options.group[choices.need][order], order):
        group = int(options.group[choices.need[rows[0]]])
        quarter, filled = int(options.group_weight[group]), 4 * int(served[group])
        z = [model.new_int_var(0, quarter, "") for _ in worth]
        for number, variable in enumerate(z):
            model.add_hint(variable, min(quarter, max(0, filled - number * quarter)))
        weights = [4 * int(weight) for weight in options.weight[choices.need[rows]]]
        model.add(sum(z) == cp_model.LinearExpr.weighted_sum([x[row] for row in rows], weights))
        slices.extend(z)
        worths.extend(int(slope * common) for slope in worth)
    model.maximize(cp_model.LinearExpr.weighted_sum(slices, worths))


def _limit(
    model: cp_model.CpModel, x: Sequence[cp_model.IntVar], owner: Longs, row: Longs, amount: Longs, left: Longs
) -> None:
    """What the rows take of each owner is at most what is left; left out where it can not be exceeded."""
    order = np.argsort(owner, kind="stable")
    for rows, who in zip(_groups(owner[order], row[order]), np.unique(owner).tolist(), strict=True):
        amounts = amount[rows].tolist()
        if sum(amounts) > left[who]:
            model.add(cp_model.LinearExpr.weighted_sum([x[r] for r in rows], amounts) <= int(left[who]))


def _groups(key: Longs, row: Longs) -> Iterator[list[int]]:
    """Rows with equal keys; keys are in order."""
    if len(key):
        edges = np.flatnonzero(np.diff(key)) + 1
        for rows in np.split(row, edges):
            yield rows.tolist()


def _users(options: Options, choices: Choices) -> tuple[Longs, Longs]:
    """Volunteers whom a choice takes, as provider or mediator, and its row."""
    visits = np.flatnonzero((choices.provider != NOBODY) & (choices.provider < options.people.n_volunteers))
    joined = np.flatnonzero(choices.mediator != NOBODY)
    person = np.concatenate([choices.provider[visits], options.people.mediators[choices.mediator[joined]]])
    return person.astype(np.int64), np.concatenate([visits, joined])


def _half_hours(options: Options, choices: Choices) -> Longs:
    """Length of each choice's meetings."""
    people = options.people
    half_hours = options.half_hours[choices.need].astype(np.int64)
    at_offer = choices.provider >= people.n_volunteers
    half_hours[at_offer] = people.offer_half_hours[choices.provider[at_offer] - people.n_volunteers]
    return half_hours


def _cell_rows(options: Options, choices: Choices, half_hours: Longs) -> Iterator[list[int]]:
    """
    Choices of several needs that take the same cell of the same person or attendee.

    A row equal to that of the cell before is left out.
    """
    n_volunteers, n_cells = options.people.n_volunteers, 7 * CELLS_PER_DAY
    person, row = _users(options, choices)
    who = np.concatenate([person, n_volunteers + options.attendee[choices.need].astype(np.int64)])
    row = np.concatenate([row, np.arange(len(choices))])
    cells, first = _cells(options, choices, half_hours)
    length = half_hours[row]
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    key = np.repeat(who, length) * n_cells + cells[np.repeat(first[row], length) + within]
    rows = np.repeat(row, length)
    order = np.lexsort((rows, key))
    before: list[int] = []
    for together in _groups(key[order], rows[order]):
        # Choices are in order of need.
        if choices.need[together[0]] != choices.need[together[-1]] and together != before:
            yield together
        before = together


def _cells(options: Options, choices: Choices, half_hours: Longs) -> tuple[Longs, Longs]:
    """Cells of the week that each choice takes, one choice behind the other, and where each one's begin."""
    first = np.cumsum(half_hours) - half_hours
    cells = np.repeat(choices.start, half_hours) + np.arange(half_hours.sum()) - np.repeat(first, half_hours)
    offers = choices.provider - options.people.n_volunteers
    of_offer = [
        [day * CELLS_PER_DAY + bit for day in range(7) for bit in range(CELLS_PER_DAY) if int(words[day]) >> bit & 1]
        for words in options.people.offer_cells
    ]
    for row in np.flatnonzero(offers >= 0).tolist():
        cells[first[row] : first[row] + half_hours[row]] = of_offer[offers[row]]
    return cells, first
