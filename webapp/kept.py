"""Values that take long to make, and of which everybody may see the same for a minute."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

import structlog
from flask import Flask, current_app

from webapp.settings import current_application

Value = TypeVar("Value")
FRESH_SECONDS, USABLE_SECONDS, MOST = 60.0, 600.0, 24


@dataclass(slots=True)
class _Entry(Generic[Value]):
    value: Value
    since: float
    renewing: bool = False


class Kept(Generic[Value]):
    """
    Values by key, the ones used last.

    A value is fresh for a minute. An older one is renewed beside the page that asks for it, which gets the older one;
    after ten minutes, and the first time, a page waits for it. In tests nothing is kept.
    """

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._lock, self._making = Lock(), Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key; ``make`` is called inside an application context."""
        if current_app.testing:
            return make()
        entry = self._entry(key)
        if entry is None:
            # One at a time: whoever comes second finds what the first one made.
            with self._making:
                entry = self._entry(key) or self._keep(key, make())
        elif monotonic() - entry.since > FRESH_SECONDS:
            self._renew(key, entry, make)
        return entry.value

    def _entry(self, key: Hashable) -> _Entry[Value] | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or monotonic() - entry.since > USABLE_SECONDS:
                return None
            self._entries.move_to_end(key)
            return entry

    def _keep(self, key: Hashable, value: Value) -> _Entry[Value]:
        with self._lock:
            entry = self._entries[key] = _Entry(value, monotonic())
            self._entries.move_to_end(key)
            while len(self._entries) > MOST:
                self._entries.popitem(last=False)
        return entry

    def _renew(self, key: Hashable, entry: _Entry[Value], make: Callable[[], Value]) -> None:
        with self._lock:
            if entry.renewing:
                return
            entry.renewing = True
        app = current_application()
        Thread(target=self._make_beside, args=(app, key, entry, make), daemon=True).start()

    def _make_beside(self, app: Flask, key: Hashable, entry: _Entry[Value], make: Callable[[], Value]) -> None:
        try:
            with app.app_context():
                self._keep(key, make())
        except Exception as error:
            # Type only: the text of an unknown error may hold facts about people. The next page tries again.
            structlog.get_logger().error("kept", kind=type(error).__name__)
            entry.renewing = False


def kept(name: str) -> Kept[Any]:
    """What the application at work keeps under a name."""
    found: Kept[Any] = current_app.extensions.setdefault(f"lw-kept-{name}", Kept())
    return found
