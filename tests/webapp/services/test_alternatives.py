"""What else could be done for a need: next choices, everybody who could, why there is nobody."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.waiting import MOST_SECONDS
from tests.webapp.services.town import match, planned, proposal, staff, town
from tests.webapp.site import make_household, make_need, make_volunteer, user_named
from webapp.access import NotFound
from webapp.clock import planned_week
from webapp.database import db, transaction
from webapp.models import Block, Household, Match, Need, NeedChoices, Volunteer
from webapp.services import alternatives, by_hand, decisions, runs
from webapp.services.alternatives import candidates_for, choice_of_key, next_choices, place_urgently
from webapp.services.board import needs_without_proposal
from webapp.services.feasible import Choice
from webapp.services.frozen import last_frozen
from webapp.services.gaps import days_words, reasons_for, with_smallest_change
from webapp.services.release import release


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(alternatives, "_PATIENCE_SECONDS", MOST_SECONDS)
    return town(tmp_path)


def weekly_run() -> int:
    """A whole run, released."""
    run = runs.start_run(None, effort="quick")
    runs.work_off(run.id)
    release(None, run.id)
    return run.id


def gap_of(need_id: int) -> Any:
    needs, last, _count = needs_without_proposal(staff(), 10)
    gaps = with_smallest_change(
        staff(), reasons_for(staff(), needs, last_frozen(), last, planned_week()), last_frozen()
    )
    return next(gap for gap in gaps if gap.need.id == need_id)


def test_next_choices_are_told_with_what_they_do_to_others_and_are_kept(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.get_one(Volunteer, 2).max_matches = 1
            for number in (1, 3):
                session.get_one(Volunteer, number).max_matches = 1
            # Only Otto with Milad could come to this family on Tuesday: two families, Milad can go once.
            session.add(make_need(make_household(), urgency=4))
        run = weekly_run()
        first = db.session.query(Match).filter_by(need_id=1, status="proposed").one()
        found = next_choices(staff(), 1)
        assert found.known
        assert db.session.get(NeedChoices, (run, 1)) is not None
        other = "Begleitung von H-2"
        # Vera and Otto swap families: nobody loses anything.
        assert {(way.who, tuple(way.losses)) for way in found.ways} <= {("Vera U.", ()), ("Otto U. mit Milad U.", ())}
        assert len(found.ways) == 1
        assert other not in found.ways[0].losses
        assert next_choices(staff(), 1) == found
        assert first.run_id == run


def test_choice_that_takes_the_only_helper_of_another_family_says_so(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.get_one(Volunteer, 1).max_matches = 1
            session.add(
                make_need(
                    make_household(languages={"ar": "B1", "de": "A1"}, availability=["wed 10:00-12:00"]), urgency=4
                )
            )
            session.get_one(Volunteer, 1).availability = ["tue 16:00-20:00", "wed 10:00-12:00"]
        weekly_run()
        ways = {way.who: way for way in next_choices(staff(), 1).ways}
        assert ways["Vera U."].losses == ["Begleitung von H-2"]


def test_need_of_no_run_has_no_choices_yet(app: Flask) -> None:
    with app.test_request_context():
        assert not next_choices(staff(), 1).known
        weekly_run()
        with transaction() as session:
            session.add(make_need(session.get_one(Household, 1), kind="interpreting"))
        assert not next_choices(staff(), 2).known


def test_everybody_who_could_is_listed_nearest_first(app: Flask) -> None:
    with app.test_request_context():
        found = candidates_for(staff(), 1)
        assert [one.who for one in found.could] == ["Vera U.", "Otto U. mit Milad U."]
        assert choice_of_key(found.could[1].key) == Choice(volunteer=3, mediator=2, start="tue 16:00")
        assert found.could[0].provider_minutes == 3


def test_candidate_whom_another_proposal_needs_says_so(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            second = make_need(make_household())
            session.get_one(Volunteer, 3).max_matches = 1
            session.add(second)
            session.flush()
            session.add(proposal(second, volunteer_id=3, mediator_id=2))
        could = {one.who: one.held_by for one in candidates_for(staff(), 1).could}
        assert could == {"Vera U.": (), "Otto U. mit Milad U.": ("Begleitung von H-2",)}


def test_who_breaks_a_rule_stands_below_with_the_rule_named(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add(make_volunteer(first_name="Nora", availability=["mon 08:00-10:00"]))
            session.add(make_volunteer(first_name="Gil", gender="m", kinds=["counselling"]))
            session.get_one(Household, 1).contact_gender = "f"
        below = {one.who: one for one in candidates_for(staff(), 1).breakers}
        assert (below["Nora U."].broken, below["Nora U."].liftable) == (("time",), True)
        assert below["Nora U."].choice.start == "mon 00:00" or below["Nora U."].choice.start
        assert (below["Gil U."].broken, below["Gil U."].liftable) == (("kind", "gender"), False)


def test_whoever_breaks_a_liftable_rule_can_be_asked_with_it_lifted(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add(make_volunteer(first_name="Nora", max_travel_minutes=1))
        nora = next(one for one in candidates_for(staff(), 1).breakers if one.who == "Nora U.")
        assert nora.broken == ("travel",)
        number = by_hand.replace_by_hand(staff(), 1, match().version, choice_of_key(nora.key))
        assert match(number).waive == ["travel"]


def test_blocked_and_settled_helpers_are_not_candidates(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add(Block(household_id=1, volunteer_id=1, reason="no_trust"))
        assert [one.who for one in candidates_for(staff(), 1).could] == ["Otto U. mit Milad U."]


def test_urgent_need_gets_the_best_five(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add_all([make_volunteer(first_name=f"Eva{n}", lat=51.526 + n / 1000) for n in range(6)])
        five = place_urgently(staff(), 1)
        assert len(five) == 5
        assert five[0].who == "Vera U."


def test_foreign_team_gets_no_choices(app: Flask) -> None:
    with app.test_request_context():
        for ask in (next_choices, candidates_for, place_urgently):
            with pytest.raises(NotFound):
                ask(user_named("staff2"), 1)


def test_need_of_another_catchment_is_told_without_the_family(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            second = make_need(make_household(district_code="eving"))
            session.get_one(Volunteer, 3).max_matches = 1
            session.add(second)
            session.flush()
            session.add(proposal(second, volunteer_id=3, mediator_id=2))
        could = {one.who: one.held_by for one in candidates_for(staff(), 1).could}
        assert could["Otto U. mit Milad U."] == ("Begleitung in einem anderen Gebiet",)


# Needs without a proposal


def test_gap_is_told_with_the_rule_that_leaves_nobody_and_who_is_missing(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add(make_need(make_household(languages={"ti": "native"})))
        weekly_run()
        gap = gap_of(2)
        # Vera, Otto: two companions, none with Tigrinya.
        assert gap.reason == "Von 2 möglichen Hilfen teilt keine eine Sprache, auch nicht mit Sprachmittlung."
        assert gap.change == "Jemand für Sprachmittlung mit Tigrinisch, dienstags nachmittags."


def test_gap_that_a_few_minutes_would_close_says_whose(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.get_one(Volunteer, 1).max_travel_minutes = 1
            session.get_one(Volunteer, 3).left_on = planned_week()
        weekly_run()
        assert gap_of(1).change == "Wenn Vera U. 2 Minuten weiter führe (3 statt höchstens 1, geschätzt)."


def test_gap_that_others_hold_says_who(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.get_one(Volunteer, 1).max_matches = 1
            session.get_one(Volunteer, 3).left_on = planned_week()
            session.add(make_need(make_household(), urgency=4))
        weekly_run()
        assert gap_of(1).reason == "Möglich, aber vergeben: Vera U. Di 16:00 (jetzt: Begleitung von H-2)."


def test_declined_need_waits_for_the_next_run(app: Flask) -> None:
    with app.test_request_context():
        weekly_run()
        decisions.decline(staff(), 1, match().version, "too_far")
        assert gap_of(1).reason == "Der Vorschlag wurde abgelehnt; der nächste Lauf sucht neu."


def test_protected_address_is_no_matter_for_the_machine(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add(make_need(make_household(address_protected=True)))
        assert "geschützt" in gap_of(2).reason
        assert candidates_for(staff(), 2).could == []


@pytest.mark.parametrize(
    ("windows", "expected"),
    [(["tue 08:00-10:00"], "dienstags vormittags"), (["tue 17:00-20:00"], "dienstags abends"),
     (["mon 08:00-10:00", "sat 10:00-12:00"], "montags, samstags"), ([], "")],
)  # fmt: skip
def test_days_are_told_in_words(app: Flask, windows: list[str], expected: str) -> None:
    with app.test_request_context():
        assert days_words(windows) == expected


def test_decisions_hold_over_a_released_run(app: Flask) -> None:
    with app.test_request_context():
        with transaction() as session:
            session.add_all([make_need(make_household()), make_need(make_household())])
        weekly_run()
        rows = {row.need_id: row for row in db.session.query(Match).filter_by(status="proposed")}
        accepted, declined = rows[1], rows[2]
        decisions.accept(staff(), accepted.id, accepted.version)
        decisions.decline(staff(), declined.id, declined.version, "too_far")
        by_hand.pin(staff(), 3, Choice(mediator=2))
        who = declined.volunteer_id
        weekly_run()
        assert match(accepted.id).status == "asked"
        again = db.session.query(Match).filter_by(need_id=2, status="proposed").one_or_none()
        assert again is None or again.volunteer_id != who
        assert db.session.query(Match).filter_by(need_id=3, status="proposed").one().mediator_id == 2
        assert planned()["n00003"][1] == "v00002"
        assert db.session.get_one(Need, 2).closed_on is None
