"""Scenarios of planners: made, copied, changed, put away; each kept in its file format."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, undefer

from matcher.errors import InvalidInput, Problem
from matcher.files import json_from
from scenarios.scenario import Scenario
from scenarios.scenario_file import parse_scenario, scenario_sha256, scenario_to_json
from webapp import access, clock
from webapp.database import ChangedMeanwhile, db, transaction
from webapp.models import PlanningRun, PlanningScenario, User
from webapp.services.log import write_log
from webapp.services.planning_standing import restated

LONGEST_NAME, LONGEST_NOTE = 120, 500
_NUMBER_LENGTH = len(" (9999)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A scenario of the list with its newest run and the newest one that came to its end."""

    scenario: PlanningScenario
    newest: PlanningRun | None
    finished: PlanningRun | None


def scenario_from(text: str, name: str = "") -> Scenario:
    """
    The scenario in the text of a file of this name.

    Raises
    ------
    InvalidInput
        With every problem of the text, of fields and of references.
    """
    return parse_scenario(json_from(text, Path(name)))


def decoded(content: bytes, name: str) -> str:
    """
    The text in the bytes of a file.

    Raises
    ------
    InvalidInput
        When it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput([Problem(record=name, field="", found="another encoding", expected="UTF-8")]) from None


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the text of a file; read by ``lokal-willkommen plan`` like any other."""
    return json.dumps(scenario_to_json(scenario), ensure_ascii=False)


def scenarios_page(user: User, *, archived: bool) -> Sequence[Row]:
    """The scenarios in use, or those put away; the ones changed last first."""
    where = PlanningScenario.archived_at.is_not(None) if archived else PlanningScenario.archived_at.is_(None)
    query = access.visible(user, PlanningScenario).where(where)
    found = db.session.scalars(
        query.order_by(PlanningScenario.changed_at.desc(), PlanningScenario.id.desc()).options(
            joinedload(PlanningScenario.changed_by), joinedload(PlanningScenario.parent)
        )
    ).all()
    ids = [scenario.id for scenario in found]
    newest, finished = _last_runs(ids), _last_runs(ids, PlanningRun.plans.is_not(None))
    return [Row(scenario=one, newest=newest.get(one.id), finished=finished.get(one.id)) for one in found]


def scenarios_of(user: User, numbers: Sequence[int]) -> list[PlanningScenario]:
    """
    Several scenarios with their documents, in this order.

    Raises
    ------
    NotFound
        When one of them is missing.
    """
    query = access.visible(user, PlanningScenario).where(PlanningScenario.id.in_(numbers))
    found = {row.id: row for row in db.session.scalars(query.options(undefer(PlanningScenario.document)))}
    if len(found) < len(numbers):
        raise access.NotFound
    return [found[number] for number in numbers]


def _last_runs(scenarios: Sequence[int], *further: ColumnElement[bool]) -> dict[int, PlanningRun]:
    last = select(func.max(PlanningRun.id)).where(PlanningRun.scenario_id.in_(scenarios), *further)
    rows = db.session.scalars(select(PlanningRun).where(PlanningRun.id.in_(last.group_by(PlanningRun.scenario_id))))
    return {run.scenario_id: run for run in rows}


def add_scenario(
    user: User, scenario: Scenario, *, name: str, note: str = "", parent: PlanningScenario | None = None
) -> PlanningScenario:
    """Keep a new scenario under a name."""
    scenario, now = replace(scenario, name=name), clock.now()
    with transaction() as session:
        row = PlanningScenario(
            name=name, document=scenario_text(scenario), sha256=scenario_sha256(scenario), note=note,
            parent_id=None if parent is None else parent.id,
            created_at=now, created_by_id=user.id, changed_at=now, changed_by_id=user.id,
        )  # fmt: skip
        session.add(row)
        session.flush()
        write_log(
            session, user_id=user.id, action="scenario.add", subject=f"scenario:{row.id}", sha256=row.sha256,
            parent=row.parent_id,
        )  # fmt: skip
    return row


