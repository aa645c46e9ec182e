"""An operator's files into the store: read, checked and written in one go, all of them or none."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from geodata import store_writing as writing
from geodata.adjacency import Border, borders_of
from geodata.areas import Area
from geodata.boundaries import Boundaries, read_boundaries
from geodata.counting import count_addresses, level_named, named_area_findings
from geodata.coverage import coverage_findings, parent_findings
from geodata.findings import Finding, Unreadable, in_order, refusing
from geodata.import_report import BoundaryFile, FileReport, Report, Request
from geodata.nesting import nested, project_code
from geodata.operator_files import OperatorFile, read_file
from geodata.reference_system import ReferenceSystem
from geodata.register import Address, Postcode
from geodata.register_files import Register, read_addresses, read_postcodes
from geodata.store import Batch, Store

Tell = Callable[[str, str], None]
"""Told what is being done (``read``, ``check``, ``count``, ``write``) and with which file or level."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A file on its way into the store."""

    kind: str
    level: str
    path: Path
    options: str
    file: OperatorFile | None = None
    before: Batch | None = None
    boundaries: Boundaries | None = None
    system: ReferenceSystem | None = None
    taken: dict[str, str] = field(default_factory=dict)
    parent_level: str | None = None
    renamed: int = 0
    areas: tuple[Area, ...] = ()
    borders: tuple[Border, ...] = ()
    addresses: tuple[Address, ...] = ()
    postcodes: tuple[Postcode, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    @property
    def records(self) -> int:
        """Number of areas, addresses or postcodes."""
        return len(self.areas) or len(self.addresses) or len(self.postcodes)


class _Import:
    """One import, step by step."""

    def __init__(self, request: Request, store: Store, *, now: datetime, tell: Tell) -> None:
        self.request, self.store, self.now, self.tell = request, store, now, tell
        self.before = {(batch.kind, batch.level): batch for batch in store.batches()}
        self.drafts = [self._draft("boundaries", each.level, each.path, each) for each in request.boundaries]
        for kind, path in (("addresses", request.addresses), ("postcodes", request.postcodes)):
            if path is not None:
                self.drafts.append(self._draft(kind, "", path))
        readable = [draft for draft in self.drafts if draft.file is not None]
        changed = {draft.level for draft in readable if draft.kind == "boundaries" and not self._is_same(draft)}
        self.new = [draft for draft in readable if not self._is_same(draft) or self._may_find_parents(draft, changed)]

    def run(self, *, write: bool) -> Report:
        """Everything, up to the report."""
        for draft in self.new:
            self.tell("read", draft.path.name)
            try:
                self._read(draft)
            except Unreadable as error:
                draft.findings += error.findings
        self._nest()
        for draft in self.new:
            if draft.areas:
                self.tell("check", draft.level)
                self._check(draft)
        self._check_named_areas()
        counts = self._counts()
        against = refusing((each for draft in self.drafts for each in draft.findings), accept=self.request.accept)
        if written := bool(write and self.new and not against):
            self.tell("write", "")
            self._write(counts)
        files = tuple(self._report(draft) for draft in self.drafts)
        return Report(files=files, accepted=self.request.accept, written=written)

    def _draft(self, kind: str, level: str, path: Path, boundary: BoundaryFile | None = None) -> _Draft:
        options = self.request.options(boundary.fields if boundary else None)
        draft = _Draft(kind=kind, level=level, path=path, options=options, before=self.before.get((kind, level)))
        try:
            draft.file = read_file(path)
        except Unreadable as error:
            draft.findings += error.findings
        return draft

    def _is_same(self, draft: _Draft) -> bool:
        """Whether the store holds this file, read in this way."""
        before, file = draft.before, draft.file
        return (
            before is not None
            and file is not None
            and (before.sha256, before.options, before.source) == (file.sha256, draft.options, self._source(draft))
        )

    def _may_find_parents(self, draft: _Draft, changed: Collection[str]) -> bool:
        """Whether areas without a parent may be parts of others that come now, or came after they were imported."""
        before = draft.before
        if before is None or draft.kind != "boundaries":
            return False
        others = [each for (kind, level), each in self.before.items() if kind == "boundaries" and level != draft.level]
        came_later = bool(set(changed) - {draft.level}) or any(each.imported_at > before.imported_at for each in others)
        return came_later and any(area.parent is None for area in self.store.areas(draft.level))

    def _source(self, draft: _Draft) -> str:
        """What the operator noted now, or for the same file the time before."""
        before, file = draft.before, draft.file
        is_same = before is not None and file is not None and before.sha256 == file.sha256
        return self.request.source or (before.source if before is not None and is_same else "")

    def _read(self, draft: _Draft) -> None:
        assert draft.file is not None
        text, epsg = draft.file.text, self.request.epsg
        if draft.kind == "boundaries":
            fields = next(each.fields for each in self.request.boundaries if each.level == draft.level)
            draft.boundaries = read_boundaries(text, fields, epsg=epsg, mend=self.request.mend)
            draft.system = draft.boundaries.system
            draft.findings += draft.boundaries.findings
            return
        found: Register = (read_addresses if draft.kind == "addresses" else read_postcodes)(text, epsg=epsg)
        draft.addresses, draft.postcodes, draft.system = found.addresses, found.postcodes, found.system
        draft.taken = dict(found.columns)
        draft.findings += found.findings
        if not draft.records:
            draft.findings.append(Finding(kind="no_rows"))

    def _nest(self) -> None:
        """Areas with their parents, once the codes of all levels are known."""
        codes = self._codes()
        for draft in self.new:
            if draft.boundaries is None:
                continue
            found = nested(draft.level, draft.boundaries, codes)
            draft.areas, draft.renamed, draft.parent_level = found.areas, found.renamed, found.parent_level
            draft.findings += found.findings
            fields = draft.boundaries.fields
            taken = {"code": fields.code, "name": fields.name, "parent": found.parent_field}
            draft.taken = {meaning: name for meaning, name in taken.items() if name is not None}
            if not found.areas:
                draft.findings.append(Finding(kind="no_features"))

    def _codes(self) -> dict[str, Collection[str]]:
        """The codes of every level, as they will be after this import."""
        new: dict[str, Collection[str]] = {
            draft.level: {project_code(draft.level, feature.code) for feature in draft.boundaries.features}
            for draft in self.new
            if draft.boundaries is not None
        }
        return {**{level: self.store.codes(level) for level in self.store.levels()}, **new}

    def _check(self, draft: _Draft) -> None:
        draft.findings += coverage_findings(draft.areas)
        draft.findings += parent_findings(draft.areas, self._parents(draft))
        draft.findings += self._lost_parents(draft)
        draft.borders = borders_of(draft.areas)

    def _parents(self, draft: _Draft) -> dict[tuple[str, str], Area]:
        if draft.parent_level is None:
            return {}
        return {(area.level, area.code): area for area in self._areas(draft.parent_level)}

    def _areas(self, level: str) -> tuple[Area, ...]:
        """Those of this import, else those of the store."""
        new = next((draft.areas for draft in self.new if draft.kind == "boundaries" and draft.level == level), ())
        return new or self.store.areas(level)

    def _lost_parents(self, draft: _Draft) -> Iterable[Finding]:
        """Parts in the store whose larger area will be gone."""
        renewed = {each.level for each in self.new}
        kept = {area.code for area in draft.areas}
        for level in self.store.levels():
            if level not in renewed:
                parts = self.store.areas(level)
                lost = [each for each in parts if each.parent_level == draft.level and each.parent not in kept]
                if lost:
                    yield Finding(kind="lost_parent", codes=tuple(each.code for each in lost), found=level)

    def _check_named_areas(self) -> None:
        for draft in self.new:
            if draft.addresses:
                draft.findings += named_area_findings(draft.addresses, self._codes())

    def _counts(self) -> dict[str, dict[str, int]]:
        """Addresses in each area of every level that changes, of all levels with new addresses."""
        register = next((draft for draft in self.new if draft.addresses), None)
        new = [draft for draft in self.new if draft.areas]
        levels = {*(draft.level for draft in new), *(self.store.levels() if register else ())}
        addresses: Sequence[Address] = register.addresses if register else self.store.addresses() if levels else ()
        if not levels or not addresses:
            return {}
        named = level_named(addresses, self._codes())
        counts = {}
        for level in sorted(levels):
            self.tell("count", level)
            counts[level], outside = count_addresses(self._areas(level), addresses, by_name=level == named)
            if outside:
                draft = next((draft for draft in new if draft.level == level), register or new[0])
                draft.findings.append(Finding(kind="addresses_outside", field=level, amount=outside))
        return counts

    def _write(self, counts: dict[str, dict[str, int]]) -> None:
        with self.store.writing() as connection:
            writing.refuse_changed(connection, self.before.values())
            for draft in self.new:
                if draft.kind == "boundaries":
                    writing.put_areas(connection, self._batch(draft), draft.areas, draft.borders)
                    writing.forget_parents(connection, draft.level, [area.code for area in draft.areas])
                elif draft.kind == "addresses":
                    writing.put_addresses(connection, self._batch(draft), draft.addresses)
                else:
                    writing.put_postcodes(connection, self._batch(draft), draft.postcodes)
            for level, numbers in counts.items():
                writing.put_counts(connection, level, numbers)

    def _batch(self, draft: _Draft) -> Batch:
        assert draft.file is not None
        return Batch(
            kind=draft.kind,
            level=draft.level,
            file=draft.file.name,
            sha256=draft.file.sha256,
            options=draft.options,
            imported_at=self.now,
            source=self._source(draft),
            records=draft.records,
            findings=len(draft.findings),
        )

    def _report(self, draft: _Draft) -> FileReport:
        unchanged = draft.file is not None and draft not in self.new
        corners = sum(border.corner for border in draft.borders)
        return FileReport(
            kind=draft.kind,
            level=draft.level,
            file=draft.path.name,
            records=draft.before.records if unchanged and draft.before else draft.records,
            unchanged=unchanged,
            replaced=None if unchanged else draft.before,
            system=draft.system,
            taken=draft.taken,
            parent_level=draft.parent_level,
            renamed=draft.renamed,
            borders=len(draft.borders) - corners,
            corners=corners,
            findings=in_order(draft.findings),
        )


def import_files(
    request: Request, store: Store, *, now: datetime, write: bool = True, tell: Tell = lambda _, __: None
) -> Report:
    """
    Bring files into the store, all of them or none.

    What stands against it is in the report (see `findings.SEVERITIES`), and then nothing is written. A file that the
    store already holds, read in the same way, is passed over, unless areas without a parent may find one in a level
    that came later.

    Parameters
    ----------
    now
        When, with time zone.
    write
        False only tries.

    Raises
    ------
    StoreUnavailable
        When the store cannot be written; `StoreChanged` when somebody else imported meanwhile.
    """
    return _Import(request, store, now=now, tell=tell).run(write=write)
