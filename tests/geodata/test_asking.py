"""Servers that drip, break off, never end or send nonsense, byte by byte on loopback."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from geodata.asking import ask_json
from geodata.servers import ServerFailed
from tests.geodata.loopback import IMPATIENT_SECONDS, PATIENT_SECONDS, nobody

OK = b"HTTP/1.1 200 OK\r\n"
MOST_DRIPS = 1200
"""Of 0.05 seconds each, so that an answer that is waited for ends some time."""


@contextmanager
def sending(parts: Callable[[], Iterator[bytes]]) -> Iterator[tuple[str, threading.Event]]:
    """URL of a server that sends these bytes and hangs up; and whether whoever asked hung up before."""
    left = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1 << 16)
                try:
                    for part in parts():
                        connection.sendall(part)
                except OSError:
                    left.set()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", left
        thread.join(PATIENT_SECONDS)


def failure(
    parts: Callable[[], Iterator[bytes]], *, timeout_seconds: float = PATIENT_SECONDS, left: bool | None = None
) -> str:
    with sending(parts) as (url, has_left), pytest.raises(ServerFailed) as failed:
        ask_json(url, timeout_seconds=timeout_seconds)
    assert failed.value.__cause__ is None
    assert left is None or has_left.is_set() == left
    return str(failed.value)


def dripping(before: bytes, drip: bytes) -> Callable[[], Iterator[bytes]]:
    def parts() -> Iterator[bytes]:
        yield before
        for _ in range(MOST_DRIPS):
            time.sleep(0.05)
            yield drip

    return parts


@pytest.mark.parametrize(
    ("before", "drip"),
    [
        (OK, b"X-A: b\r\n"),
        (OK + b"\r\n", b" "),
        (OK + b"Content-Length: 1000\r\n\r\n", b" "),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"HTTP", b" "),
    ],
)
def test_an_answer_that_drips_is_given_up_when_its_time_is_over(before: bytes, drip: bytes) -> None:
    # Each drip comes within the time-out; all of them would take a minute.
    assert failure(dripping(before, drip), timeout_seconds=IMPATIENT_SECONDS, left=True) == "time-out"


def test_an_endless_answer_is_not_kept() -> None:
    def parts() -> Iterator[bytes]:
        yield OK + b"\r\n"
        for _ in count():
            yield b"[1]," * (1 << 18)

    assert failure(parts, left=True) == "answer is too large"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "no connection"),
        (b"\x00\xff nonsense\r\n\r\n", "no connection"),
        (OK + b"Content-Length: 500\r\n\r\n[1, 2]", "no connection"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n6\r\n[1, 2]\r\n", "no connection"),
        (OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08", "answer is no JSON"),
        (OK + b"\r\n\xff\xfe\xfd", "answer is no JSON"),
        (OK + b"\r\n[1, 2", "answer is no JSON"),
    ],
)
def test_an_answer_that_breaks_off_or_is_nonsense_is_named(sent: bytes, code: str) -> None:
    assert failure(lambda: iter([sent])) == code


def test_a_whole_answer_is_returned() -> None:
    with sending(lambda: iter([OK + b"Content-Length: 6\r\n\r\n[1, 2]"])) as (url, _):
        assert ask_json(f"{url}/path?query=1", timeout_seconds=PATIENT_SECONDS, posted={"a": 1}) == [1, 2]


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerFailed, match=r"^no connection$"):
        ask_json(nobody(), timeout_seconds=PATIENT_SECONDS)
