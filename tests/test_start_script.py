"""The lock files, the continuous check and `./lw`. A small stand-in plays Python and pip, so nothing is installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
Answer = subprocess.CompletedProcess[str]
LOCKS = ("requirements.txt", "requirements-test.txt")
NODE_LOCK = "requirements-node.txt"
BUILD_LOCK = "requirements-build.txt"
PACKAGES = ("chromium", "postgresql")

# Answers as Python does where `lw` asks for its version or for venv. `-m venv DIR` copies the stand-in into DIR;
# `-m pip install -r LOCK` is noted in the file `calls` and fails or breaks off where a file of that name exists.
# npm's own lock brings an npm that notes and fails likewise.
STAND_IN = """#!/bin/sh
here={here}
case "$*" in
    *sys.version_info*) echo {version} ;;
    *ensurepip*) [ ! -e "$here/no-venv" ] ;;
    "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$here/program" "$3/bin/lokal-willkommen" ;;
    *requirements-build.txt) echo "$*" >>"$here/build-calls" ;;
    *" -r "*) echo "$*" >>"$here/calls"
        if [ -e "$here/breaks-off" ]; then kill -9 $PPID; fi
        if [ -e "$here/fails" ]; then echo "no such wheel"; exit 1; fi
        case "$*" in *requirements-node.txt) cp "$here/npm-of-pypi" "${{0%/*}}/npm" ;; esac ;;
    *webapp.frontend) mkdir -p {project}/webapp/static/vendor ;;
esac
"""
NPM = """#!/bin/sh
echo "{name} $*" >>{here}/npm-calls
if [ -e "{here}/{name}-fails" ]; then echo "no such package"; exit 1; fi
"""
APT = """#!/bin/sh
echo "$*" >>{here}/apt-calls
if [ -e "{here}/apt-fails" ]; then echo "no such server"; exit 1; fi
case "$*" in
    *chromium) touch {here}/browser; chmod +x {here}/browser ;;
    *postgresql) mkdir {here}/postgresql; touch {here}/postgresql/initdb; chmod +x {here}/postgresql/initdb ;;
