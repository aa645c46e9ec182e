"""From what stands in a file to the facts of a case, with every mistake told at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, TypeVar

import pydantic
from pydantic import ConfigDict, TypeAdapter, ValidationError

from matcher.canonical import sorted_case
from matcher.domain import (
    MOST,
    Block,
    Case,
    District,
    Household,
    Match,
    Monday,
    Need,
    Offer,
    Policy,
    TravelRow,
    Volunteer,
)
from matcher.errors import InvalidInput, Problem
from matcher.files import Repeated, repeated_keys
from matcher.problems import (
    NOTHING,
    expected_in,
    found_in,
    problems_of,
    repeated_field,
    too_large,
    visible,
)
from matcher.references import Record, reference_problems

T = TypeVar("T")
_AS_THEY_ARE = frozenset({str, int, bool})

TYPES: Mapping[str, type[Any]] = {
    "districts": District,
    "households": Household,
    "needs": Need,
    "volunteers": Volunteer,
    "offers": Offer,
    "matches": Match,
    "blocks": Block,
    "travel": TravelRow,
}
"""Type of the records by list, in the order of the contract."""

REQUIRED_LISTS = ("districts", "households", "needs", "volunteers", "offers")
FIELDS = {name: tuple(known.name for known in fields(record_type)) for name, record_type in TYPES.items()}
REQUIRED_FIELDS = {
    name: tuple(known.name for known in fields(record_type) if known.default is MISSING)
    for name, record_type in TYPES.items()
}
_POLICY_FIELDS = tuple(known.name for known in fields(Policy))
_ADAPTERS = {name: TypeAdapter(record_type) for name, record_type in TYPES.items()}


@pydantic.dataclasses.dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Head:
    """What a case says once, its policy aside."""

    format: Literal["lokal-willkommen/case@1"]
    week: Monday


HEAD_FIELDS = ("format", "week", "policy")
_HEAD = TypeAdapter(Head)
_POLICY = TypeAdapter(Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    One record as it stands in the file.

    Attributes
    ----------
    number
        Counted from 1; in a table as a spreadsheet counts, the header being row 1.
    facts
        An object, if all is well.
    told
        Its mistakes are told already; only its id may be relied on.
    """

    number: int
    facts: object
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawList:
    """
    One list as it stands in the file.

    Attributes
    ----------
    label
        What messages call it: ``matches``, or ``matches.csv`` where rows are those of a spreadsheet.
    missing
        Required columns that the whole table lacks, told already.
    complete
        Every id could be read; otherwise nobody knows whether an id is unknown.
    joint
        Between ``place`` and ``lat`` in names of fields.
    """

    label: str
    rows: Sequence[Row] = ()
    missing: frozenset[str] = frozenset()
    complete: bool = True
    joint: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCase:
    """
    A case as it stands in its file or folder.

    Attributes
    ----------
    head
        Format, week and policy.
    lists
        By name.
    head_fields
        What may stand beside them, for messages.
    problems
        What reading it met.
    head_is_told
        The head could not be read, and the problems say why.
    """

    head: object
    lists: Mapping[str, RawList]
    head_fields: Sequence[str] = HEAD_FIELDS
    problems: Sequence[Problem] = ()
    head_is_told: bool = False


def case_of(raw: RawCase) -> Case:
    """
    The case, its lists sorted.

    Raises
    ------
    InvalidInput
        With all problems of fields and of references.
    """
    head, policy, problems = _read_head(raw)
    problems = [*raw.problems, *problems]
    records: dict[str, list[Record]] = {}
    for name, raw_list in raw.lists.items():
        records[name], wrong = _read_list(name, raw_list)
        problems += wrong
    incomplete = frozenset(name for name, raw_list in raw.lists.items() if not raw_list.complete)
    problems += reference_problems(records, incomplete)
    if problems or head is None or policy is None:
        raise InvalidInput(problems)
    facts = {name: tuple(record.value for record in known) for name, known in records.items()}
    return sorted_case(Case(format=head.format, week=head.week, policy=policy, **facts))


