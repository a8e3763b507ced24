"""The program as a shell runs it: it says where it is, and Ctrl-C ends it, whoever is listening."""

from __future__ import annotations

import signal
import subprocess
import sys
from threading import Event, Thread

import httpx
import pytest

from samples import Sample

from .conftest import PATIENCE


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_a_browser_listening(magazine: Sample, ending: signal.Signals) -> None:
    command = [sys.executable, "-c", "from hemaprint.cli.main import run; run()", "preview", "--no-open"]
    program = subprocess.Popen(
        command, cwd=magazine.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        assert program.stdout
        url = program.stdout.readline().strip()
        listening, over = Event(), Event()

        def listen() -> None:
            with httpx.stream("GET", f"{url}events", timeout=30) as answer:
                for _ in answer.iter_lines():
                    listening.set()
            over.set()

        Thread(target=listen).start()
        assert listening.wait(PATIENCE / 1000)
        program.send_signal(ending)
        _, told = program.communicate(timeout=PATIENCE / 1000)
        assert over.wait(PATIENCE / 1000), "the stream of events ended as it should"
    finally:
        program.kill()
    assert told.splitlines() == ["preview of 2025-01; Ctrl-C ends it"]
    assert program.returncode in (0, 130, -ending)
