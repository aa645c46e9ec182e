"""The life of a match: who may take which step, what it does, and how it is taken back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from matcher.domain import Policy
from tests.webapp.services.town import current_case, match, planned, proposal, staff, through, town
from tests.webapp.site import (
    make_household,
    make_need,
    make_offer,
    user_named,
)
from webapp.access import NotFound
from webapp.clock import as_of, now, planned_week, today
from webapp.database import db, transaction
from webapp.models import Block, LogEntry, Mail, Match, Need, Pin, Volunteer
from webapp.services import by_hand, decisions
from webapp.services.feasible import Choice
from webapp.services.reasons_for_decline import REASONS
from webapp.services.steps import NotPossible
from webapp.translate import case_of


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return town(tmp_path)


# The steps


def test_a_match_goes_from_proposed_to_ended_and_each_step_is_kept(app: Flask) -> None:
    with app.app_context():
        through("accept", "answer", "confirm", "activate")
        assert (match().status, match().active_from) == ("active", today())
        assert match().trial_due == today() + timedelta(weeks=3)
        decisions.keep_trial_result(staff(), 1, match().version, "well")
        decisions.end(staff(), 1, match().version, "goal_reached")
        steps = [event.after for event in match().events]
        assert steps == ["proposed", "asked", "agreed", "confirmed", "active", "active", "ended"]
        assert all(event.user_id for event in match().events[1:])
        assert match().need.closed_reason == "met"
        logged = [row.action for row in db.session.query(LogEntry) if row.subject == "match:1"]
        assert logged == [f"match.{name}" for name in ("accept", "answer", "confirm", "activate", "trial", "end")]


@pytest.mark.parametrize(
    ("done", "step"),
    [((), "confirm"), ((), "activate"), (("accept",), "accept"), (("accept",), "confirm"), (("accept",), "activate"),
     (("accept", "answer"), "activate"), (("accept", "answer"), "accept"),
     (("accept", "answer", "confirm"), "confirm")],
)  # fmt: skip
def test_step_that_does_not_follow_is_refused(app: Flask, done: tuple[str, ...], step: str) -> None:
    with app.app_context():
        through(*done)
        before = match().status
        with pytest.raises(NotPossible, match="status"):
            getattr(decisions, step)(staff(), 1, match().version)
        assert match().status == before


def test_active_match_can_not_be_declined_but_ended(app: Flask) -> None:
    with app.app_context():
        through("accept", "answer", "confirm", "activate")
        with pytest.raises(NotPossible, match="status"):
            decisions.decline(staff(), 1, match().version, "other")


def test_match_that_is_not_active_can_not_end(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotPossible, match="status"):
        decisions.end(staff(), 1, match().version, "other")


def test_foreign_team_does_not_find_the_match(app: Flask) -> None:
    with app.app_context():
        for step in ("accept", "confirm", "activate", "undo"):
            with pytest.raises(NotFound):
                getattr(decisions, step)(user_named("staff2"), 1, match().version)


def test_volunteer_can_not_take_the_teams_steps(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        decisions.accept(user_named("volunteer"), 1, match().version)


def test_offer_has_nobody_to_ask(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            home = make_household(availability=["mon 08:00-12:00"])
            need = make_need(home, kind="language_course")
            session.add_all([home, need, make_offer()])
            session.flush()
            session.add(proposal(need, offer_id=1, start="mon 09:00"))
        decisions.accept(staff(), 2, 1)
        assert match(2).status == "agreed"


def test_request_is_mailed_without_a_word_about_the_family(app: Flask) -> None:
    with app.app_context():
        through("accept")
        mail = db.session.query(Mail).one()
        assert mail.recipient == "volunteer@example.org"
        for word in ("Bernstein", "Brackel", "Arabisch", "0231"):
            assert word not in mail.subject + mail.body


def test_provider_and_mediator_must_both_say_yes(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.get_one(Match, 1).volunteer_id, session.get_one(Match, 1).mediator_id = 3, 2
            session.get_one(Volunteer, 3).user_id = user_named("planner").id
        decisions.accept(staff(), 1, match().version)
        decisions.answer(user_named("volunteer2"), 1, True)
        assert match().status == "asked"
        with pytest.raises(NotPossible, match="answered"):
            decisions.answer(user_named("volunteer2"), 1, True)
        decisions.answer(staff(), 1, True, who="volunteer")  # told by phone
        assert match().status == "agreed"
        assert [event.answer_of for event in match().events][2:] == ["mediator", "volunteer"]


def test_volunteer_who_was_not_asked_finds_nothing(app: Flask) -> None:
    with app.app_context():
        through("accept")
        with pytest.raises(NotFound):
            decisions.answer(user_named("volunteer2"), 1, True)


def test_proposal_that_became_impossible_is_not_accepted(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.get_one(Volunteer, 1).availability = ["mon 16:00-20:00"]
        with pytest.raises(NotPossible) as refused:
            through("accept")
        assert (refused.value.code, refused.value.rule) == ("rule", "time")


# Confirming


def test_with_four_eyes_a_second_person_confirms(tmp_path: Path) -> None:
    with town(tmp_path, four_eyes=True).app_context():
        through("accept", "answer")
        with pytest.raises(NotPossible, match="four_eyes"):
            through("confirm")
        decisions.confirm(user_named("colleague"), 1, match().version)
        assert match().status == "confirmed"


@pytest.mark.parametrize("step", ["confirm", "activate"])
def test_approval_is_void_once_the_content_changed(app: Flask, step: str) -> None:
    with app.app_context():
        through("accept", "answer", *(["confirm"] if step == "activate" else []))
        with transaction() as session:
            session.get_one(Need, 1).hours = 1.5
        with pytest.raises(NotPossible, match="content_changed"):
            through(step)
        through("approve_again")
        assert match().status == "agreed"
        through("confirm", "activate")


# Declining


def test_unknown_reason_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotPossible, match="reason"):
        decisions.decline(staff(), 1, match().version, "rain")


@pytest.mark.parametrize(
    ("reason", "weeks"),
    [("too_far", 26), ("language", 26), ("wrong_kind", 8), ("other", 4), ("no_trust", None)],
)  # fmt: skip
def test_declined_pair_is_kept_apart_as_long_as_the_reason_says(app: Flask, reason: str, weeks: int | None) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, reason)
        assert match().status == "declined"
        until = None if weeks is None else planned_week() + timedelta(weeks=weeks)
        assert [(row.resource, row.until) for row in current_case().blocks] == [("v00001", until)]
        assert planned()["n00001"][0] == "v00003"
        if until is not None:
            assert case_of(db.session, until + timedelta(weeks=1), Policy()).blocks == ()


def test_no_time_pauses_the_volunteer_until_the_day_given(app: Flask) -> None:
    with app.app_context():
        until = today() + timedelta(days=40)
        decisions.decline(staff(), 1, match().version, "no_time", until=until)
        assert db.session.get_one(Volunteer, 1).paused_until == until
        assert current_case().volunteers[0].availability == ()
        assert current_case().blocks == ()


def test_no_time_without_a_day_pauses_four_weeks(app: Flask) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, "no_time")
        assert db.session.get_one(Volunteer, 1).paused_until == today() + timedelta(weeks=4)


def test_pause_into_the_past_is_refused_and_nothing_is_kept(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(NotPossible, match="until"):
            decisions.decline(staff(), 1, match().version, "no_time", until=date(2020, 1, 1))
        assert match().status == "proposed"


def test_need_that_is_no_longer_needed_is_in_no_further_run(app: Flask) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, "family_no_longer_needs")
        assert current_case().needs == ()
        assert db.session.get_one(Need, 1).closed_reason == "withdrawn"


def test_volunteers_no_declines_with_its_consequence(app: Flask) -> None:
    with app.app_context():
        through("accept")
        decisions.answer(user_named("volunteer"), 1, False, "too_far", note="Umzug")
        assert (match().status, match().events[-1].answer_of) == ("declined", "volunteer")
        assert [row.resource for row in current_case().blocks] == ["v00001"]


def test_volunteer_can_not_give_the_teams_reasons(app: Flask) -> None:
    with app.app_context():
        through("accept")
        with pytest.raises(NotPossible, match="reason"):
            decisions.answer(user_named("volunteer"), 1, False, "family_no_longer_needs")


def test_every_reason_says_what_it_does(app: Flask) -> None:
    with app.test_request_context():
        assert all(str(reason.text) and str(reason.consequence).endswith(".") for reason in REASONS.values())


def test_decline_drops_the_pin_that_asked_for_the_same(app: Flask) -> None:
    with app.app_context():
        by_hand.pin(staff(), 1, Choice(volunteer=1))
        decisions.decline(staff(), 1, match().version, "too_far")
        assert db.session.query(Pin).count() == 0
        decisions.undo(staff(), 1, match().version)
        assert db.session.query(Pin).one().volunteer_id == 1


# Taking back


def test_accepting_can_be_taken_back_and_the_mail_is_not_sent(app: Flask) -> None:
    with app.app_context():
        through("accept", "undo")
        assert (match().status, match().asked_at, match().approved_by_id) == ("proposed", None, None)
        assert db.session.query(Mail).count() == 0


def test_request_that_went_out_is_called_off(app: Flask) -> None:
    with app.app_context():
        through("accept")
        with transaction() as session:
            session.query(Mail).one().sent_at = now()
        through("undo")
        assert [mail.subject for mail in db.session.query(Mail)][1:] == ["Unsere Anfrage hat sich erledigt"]


@pytest.mark.parametrize("reason", ["too_far", "no_time", "family_no_longer_needs"])
def test_declining_is_taken_back_with_its_consequence(app: Flask, reason: str) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, reason)
        decisions.undo(staff(), 1, match().version)
        assert match().status == "proposed"
        assert db.session.query(Block).count() == 0
        assert planned() == {"n00001": ("v00001", None)}


def test_nothing_is_taken_back_once_somebody_else_acted(app: Flask) -> None:
    with app.app_context():
        through("accept", "answer")
        with pytest.raises(NotPossible, match="acted_since"):
            through("undo")


def test_colleague_can_not_take_back_what_she_did_not_decide(app: Flask) -> None:
    with app.app_context():
        through("accept")
        with pytest.raises(NotPossible, match="acted_since"):
            decisions.undo(user_named("colleague"), 1, match().version)


def test_taking_back_twice_does_not_go_forward_again(app: Flask) -> None:
    with app.app_context():
        through("accept")
        decisions.decline(staff(), 1, match().version, "other")
        through("undo")
        assert match().status == "asked"
        with pytest.raises(NotPossible, match="acted_since"):
            through("undo")


def test_decline_stands_once_the_need_has_another_match(app: Flask) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, "too_far")
        with transaction() as session:
            session.add(proposal(session.get_one(Need, 1), volunteer_id=3, mediator_id=2))
        with pytest.raises(NotPossible, match="need_taken"):
            through("undo")


def test_pause_that_was_changed_since_keeps_the_decline(app: Flask) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, "no_time")
        with transaction() as session:
            session.get_one(Volunteer, 1).paused_until = None
        with pytest.raises(NotPossible, match="consequence_changed"):
            through("undo")


# Waiting


def test_request_is_reminded_once_and_then_expires(app: Flask) -> None:
    with app.app_context():
        through("accept")
        asked = now()
        for days, expected in ((2, (0, 0)), (3, (1, 0)), (4, (0, 0)), (5.1, (0, 1)), (6, (0, 0))):
            with as_of(asked + timedelta(days=days, minutes=1)):
                assert decisions.expire_and_remind() == expected, days
        assert match().status == "expired"
        assert match().events[-1].user_id is None
