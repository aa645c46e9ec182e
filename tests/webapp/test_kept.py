"""Values that are kept for a minute."""

from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask

from tests.waiting import MOST_SECONDS, comes_true
from webapp import kept as module
from webapp.kept import Kept, kept


@pytest.fixture
def app() -> Flask:
    return Flask("kept")


def counting() -> Callable[[], int]:
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    return make


def test_value_is_made_once_per_key(app: Flask) -> None:
    values, make = Kept[int](), counting()
    with app.app_context():
        assert [values.get(key, make) for key in ("a", "a", "b", "a")] == [1, 1, 2, 1]


def test_old_value_is_shown_while_it_is_renewed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    values, ready = Kept[str](), Event()

    def slowly() -> str:
        ready.wait(MOST_SECONDS)
        return "new"

    with app.app_context():
        values.get("key", lambda: "old")
        monkeypatch.setattr(module, "FRESH_SECONDS", 0.0)
        assert values.get("key", slowly) == "old"
        assert values.get("key", lambda: "third") == "old"
        monkeypatch.setattr(module, "FRESH_SECONDS", 60.0)
        ready.set()
        assert comes_true(lambda: values.get("key", slowly) == "new")


def test_value_that_could_not_be_renewed_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    values = Kept[int]()

    def fail() -> int:
        raise OSError

    with app.app_context():
        values.get("key", lambda: 1)
        monkeypatch.setattr(module, "FRESH_SECONDS", 0.0)
        assert values.get("key", fail) == 1
        assert comes_true(lambda: values.get("key", lambda: 2) == 2)


def test_value_too_old_to_be_shown_is_waited_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    values, make = Kept[int](), counting()
    with app.app_context():
        values.get("key", make)
        monkeypatch.setattr(module, "USABLE_SECONDS", -1.0)
        assert values.get("key", make) == 2


def test_those_used_last_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    values, make = Kept[int](), counting()
    with app.app_context():
        for key in ("a", "b", "a", "c"):
            values.get(key, make)
        assert values.get("a", make) == 1
        assert values.get("b", make) == 4


def test_applications_keep_apart_and_tests_keep_nothing(app: Flask) -> None:
    with app.app_context():
        assert kept("figures").get("key", lambda: 1) == 1
        assert kept("figures").get("key", lambda: 2) == 1
    other = Flask("other")
    other.testing = True
    with other.app_context():
        assert [kept("figures").get("key", lambda n=n: n) for n in (3, 4)] == [3, 4]
