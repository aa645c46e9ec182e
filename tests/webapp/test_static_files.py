"""Files that pages consist of: kept by browsers until there is a new version, and read without loading anybody."""

from pathlib import Path

import pytest
from flask import Flask, url_for

from tests.webapp.counting import counted_queries
from tests.webapp.site import fill, make_app, signed_in


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    fill(app)
    return app


def address_of(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def test_browsers_keep_a_version_for_ever(app: Flask) -> None:
    with app.test_client().get(address_of(app, "css/base.css")) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_address_without_version_is_asked_for_again(app: Flask) -> None:
    with app.test_client().get("/static/css/base.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    assert address_of(app, "css/there-is-none.css") == "/static/css/there-is-none.css"


def test_another_version_has_another_address(app: Flask, tmp_path: Path) -> None:
    app.static_folder = str(tmp_path)
    file = tmp_path / "some.css"
    file.write_text("a {}")
    before = address_of(app, "some.css")
    assert address_of(app, "some.css") == before
    file.unlink()
    file.write_text("b {}")
    assert address_of(app, "some.css") != before


def test_files_load_nobody(app: Flask) -> None:
    browser = signed_in(app, "staff")
    with counted_queries(app) as queries, browser.get(address_of(app, "css/base.css")) as answer:
        assert answer.status_code == 200
    assert queries == []
