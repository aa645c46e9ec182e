"""How many statements a page sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from webapp.database import db


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    with app.app_context():
        engine = db.engine
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
