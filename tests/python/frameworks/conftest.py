"""Nobody phones home: a connection to anywhere but this machine fails, and fails the test."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from typing import Any

import pytest

attempts: list[str] = []


def is_here(host: Any) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Python tells of every connection and every look-up of a name before it is made."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_here(host):
        attempts.append(f"{event}: {host}")
        raise ConnectionRefusedError(f"the tests connect to this machine only, not to {host}")


sys.addaudithook(guard)


@pytest.fixture(autouse=True)
def nobody_phones_home() -> Iterator[None]:
    """After each test: no attempt was made."""
    yield
    assert attempts == []
