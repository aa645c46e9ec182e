"""Whether a choice made by hand obeys the rules: asked of the matcher itself, on the part of the case around it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import domain
from matcher.assemble import Proof, assemble
from matcher.errors import PinsClash
from matcher.facts import Facts
from matcher.options import generate_options
from matcher.pins import settle_pins
from matcher.result import Assignment
from matcher.solve import VERSION
from matcher.week import parse_start
from webapp.clock import planned_week
from webapp.models import Match, Need, Pin
from webapp.services.settings import current_policy
from webapp.translate import case_around, is_offer, need_id, offer_id, row_number, volunteer_id
from webapp.travel import travel_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    Who helps, and when; what is None is left open.

    Attributes
    ----------
    volunteer, offer, mediator
        Numbers of rows; volunteer and offer exclude each other.
    start
        ``tue 16:00``.
    waive
        Rules lifted on purpose.
    """

    volunteer: int | None = None
    offer: int | None = None
    mediator: int | None = None
    start: str | None = None
    waive: tuple[str, ...] = ()

    @property
    def provider(self) -> str | None:
        """Pseudonym of the volunteer or offer."""
        if self.offer is not None:
            return offer_id(self.offer)
        return None if self.volunteer is None else volunteer_id(self.volunteer)

    @property
    def pseudonym_of_mediator(self) -> str | None:
        """Pseudonym of the mediator."""
        return None if self.mediator is None else volunteer_id(self.mediator)

    @property
    def people(self) -> set[int]:
        """Numbers of the volunteers."""
        return {person for person in (self.volunteer, self.mediator) if person is not None}


class RuleBroken(Exception):
    """A choice breaks a rule that nobody lifted; ``rule`` is its code, or helper_gone or need_gone."""

    def __init__(self, rule: str, needs: tuple[int, ...] = ()) -> None:
        self.rule, self.needs = rule, needs
        super().__init__(rule)


def choice_of(row: Match | Pin) -> Choice:
    """The choice of a match or pin."""
    return Choice(
        volunteer=row.volunteer_id,
        offer=row.offer_id,
        mediator=row.mediator_id,
        start=row.start,
        waive=tuple(row.waive or ()),
    )


def choice_from(provider: str | None, mediator: str | None, start: str | None, waive: tuple[str, ...] = ()) -> Choice:
    """A choice from pseudonyms."""
    offers = provider is not None and is_offer(provider)
    number = None if provider is None else row_number(provider)
    return Choice(
        volunteer=None if offers else number,
        offer=number if offers else None,
        mediator=None if mediator is None else row_number(mediator),
        start=start,
        waive=waive,
    )


def pinned(case: domain.Case, need: Need, choice: Choice) -> domain.Case:
    """The case with a pin of the need and no other word about it."""
    pin = domain.Match(
        need=need_id(need.id),
        status="pinned",
        provider=choice.provider,
        mediator=choice.pseudonym_of_mediator,
        start=None if choice.start is None else parse_start(choice.start),
        waive=choice.waive,  # type: ignore[arg-type]
    )
    return replace(case, matches=(*(match for match in case.matches if match.need != pin.need), pin))


def judged(session: Session, need: Need, choice: Choice) -> Assignment:
    """
    The choice as the matcher sees it: minutes with their source, cost, start.

    Raises
    ------
    RuleBroken
        When a rule forbids it that is not lifted, or somebody is not there any more.
    """
    case = case_around(
        session, planned_week(), current_policy(), need_ids=[need.id],
        volunteer_ids=choice.people, offer_ids=set() if choice.offer is None else {choice.offer},
    )  # fmt: skip
    _refuse_missing(case, need, choice)
    case = pinned(case, need, choice)
    options = generate_options(Facts(case), travel_of(case))
    try:
        # The one open need of this case: its cheapest way. No solver, which would take a while to start.
        plan = settle_pins(options)
    except PinsClash as clash:
        raise RuleBroken(clash.clashes[0].rule) from None
    result = assemble(options, plan, Proof(service=0, cost=0), seed=0, effort="quick", version=VERSION)
    return next(row for row in result.assignments if row.need == need_id(need.id))


def refuse_clashing_pin(session: Session, need: Need, choice: Choice) -> None:
    """
    Say at once when a pin cannot hold, alone or beside the pins of others, instead of in the next run.

    Raises
    ------
    RuleBroken
        With the rule, and the needs whose pins clash with it.
    """
    others = set(session.scalars(select(Pin.need_id)))
    case = case_around(session, planned_week(), current_policy(), need_ids={need.id, *others})
    _refuse_missing(case, need, choice)
    case = pinned(case, need, choice)
    kept = {match.need for match in case.matches if match.status == "pinned"}
    settled = {match.need for match in case.matches if match.status == "active"}
    case = replace(case, needs=tuple(row for row in case.needs if row.id in kept | settled))
    case = replace(case, matches=tuple(match for match in case.matches if match.need in kept | settled))
    try:
        settle_pins(generate_options(Facts(case), travel_of(case)))
    except PinsClash as clash:
        mine = [one for one in clash.clashes if need_id(need.id) in one.needs]
        if mine:
            with_whom = tuple(row_number(id_) for id_ in mine[0].needs if id_ != need_id(need.id))
            raise RuleBroken(mine[0].rule, with_whom) from None


def _refuse_missing(case: domain.Case, need: Need, choice: Choice) -> None:
    if need_id(need.id) not in {row.id for row in case.needs}:
        raise RuleBroken("need_gone")
    helpers = {row.id for row in case.volunteers} | {row.id for row in case.offers}
    if {choice.provider, choice.pseudonym_of_mediator} - {None} - helpers:
        raise RuleBroken("helper_gone")
    mediators = {row.id for row in case.volunteers if "mediator" in row.roles}
    if choice.mediator is not None and choice.pseudonym_of_mediator not in mediators:
        raise RuleBroken("language")
