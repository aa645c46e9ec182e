"""Run by Alembic: the steps on the application's database."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask_security import AsaList
from sqlalchemy import Engine

from webapp.models import Base
from webapp.models.base import UtcDateTime


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How our own types are written into a step."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AsaList):
        return "sa.UnicodeText()"
    return False


engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=_render,
        compare_type=False,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
