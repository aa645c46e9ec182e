"""
One need and the ways to meet it, for tests of the rules.

The world: need ``n1`` of household ``h1`` (Arabic), companion ``v1`` (Arabic and German), mediator ``m1`` and offer
``o1``, a course for which no language is needed. All live in one place and are free on Monday 9 to 12 and Tuesday 16 to
19 o'clock.
"""

from collections.abc import Mapping
from typing import Any

from matcher.domain import Case, Match
from matcher.facts import Facts
from matcher.rules import Choice, broken_rules
from matcher.week import parse_start
from tests.instances import make_case, make_household, make_mediator, make_need, make_offer, make_volunteer

Changes = Mapping[str, Any]
MORNING_AND_AFTERNOON = ("mon 09:00-12:00", "tue 16:00-19:00")
GERMAN = {"de": "native"}
COURSE = {"kind": "language_course"}
INTERPRETING = {"kind": "interpreting"}
UNCHANGED: Changes = {}


def world(
    *,
    h1: Changes = UNCHANGED,
    n1: Changes = UNCHANGED,
    v1: Changes = UNCHANGED,
    m1: Changes = UNCHANGED,
    o1: Changes = UNCHANGED,
    more_needs: tuple[Changes, ...] = (),
    **case: Any,
) -> Case:
    """The world with some fields of its records changed."""
    free = {"availability": MORNING_AND_AFTERNOON}
    return make_case(
        households=[make_household(**{**free, **h1}), make_household(id="h2", **free)],
        needs=[make_need(**n1), *(make_need(**need) for need in more_needs)],
        volunteers=[make_volunteer(**{**free, **v1}), make_mediator(**{**free, **m1})],
        offers=(make_offer(**{"language_free": True, **o1}),),
        **case,
    )


def choose(
    facts: Facts, provider: str | None, mediator: str | None, start: str, minutes: int = 0, mediator_minutes: int = 0
) -> Choice:
    """One way to meet ``n1``, allowed or not."""
    return Choice(
        need=facts.needs["n1"],
        provider={**facts.volunteers, **facts.offers}[provider] if provider else None,
        mediator=facts.volunteers[mediator] if mediator else None,
        start=parse_start(start),
        provider_minutes=minutes,
        mediator_minutes=mediator_minutes,
        pin=facts.pinned.get("n1"),
    )


def broken(
    case: Case, provider: str | None = "v1", mediator: str | None = None, start: str = "tue 16:00", **minutes: int
) -> list[str]:
    """Codes of the rules that this way to meet ``n1`` breaks."""
    facts = Facts(case)
    return broken_rules(facts, choose(facts, provider, mediator, start, **minutes))


def broken_at_offer(case: Case, mediator: str | None = None, **minutes: int) -> list[str]:
    """The same at the offer, on Monday at nine."""
    return broken(case, "o1", mediator, "mon 09:00", **minutes)


def broken_interpreting(case: Case, **minutes: int) -> list[str]:
    """The same by the mediator alone."""
    return broken(case, None, "m1", **minutes)


def pinned(*waive: str, **fields: Any) -> tuple[Match, ...]:
    """A pin of ``n1``."""
    return (Match(need="n1", status="pinned", waive=waive, **fields),)
