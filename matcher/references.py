"""Do the records of a case fit together: ids unique, named ids known, matches without contradiction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.errors import Problem
from matcher.problems import expected_in, visible

SHARED_ID_SPACE = ("households", "needs", "volunteers", "offers")
_OWN_ID = "an id that no other household, need, volunteer or offer has"
_ROUTES = {"volunteers": ("needs", "offers"), "households": ("offers",)}
_ROUTE = "a way from volunteer to need, volunteer to offer or household to offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """
    A record of a case, sound or not.

    Attributes
    ----------
    label
        How messages name it.
    facts
        Its fields as they stand in the file, without those that are null.
    value
        The fact it became, None when something is wrong with it.
    """

    label: str
    facts: Mapping[str, Any]
    value: Any

    def text(self, field: str) -> str | None:
        """The field's text; None when it is absent or no usable text, which is told elsewhere."""
        found = self.facts.get(field)
        return found if isinstance(found, str) and found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ids:
    """Which lists know an id, and of which lists nobody could read all ids."""

    lists_of: Mapping[str, frozenset[str]]
    incomplete: frozenset[str]

    def are_unknown(self, key: str, lists: Iterable[str]) -> bool:
        lists = frozenset(lists)
        if key in self.lists_of:
            return self.lists_of[key].isdisjoint(lists)
        return self.incomplete.isdisjoint(lists)

    def lists(self, key: str) -> frozenset[str]:
        return self.lists_of.get(key, frozenset())


def reference_problems(records: Mapping[str, Sequence[Record]], incomplete: frozenset[str]) -> list[Problem]:
    """
    Every id that leads nowhere, every id given twice, every contradiction between matches.

    Parameters
    ----------
    records
        By list. Broken ones take part as far as they can be read, so that one mistake does not hide or cause others.
    incomplete
        Lists of which some ids could not be read: what is looked for there may well exist.
    """
    ids = _Ids(lists_of=_lists_by_id(records, SHARED_ID_SPACE), incomplete=incomplete)
    districts = _Ids(lists_of=_lists_by_id(records, ("districts",)), incomplete=incomplete)
    return [
        *_ids_given_twice(records, ("districts",), "an id that no other district has"),
        *_ids_given_twice(records, SHARED_ID_SPACE, _OWN_ID),
        *_unknown(records, "households", "district", districts, ("districts",)),
        *_unknown(records, "needs", "household", ids, ("households",)),
        *_unknown(records, "matches", "need", ids, ("needs",)),
        *_unknown(records, "matches", "provider", ids, ("volunteers", "offers")),
        *_unknown(records, "matches", "mediator", ids, ("volunteers",)),
        *_unknown(records, "blocks", "household", ids, ("households",)),
        *_unknown(records, "blocks", "resource", ids, ("volunteers", "offers")),
        *_waived_without_pin(records.get("matches", ())),
        *_too_many_matches(records.get("matches", ())),
        *_impossible_routes(records.get("travel", ()), ids),
        *_pairs_given_twice(records.get("travel", ())),
    ]


def _lists_by_id(records: Mapping[str, Sequence[Record]], lists: Iterable[str]) -> dict[str, frozenset[str]]:
    result: dict[str, frozenset[str]] = {}
    for name in lists:
        for record in records.get(name, ()):
            key = record.text("id")
            if key is not None:
                result[key] = result.get(key, frozenset()) | {name}
    return result


def _ids_given_twice(records: Mapping[str, Sequence[Record]], lists: Iterable[str], expected: str) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for name in lists:
        for record in records.get(name, ()):
            key = record.text("id")
            if key is None:
                continue
            if key in owner:
                found = f"{visible(key)} a second time, first in {owner[key]}"
                yield Problem(record=record.label, field="id", found=found, expected=expected)
            owner.setdefault(key, name)


def _unknown(
    records: Mapping[str, Sequence[Record]], name: str, field: str, ids: _Ids, lists: tuple[str, ...]
) -> Iterator[Problem]:
    for record in records.get(name, ()):
        key = record.text(field)
        if key is not None and ids.are_unknown(key, lists):
            expected = expected_in(name, field)
            yield Problem(record=record.label, field=field, found=visible(key), expected=expected)


def _waived_without_pin(matches: Iterable[Record]) -> Iterator[Problem]:
    for match in matches:
        if match.text("status") in ("active", "proposed") and match.facts.get("waive"):
            found = f"a waived rule on {match.text('status')}"
            yield Problem(record=match.label, field="waive", found=found, expected="waived rules on pinned only")


def _too_many_matches(matches: Iterable[Record]) -> Iterator[Problem]:
    by_need: dict[str, list[Record]] = {}
    for match in matches:
        need = match.text("need")
        if need is not None:
            by_need.setdefault(need, []).append(match)
    for of_need in by_need.values():
        if len(of_need) > 1:
            settled = [match for match in of_need if match.text("status") in ("active", "pinned")]
            proposed = [match for match in of_need if match.text("status") == "proposed"]
            active = [match for match in settled if match.text("status") == "active"]
            yield from _beyond_first(settled, "at most one active or pinned match per need")
            if active:
                yield from _beyond_first([active[0], *proposed], "no other match of a need beside an active one")
            else:
                yield from _beyond_first(proposed, "at most one proposed match per need")


def _beyond_first(matches: Sequence[Record], expected: str) -> Iterator[Problem]:
    for match in matches[1:]:
        found = f"{match.text('status')} beside {matches[0].text('status')} of {matches[0].label}"
        yield Problem(record=match.label, field="status", found=found, expected=expected)


def _impossible_routes(travel: Iterable[Record], ids: _Ids) -> Iterator[Problem]:
    for row in travel:
        traveller, place = row.text("traveller"), row.text("place")
        lost = False
        for field, key, lists in (
            ("traveller", traveller, ("volunteers", "households")),
            ("place", place, ("needs", "offers")),
        ):
            if key is None or ids.are_unknown(key, lists):
                lost = True
            if key is not None and ids.are_unknown(key, lists):
                yield Problem(record=row.label, field=field, found=visible(key), expected=expected_in("travel", field))
        if not lost and traveller and place and not _is_route(ids.lists(traveller), ids.lists(place)):
            found = f"{visible(traveller)} to {visible(place)}, household to need"
            yield Problem(record=row.label, field="place", found=found, expected=_ROUTE)


def _is_route(travellers: frozenset[str], places: frozenset[str]) -> bool:
    """Unknown ids of a list that could not be read may be anything."""
    if not travellers or not places:
        return True
    return any(not places.isdisjoint(_ROUTES.get(kind, ())) for kind in travellers)


def _pairs_given_twice(travel: Iterable[Record]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for row in travel:
        traveller, place = row.text("traveller"), row.text("place")
        if traveller is None or place is None:
            continue
        if (traveller, place) in first:
            found = f"{visible(traveller)} to {visible(place)} a second time, first in {first[traveller, place]}"
            yield Problem(record=row.label, field="place", found=found, expected="each pair once")
        first.setdefault((traveller, place), row.label)
