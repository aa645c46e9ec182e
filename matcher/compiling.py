"""
How functions are compiled, and where the compiled code is kept.

Numba keeps compiled code on disk and compiles again when a function's own file changes, but not when a function it
calls or a constant it uses in another file does. So the code lies in a folder named after all files with compiled
functions and whatever these import: who updates the program never runs code of two versions.
"""

import os
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as nb

_Function = TypeVar("_Function", bound=Callable[..., Any])
_HERE = Path(__file__).parent
_IMPORT_OF_THIS = "from matcher.compiling import"


def fingerprint(package: Path) -> str:
    """Name of what the package's files with compiled functions say, and all files they import from it."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in package.glob("*.py")}
    waiting = [name for name, text in texts.items() if _IMPORT_OF_THIS in text]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in texts and name not in found:
            found.add(name)
            waiting += re.findall(r"^\s*from matcher\.(\w+) import", texts[name], re.MULTILINE)
    return sha256("\0".join(texts[name] for name in sorted(found)).encode()).hexdigest()[:16]


def cache_folder() -> Path | None:
    """
    Where this version's compiled code is kept; None when there is no place to write to.

    ``NUMBA_CACHE_DIR`` if set, else beside the program, else where the user's programs keep such things.
    """
    asked = os.environ.get("NUMBA_CACHE_DIR")
    users = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "lokal-willkommen"
    for base in [Path(asked)] if asked else [_HERE / "__pycache__", users]:
        folder = base / f"compiled-{fingerprint(_HERE)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


_FOLDER = cache_folder()
if _FOLDER:
    vars(nb.config)["CACHE_DIR"] = str(_FOLDER)
_OPTIONS: dict[str, Any] = {"cache": _FOLDER is not None}


def forget_older() -> None:
    """Remove compiled code of other versions from where this version's is kept."""
    for folder in _FOLDER.parent.glob("compiled-*") if _FOLDER else ():
        if folder != _FOLDER:
            shutil.rmtree(folder, ignore_errors=True)


def compiled(function: _Function) -> _Function:
    """For functions that make arrays."""
    return cast(_Function, nb.njit(**_OPTIONS)(function))


def leaf(function: _Function) -> _Function:
    """
    For functions that make no array: results go into arrays handed in.

    Numba counts the references of every array in a tuple at each call. Small functions that take ``Tables`` would spend
    nearly all their time on that; without its run-time (which allocates) nothing is counted.
    """
    options: dict[str, Any] = {**_OPTIONS, "nogil": True, "_nrt": False, "forceinline": True}
    return cast(_Function, nb.njit(**options)(function))
