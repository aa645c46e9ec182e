"""
Reading and writing cases, the facts of a weekly run: a JSON file, or a folder with one table per list.

Both forms mean the same and have the same hash. Whatever is wrong in a file is told at once.
"""

import gc
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matcher.canonical import case_sha256, case_to_json
from matcher.case_csv import HEAD_FILE, read_folder, table
from matcher.domain import Case
from matcher.errors import InvalidInput, Problem
from matcher.files import beside_of, read_json, repeated_keys, write_text
from matcher.problems import NOTHING, found_in, repeated_field
from matcher.records import HEAD_FIELDS, REQUIRED_LISTS, TYPES, RawCase, RawList, Row, case_of

__all__ = ["case_sha256", "case_to_json", "parse_case", "read_case", "write_case"]

_FILES = frozenset({HEAD_FILE, *(f"{name}.csv" for name in TYPES)})


def read_case(path: Path) -> Case:
    """
    The case in a JSON file or a folder of tables, its lists sorted.

    Raises
    ------
    InvalidInput
        With every problem of reading, of fields and of references.
    """
    with _memory_left_alone():
        if path.is_dir():
            return case_of(read_folder(path))
        return parse_case(read_json(path))


@contextmanager
def _memory_left_alone() -> Iterator[None]:
    """Without looking for garbage: a large case is all new and all kept, and the search takes as long as reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parse_case(raw: object) -> Case:
    """
    The case in a parsed JSON structure, its lists sorted.

    Raises
    ------
    InvalidInput
        With every problem of fields and of references.
    """
    known = (*HEAD_FIELDS, *TYPES)
    if not isinstance(raw, dict):
        return case_of(RawCase(head=raw, lists={}, head_fields=known))
    lists = {}
    problems: list[Problem] = []
    for name in TYPES:
        lists[name], wrong = _raw_list(name, raw.get(name))
        problems += wrong
    problems += [repeated_field("case", key) for key in repeated_keys(raw)]
    head = {key: value for key, value in raw.items() if key not in TYPES}
    return case_of(RawCase(head=head, lists=lists, head_fields=known, problems=problems))


def _raw_list(name: str, found: object) -> tuple[RawList, list[Problem]]:
    if isinstance(found, list):
        return RawList(label=name, rows=[Row(number=number, facts=facts) for number, facts in enumerate(found, 1)]), []
    if found is None and name not in REQUIRED_LISTS:
        return RawList(label=name), []
    described = NOTHING if found is None else found_in(name, "", found)
    problem = Problem(record="case", field=name, found=described, expected="a list of objects")
    return RawList(label=name, complete=False), [problem]


def write_case(case: Case, path: Path) -> None:
    """
    Write the case: as JSON where the path ends in ``.json``, otherwise as a folder of tables.

    Nothing is left half written. A folder is only replaced when it is empty or holds a case; files in it that are none
    of a case stay.

    Raises
    ------
    InvalidInput
        When something else stands at the path, or a text does not fit into a table.
    """
    facts = case_to_json(case)
    path = path.resolve()
    if path.suffix == ".json":
        if path.is_dir():
            raise _in_the_way(path, "a folder", "a file or nothing yet")
        write_text(path, _json_text(facts))
    else:
        _write_folder(facts, path)


def _json_text(facts: Mapping[str, Any]) -> str:
    """One record per line, so that two cases can be compared line by line."""
    parts = []
    for key in sorted(facts):
        value = facts[key]
        if isinstance(value, list):
            lines = ",\n".join(f"  {_dump(record)}" for record in value)
            text = f"[\n{lines}\n ]" if value else "[]"
        else:
            text = _dump(value)
        parts.append(f" {_dump(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _write_folder(facts: Mapping[str, Any], folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise _in_the_way(folder, "a file", "a folder or nothing yet; a JSON file ends in .json")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / HEAD_FILE).is_file():
        raise _in_the_way(folder, f"a folder without {HEAD_FILE} that is not empty", "a case folder or nothing yet")
    tables = {f"{name}.csv": table(name, facts[name]) for name in TYPES}
    head = _json_text({key: facts[key] for key in HEAD_FIELDS})
    beside = beside_of(folder)
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        for name, text in {HEAD_FILE: head, **tables}.items():
            write_text(beside / name, text)
        _replace_folder(folder, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace_folder(folder: Path, new: Path) -> None:
    """Let the new folder take the old one's name; files of the old one that are none of a case move along."""
    if not folder.exists():
        new.replace(folder)
        return
    old = new.with_suffix(".old")
    folder.replace(old)
    try:
        new.replace(folder)
    except OSError:
        old.replace(folder)
        raise
    for file in old.iterdir():
        if file.name not in _FILES:
            file.replace(folder / file.name)
    shutil.rmtree(old)


def _in_the_way(path: Path, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Problem(record=path.name, field="", found=found, expected=expected)])
