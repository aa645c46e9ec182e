"""One question to a server that the operator named, over once its time is: no other server, no second try."""

import contextlib
import json
import socket
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import urlsplit

from geodata.servers import NO_CONNECTION, NO_JSON, REDIRECT, TIME_OUT, TOO_LARGE, USER_AGENT, ServerFailed

_MOST_BYTES = 20_000_000


class Refused(ServerFailed):
    """The server answers, but not this request."""


def ask_json(url: str, *, timeout_seconds: float, posted: Any = None) -> Any:
    """
    Return what the server answers, read as JSON.

    The standard library's own client, since a time-out of requests or urllib3 begins anew with every byte: an answer
    that drips would never end. Proxies of the surroundings are not asked, redirects not followed.

    Parameters
    ----------
    url
        With path and query.
    timeout_seconds
        To connect, and again for the whole answer, however it arrives.
    posted
        Sent as JSON; None for a GET.

    Raises
    ------
    Refused
        When the server says that the request is wrong (400).
    ServerFailed
        When there is no whole answer in time, or none in JSON. Neither question nor answer are quoted.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout_seconds)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return json.loads(_in_time(connection, path, posted, timeout_seconds))
    except (OSError, HTTPException) as error:
        raise ServerFailed(TIME_OUT if isinstance(error, TimeoutError) else NO_CONNECTION) from None
    except (ValueError, RecursionError):
        raise ServerFailed(NO_JSON) from None
    finally:
        connection.close()


def _in_time(connection: HTTPConnection, path: str, posted: Any, timeout_seconds: float) -> bytes:
    """The answer; whatever came of it when the time was over counts as none."""
    connection.connect()
    is_late = threading.Event()
    clock = threading.Timer(timeout_seconds, _hang_up, (connection.sock, is_late))
    clock.daemon = True
    clock.start()
    try:
        answer = _answer(connection, path, posted)
    except (OSError, HTTPException):
        if is_late.is_set():
            raise TimeoutError from None
        raise
    finally:
        clock.cancel()
    if is_late.is_set():
        # What ends with the connection looks whole.
        raise TimeoutError
    return answer


def _hang_up(connected: socket.socket, is_late: threading.Event) -> None:
    """End the connection under whoever still reads from it."""
    is_late.set()
    with contextlib.suppress(OSError):  # the other side was faster
        connected.shutdown(socket.SHUT_RDWR)


def _answer(connection: HTTPConnection, path: str, posted: Any) -> bytes:
    """The whole body."""
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    if posted is None:
        connection.request("GET", path, headers=headers)
    else:
        connection.request("POST", path, json.dumps(posted), {**headers, "Content-Type": "application/json"})
    with connection.getresponse() as response:
        _refuse_status(response.status)
        answer = response.read(_MOST_BYTES + 1)
        if len(answer) > _MOST_BYTES:
            raise ServerFailed(TOO_LARGE)
        if response.length:
            raise IncompleteRead(b"", response.length)  # as a read without a limit does itself
    return answer


def _refuse_status(status: int) -> None:
    if 300 <= status < 400:
        raise ServerFailed(REDIRECT)
    if status == 400:
        raise Refused(f"HTTP {status}")
    if status != 200:
        raise ServerFailed(f"HTTP {status}")
