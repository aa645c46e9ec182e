"""A town for tests of decisions: one household with a proposal, and who else could help."""

from pathlib import Path
from typing import Any

from flask import Flask

from matcher.domain import Case, Policy
from matcher.solve import solve
from tests.webapp.site import (
    add_user,
    fill,
    make_app,
    make_household,
    make_need,
    make_volunteer,
    user_named,
)
from webapp.clock import now, planned_week
from webapp.database import db, transaction
from webapp.models import Match, MatchEvent, Need
from webapp.services import decisions
from webapp.translate import case_of
from webapp.travel import travel_of


def town(folder: Path, **settings: Any) -> Flask:
    """A household with a proposal (match 1): Vera (1) comes; Milad (2) could bridge, Otto (3) speaks German only."""
    app = make_app(folder, **settings)
    fill(app)
    with app.app_context(), transaction() as session:
        add_user(session, "colleague", ["staff"], site=1)
        home = make_household()
        need = make_need(home)
        vera = make_volunteer(user_id=user_named("volunteer").id)
        milad = make_volunteer(
            first_name="Milad", is_companion=False, is_mediator=True, languages={"ar": "native", "de": "C1"},
            user_id=user_named("volunteer2").id,
        )  # fmt: skip
        otto = make_volunteer(first_name="Otto", languages={"de": "native"})
        session.add_all([home, need, vera, milad, otto])
        session.flush()
        session.add(proposal(need, volunteer_id=vera.id))
    return app


def proposal(need: Need, **changes: Any) -> Match:
    facts = {"need": need, "start": "tue 16:00", "status": "proposed", "created_at": now()}
    match = Match(**{**facts, **changes})
    match.events = [MatchEvent(at=now(), after="proposed")]
    return match


def match(number: int = 1) -> Match:
    db.session.expire_all()
    return db.session.get_one(Match, number)


def staff() -> Any:
    return user_named("staff")


def through(*steps: str) -> None:
    """Take steps as the team, the answers as the volunteer."""
    for name in steps:
        if name == "answer":
            decisions.answer(user_named("volunteer"), 1, True)
        else:
            getattr(decisions, name)(staff(), 1, match().version)


def current_case() -> Case:
    return case_of(db.session, planned_week(), Policy())


def planned() -> dict[str, tuple[str | None, str | None]]:
    """Who would help whom after another run."""
    case = current_case()
    return {row.need: (row.provider, row.mediator) for row in solve(case, travel_of(case), effort="quick").assignments}
