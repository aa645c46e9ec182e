"""What a run would know about a few needs as things stand now, without reading every helper for each of them."""

from collections.abc import Collection
from dataclasses import replace

from matcher import domain
from webapp.clock import planned_week
from webapp.database import db
from webapp.kept import kept
from webapp.services.settings import current_policy
from webapp.translate import blocks_of, case_around


def case_now(need_ids: Collection[int]) -> domain.Case:
    """
    As ``case_around`` for all helpers; they and what they do for other families may be a minute old.

    The needs themselves, their families and whoever helps these are read now. A choice is judged anew when it is made.
    """
    week, policy = planned_week(), current_policy()
    others: domain.Case = kept("case").get(
        (week, policy), lambda: case_around(db.session, week, policy, need_ids=())
    )  # fmt: skip
    own = case_around(db.session, week, policy, need_ids=need_ids, volunteer_ids=(), offer_ids=())
    households = {row.id: row for row in (*others.households, *own.households)}
    needs = {row.id: row for row in (*others.needs, *own.needs)}
    volunteers = {row.id: row for row in (*others.volunteers, *own.volunteers)}
    offers = {row.id: row for row in (*others.offers, *own.offers)}
    newer, homes = {row.id for row in own.needs}, {row.id for row in own.households}
    return replace(
        others,
        households=tuple(households.values()),
        needs=tuple(needs[id_] for id_ in sorted(needs)),
        volunteers=tuple(volunteers[id_] for id_ in sorted(volunteers)),
        offers=tuple(offers[id_] for id_ in sorted(offers)),
        matches=(*(row for row in others.matches if row.need not in newer), *own.matches),
        blocks=(
            *(row for row in others.blocks if row.household not in homes),
            *blocks_of(db.session, week, homes, volunteers.keys() | offers.keys()),
        ),
    )
