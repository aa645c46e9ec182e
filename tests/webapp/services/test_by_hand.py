"""What staff decide themselves, and two who decide at once."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.webapp.services.town import match, planned, proposal, staff, town
from tests.webapp.site import (
    make_household,
    make_need,
    user_named,
)
from webapp.clock import now
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import Block, Match, Need, Pin, Volunteer
from webapp.services import by_hand, decisions
from webapp.services.feasible import Choice
from webapp.services.steps import NotPossible


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return town(tmp_path)


# By hand


def test_replacing_asks_somebody_else_and_withdraws_the_proposal(app: Flask) -> None:
    with app.app_context():
        number = by_hand.replace_by_hand(
            staff(), 1, match().version, Choice(volunteer=3, mediator=2, start="tue 17:00")
        )
        assert (match(number).status, match(number).start, match(1).status) == ("asked", "tue 17:00", "withdrawn")
        # Otto and Milad both come by bike to a home 164 metres away: 2 minutes and a bit, rounded up.
        assert [leg["minutes"] for leg in match(number).parts["travel"]] == [3, 3]


def test_rule_is_broken_only_when_it_is_waived(app: Flask) -> None:
    with app.app_context():
        alone = Choice(volunteer=3, start="tue 16:00")
        with pytest.raises(NotPossible) as refused:
            by_hand.replace_by_hand(staff(), 1, match().version, alone)
        assert (refused.value.code, refused.value.rule) == ("rule", "language")
        waived = Choice(volunteer=3, start="tue 16:00", waive=("language",))
        number = by_hand.replace_by_hand(staff(), 1, match().version, waived)
        assert match(number).waive == ["language"]


@pytest.mark.parametrize("rule", ["gender", "block", "qualification", "capacity"])
def test_some_rules_are_nobodys_to_lift(app: Flask, rule: str) -> None:
    changes: dict[str, Callable[[], Any]] = {
        "gender": lambda: setattr(db.session.get_one(Need, 1).household, "contact_gender", "m"),
        "block": lambda: db.session.add(Block(household_id=1, volunteer_id=1, reason="no_trust")),
        "qualification": lambda: setattr(db.session.get_one(Need, 1), "requires", ["police_clearance"]),
        "capacity": lambda: setattr(db.session.get_one(Volunteer, 1), "hours_per_week", 1.0),
    }
    with app.app_context():
        with transaction():
            changes[rule]()
        for waive in ((), (rule,), ("time", "travel", "language", "kind", "age")):
            with pytest.raises(NotPossible) as refused:
                by_hand.replace_by_hand(
                    staff(), 1, match().version, Choice(volunteer=1, start="tue 16:00", waive=waive)
                )
            assert refused.value.rule == rule


def test_double_booking_is_nobodys_to_lift(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            other = make_need(make_household())
            session.add_all(
                [other, Match(need=other, volunteer_id=1, start="tue 17:00", status="asked", created_at=now())]
            )
        with pytest.raises(NotPossible) as refused:
            by_hand.replace_by_hand(
                staff(), 1, match().version, Choice(volunteer=1, start="tue 16:00", waive=("time",))
            )
        assert refused.value.rule == "time"


def test_replacing_taken_back_brings_the_proposal_back(app: Flask) -> None:
    with app.app_context():
        number = by_hand.replace_by_hand(
            staff(), 1, match().version, Choice(volunteer=3, mediator=2, start="tue 17:00")
        )
        decisions.undo(staff(), number, match(number).version)
        assert (match(1).status, match(number).status) == ("proposed", "withdrawn")


def test_need_without_a_proposal_gets_somebody_by_hand(app: Flask) -> None:
    with app.app_context():
        decisions.decline(staff(), 1, match().version, "too_far")
        number = by_hand.replace_by_hand(staff(), 1, None, Choice(volunteer=3, mediator=2, start="tue 16:00"))
        assert match(number).status == "asked"


def test_decisions_hold_after_another_run(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            second = make_need(make_household(languages={"ti": "native", "ar": "C1"}))
            third = make_need(make_household())
            session.add_all([second, third])
            session.flush()
            session.add_all(
                [proposal(second, volunteer_id=1, start="tue 18:00"), proposal(third, volunteer_id=3, mediator_id=2)]
            )
        decisions.accept(staff(), 1, match().version)
        decisions.decline(staff(), 2, match(2).version, "too_far")
        by_hand.pin(staff(), 3, Choice(mediator=2))
        plan = planned()
        assert "n00001" not in plan  # settled
        assert plan.get("n00002", (None, None))[0] != "v00001"
        assert plan["n00003"] == ("v00003", "v00002")


def test_pin_that_can_not_hold_is_refused_at_once(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(NotPossible) as refused:
            by_hand.pin(staff(), 1, Choice(volunteer=1, start="sun 08:00"))
        assert refused.value.rule == "time"
        assert db.session.query(Pin).count() == 0


def test_pins_of_two_families_that_clash_are_told_at_once(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(make_need(make_household()))
        by_hand.pin(staff(), 1, Choice(volunteer=1, start="tue 16:00"))
        with pytest.raises(NotPossible, match="rule"):
            by_hand.pin(staff(), 2, Choice(volunteer=1, start="tue 16:00"))
        by_hand.unpin(staff(), 1)
        by_hand.pin(staff(), 2, Choice(volunteer=1, start="tue 16:00"))


# Two at once


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    outcome: list[str] = []
    told: list[Any] = []
    together = threading.Barrier(2)

    def decide(name: str, step: Callable[[Any], None]) -> None:
        with app.app_context():
            user = user_named(name)
            together.wait()
            try:
                step(user)
                outcome.append("done")
            except NotPossible as refused:
                outcome.append("late")
                told.append(refused.happened)
            except ChangedMeanwhile:
                outcome.append("late")

    steps: list[tuple[str, Callable[[Any], None]]] = [
        ("staff", lambda user: decisions.accept(user, 1, 1)),
        ("colleague", lambda user: decisions.decline(user, 1, 1, "too_far")),
    ]
    threads = [threading.Thread(target=decide, args=args) for args in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["done", "late"]
    assert told[0].who in ("Staff", "Colleague")
    with app.app_context():
        assert (match().status, told[0].status) in (("asked", "asked"), ("declined", "declined"))
        assert len(match().events) == 2
