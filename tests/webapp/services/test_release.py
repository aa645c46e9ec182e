"""Releasing a run: what becomes of proposals, and what people decided meanwhile."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.webapp.site import fill, make_app, make_household, make_need, make_offer, make_volunteer, user_named
from webapp import clock
from webapp.access import NotFound
from webapp.database import db, transaction
from webapp.models import Block, Household, LogEntry, Match, MatchEvent, Need, Pin, Run, Volunteer
from webapp.services import release as release_module
from webapp.services import runs
from webapp.services.comparison import comparison_of
from webapp.services.lifecycle import RunRefused
from webapp.services.release import release

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A family and its only possible helper."""
    app = make_app(tmp_path)
    fill(app)
    with clock.as_of(MONDAY), app.app_context():
        with transaction() as session:
            home = make_household()
            session.add_all([home, make_need(home), make_volunteer()])
        yield app


def worked_off() -> Run:
    return runs.work_off(runs.start_run(None, effort="quick").id)


def add(*rows: Any) -> None:
    with transaction() as session:
        session.add_all(rows)


def change(kind: type, id_: int, **values: Any) -> None:
    with transaction() as session:
        row = session.get(kind, id_)
        for name, value in values.items():
            setattr(row, name, value)


def matches() -> list[Match]:
    return list(db.session.scalars(select(Match).order_by(Match.id)))


def test_assignment_becomes_a_proposal_with_its_figures(app: Flask) -> None:
    run = worked_off()
    done = release(user_named("coordinator").id, run.id)
    (match,) = matches()
    assert (done.new, done.kept, done.withdrawn, done.skipped) == (1, 0, 0, 0)
    assert (match.status, match.need_id, match.volunteer_id, match.start, match.run_id) == (
        "proposed", 1, 1, "tue 16:00", run.id,
    )  # fmt: skip
    parts = match.parts
    assert parts["cost"] == parts["travel_minutes"] == parts["travel"][0]["minutes"]
    assert (parts["travel"][0]["source"], parts["state"], parts["run"]["service_gap"]) == ("estimate", "new", 0)
    assert [(event.before, event.after) for event in match.events] == [(None, "proposed")]
    assert db.session.query(LogEntry).filter_by(action="run.release", subject=f"run:{run.id}").count() == 1


def test_released_run_says_who_and_when(app: Flask) -> None:
    who = user_named("coordinator").id
    release(who, worked_off().id)
    run = db.session.query(Run).one()
    assert (run.status, run.released_by_id, run.released_at is not None) == ("released", who, True)


def test_unchanged_proposal_keeps_its_row(app: Flask) -> None:
    release(None, worked_off().id)
    version = matches()[0].version
    second = worked_off()
    assert release(None, second.id).kept == 1
    (match,) = matches()
    # Whoever has the page open can still decide.
    assert (match.run_id, match.version, match.parts["state"]) == (second.id, version, "kept")


def test_changed_proposal_is_withdrawn_and_made_anew(app: Flask) -> None:
    release(None, worked_off().id)
    change(Volunteer, 1, availability=["tue 17:00-20:00"])
    done = release(None, worked_off().id)
    old, new = matches()
    assert (done.new, done.withdrawn) == (1, 1)
    assert (old.status, old.reason, new.status, new.start) == ("withdrawn", "changed", "proposed", "tue 17:00")
    assert [event.after for event in old.events] == ["proposed", "withdrawn"]
    # 20 minutes for not staying as proposed.
    assert new.parts["change_cost"] == 20
    assert new.parts["cost"] == new.parts["travel_minutes"] + 20


def test_proposal_that_is_gone_is_withdrawn(app: Flask) -> None:
    release(None, worked_off().id)
    change(Volunteer, 1, left_on=date(2026, 9, 1))
    assert release(None, worked_off().id).withdrawn == 1
    assert (matches()[0].status, matches()[0].reason) == ("withdrawn", "gone")


