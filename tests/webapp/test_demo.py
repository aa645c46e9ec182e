"""The invented pilot: what is in it, and that nothing of it is left running."""

import signal
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.waiting import MOST_SECONDS, comes_true
from tests.webapp.command import run
from tests.webapp.demo_process import running_demo
from tests.webapp.site import PASSWORD, make_app
from webapp import clock, jobs
from webapp.access import visible
from webapp.database import db
from webapp.demo.build import build
from webapp.demo.names import family_name, volunteer_name
from webapp.models import Household, LogEntry, Match, Need, PlanningRun, Run, User, Volunteer
from webapp.models.accounts import ROLES
from webapp.models.runs import RELEASED
from webapp.services.log import first_broken

HOUSEHOLDS = 40


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(tmp_path_factory.mktemp("demo"))
    with pytest.MonkeyPatch.context() as patch:
        # Plans take longer than all the rest, and are tested elsewhere.
        patch.setattr(jobs, "compute_scenarios", lambda: None)
        build(app, PASSWORD, say=lambda _: None, households=HOUSEHOLDS, effort="quick")
    return app


@pytest.fixture(autouse=True)
def context(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("app").app_context():
        yield


def test_every_household_has_members_and_a_name_of_its_own(app: Flask) -> None:
    households = db.session.query(Household).all()
    assert len(households) == HOUSEHOLDS == len({row.contact_name for row in households})
    assert all(row.members for row in households)


def test_the_first_names_differ() -> None:
    assert len({family_name(number) for number in range(200)}) == 200
    assert len({volunteer_name(number, "f") for number in range(60)}) == 60


def test_planner_finds_a_scenario_whose_plans_a_worker_is_asked_for(app: Flask) -> None:
    assert [run.status for run in db.session.query(PlanningRun)] == ["queued"]


def test_no_need_was_reported_tomorrow(app: Flask) -> None:
    days = [row.requested_on for row in db.session.query(Need)]
    assert max(days) <= clock.today()
    assert min(days) < clock.planned_week()


def test_three_weeks_were_run_and_released_the_last_is_this_one(app: Flask) -> None:
    runs = db.session.query(Run).order_by(Run.id).all()
    assert [run.status for run in runs] == [RELEASED] * 3
    assert runs[-1].week == clock.planned_week()
    assert len({run.week for run in runs}) == 3


def test_history_has_matches_in_many_states(app: Flask) -> None:
    found = Counter(row.status for row in db.session.query(Match))
    assert found["proposed"] > 3
    assert {"proposed", "active", "declined"} <= set(found)


def test_somebody_can_sign_in_for_every_role(app: Flask) -> None:
    held = {name for user in db.session.query(User) for name in user.role_names}
    assert held == set(ROLES)
    assert all(user.email.endswith("@example.org") for user in db.session.query(User))


def test_the_second_team_sees_none_of_the_first_teams_households(app: Flask) -> None:
    north = db.session.query(User).filter_by(email="team-nord@example.org").one()
    brackel = db.session.query(User).filter_by(email="team-brackel@example.org").one()
    assert db.session.scalars(visible(north, Household)).all() == []
    assert len(db.session.scalars(visible(brackel, Household)).all()) == HOUSEHOLDS


def test_protected_households_have_no_place(app: Flask) -> None:
    found = db.session.query(Household).filter_by(address_protected=True).all()
    assert found
    assert all(row.lat is None and row.lon is None for row in found)


def test_some_volunteers_wait_for_approval(app: Flask) -> None:
    assert db.session.query(Volunteer).filter(Volunteer.approved_at.is_(None)).count() > 0


def test_log_of_the_history_is_unbroken(app: Flask) -> None:
    assert db.session.query(LogEntry).count() > 3
    assert first_broken(db.session) is None


def test_folder_with_a_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lokal-willkommen.sqlite").write_bytes(b"mine")
    answer = run("demo", "--folder", tmp_path)
    assert answer.exit_code != 0
    assert (tmp_path / "lokal-willkommen.sqlite").read_bytes() == b"mine"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_demo_serves_until_told_to_end_and_leaves_nothing_running(tmp_path: Path, how: signal.Signals) -> None:
    folder = tmp_path / "data"
    with running_demo("--households", 10, "--folder", folder, how_it_ends=how) as demo:
        with urllib.request.urlopen(f"{demo.address}/healthz", timeout=MOST_SECONDS) as answer:
            assert answer.read() == b"ok"
        assert "Passwort" in demo.printed
        assert _running_with(folder) != []
    assert demo.printed.endswith("Beendet.\n")
    assert demo.exit_code == 0
    assert comes_true(lambda: _running_with(folder) == [])


def _running_with(folder: Path) -> list[str]:
    """Processes, other than this one, that were told of the folder."""
    return [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if _names(path, folder)]


def _names(environ: Path, folder: Path) -> bool:
    try:
        return f"LW_DATA_FOLDER={folder}".encode() in environ.read_bytes()
    except OSError:
        return False
