"""What teams and volunteers of the invented weeks decided, by the same services as on the pages."""

from random import Random

from sqlalchemy import select

from webapp.database import db
from webapp.models import Match, User
from webapp.models.matches import ACTIVE, PROPOSED
from webapp.services import decisions
from webapp.services.steps import NotPossible, asked_people

# How many of a hundred proposals of a past week come to what; the rest stays undecided.
PAST_WEEK = {"active": 26, "declined": 9, "refused": 6, "unanswered": 4}
THIS_WEEK = {"asked": 8, "agreed": 4, "confirmed": 3, "declined": 3}
_STAFF_REASONS = ("too_far", "wrong_kind", "language", "no_trust", "other")
_VOLUNTEERS_REASONS = ("too_far", "no_time", "other")
ENDED_OF_A_HUNDRED = 8
_HOW_FAR = ("asked", "agreed", "confirmed", "active")


def decide_about(staff: User, rng: Random, fates: dict[str, int]) -> None:
    """Decide about a share of what is proposed; what has become impossible since the run stays."""
    proposed = db.session.scalars(select(Match.id).where(Match.status == PROPOSED).order_by(Match.id)).all()
    rest = max(0, 100 - sum(fates.values()))
    for match_id in proposed:
        (fate,) = rng.choices([*fates, ""], [*fates.values(), rest])
        if fate:
            try:
                _decide(staff, match_id, fate, rng)
            except NotPossible:
                # An earlier decision took what this one needs.
                db.session.rollback()


def _decide(staff: User, match_id: int, fate: str, rng: Random) -> None:
    if fate == "declined":
        decisions.decline(staff, match_id, None, rng.choice(_STAFF_REASONS))
        return
    decisions.accept(staff, match_id, None)
    if fate == "unanswered":
        return
    match = db.session.get_one(Match, match_id)
    people = sorted(asked_people(match))
    if fate == "refused":
        if people:
            decisions.answer(staff, match_id, False, rng.choice(_VOLUNTEERS_REASONS), who=people[0])
        return
    steps = _HOW_FAR.index(fate)
    if steps >= 1:
        for who in people:
            decisions.answer(staff, match_id, True, who=who)
    if steps >= 2:
        decisions.confirm(staff, match_id, None)
    if steps >= 3:
        decisions.activate(staff, match_id, None)


def end_some(staff: User, rng: Random) -> None:
    """Some matches reach their goal, or end because somebody can no longer help."""
    for match_id in db.session.scalars(select(Match.id).where(Match.status == ACTIVE).order_by(Match.id)).all():
        if rng.randrange(100) < ENDED_OF_A_HUNDRED:
            decisions.end(staff, match_id, None, rng.choice(("goal_reached", "goal_reached", "no_longer_possible")))
