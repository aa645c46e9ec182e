"""The sheet for the round table: proposals of a team's catchment, without anything about people."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from webapp import access
from webapp.clock import today
from webapp.database import db
from webapp.models import Household, Match, Need, User
from webapp.models.matches import LIVE, PROPOSED
from webapp.services.naming import family_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    A proposal.

    Attributes
    ----------
    help
        volunteer, offer or mediator: who would come.
    has_mediator
        Whether a mediator comes along.
    """

    household: str
    kind: str
    district: str
    waiting_weeks: int
    help: str
    has_mediator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Proposals, longest waiting first, and how many open needs have none, by kind."""

    lines: tuple[Line, ...]
    without: tuple[tuple[str, int], ...]


def round_table(user: User) -> Sheet:
    """What the person's teams have to talk about."""
    needs = db.session.scalars(
        access.visible(user, Need)
        .where(Need.closed_on.is_(None))
        .options(joinedload(Need.household).joinedload(Household.district))
        .order_by(Need.requested_on, Need.id)
    ).all()
    live = {
        match.need_id: match for match in db.session.scalars(access.visible(user, Match).where(Match.status.in_(LIVE)))
    }
    lines = [_line(need, live[need.id]) for need in needs if need.id in live and live[need.id].status == PROPOSED]
    without = Counter(need.kind for need in needs if need.id not in live)
    return Sheet(lines=tuple(lines), without=tuple(sorted(without.items(), key=lambda item: (-item[1], item[0]))))


def _line(need: Need, match: Match) -> Line:
    helper = "offer" if match.offer_id else "volunteer" if match.volunteer_id else "mediator"
    return Line(
        household=family_name(need.household_id),
        kind=need.kind,
        district=need.household.district.name,
        waiting_weeks=max(0, (today() - need.requested_on).days // 7),
        help=helper,
        has_mediator=match.mediator_id is not None and helper != "mediator",
    )
