"""SQLite keeps texts that are longer than their column, PostgreSQL refuses them: in tests both do."""

from functools import cache
from typing import Any

from sqlalchemy import String, event, inspect
from sqlalchemy.orm import Session


@cache
def _lengths(kind: type[Any]) -> dict[str, int]:
    """Longest text by attribute."""
    columns = inspect(kind).column_attrs
    types = {attribute.key: attribute.columns[0].type for attribute in columns}
    return {name: of.length for name, of in types.items() if isinstance(of, String) and of.length}


@event.listens_for(Session, "before_flush")
def _refuse_texts_too_long(session: Session, *_: object) -> None:
    for row in (*session.new, *session.dirty):
        for name, most in _lengths(type(row)).items():
            text = inspect(row).dict.get(name)
            if text is not None and len(text) > most:
                raise ValueError(f"{type(row).__name__}.{name} has {len(text)} characters, expected {most} at most")
