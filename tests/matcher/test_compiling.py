"""Compiled code of an older version is never run."""

from pathlib import Path

import pytest

from matcher.compiling import cache_folder, fingerprint


def package(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_a_change_in_what_compiled_functions_use_gives_another_name(tmp_path: Path) -> None:
    compiled = "from matcher.compiling import leaf\nfrom matcher.weeks import DAYS\n"
    before = fingerprint(package(tmp_path, moves=compiled, weeks="from matcher.days import DAYS", days="DAYS = 7"))
    assert fingerprint(tmp_path) == before
    assert fingerprint(package(tmp_path, days="DAYS = 5")) != before


def test_a_change_elsewhere_compiles_nothing_again(tmp_path: Path) -> None:
    before = fingerprint(package(tmp_path, moves="from matcher.compiling import leaf", solve="import moves"))
    assert fingerprint(package(tmp_path, solve="import moves, sys")) == before


def test_code_is_kept_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folder = cache_folder()
    assert folder is not None
    assert folder.parent == tmp_path


def test_no_place_to_keep_it_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(in_the_way))
    assert cache_folder() is None
