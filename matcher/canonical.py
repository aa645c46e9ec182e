"""
One form for what means the same: lists sorted, defaults spelled out, 3.0 written as 3.

The hash of a result's case is taken from this form, so neither the order of records nor the kind of file matters.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from matcher.domain import Block, Case, Match, TravelRow
from matcher.week import Window, format_start

_ORDER_OF_STATUS = ("active", "pinned", "proposed")


def sorted_case(case: Case) -> Case:
    """The same case in an order that its input's order does not change."""
    return replace(
        case,
        districts=_by_id(case.districts),
        households=_by_id(case.households),
        needs=_by_id(case.needs),
        volunteers=_by_id(case.volunteers),
        offers=_by_id(case.offers),
        matches=tuple(sorted(case.matches, key=_match_key)),
        blocks=tuple(sorted(case.blocks, key=_block_key)),
        travel=tuple(sorted(case.travel, key=_travel_key)),
    )


def _by_id(records: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda record: str(record.id)))


def _match_key(match: Match) -> tuple[str, int]:
    return match.need, _ORDER_OF_STATUS.index(match.status)


def _block_key(block: Block) -> tuple[str, str, date]:
    return block.household, block.resource, block.until or date.max


def _travel_key(row: TravelRow) -> tuple[str, str]:
    return row.traveller, row.place


def case_to_json(case: Case) -> dict[str, Any]:
    """The case as JSON knows it: every field of every record, absent ones as null, lists sorted."""
    case = sorted_case(case)
    result: dict[str, Any] = {}
    for field in fields(case):
        found = getattr(case, field.name)
        result[field.name] = [_plain_record(record) for record in found] if isinstance(found, tuple) else _plain(found)
    return result


def _plain_record(record: Any) -> dict[str, Any]:
    result = {field.name: _plain(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, Match) and record.start is not None:
        result["start"] = format_start(record.start)
    if result.get("name") == "":
        result["name"] = None
    return result


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Window):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else _plain_record(value)


def case_sha256(case: Case) -> str:
    """Hash of the canonical form: the same for a JSON file and a folder, and for any order of the records."""
    text = json.dumps(case_to_json(case), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