def _read_head(raw: RawCase) -> tuple[Head | None, Policy | None, list[Problem]]:
    """Format, week and policy; nothing when they could not be read."""
    if raw.head_is_told:
        return None, None, []
    if not isinstance(raw.head, dict):
        return None, None, [_no_object("case", raw.head)]
    problems = [repeated_field("case", key) for key in repeated_keys(raw.head)]
    facts = _tidy(raw.head, HEAD_FIELDS)
    facts.pop("policy", None)
    found_policy = raw.head.get("policy")
    found_policy = {} if found_policy is None else found_policy
    head, wrong = _checked(_HEAD.validate_python, facts, list_name="case", record="case", names=raw.head_fields)
    problems += wrong
    if not isinstance(found_policy, dict):
        return None, None, [*problems, _no_object("policy", found_policy)]
    problems += [repeated_field("policy", key) for key in repeated_keys(found_policy)]
    facts = _tidy(found_policy, _POLICY_FIELDS)
    policy, wrong = _checked(_POLICY.validate_python, facts, list_name="policy", record="policy", names=_POLICY_FIELDS)
    return head, policy, problems + wrong


def _no_object(record: str, found: object) -> Problem:
    return Problem(record=record, field="", found=found_in("", "", found), expected="an object with fields")


def _checked(
    validate: Callable[[Any], T],
    facts: Mapping[str, Any],
    *,
    list_name: str,
    record: str,
    names: Sequence[str],
    joint: str = ".",
) -> tuple[T | None, list[Problem]]:
    """What the facts say, or why not."""
    value: T | None = None
    problems: list[Problem] = []
    try:
        value = validate(facts)
    except ValidationError as error:
        problems = problems_of(error, list_name=list_name, record=record, names=names, joint=joint)
    told = {problem.field for problem in problems}
    problems += [problem for problem in _too_large(list_name, record, facts) if problem.field not in told]
    return value, problems


def _read_list(name: str, raw_list: RawList) -> tuple[list[Record], list[Problem]]:
    records: list[Record] = []
    problems: list[Problem] = []
    validate = _ADAPTERS[name].validate_python
    for row in raw_list.rows:
        label = _label(name, raw_list.label, row)
        if not isinstance(row.facts, dict):
            problems.append(_no_object(label, row.facts))
            continue
        facts = _tidy_record(name, row.facts)
        value = None
        if not row.told:
            problems += _repeated(name, label, row.facts)
            value, wrong = _checked(
                validate, facts, list_name=name, record=label, names=FIELDS[name], joint=raw_list.joint
            )
            problems += [p for p in wrong if not (p.found == NOTHING and p.field in raw_list.missing)]
        records.append(Record(label=label, facts=facts, value=value))
    return records, problems


def _label(name: str, list_label: str, row: Row) -> str:
    key = row.facts.get("id") if isinstance(row.facts, dict) else None
    return f"{name} {visible(key)}" if isinstance(key, str) and key else f"{list_label} row {row.number}"


def _tidy(facts: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Without known fields that are null, and with whole numbers as such: 3.0 is 3."""
    return {
        key: value if type(value) in _AS_THEY_ARE else _whole(value)
        for key, value in facts.items()
        if value is not None or key not in known
    }


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Repeated):
        return dict(value)
    if isinstance(value, list):
        return [int(item) if isinstance(item, float) and item.is_integer() else item for item in value]
    return value


def _tidy_record(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    facts = _tidy(found, FIELDS[name])
    if name == "needs" and isinstance(facts.get("place"), dict):
        facts["place"] = _tidy(facts["place"], ("lat", "lon"))
    elif name == "matches" and isinstance(facts.get("start"), int):
        facts["start"] = str(facts["start"])  # a number is a cell of the week in the program, but not in a file
    elif name == "districts" and facts.get("name") == "":
        del facts["name"]
    return facts


def _repeated(name: str, label: str, found: Mapping[str, Any]) -> list[Problem]:
    """Keys that stand twice in the record or in an object within."""
    problems = [repeated_field(label, key) for key in repeated_keys(found)]
    problems += [repeated_field(label, f"place.{key}") for key in repeated_keys(found.get("place"))]
    if repeated_keys(found.get("languages")):
        expected = expected_in(name, "languages")
        problems.append(Problem(record=label, field="languages", found="a language twice", expected=expected))
    return problems


def _too_large(list_name: str, record: str, facts: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for key, value in facts.items():
        kind = type(value)
        if kind is list:
            problems += [
                too_large(list_name, record, key, f"{key} entry {row}", item)
                for row, item in enumerate(value, 1)
                if type(item) is not str and isinstance(item, (int, float)) and item > MOST
            ]
        elif (kind is int or kind is float) and value > MOST:
            problems.append(too_large(list_name, record, key, key, value))
    return problems
