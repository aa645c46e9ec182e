"""Where a command may write, found out before it works for minutes."""

import tempfile
from pathlib import Path

from webapp.terminal.failures import BadUse
from webapp.words import printable


def checked_output(path: Path, *, may_be_folder: bool = False) -> Path:
    """
    The path with links followed, once it can be written to.

    Raises
    ------
    BadUse
        When its folder is missing or cannot be written to, or something is in the way.
    """
    shown = printable(str(path))
    path = path.resolve()
    if path.is_dir() and not may_be_folder:
        raise BadUse(f"Kann {shown} nicht schreiben: dort ist ein Ordner.")
    if path.exists() and not path.is_file() and not path.is_dir():
        raise BadUse(f"Kann {shown} nicht schreiben: das ist keine gewöhnliche Datei.")
    if not path.parent.is_dir():
        raise BadUse(f"Kann {shown} nicht schreiben: den Ordner {printable(str(path.parent))} gibt es nicht.")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise BadUse(f"Kann {shown} nicht schreiben ({error.strerror}).") from None
    return path
