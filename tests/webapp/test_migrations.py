"""The steps of the tables on SQLite; those on PostgreSQL are tested beside its other ways."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from webapp.migrations import alembic_config, is_current, upgrade
from webapp.models import Base

PLANNING = {"planning_run", "planning_scenario"}


def test_steps_lead_to_the_tables_of_the_models_and_the_last_one_back(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'steps.sqlite'}")
    upgrade(engine)
    assert is_current(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    command.downgrade(alembic_config(engine), "0002")
    assert not PLANNING & set(inspect(engine).get_table_names())
    upgrade(engine)
    assert set(inspect(engine).get_table_names()) >= PLANNING