def unused_name(name: str) -> str:
    """The name, or else ``Kopie von Netz (2)``: what stands side by side must be told apart."""
    taken = set(db.session.scalars(select(PlanningScenario.name)))
    numbered = (f"{name[: LONGEST_NAME - _NUMBER_LENGTH]} ({number})" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def copy_scenario(user: User, scenario_id: int, *, name: str) -> PlanningScenario:
    """A second one with the same numbers, to change some of them."""
    original = access.get(user, PlanningScenario, scenario_id)
    return add_scenario(user, scenario_from(original.document), name=name, note=original.note, parent=original)


def change_scenario(user: User, scenario_id: int, version: int | None, scenario: Scenario) -> bool:
    """
    Keep other numbers; what differs is an assumption from then on. Returns whether anything is different.

    Raises
    ------
    ChangedMeanwhile
        When it is no longer the version that was changed.
    """
    with transaction() as session:
        row = _of_version(user, scenario_id, version)
        changed = restated(scenario_from(row.document), replace(scenario, name=row.name))
        sha256 = scenario_sha256(changed)
        if sha256 == row.sha256:
            return False
        row.document_before, row.document, row.sha256 = row.document, scenario_text(changed), sha256
        _touch(row, user)
        write_log(session, user_id=user.id, action="scenario.change", subject=f"scenario:{row.id}", sha256=sha256)
    return True


def may_undo(user: User, row: PlanningScenario) -> bool:
    """Whether she changed its numbers last, and nothing was done about it since."""
    return row.changed_by_id == user.id and row.document_before is not None


def undo_change(user: User, scenario_id: int, version: int | None) -> None:
    """
    Take back the last change of its numbers; what was computed before is up to date again.

    Raises
    ------
    ChangedMeanwhile
        When it is no longer the version that was seen, or the last change was not hers.
    """
    with transaction() as session:
        row = _of_version(user, scenario_id, version)
        if not may_undo(user, row) or row.document_before is None:
            raise ChangedMeanwhile
        scenario = scenario_from(row.document_before)
        row.document, row.sha256, row.document_before = row.document_before, scenario_sha256(scenario), None
        _touch(row, user)
        write_log(session, user_id=user.id, action="scenario.undo", subject=f"scenario:{row.id}", sha256=row.sha256)


def rename_scenario(user: User, scenario_id: int, version: int | None, *, name: str, note: str) -> None:
    """
    Give it another name or note.

    Raises
    ------
    ChangedMeanwhile
        When it is no longer the version that was changed.
    """
    with transaction() as session:
        row = _of_version(user, scenario_id, version)
        scenario = replace(scenario_from(row.document), name=name)
        row.name, row.note = name, note
        # The numbers before had another name; only the last change is taken back.
        row.document_before = None
        row.document, row.sha256 = scenario_text(scenario), scenario_sha256(scenario)
        _touch(row, user)
        write_log(session, user_id=user.id, action="scenario.rename", subject=f"scenario:{row.id}")


def archive_scenario(user: User, scenario_id: int, version: int | None) -> None:
    """
    Put it out of sight; nothing is lost.

    Raises
    ------
    ChangedMeanwhile
        When it is no longer the version that was seen.
    """
    with transaction() as session:
        row = _of_version(user, scenario_id, version)
        row.archived_at = clock.now()
        write_log(session, user_id=user.id, action="scenario.archive", subject=f"scenario:{row.id}")


def restore_scenario(user: User, scenario_id: int) -> None:
    """Bring it back into the list."""
    with transaction() as session:
        row = access.get(user, PlanningScenario, scenario_id, session=session)
        row.archived_at = None
        write_log(session, user_id=user.id, action="scenario.restore", subject=f"scenario:{row.id}")


def log_export(user: User, subject: str, what: str) -> None:
    """Keep that a scenario or what came of it was taken out as a file."""
    with transaction() as session:
        write_log(session, user_id=user.id, action="scenario.export", subject=subject, what=what)


def _of_version(user: User, scenario_id: int, version: int | None) -> PlanningScenario:
    row = access.get(user, PlanningScenario, scenario_id, session=db.session)
    if row.version != version:
        raise ChangedMeanwhile
    return row


def _touch(row: PlanningScenario, user: User) -> None:
    row.changed_at, row.changed_by_id = clock.now(), user.id
