"""Waiting for what other threads and processes do, however busy the machine is."""

import time
from collections.abc import Callable

MOST_SECONDS = 120
"""Only a guard against what never comes."""


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it does; asked again and again."""
    until = time.monotonic() + MOST_SECONDS
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
