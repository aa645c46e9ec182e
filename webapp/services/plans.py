"""Cases and results as they are kept with a run: text in their file formats."""

import json

from pydantic import TypeAdapter

from matcher.case import case_to_json, parse_case
from matcher.domain import Case
from matcher.result import Result, result_to_json

_RESULT: TypeAdapter[Result] = TypeAdapter(Result)


def case_text(case: Case) -> str:
    """The case as JSON; read by ``lokal-willkommen match`` like any other file."""
    return json.dumps(case_to_json(case), ensure_ascii=False)


def case_from(text: str) -> Case:
    """
    The case as it was frozen.

    Raises
    ------
    InvalidInput
        When it breaks the format or refers to what is not there.
    """
    return parse_case(json.loads(text))


def result_text(result: Result) -> str:
    """The result as JSON."""
    return json.dumps(result_to_json(result), ensure_ascii=False)


def result_from(text: str) -> Result:
    """A result that ``result_text`` wrote."""
    return _RESULT.validate_json(text)
