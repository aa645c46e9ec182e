"""Processes beside this one that serve the same database, and end with it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from webapp.settings import Settings

SECONDS_TO_END = 20
"""How long a process may take to end before it is killed."""


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings another one needs to serve the same data."""
    return {
        **os.environ,
        "LW_DATABASE_URL": settings.url,
        "LW_DATA_FOLDER": str(settings.data_folder.resolve()),
        "LW_SECRET_KEY": settings.secret_key.get_secret_value(),
        "LW_PASSWORD_SALT": settings.password_salt.get_secret_value(),
        "LW_HTTPS": "1" if settings.https else "0",
        "LW_MAIL_SERVER": settings.mail_server,
        "LW_RUN_WEEKDAY": "never" if settings.run_weekday is None else str(settings.run_weekday),
        "LW_BASE_URL": settings.base_url,
    }


@contextmanager
def beside(command: str, environment: Mapping[str, str]) -> Iterator[None]:
    """
    A command of ours, such as ``worker``, as a process that is ended with the block.

    Raises
    ------
    RuntimeError
        When it ends before it has printed its first line.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp", command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        # Of its own group: Ctrl-C reaches us only, and we end it in good order.
        start_new_session=True,
    )
    try:
        if not (process.stdout and process.stdout.readline()):
            raise RuntimeError(f"{command} ended with exit code {process.wait()} before it began")
        yield
    finally:
        process.terminate()
        try:
            process.communicate(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
