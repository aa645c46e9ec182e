"""What waits for somebody who has just signed in, in numbers."""

from sqlalchemy import func, select

from webapp import access
from webapp.access import has_role
from webapp.database import db
from webapp.models import Household, Match, Need, User, Volunteer
from webapp.models.accounts import COORDINATOR, ORGANISATION, STAFF, VOLUNTEER
from webapp.models.matches import AGREED, ASKED, PROPOSED
from webapp.services.organisations import DUE, WAITING, own_volunteers
from webapp.services.runs import current_run
from webapp.services.steps import MEDIATOR, PROVIDER, answers

PROPOSALS, TO_CONFIRM, FIRST_VISITS, RUN = "proposals", "to_confirm", "first_visits", "run"
TO_APPROVE, CLEARANCES, REQUESTS = "to_approve", "clearances", "requests"


def waiting_for(user: User) -> dict[str, int | str]:
    """
    By code how many things of a kind wait for the person, in all her roles; what is not hers to do is left out.

    ``RUN`` is the status of this week's run, or empty before there is one.
    """
    found: dict[str, int | str] = {}
    if has_role(user, STAFF):
        found |= _of_team(user)
    if has_role(user, COORDINATOR):
        run = current_run()
        found[RUN] = "" if run is None else run.status
    if has_role(user, ORGANISATION):
        groups = [row.groups for row in own_volunteers(user)]
        found[TO_APPROVE] = sum(WAITING in group for group in groups)
        found[CLEARANCES] = sum(DUE in group for group in groups)
    if has_role(user, VOLUNTEER):
        found[REQUESTS] = _requests(user)
    return found


def _of_team(user: User) -> dict[str, int]:
    own = access.visible(user, Need).with_only_columns(Need.id)
    counted = select(Match.status, func.count()).where(Match.need_id.in_(own), Match.status.in_((PROPOSED, AGREED)))
    by_status = {row[0]: row[1] for row in db.session.execute(counted.group_by(Match.status))}
    families = access.visible(user, Household).where(Household.first_visit_on.is_(None), Household.left_on.is_(None))
    return {
        PROPOSALS: by_status.get(PROPOSED, 0),
        TO_CONFIRM: by_status.get(AGREED, 0),
        FIRST_VISITS: db.session.scalar(select(func.count()).select_from(families.subquery())) or 0,
    }


def _requests(user: User) -> int:
    """Requests she has not answered; somebody is asked by few at a time."""
    own = db.session.scalar(select(Volunteer.id).where(Volunteer.user_id == user.id))
    asked = access.visible(user, Match).where(Match.status == ASKED)
    hers = asked.where((Match.volunteer_id == own) | (Match.mediator_id == own))
    return sum(
        (PROVIDER if match.volunteer_id == own else MEDIATOR) not in answers(match)
        for match in db.session.scalars(hers)
    )