@pytest.mark.parametrize("status", ["asked", "agreed", "confirmed", "active"])
def test_need_decided_meanwhile_is_left_alone(app: Flask, status: str) -> None:
    release(None, worked_off().id)
    run = worked_off()
    change(Match, 1, status=status)
    assert release(None, run.id).skipped == 1
    assert [match.status for match in matches()] == [status]


@pytest.mark.parametrize(
    ("kind", "values"),
    [(Need, {"closed_on": date(2026, 9, 7)}), (Household, {"left_on": date(2026, 9, 7)}),
     (Household, {"address_protected": True}), (Volunteer, {"left_on": date(2026, 9, 7)}),
     (Volunteer, {"approved_at": None}), (Volunteer, {"paused_from": date(2026, 9, 8)})],
)  # fmt: skip
def test_proposal_that_is_no_longer_possible_is_skipped(app: Flask, kind: type, values: dict[str, Any]) -> None:
    run = worked_off()
    change(kind, 1, **values)
    assert release(None, run.id).skipped == 1
    assert matches() == []


@pytest.mark.parametrize(("until", "skipped"), [(None, 1), (date(2026, 9, 7), 1), (date(2026, 8, 31), 0)])
def test_pair_blocked_meanwhile_is_skipped(app: Flask, until: date | None, skipped: int) -> None:
    run = worked_off()
    add(Block(household_id=1, volunteer_id=1, until=until, reason="too_far"))
    assert release(None, run.id).skipped == skipped


@pytest.mark.parametrize(("start", "skipped"), [("tue 18:00", 1), ("tue 16:00", 0)])
def test_pin_set_meanwhile_goes_before_the_run(app: Flask, start: str, skipped: int) -> None:
    run = worked_off()
    add(Pin(need_id=1, start=start, created_at=clock.now()))
    assert release(None, run.id).skipped == skipped


def test_helper_placed_by_hand_meanwhile_is_not_proposed_too(app: Flask) -> None:
    run = worked_off()
    home = make_household()
    add(home, Match(need=make_need(home), volunteer_id=1, start="tue 16:00", status="asked", created_at=clock.now()))
    assert release(None, run.id).skipped == 1


def test_seats_taken_meanwhile_are_not_given_twice(app: Flask) -> None:
    course = {"kind": "language_course", "requested_on": date(2026, 8, 3)}
    free = ["mon 09:00-11:00", "tue 16:00-20:00"]
    first, second = make_household(availability=free), make_household(availability=free)
    add(make_offer(seats=1), first, second, make_need(first, **course))
    run = worked_off()
    assert run.figures["served"] == 2
    add(Match(need=make_need(second, **course), offer_id=1, start="mon 09:00", status="asked", created_at=clock.now()))
    done = release(None, run.id)
    assert (done.new, done.skipped) == (1, 1)


def test_proposal_made_by_hand_meanwhile_stays(app: Flask) -> None:
    run = worked_off()
    later = clock.now() + timedelta(seconds=1)
    add(Match(need_id=1, volunteer_id=1, start="tue 18:00", status="proposed", created_at=later))
    assert release(None, run.id).skipped == 1
    assert [(match.status, match.start) for match in matches()] == [("proposed", "tue 18:00")]


def test_proposal_that_was_in_hand_when_the_data_were_frozen_stays(app: Flask) -> None:
    add(Match(need_id=1, volunteer_id=1, start="tue 16:00", status="asked", created_at=clock.now()))
    run = worked_off()
    change(Match, 1, status="proposed")
    assert release(None, run.id).withdrawn == 0
    assert matches()[0].status == "proposed"


def test_waived_rules_of_a_pin_stand_with_the_proposal(app: Flask) -> None:
    change(Household, 1, languages={"ti": "native"})
    add(Pin(need_id=1, volunteer_id=1, waive=["language"], created_at=clock.now()))
    release(None, worked_off().id)
    assert (matches()[0].waive, matches()[0].parts["state"]) == (["language"], "pinned")


