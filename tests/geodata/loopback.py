"""Servers on loopback that answer what a test wants, and remember what they were asked."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

IMPATIENT_SECONDS = 0.2
"""A time-out for answers that do not come."""
PATIENT_SECONDS = 60
"""A time-out for all others, however busy the machine is."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer: status, body (text, or something to be sent as JSON), headers, and whether it is held back."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    held_back: bool = False
    """Until the server ends."""


Answer = Callable[[str, Any], Reply]
"""From path with query, and what was posted as JSON (None for a GET)."""


@dataclass(kw_only=True)
class FakeServer:
    """
    A server while it runs.

    Attributes
    ----------
    asked
        Path and posted JSON of every request.
    headers
        Of every request.
    """

    url: str
    asked: list[tuple[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving(answer: Answer) -> Iterator[FakeServer]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _reply(self, posted: Any) -> None:
            fake.asked.append((self.path, posted))
            fake.headers.append(dict(self.headers))
            reply = answer(self.path, posted)
            if reply.held_back:
                ends.wait()
            body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())
            except OSError:
                pass  # whoever asked had no patience

        def log_message(self, format: str, *args: Any) -> None:
            pass

    ends = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakeServer(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        ends.set()
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def nobody() -> str:
    """A URL on loopback where nobody listens; as long as this process lives nobody else is given the port."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    taken.detach()
    return f"http://127.0.0.1:{port}"
