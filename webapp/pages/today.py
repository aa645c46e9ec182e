"""How many could help, while somebody types."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from matcher import domain
from webapp import access
from webapp.clock import planned_week
from webapp.forms.household import VisitForm
from webapp.forms.need import NeedFields, NeedForm
from webapp.models import Household
from webapp.models.accounts import STAFF
from webapp.pages.guard import for_roles, me
from webapp.pages.needs import members_of
from webapp.services.households import districts_to_choose
from webapp.services.needs import member_key
from webapp.services.settings import current_policy
from webapp.services.today import NEW, help_today
from webapp.today_sentences import today_sentence
from webapp.translate import MEMBER, household_facts

pages = Blueprint("today", __name__, url_prefix="/haushalte")
People = Mapping[str, tuple[int | None, str | None]]
"""Year of birth and gender by key of a member."""
Fields = Sequence[tuple[str, NeedFields]]
"""Forms of needs by what the ids of their fields begin with."""


@pages.post("/heute")
@pages.post("/<int:household_id>/heute")
@for_roles(STAFF)
def visit(household_id: int | None = None) -> str:
    """For each need of a first visit that is being typed: how many could help."""
    saved = None if household_id is None else access.get(me(), Household, household_id)
    form = VisitForm()
    form.prepare(districts_to_choose(me(), household_id))
    fields = [(f"{row.name}-", row.form) for row in form.needs]
    home, problem = _typed_home(form, saved)
    return _answers(fields, home, form.people(), problem)


@pages.post("/<int:household_id>/bedarf/heute")
@for_roles(STAFF)
def need(household_id: int) -> str:
    """The same for one need of a family that is saved."""
    household = access.get(me(), Household, household_id)
    form = NeedForm()
    form.offer_members(members_of(household))
    problem = _no_place(household)
    people = {member_key(m): (m.birth_year, m.gender) for m in household.members}
    return _answers([("", form)], None if problem else household_facts(household), people, problem)


def _no_place(household: Household) -> str:
    if household.address_protected:
        return _("Adresse geschützt: Hier sucht das Team selbst, kein Rechner.")
    return "" if household.lat is not None else _("Der Stadtbezirk fehlt noch.")


def _typed_home(form: VisitForm, saved: Household | None) -> tuple[domain.Household | None, str]:
    """The household as it would be saved, or what is missing to ask."""
    facts = form.facts(saved)
    row = Household(**facts)
    row.id = 0 if saved is None else saved.id
    problem = _no_place(row)
    if problem:
        return None, problem
    try:
        home = household_facts(row)
    except ValueError:
        return None, _("Bitte prüfen Sie die Angaben zur Familie.")
    return (home if saved else replace(home, id=NEW)), ""


def _answers(fields: Fields, home: domain.Household | None, people: People, problem: str) -> str:
    """One short text per need, each to replace the one on the page."""
    told: dict[str, tuple[str, int | None]] = {prefix: (problem, None) for prefix, _form in fields}
    if home is not None:
        asked = {prefix: _hypothetical(n, form, home, people) for n, (prefix, form) in enumerate(fields)}
        real = {prefix: need for prefix, need in asked.items() if need is not None}
        level = current_policy().language_level
        for (prefix, need), found in zip(real.items(), help_today(home, list(real.values())), strict=True):
            told[prefix] = (today_sentence(found, home, need, level), found.count)
    return Markup("").join(
        Markup(render_template("households/today.html", id=f"{prefix}today", sentence=text, count=count, swap=True))
        for prefix, (text, count) in told.items()
    )


def _hypothetical(
    number: int, form: NeedFields, home: domain.Household, people: People
) -> domain.Need | None:  # fmt: skip
    """The need as a run would see it; None while it is not complete."""
    if not form.validate():
        return None
    entry, week = form.entry(), planned_week()
    year, gender = people.get(entry.attendee, (None, None))
    facts: dict[str, Any] = {
        "id": f"today-{number}",
        "household": home.id,
        "kind": entry.kind,
        "urgency": entry.urgency,
        "hours": entry.hours,
        "requested_on": week,
        "attendee": MEMBER.format(entry.attendee.removeprefix("id-")) if entry.attendee else domain.HOUSEHOLD,
        "age": None if year is None else max(0, week.year - year),
        "gender": gender,
        "requires": entry.requires,
        "seats": entry.seats,
        "place": None if entry.place is None else {"lat": entry.place[0], "lon": entry.place[1]},
    }
    try:
        return domain.Need(**facts)
    except ValueError:
        return None
