"""The command as a whole: start, help, usage errors, pipes."""

import subprocess
import sys
import tomllib

import pytest

from tests.webapp.command import ROOT, environment, program, run, run_program

HEAVY = ("numpy", "numba", "ortools", "pydantic", "networkx", "matcher.solve")


def test_start_loads_nothing_heavy() -> None:
    code = f"import sys, webapp.cli; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version").stdout == f"lokal-willkommen {project['version']}\n"


def test_help_names_every_command_in_german() -> None:
    answer = run("--help")
    assert answer.exit_code == 0
    for words in (
        "match",
        "check",
        "explain",
        "compare",
        "shortage",
        "generate",
        "simulate",
        "demo",
        "Befehle",
        "Diese Hilfe zeigen.",
    ):
        assert words in answer.stdout


@pytest.mark.parametrize(
    "command", ["match", "check", "explain", "compare", "shortage", "generate", "simulate", "demo"]
)
def test_every_command_has_a_german_help_page(command: str) -> None:
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert "Einstellungen" in answer.stdout
    assert "Show this" not in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["match"], "Es fehlt: 'CASE'."),
        (["match", "case.json", "--sed", "1"], "Die Einstellung --sed gibt es nicht. Gemeint: --seed?"),
        (["match", "case.json", "--seed", "x"], "Die Angabe zu '--seed' passt nicht"),
        (["match", "case.json", "--seed", "-1"], "Die Angabe zu '--seed' passt nicht"),
        (["match", "case.json", "--effort", "much"], "Die Angabe zu '--effort' passt nicht"),
        (["match", "case.json", "--time-limit", "-1"], "Die Angabe zu '--time-limit' passt nicht"),
        (["mach"], "Diesen Befehl gibt es nicht: 'mach'"),
        (["check", "case.json"], "Es fehlt: 'RESULT'."),
    ],
)
def test_wrong_use_is_told_in_german_and_exits_with_2(arguments: list[str], said: str) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "--help" in answer.stderr
    assert answer.stdout == ""


def test_without_a_command_the_help_page_is_shown() -> None:
    assert "Befehle" in run().stdout


def test_reader_that_goes_away_is_no_error_to_talk_about() -> None:
    process = subprocess.Popen(
        program("generate", "--households", 200), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_program_gives_its_exit_code_to_the_shell() -> None:
    answer = run_program("match", "no-such-file.json")
    assert answer.returncode == 2
    assert "no-such-file.json" in answer.stderr


def test_terminal_without_our_letters_still_gets_its_text() -> None:
    answer = run_program("match", "fähre.json", PYTHONIOENCODING="ascii")
    assert answer.returncode == 2
    assert "f?hre.json" in answer.stderr
