"""Pins first: a way in which all of them hold, or a smallest set that can not."""

from collections.abc import Callable

import numpy as np

from matcher.errors import Clash, PinsClash, SolveFailed
from matcher.exact import solve_exactly
from matcher.greedy import fill_in_order
from matcher.listing import list_options
from matcher.model import lone_part, pin_program, plan_of
from matcher.options import NOBODY, Options
from matcher.people import Longs
from matcher.plan import Plan, empty_plan
from matcher.remaining import count_remaining

_NODES = 100_000


def settle_pins(options: Options) -> Plan:
    """
    A plan in which every pinned need is served as its pin says, and nothing else.

    Raises
    ------
    PinsClash
        When they can not all hold: with every pin that fails alone, or else one smallest set that clashes.
    SolveFailed
        When the solver finds neither a way nor a proof that there is none.
    """
    pinned = np.flatnonzero(options.pinned)
    _refuse_pins_without_option(options, pinned)
    plan = fill_in_order(options, empty_plan(options), pinned)
    if plan.served[pinned].all():
        return plan
    settled = _serve_all(options, pinned)
    if settled is None:
        raise PinsClash([_smallest_clash(options, pinned)])
    return settled


def _refuse_pins_without_option(options: Options, pinned: Longs) -> None:
    alone = [options.needs[need] for need in pinned if not options.servable[need]]
    clashes = [
        Clash(needs=(need.id,), rule=next((rule for rule, count in left.items() if count == 0), "capacity"))
        for need, left in zip(alone, count_remaining(options.judge, alone), strict=True)
    ]
    if clashes:
        raise PinsClash(clashes)


def _serve_all(options: Options, needs: Longs, *, cells: bool = True) -> Plan | None:
    """A way to serve all the needs, or None when there is none."""
    part = lone_part(options, needs)
    solution = solve_exactly(pin_program(part, cells=cells), node_limit=_NODES)
    if solution.status == "unknown":
        raise SolveFailed(f"{len(needs)} pins: neither a way in which they hold nor a proof that there is none")
    return None if solution.values is None else plan_of(part, solution.values)


def _smallest_clash(options: Options, needs: Longs) -> Clash:
    """Halve first, then drop one pin at a time, as long as the rest still clashes."""
    clashing = _shrink(needs, lambda some: _serve_all(options, some) is None)
    double = _serve_all(options, clashing, cells=False) is not None
    return Clash(
        needs=tuple(sorted(options.needs[need].id for need in clashing)),
        rule="double_booking" if double else "capacity",
        resource=_meeting_point(options, clashing),
    )


def _shrink(needs: Longs, clashes: Callable[[Longs], bool]) -> Longs:
    size = len(needs) // 2
    while size >= 1:
        position = 0
        while position < len(needs):
            rest = np.delete(needs, slice(position, position + size))
            if len(rest) and clashes(rest):
                needs = rest
            else:
                position += size
        size //= 2
    return needs


def _meeting_point(options: Options, needs: Longs) -> str:
    """Id of a helper, or of the household, that every option of every need takes; empty when there is none."""
    people = options.people
    listing = list_options(options, needs)
    person = {NOBODY: NOBODY, **dict(enumerate(people.mediators.tolist()))}
    helpers = zip(listing.provider.tolist(), listing.mediator.tolist(), strict=True)
    common = set.intersection(*({provider, person[mediator]} - {NOBODY} for provider, mediator in helpers))
    if common:
        return str(people.providers[min(common)].id)
    households = {options.needs[need].household for need in needs}
    return households.pop() if len(households) == 1 else ""
