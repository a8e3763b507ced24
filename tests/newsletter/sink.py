"""Postfix's ``smtp-sink``: a mail server that takes everything as fast as it comes, and keeps nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from waiting import PATIENCE, eventually

from .post import free_port

FOLDERS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))


def find_sink() -> str | None:
    """Where it is; Debian has it in the package postfix, in a folder that the PATH of a user may lack."""
    return shutil.which("smtp-sink", path=FOLDERS)


@contextmanager
def open_sink(*options: str) -> Iterator[int]:
    """A server on loopback; its port. ``options`` are those of smtp-sink(1)."""
    program = find_sink()
    assert program is not None, "make test installs postfix, which brings smtp-sink"
    port = free_port()
    as_somebody = ("-u", "nobody") if os.geteuid() == 0 else ()
    with subprocess.Popen([program, *as_somebody, *options, f"127.0.0.1:{port}", "10"]) as sink:
        try:
            eventually(lambda: sink.poll() is not None or _listens(port))
            assert sink.poll() is None, "smtp-sink does not start"
            yield port
        finally:
            sink.kill()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True