def refused(run_id: int) -> str:
    with pytest.raises(RunRefused) as error:
        release(None, run_id)
    return error.value.code


def test_second_release_is_refused(app: Flask) -> None:
    run = worked_off()
    release(None, run.id)
    assert refused(run.id) == "already_released"


def test_run_older_than_a_released_one_is_refused(app: Flask) -> None:
    old, new = worked_off(), worked_off()
    release(None, new.id)
    assert refused(old.id) == "older"


def test_unfinished_run_is_refused(app: Flask) -> None:
    assert refused(runs.start_run(None).id) == "not_done"


def test_unknown_run_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        release(None, 99)


@pytest.mark.parametrize("step", ["_proposal", "_withdraw"])
def test_failing_release_leaves_everything_as_it_was(app: Flask, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    release(None, worked_off().id)
    change(Volunteer, 1, availability=["tue 17:00-20:00"])
    run = worked_off()

    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(release_module._Release, step, fail)
    with pytest.raises(RuntimeError):
        release(None, run.id)
    db.session.expire_all()
    assert [(match.status, match.start) for match in matches()] == [("proposed", "tue 16:00")]
    assert db.session.query(MatchEvent).count() == 1
    assert db.session.get(Run, run.id).status == "done"


def test_comparison_tells_what_is_new_changed_and_gone_and_why(app: Flask) -> None:
    homes = [make_household(availability=["wed 09:00-12:00"]) for _ in range(2)]
    add(make_volunteer(availability=["wed 09:00-12:00"], max_matches=1), homes[0], make_need(homes[0]))
    first = worked_off()
    release(None, first.id)
    assert comparison_of(first)["with"] is None
    change(Volunteer, 1, availability=["tue 17:00-20:00"])
    change(Need, 2, closed_on=date(2026, 9, 7))
    add(homes[1], make_need(homes[1]))
    found = comparison_of(worked_off())
    assert found is not None
    assert found["with"] == first.id
    assert found["counts"] == {"unchanged": 0, "new": 1, "changed": 1, "gone": 0, "closed": 1}
    told = {name: [(row["need"], row["reasons"]) for row in found[name]] for name in ("new", "changed", "closed")}
    assert told == {
        "new": [("n00003", ["new_need"])], "changed": [("n00001", ["start"])], "closed": [("n00002", ["closed"])],
    }  # fmt: skip
    assert (found["new"][0]["kind"], found["new"][0]["district"]) == ("companion", "Brackel")
    # Each need weighs 20 points for its urgency and 5 for its weeks of waiting; two are served, as before.
    assert found["districts"] == [["Brackel", 50, 50, 50, 50]]


def test_comparison_tells_a_need_that_lost_its_helper(app: Flask) -> None:
    release(None, worked_off().id)
    change(Volunteer, 1, left_on=date(2026, 9, 1))
    found = comparison_of(worked_off())
    assert found is not None
    assert [(row["need"], row["reasons"], row["after"]) for row in found["gone"]] == [("n00001", ["no_option"], None)]


def test_comparison_kept_before_there_was_a_list_of_closed_needs_is_made_anew(app: Flask) -> None:
    release(None, worked_off().id)
    second = worked_off()
    now = comparison_of(second)
    with transaction() as session:
        kept = session.get_one(Run, second.id).compared
        assert kept
        older = {name: value for name, value in kept.items() if name != "closed"}
        older["counts"] = {name: count for name, count in kept["counts"].items() if name != "closed"}
        session.execute(update(Run).where(Run.id == second.id).values(compared=older))
    assert comparison_of(db.session.get_one(Run, second.id, populate_existing=True)) == now


def test_comparison_follows_a_release_that_came_later(app: Flask) -> None:
    first, second = worked_off(), worked_off()
    assert second.compared["with"] is None
    release(None, first.id)
    assert comparison_of(second)["with"] == first.id
