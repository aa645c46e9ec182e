"""What stands on screens for the pseudonyms of the matcher: short names of helpers, families by number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from webapp.access import districts_of
from webapp.database import db
from webapp.models import Household, Need, Offer, User, Volunteer
from webapp.page_words import kind_words
from webapp.translate import is_offer, row_number


def family_name(household_id: int) -> str:
    """``H-118``: how teams call a family where others look on."""
    return f"H-{household_id}"


def short_name(first_name: str, last_name: str) -> str:
    """First name and initial: enough to talk about, until somebody is asked."""
    return f"{first_name} {last_name[:1]}.".strip() if last_name else first_name


@dataclass(slots=True)
class Names:
    """
    Words for pseudonyms, all read at once.

    Attributes
    ----------
    helpers
        By pseudonym of a volunteer or offer.
    needs
        By pseudonym of a need: ``Sprachkurs von H-118``; those of other catchments without the number.
    """

    helpers: dict[str, str] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)

    def helper(self, id_: str | None) -> str:
        """A helper's words; somebody who is gone is nobody in particular."""
        return "" if id_ is None else self.helpers.get(id_, _("jemand"))

    def both(self, provider: str | None, mediator: str | None) -> str:
        """Who helps, with the mediator."""
        if provider is None:
            return self.helper(mediator)
        if mediator is None:
            return self.helper(provider)
        return _("%(who)s mit %(mediator)s", who=self.helper(provider), mediator=self.helper(mediator))

    def families(self, needs: Iterable[str]) -> list[str]:
        """Words of needs."""
        return [self.needs.get(id_, _("ein Bedarf anderswo")) for id_ in needs]


def names_of(user: User, helpers: Iterable[str | None], needs: Iterable[str] = ()) -> Names:
    """Words for these helpers and needs; three queries, however many they are."""
    found = Names()
    known = {id_ for id_ in helpers if id_ is not None}
    offers = {row_number(id_): id_ for id_ in known if is_offer(id_)}
    people = {row_number(id_): id_ for id_ in known if not is_offer(id_)}
    if people:
        columns = select(Volunteer.id, Volunteer.first_name, Volunteer.last_name).where(Volunteer.id.in_(people))
        for number, first, last in db.session.execute(columns):
            found.helpers[people[number]] = short_name(first, last)
    if offers:
        for number, title in db.session.execute(select(Offer.id, Offer.title).where(Offer.id.in_(offers))):
            found.helpers[offers[number]] = title
    rows = {row_number(id_): id_ for id_ in needs}
    if rows:
        own = districts_of(user)
        query = select(Need.id, Need.kind, Need.household_id, Household.district_code).join(Household)
        for number, kind, household, district in db.session.execute(query.where(Need.id.in_(rows))):
            words = kind_words(kind)
            found.needs[rows[number]] = (
                _("%(kind)s von %(family)s", kind=words, family=family_name(household))
                if district in own
                else _("%(kind)s in einem anderen Gebiet", kind=words)
            )
    return found
