"""Cases that several tests of the command look at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matcher.domain import Case
from scenarios import PILOT, generate_case
from tests.instances import make_case, make_household, make_match, make_mediator, make_need, make_volunteer
from tests.webapp import lengths, postgresql  # noqa: F401
from tests.webapp.command import written


@pytest.fixture(scope="session", autouse=True)
def no_database_is_left() -> Iterator[None]:
    with postgresql.templates_and_databases():
        yield


@pytest.fixture(autouse=True)
def databases_of_the_test_are_removed() -> Iterator[None]:
    with postgresql.databases_of_a_test():
        yield


@pytest.fixture
def small_case(tmp_path: Path) -> Path:
    """One household, one need, one volunteer: served."""
    return written(make_case(), tmp_path)


@pytest.fixture
def clashing_case(tmp_path: Path) -> Path:
    """Two pins on a volunteer who can take one match."""
    case = make_case(
        households=[make_household(), make_household(id="h2")],
        needs=[make_need(), make_need(id="n2", household="h2")],
        volunteers=[make_volunteer(max_matches=1), make_mediator()],
        matches=(make_match(status="pinned"), make_match(need="n2", status="pinned")),
    )
    return written(case, tmp_path)


@pytest.fixture(scope="session")
def forty_households() -> Case:
    return generate_case(PILOT, seed=0, households=40)


@pytest.fixture
def larger_case(tmp_path: Path, forty_households: Case) -> Path:
    return written(forty_households, tmp_path)


@pytest.fixture
def solving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts something else in the place of the matcher's ``solve``."""

    def instead(stand_in: Callable[..., object]) -> None:
        monkeypatch.setattr("webapp.run.solve", stand_in)

    return instead


@pytest.fixture
def failing_solve(solving: Callable[..., None]) -> Callable[[BaseException], None]:
    def fail_with(error: BaseException) -> None:
        def raises(*_: object, **__: object) -> None:
            raise error

        solving(raises)

    return fail_with
