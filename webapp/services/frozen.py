"""The last released run as the matcher knows it, read once and kept as long as it is the last."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import undefer

from matcher.candidates import Judge
from matcher.domain import Case, Need
from matcher.facts import Facts
from matcher.misses import Miss
from matcher.people import People
from matcher.result import Assignment, Result, Unmatched
from webapp.database import db
from webapp.models import Run
from webapp.services.plans import case_from, result_from
from webapp.services.runs import last_released
from webapp.travel import travel_of


@dataclass(frozen=True)
class Frozen:
    """
    A released run.

    Attributes
    ----------
    run_id
        Number of the run.
    case_text, result
        What it knew, as text until somebody asks for more than the reasons; what it found.
    """

    run_id: int
    case_text: str
    result: Result

    @cached_property
    def case(self) -> Case:
        """What the run knew."""
        return case_from(self.case_text)

    @cached_property
    def needs(self) -> dict[str, Need]:
        """The case's needs by id."""
        return {need.id: need for need in self.case.needs}

    @cached_property
    def judge(self) -> Judge:
        """Asks the rules of the case."""
        facts = Facts(self.case)
        return Judge(facts, People(facts), travel_of(self.case))

    @cached_property
    def nearest(self) -> dict[str, tuple[str, Miss | None]]:
        """What is missing for needs that stayed open, by id, as far as somebody asked: a released run never changes."""
        return {}

    @cached_property
    def unmatched(self) -> dict[str, Unmatched]:
        """Why a need stayed open, by id."""
        return {row.need: row for row in self.result.unmatched}

    @cached_property
    def assigned(self) -> dict[str, Assignment]:
        """What was proposed, by id of the need."""
        return {row.need: row for row in self.result.assignments}


def last_frozen() -> Frozen | None:
    """The run that was released last; None before the first."""
    run = last_released()
    if run is None:
        return None
    with _reading:
        # Of many who ask first, one reads.
        return _read(run.id, run.case_sha256, str(run.released_at))


_reading = Lock()


@lru_cache(maxsize=1)
def _read(run_id: int, case_sha256: str, released_at: str) -> Frozen:
    # A released run never changes; hash and moment tell runs of different databases apart.
    query = select(Run).where(Run.id == run_id).options(undefer(Run.case), undefer(Run.result))
    run = db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    return Frozen(run_id, run.case, result_from(run.result or ""))
