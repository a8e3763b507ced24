"""A validator that was killed is started again, and one that dies at a file is named."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from verapdf import Asker


def _number(asked: Connection) -> None:
    """Answer with the number of the process; die at a file of that name."""
    while True:
        pdf, _ = asked.recv()
        if pdf.name == "fatal.pdf":
            os._exit(9)
        asked.send(os.getpid())


def test_in_place_of_one_that_was_killed_there_is_another() -> None:
    asker = Asker(_number)
    number = asker.ask(Path("a.pdf"), "ua1")
    assert isinstance(number, int)
    assert asker.ask(Path("b.pdf"), "ua1") == number
    os.kill(number, signal.SIGKILL)
    assert asker.ask(Path("a.pdf"), "ua1") != number
    assert "exit code 9" in str(asker.ask(Path("fatal.pdf"), "ua1"))