esac
"""
PROGRAM = """#!/bin/sh
pwd
echo "$@"
exit 7
"""


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """
    A copy of the start script and what it reads, with a stand-in for Python.

    Attributes
    ----------
    project
        The folder with `lw`, the lock files and `pyproject.toml`.
    tools
        The folder that comes first in PATH; a file `no-venv`, `fails`, `breaks-off`, `npm-fails`,
        `npm-of-pypi-fails` or `apt-fails` in it makes trouble.
    """

    project: Path
    tools: Path

    def run(self, *arguments: str, script: Path | None = None, cwd: Path | None = None) -> Answer:
        return subprocess.run(
            [script or self.project / "lw", *arguments],
            cwd=cwd or self.project,
            env={
                "PATH": f"{self.tools}:{os.environ['PATH']}",
                "HOME": "/nowhere",
                "LW_BROWSER": str(self.tools / "browser"),
                "LW_POSTGRESQL": str(self.tools / "postgresql"),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def installed_locks(self) -> list[str]:
        return [line.rpartition("/")[2] for line in self.noted("calls")]

    def noted(self, name: str) -> list[str]:
        """What a stand-in noted: one line per call."""
        calls = self.tools / name
        return calls.read_text().splitlines() if calls.exists() else []


@pytest.fixture
def make_workshop(tmp_path: Path) -> Callable[..., Workshop]:
    def make(*, version: str = "3.11.2") -> Workshop:
        project, tools = tmp_path / "a project", tmp_path / "tools"
        project.mkdir()
        tools.mkdir()
        for name in ("lw", "pyproject.toml", "package.json", "package-lock.json", NODE_LOCK, BUILD_LOCK, *LOCKS):
            shutil.copy(ROOT / name, project)
        for name in ("python3.13", "python3.12", "python3.11", "python3"):
            write_program(tools / name, STAND_IN.format(here=tools, version=version, project=f"'{project}'"))
        for name in ("npm", "npm-of-pypi"):
            write_program(tools / name, NPM.format(here=tools, name=name))
        write_program(tools / "apt-get", APT.format(here=tools))
        write_program(tools / "sudo", '#!/bin/sh\nshift 2\n"$@"\n')
        write_program(tools / "program", PROGRAM)
        return Workshop(project=project, tools=tools)

    return make


@pytest.fixture
def workshop(make_workshop: Callable[..., Workshop]) -> Workshop:
    return make_workshop()


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def locked_requirements(lock: str) -> list[str]:
    """Return one text per requirement of a lock file: name, version, marker and hashes."""
    lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", [*LOCKS, NODE_LOCK, BUILD_LOCK])
def test_every_locked_requirement_has_one_version_and_hashes(lock: str) -> None:
    requirements = locked_requirements(lock)
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ ", requirement)
        assert re.search(r" --hash=sha256:[0-9a-f]{64}\b", requirement)


@pytest.mark.parametrize("lock", [*LOCKS, NODE_LOCK, BUILD_LOCK, "package-lock.json"])
def test_lock_names_no_host_and_sets_no_option(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "http" not in text
    assert not [line for line in text.splitlines() if line.startswith("-")]


def test_test_lock_contains_the_runtime_lock() -> None:
    assert set(locked_requirements("requirements.txt")) <= set(locked_requirements("requirements-test.txt"))


def test_continuous_check_calls_exactly_the_test_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if "lw" in line] == ["./lw test"]
    assert lines[-1] == "./lw test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_python_too_old_is_named_with_the_version_needed(make_workshop: Callable[..., Workshop]) -> None:
    workshop = make_workshop(version="3.9.18")
    answer = workshop.run("demo")
    assert answer.returncode == 1
    assert "Gefunden: python3 3.9.18. Gebraucht: Python 3.11 oder neuer." in answer.stderr
    assert not (workshop.project / ".venv").exists()


def test_missing_venv_module_is_named_with_its_package(workshop: Workshop) -> None:
    (workshop.tools / "no-venv").touch()
    answer = workshop.run("demo")
    assert answer.returncode == 1
    assert "apt install python3.11-venv" in answer.stderr


def test_command_runs_where_the_caller_stands_and_keeps_its_exit_code(workshop: Workshop, tmp_path: Path) -> None:
    answer = workshop.run("plan", "case.json", cwd=tmp_path)
    assert answer.stdout.splitlines() == [str(tmp_path), "plan case.json"]
    assert answer.returncode == 7


def test_script_finds_its_project_through_a_link(workshop: Workshop, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(workshop.project / "lw")
    assert workshop.run("demo", script=link, cwd=tmp_path).returncode == 7
    assert (workshop.project / ".venv").is_dir()


def test_second_run_installs_nothing(workshop: Workshop) -> None:
    workshop.run("demo")
    assert workshop.run("demo").stderr == ""
    assert workshop.installed_locks() == ["requirements.txt"]
    assert workshop.noted("npm-calls") == ["npm ci --ignore-scripts"]


def test_changed_lock_is_installed_again(workshop: Workshop) -> None:
    workshop.run("demo")
    with (workshop.project / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    workshop.run("demo")
    assert workshop.installed_locks() == ["requirements.txt"] * 2


def test_changed_lock_of_the_pages_is_fetched_again(workshop: Workshop) -> None:
    workshop.run("demo")
    with (workshop.project / "package-lock.json").open("a") as lock:
        lock.write("\n")
    workshop.run("demo")
    assert len(workshop.noted("npm-calls")) == 2


def test_pages_are_fetched_again_where_their_files_are_gone(workshop: Workshop) -> None:
    workshop.run("demo")
    shutil.rmtree(workshop.project / "webapp" / "static" / "vendor")
    workshop.run("demo")
    assert len(workshop.noted("npm-calls")) == 2


def test_npm_that_fails_is_replaced_by_a_locked_one(workshop: Workshop) -> None:
    (workshop.tools / "npm-fails").touch()
    assert workshop.run("demo").returncode == 7
    assert workshop.installed_locks() == ["requirements.txt", NODE_LOCK]
    assert workshop.noted("npm-calls") == ["npm ci --ignore-scripts", "npm-of-pypi ci --ignore-scripts"]


def test_missing_pages_are_told_with_what_helps(workshop: Workshop) -> None:
    for name in ("npm-fails", "npm-of-pypi-fails"):
        (workshop.tools / name).touch()
    answer = workshop.run("demo")
    assert answer.returncode == 1
    assert "no such package" in answer.stderr
    assert "Bausteine der Seiten ließen sich nicht holen" in answer.stderr
    (workshop.tools / "npm-fails").unlink()
    assert workshop.run("demo").returncode == 7


def test_tests_install_browser_and_database_once(workshop: Workshop) -> None:
    workshop.run("test")
    workshop.run("test")
    assert workshop.noted("apt-calls") == [f"install -y --no-install-recommends {package}" for package in PACKAGES]


def test_tests_go_on_without_browser_and_database_and_say_so(workshop: Workshop) -> None:
    (workshop.tools / "apt-fails").touch()
    answer = workshop.run("test")
    assert "Die Prüfungen im Browser werden übersprungen" in answer.stderr
    assert "PostgreSQL ließ sich nicht installieren" in answer.stderr
    assert "no such server" in answer.stderr
    assert "== pytest" in answer.stdout


def test_commands_other_than_test_need_neither(workshop: Workshop) -> None:
    workshop.run("demo")
    assert workshop.noted("apt-calls") == []


def test_after_the_test_lock_the_runtime_lock_is_installed_too(workshop: Workshop) -> None:
    workshop.run("test")
    workshop.run("demo")
    assert workshop.installed_locks() == ["requirements-test.txt"]


@pytest.mark.parametrize("trouble", ["fails", "breaks-off"])
def test_unfinished_install_is_done_anew_from_an_empty_environment(workshop: Workshop, trouble: str) -> None:
    (workshop.tools / trouble).touch()
    assert workshop.run("demo").returncode != 7
    (workshop.tools / trouble).unlink()
    half_written = workshop.project / ".venv" / "half-written"
    half_written.touch()
    assert workshop.run("demo").returncode == 7
    assert not half_written.exists()
    assert workshop.installed_locks() == ["requirements.txt"] * 2


def test_what_builds_packages_is_locked_and_installed_from_wheels(workshop: Workshop) -> None:
    workshop.run("demo")
    (call,) = workshop.noted("build-calls")
    assert call.startswith("-m pip install --require-hashes --only-binary :all: -r ")


def test_failed_install_shows_what_pip_said(workshop: Workshop) -> None:
    (workshop.tools / "fails").touch()
    answer = workshop.run("demo")
    assert answer.returncode == 1
    assert "no such wheel" in answer.stderr
    assert "Installation gescheitert" in answer.stderr


def test_moved_project_gets_a_new_environment(workshop: Workshop, tmp_path: Path) -> None:
    workshop.run("demo")
    moved = workshop.project.rename(tmp_path / "moved")
    assert workshop.run("demo", script=moved / "lw", cwd=moved).returncode == 7
    assert workshop.installed_locks() == ["requirements.txt"] * 2


def test_help_needs_no_installation(workshop: Workshop) -> None:
    assert "./lw demo" in workshop.run("help").stdout
    assert workshop.run().stdout == workshop.run("help").stdout
    assert not (workshop.project / ".venv").exists()
