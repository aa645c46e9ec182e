"""A volunteer and her matches at any step, for tests of what she does and sees."""

from datetime import date
from typing import Any

from tests.webapp.site import make_household, make_need, make_volunteer, user_named
from webapp.clock import now
from webapp.database import transaction
from webapp.models import Match, Volunteer
from webapp.services.own_matches import RequestView, view_of

TUESDAY = "tue 16:00"


def add_volunteer(name: str = "volunteer", **changes: Any) -> Volunteer:
    with transaction() as session:
        volunteer = make_volunteer(user_id=user_named(name).id, **changes)
        session.add(volunteer)
    return volunteer


def add_match(status: str, *, household: dict[str, Any] | None = None, need: dict[str, Any] | None = None,
              **changes: Any) -> Match:  # fmt: skip
    facts: dict[str, Any] = {"start": TUESDAY, "status": status, "created_at": now()}
    if status not in ("proposed",):
        facts["asked_at"] = now()
    if status in ("active", "ended"):
        facts["active_from"] = date(2026, 9, 1)
    if status == "ended":
        facts["ended_on"] = date(2026, 10, 1)
    home = make_household(
        **{"contact_name": "Amira Ahorn", "phone": "0231 000", "address": "Musterweg 5", **(household or {})}
    )
    with transaction() as session:
        match = Match(need=make_need(home, **(need or {})), **{**facts, **changes})
        session.add(match)
    return match


def seen(match: Match, volunteer: Volunteer) -> RequestView | None:
    return view_of(match, volunteer, ask_days=5)
