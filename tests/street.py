"""
A street with a plan made by hand, for tests of ``check``.

Two households, who are free on Monday morning and Tuesday from 16 to 20 o'clock, have five needs.

- n1 of h1 (Arabic) goes to v1, who speaks Arabic, as proposed: 10 minutes. Every way takes ten unless told otherwise.
- n2 of h2 (Persian) goes to v1 with mediator m1: 10 + 10 minutes + 30 for the mediator = 50.
- n3, a child of h1, takes the only seat of o1 on Monday: 10 minutes. n4, a child of h2, is outbid.
- n5 of h1 asks for first aid, which neither v1 nor v2 has learnt: no option.

v2 could take n1 for 25 minutes and stays idle: 15. Cost 10 + 50 + 10 + 15 = 85; with v2 on n1 it would be the same.
Weights: n1 and n3 20 + 5, n2 80 + 5, n4 10 + 5: servable 150, served 135. Slices of 37.5 at 1.75, 1.5, 1.25 and 1:
37.5 * 4.5 + 22.5 = 191.25.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from matcher.canonical import case_sha256
from matcher.check import check
from matcher.domain import Case
from matcher.result import Assignment, Cost, Group, Held, Leg, Result, Service, Unmatched
from matcher.rules import RULES
from tests.instances import make_case, make_household, make_match, make_mediator, make_need, make_offer, make_volunteer
from tests.ways import Ways

HOME = ("mon 09:00-12:00", "tue 16:00-20:00")
EVENING = ("tue 16:00-20:00",)
WAYS = Ways(v2_to_n1=25, v2_to_n2=25)
PROPOSED = make_match(status="proposed")


def street(**changes: Any) -> Case:
    """The case; records by id (``v1={"gender": "m"}``) or lists of the case may be changed."""

    def changed(make: Callable[..., Any], **facts: Any) -> Any:
        return make(**{**facts, **changes.pop(facts["id"], {})})

    course = {"kind": "language_course", "attendee": "child"}
    persian = {"fa": "native"}
    facts: dict[str, Any] = {
        "households": [
            changed(make_household, id="h1", availability=HOME),
            changed(make_household, id="h2", availability=HOME, languages=persian),
        ],
        "needs": [
            changed(make_need, id="n1"),
            changed(make_need, id="n2", household="h2", urgency=4),
            changed(make_need, id="n3", **course),
            changed(make_need, id="n4", household="h2", urgency=1, **course),
            changed(make_need, id="n5", requires=["first_aid"]),
        ],
        "volunteers": [
            changed(make_volunteer, id="v1", availability=EVENING),
            changed(make_volunteer, id="v2", availability=EVENING),
            changed(make_mediator, id="m1", availability=EVENING, languages={"de": "C1", **persian}),
        ],
        "offers": (changed(make_offer, id="o1", seats=1, language_free=True),),
        "matches": (PROPOSED,),
    }
    return make_case(**{**facts, **changes})


def leg(traveller: str, minutes: int = 10) -> Leg:
    return Leg(traveller=traveller, minutes=minutes, source="estimate")


N1 = Assignment(need="n1", provider="v1", mediator=None, start="tue 16:00", cost=10, travel=(leg("v1"),), state="kept")
N2 = Assignment(
    need="n2",
    provider="v1",
    mediator="m1",
    start="tue 18:00",
    cost=50,
    travel=(leg("v1"), leg("m1")),
    state="new",
)
N3 = Assignment(need="n3", provider="o1", mediator=None, start="mon 09:00", cost=10, travel=(leg("h1"),), state="new")
OUTBID = Held(provider="o1", mediator=None, start="mon 09:00", held_by=("n3",))
N4 = Unmatched(need="n4", reason="outbid", outbid=(OUTBID,))
COUNTS = dict(zip(RULES, [2, 2, 2, 2, 0, 0, 0, 0, 0], strict=True))
N5 = Unmatched(need="n5", reason="no_option", remaining=COUNTS)
SERVICE = Service(value=191.25, bound=191.25, gap=0, served=3, servable=4, needs=5)
COST = Cost(value=85, bound=85, gap=0, idle=15)


def plan(case: Case | None = None, **changes: Any) -> Result:
    """The result of the street; its hash is that of the case, whatever is changed there."""
    right: dict[str, Any] = {
        "format": "lokal-willkommen/result@1",
        "case_sha256": case_sha256(case or street()),
        "week": "2016-09-05",
        "status": "optimal",
        "service": SERVICE,
        "cost": COST,
        "groups": {"brackel": Group(servable_weight=150, served_weight=135)},
        "assignments": (N1, N2, N3),
        "unmatched": (N4, N5),
        "seed": 0,
        "effort": "normal",
        "seconds": 0.1,
        "version": "0.1.0",
    }
    return Result(**{**right, **changes})


def codes(result: Result, case: Case | None = None, travel: Any = WAYS) -> set[str]:
    return {violation.code for violation in check(result, case or street(), travel)}


def texts(result: Result, case: Case | None = None, travel: Any = WAYS) -> list[str]:
    return [violation.text for violation in check(result, case or street(), travel)]


def codes_in(case: Case, **changes: Any) -> set[str]:
    """What is wrong with the street's plan in another case."""
    return codes(plan(case, **changes), case)


def with_n1(**changes: Any) -> tuple[Assignment, ...]:
    return (replace(N1, **changes), N2, N3)


def with_n4(**changes: Any) -> tuple[Unmatched, ...]:
    """The option that is held, changed."""
    return (replace(N4, outbid=(replace(OUTBID, **changes),)), N5)
