"""A family that moves out of the city: nothing is planned for it any more; on the same day that can be taken back."""

from webapp import access
from webapp.clock import today
from webapp.database import ChangedMeanwhile, transaction
from webapp.models import Household, User
from webapp.services.log import write_log
from webapp.services.needs import MOVED, close_need, reopen_need


def leave(user: User, household_id: int, version: int | None) -> Household:
    """
    The family has moved away: its needs are closed, proposals withdrawn, and whoever helps ends today.

    Raises
    ------
    NotFound
        When the household is missing or not in the person's catchment.
    ChangedMeanwhile
        When somebody else saved it first, or it has left already.
    """
    with transaction() as session:
        household = access.get(user, Household, household_id, session=session)
        if household.version != version or household.left_on is not None:
            raise ChangedMeanwhile
        for need in household.needs:
            if need.closed_on is None:
                close_need(user, need.id, need.version, MOVED, end_match=True)
        household.left_on = today()
        write_log(session, user_id=user.id, action="household.leave", subject=f"household:{household.id}")
        return household


def come_back(user: User, household_id: int, version: int | None) -> Household:
    """
    The family is here after all; of what ended today stands again what nobody has acted on since.

    Raises
    ------
    NotFound
        When the household is missing or not in the person's catchment.
    ChangedMeanwhile
        When somebody else saved it first, or it has not left.
    """
    with transaction() as session:
        household = access.get(user, Household, household_id, session=session)
        if household.version != version or household.left_on is None:
            raise ChangedMeanwhile
        left_on, household.left_on = household.left_on, None
        session.flush()
        for need in household.needs:
            if left_on == today() == need.closed_on and need.closed_reason == MOVED:
                reopen_need(user, need.id, need.version)
        write_log(session, user_id=user.id, action="household.return", subject=f"household:{household.id}")
        return household
