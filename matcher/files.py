"""Reading and writing whole files: text is UTF-8, JSON is strict, nothing is ever half written."""

import json
import os
from pathlib import Path
from typing import Any

from matcher.errors import InvalidInput, Problem

_LONGEST_NUMBER = 40


class Repeated(dict[str, Any]):
    """A JSON object in which a key stands more than once; the last of them counts until someone complains."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.keys_repeated = sorted({key for key in keys if keys.count(key) > 1})


def repeated_keys(found: object) -> list[str]:
    """Keys that stand more than once in an object that ``read_json`` returned."""
    return found.keys_repeated if isinstance(found, Repeated) else []


def read_text(path: Path) -> str:
    """
    The text of a UTF-8 file, with or without byte order mark.

    Raises
    ------
    InvalidInput
        When there is no such file, or it cannot be read, or it is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refused(path, "no such file", "a file that can be read") from None
    except UnicodeDecodeError as error:
        raise _refused(path, f"a byte that is not UTF-8 (byte {error.start + 1})", "a text in UTF-8") from None
    except (OSError, ValueError):
        raise _refused(path, "a file that cannot be read", "a file that can be read") from None


def read_json(path: Path) -> object:
    """
    What stands in a JSON file; an object with a repeated key is a ``Repeated``.

    NaN and Infinity come back as floats, numbers of more than 40 digits cut to 40: the checks of the fields refuse
    them, and can say where.

    Raises
    ------
    InvalidInput
        When it cannot be read or is not JSON.
    """
    return json_from(read_text(path), path)


def json_from(text: str, path: Path) -> object:
    """
    The same for the text of a file that was read otherwise; ``path`` is only its name in messages.

    Raises
    ------
    InvalidInput
        When it is not JSON.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        found = f"no JSON in line {error.lineno}, column {error.colno}"
        raise _refused(path, found, f"valid JSON ({error.msg})") from None
    except RecursionError:
        raise _refused(path, "lists or objects nested too deeply", "a case as the contract describes it") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    return result if len(result) == len(pairs) else Repeated(pairs)


def _whole_number(digits: str) -> int:
    return int(digits[:_LONGEST_NUMBER])


def _refused(path: Path, found: str, expected: str) -> InvalidInput:
    return InvalidInput([Problem(record=path.name or str(path), field="", found=found, expected=expected)])


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file, completely or not at all: the text goes to a file beside it, which then takes its name."""
    beside = beside_of(path)
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def beside_of(path: Path) -> Path:
    """A hidden name in the same folder, for what is not complete yet."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")
