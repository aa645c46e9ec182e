"""Every code block of the README runs."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.webapp.command import run
from tests.webapp.demo_process import running_demo

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_every_block_is_of_a_kind_that_is_run() -> None:
    assert {name for name, _ in BLOCKS} == {"python", "text", "sh"}
    names = [name for name, _ in BLOCKS]
    assert all(names[at - 1] == "python" for at, name in enumerate(names) if name == "text")


def test_python_prints_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(block, names)
    assert capsys.readouterr().out == "".join(blocks("text"))


def test_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert lines
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "./lw"
        if arguments == ["test"]:
            continue
        if arguments == ["demo"]:
            with running_demo() as demo:
                assert demo.address.startswith("http://127.0.0.1:")
            continue
        answer = run(*arguments)
        assert answer.exit_code == 0, answer.output


def test_files_named_in_the_readme_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (Path(__file__).parents[1] / target).exists()
