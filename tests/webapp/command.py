"""Calls the command in this process or as a program of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from matcher.case import write_case
from matcher.domain import Case
from webapp.cli import app

ROOT = Path(__file__).parents[2]


def run(*arguments: object) -> Result:
    """In this process: quick, but never on a terminal."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="lokal-willkommen")


def program(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "webapp", *(str(argument) for argument in arguments)]


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def run_program(*arguments: object, **changes: str) -> subprocess.CompletedProcess[str]:
    """As a process of its own, with changes to its environment."""
    return subprocess.run(
        program(*arguments), env=environment(**changes), capture_output=True, text=True, encoding="utf-8", check=False
    )


def written(case: Case, folder: Path) -> Path:
    """The case as a file."""
    path = folder / "case.json"
    write_case(case, path)
    return path


def plan_in(path: Path) -> dict[str, Any]:
    """What stands in a result, without the one figure that is never the same."""
    plan: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    del plan["seconds"]
    return plan
