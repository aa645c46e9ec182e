"""How many could help today: the same as the engine's options, with the first rule that leaves nobody."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from matcher import domain
from matcher.facts import Facts
from matcher.options import generate_options
from scenarios import PILOT, generate_case
from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer
from webapp.clock import now, planned_week
from webapp.database import db, transaction
from webapp.models import Block, Clearance, District, Household, Match, Offer, Pin, Volunteer
from webapp.services import today as service
from webapp.services.settings import current_policy
from webapp.services.today import NEW, help_today
from webapp.today_sentences import today_sentence
from webapp.translate import case_of, household_facts, need_facts
from webapp.travel import travel_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    with app.test_request_context():
        yield app


def family(**changes: Any) -> domain.Household:
    row = make_household(**changes)
    row.id = 0
    return replace(household_facts(row), id=NEW)


def wanted(home: domain.Household, **changes: Any) -> domain.Need:
    facts = {"kind": "companion", "urgency": 2, "hours": 2.0, "requested_on": planned_week(), **changes}
    return domain.Need(id="today-0", household=home.id, **facts)


def with_helpers(*rows: Any) -> None:
    with transaction() as session:
        session.add_all(rows)
    service.forget()


def asked(home: domain.Household, **changes: Any) -> tuple[int, str]:
    need = wanted(home, **changes)
    (found,) = help_today(home, [need])
    return found.count, today_sentence(found, home, need, "B1")


def test_helper_nearby_is_counted(app: Flask) -> None:
    with_helpers(make_volunteer(), make_volunteer(first_name="Iris"))
    assert asked(family()) == (2, "2 Personen oder Angebote könnten heute helfen")


def test_offer_is_counted(app: Flask) -> None:
    with_helpers(make_offer())
    assert asked(family(availability=["mon 08:00-12:00"]), kind="language_course")[0] == 1


@pytest.mark.parametrize(
    ("helper", "home", "need", "words"),
    [
        ({"kinds": []}, {}, {}, "das bietet zurzeit niemand an"),
        ({}, {"contact_gender": "m"}, {}, "kein Mann frei"),
        ({}, {}, {"requires": ("police_clearance",)}, "niemand mit Nachweis: Führungszeugnis"),
        ({}, {"languages": {"ti": "native"}}, {}, "niemand mit Tigrinisch, auch nicht mit Sprachmittlung"),
        ({}, {"languages": {}}, {}, "Die Sprachen der Familie fehlen noch"),
        ({}, {"languages": {"ar": "A1"}}, {}, "keine Sprache der Familie ist gut genug"),
        ({"max_travel_minutes": 1}, {}, {}, "statt höchstens 1 Minuten, geschätzt)"),
        ({"availability": ["mon 09:00-10:00"]}, {}, {}, "hat nie zur selben Zeit frei"),
        ({"availability": ["tue 16:00-17:30"]}, {}, {}, "höchstens 1,5 Std. am Stück, gebraucht werden 2 Std."),
        ({}, {"availability": []}, {}, "Die Zeiten der Familie fehlen noch"),
        ({"hours_per_week": 1.0}, {}, {}, "die eine, die passen würde, ist ausgelastet"),
    ],
)
def test_first_rule_that_leaves_nobody_is_named(
    app: Flask, helper: dict[str, Any], home: dict[str, Any], need: dict[str, Any], words: str
) -> None:
    with_helpers(make_volunteer(**helper))
    count, sentence = asked(family(**home), **need)
    assert count == 0
    assert sentence.startswith("0: ")
    assert words in sentence


def test_unknown_age_is_asked_for(app: Flask) -> None:
    with_helpers(make_offer(age_from=6, age_to=10, kind="childrens_activity"))
    home = family(availability=["mon 08:00-12:00"])
    assert "welches Geburtsjahr" in asked(home, kind="childrens_activity")[1]
    assert "kein Angebot für 12 Jahre" in asked(home, kind="childrens_activity", age=12)[1]
    assert asked(home, kind="childrens_activity", age=8)[0] == 1


def test_interpreting_counts_mediators(app: Flask) -> None:
    with_helpers(make_volunteer(is_companion=False, is_mediator=True, languages={"ar": "native", "de": "C1"}))
    assert asked(family(), kind="interpreting")[0] == 1
    assert "der mit Tigrinisch und Deutsch dolmetscht" in asked(
        family(languages={"ti": "native"}), kind="interpreting"
    )[1]  # fmt: skip


def test_barred_helper_does_not_count_from_the_moment_on(app: Flask) -> None:
    row = make_household(id=7)
    with_helpers(row, make_volunteer(id=3))
    home = household_facts(row)
    assert help_today(home, [wanted(home)])[0].count == 1
    with transaction() as session:
        session.add(Block(household_id=7, volunteer_id=3, reason="no_trust"))
    found = help_today(home, [wanted(home)])[0]
    assert (found.count, found.rule) == (0, "block")


def test_pin_of_a_need_does_not_narrow_the_count(app: Flask) -> None:
    row = make_household(id=7)
    with_helpers(row, make_need(row, id=9), make_volunteer(id=3), make_volunteer(id=4))
    with transaction() as session:
        session.add(Pin(need_id=9, volunteer_id=3, created_at=now()))
    home = household_facts(row)
    assert help_today(home, [wanted(home)])[0].count == 2


def test_helper_who_is_at_work_elsewhere_is_busy(app: Flask) -> None:
    row = make_household(id=7)
    with_helpers(row, make_need(row, id=9), make_volunteer(id=3, max_matches=1))
    with transaction() as session:
        session.add(Match(need_id=9, volunteer_id=3, status="active", start="tue 16:00", created_at=now()))
    service.forget()
    assert asked(family())[0] == 0


def test_old_figures_are_used_for_a_minute_at_most(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with_helpers(make_volunteer())
    clock = iter([0.0, 30.0, 61.0, 61.0, 62.0])
    monkeypatch.setattr(service, "monotonic", lambda: next(clock))
    assert asked(family())[0] == 1
    with transaction() as session:
        session.add(make_volunteer())
    assert asked(family())[0] == 1
    assert asked(family())[0] == 2


def rows_of(case: domain.Case) -> list[Any]:
    """A drawn case as rows, with numbers in its order."""
    homes = {h.id: Household(
        id=n, contact_name="x", district_code=h.district, lat=h.lat, lon=h.lon, languages=dict(h.languages),
        availability=[str(w) for w in h.availability], contact_gender=h.contact_gender, registered_on=case.week,
    ) for n, h in enumerate(case.households, start=1)}  # fmt: skip
    people = [Volunteer(
        organisation_id=1, first_name="x", last_name="x", gender=v.gender, is_companion="companion" in v.roles,
        is_mediator="mediator" in v.roles, kinds=list(v.kinds), languages=dict(v.languages), district_code="brackel",
        lat=v.lat, lon=v.lon, mode=v.mode, max_travel_minutes=v.max_travel_minutes, hours_per_week=v.hours_per_week,
        max_matches=v.max_matches, availability=[str(w) for w in v.availability], registered_at=now(),
        approved_at=now(), clearances=[
            Clearance(qualification=q, issued_on=case.week, seen_on=case.week,
                      next_due=planned_week() + timedelta(days=700)) for q in v.qualifications
        ],
    ) for v in case.volunteers]  # fmt: skip
    courses = [Offer(
        organisation_id=1, title="x", kind=o.kind, lat=o.lat, lon=o.lon, languages=dict(o.languages), seats=o.seats,
        times=[str(w) for w in o.times], age_from=o.ages[0], age_to=o.ages[1], gender=o.gender,
        language_free=o.language_free,
    ) for o in case.offers]  # fmt: skip
    needs = [make_need(
        homes[n.household], kind=n.kind, hours=float(n.hours), urgency=n.urgency, requested_on=n.requested_on,
        seats=n.seats, requires=list(n.requires),
    ) for n in case.needs]  # fmt: skip
    return [*homes.values(), *people, *courses, *needs]


def test_count_is_the_number_of_providers_in_the_options_of_a_run(app: Flask) -> None:
    drawn = generate_case(PILOT, seed=3, households=30)
    with transaction() as session:
        known = {row.code for row in session.query(District)}
        session.add_all(District(code=d.id, name=d.id) for d in drawn.districts if d.id not in known)
        session.flush()
        session.add_all(rows_of(drawn))
    service.forget()
    case = case_of(db.session, planned_week(), current_policy())
    options = generate_options(Facts(case), travel_of(case))
    assert len(case.needs) > 50
    some = 0
    for number, need in enumerate(options.needs):
        pairs = options.provider[options.first_pair[number] : options.first_pair[number + 1]]
        mediators = options.mediator[options.first_mediator[number] : options.first_mediator[number + 1]]
        home = next(h for h in case.households if h.id == need.household)
        (found,) = help_today(home, [replace(need, id="today-0")])
        expected = len(np.unique(mediators if need.kind == "interpreting" else pairs))
        assert found.count == expected, need.kind
        some += expected > 0
    assert some > 20


def test_saved_need_and_typed_need_are_asked_alike(app: Flask) -> None:
    row = make_household(id=7)
    need = make_need(row, id=9)
    with_helpers(row, need, make_volunteer())
    home = household_facts(row)
    typed = wanted(home)
    assert replace(need_facts(need, planned_week()), id=typed.id, requested_on=typed.requested_on) == typed
