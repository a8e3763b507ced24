"""The program as a shell runs it: it says where it is, and Ctrl-C ends it, whoever is listening."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from threading import Event, Thread
from time import sleep

import httpx
import pytest

from samples import Sample

from .conftest import PATIENCE


def started(magazine: Sample) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from hemaprint.cli.main import run; run()", "preview", "--no-open"]
    return subprocess.Popen(
        command, cwd=magazine.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_a_browser_listening(magazine: Sample, ending: signal.Signals) -> None:
    program = started(magazine)
    try:
        assert program.stdout
        address = program.stdout.readline().strip()
        listening, over = Event(), Event()

        def listen() -> None:
            with httpx.Client(timeout=30, follow_redirects=True) as client:
                events = client.get(address).url.join("/events")
                with client.stream("GET", events) as answer:
                    for _ in answer.iter_lines():
                        listening.set()
            over.set()

        Thread(target=listen, daemon=True).start()
        assert listening.wait(PATIENCE / 1000)
        program.send_signal(ending)
        _, told = program.communicate(timeout=PATIENCE / 1000)
        assert over.wait(PATIENCE / 1000), "the stream of events ended as it should"
    finally:
        program.kill()
    assert told.splitlines() == ["preview of 2025-01; Ctrl-C ends it"]
    assert program.returncode in (0, 130, -ending)


@pytest.mark.parametrize("later", [0.0, 0.5])
def test_a_signal_ends_it_in_the_middle_of_the_first_build(magazine: Sample, later: float) -> None:
    shutil.rmtree(magazine.project.cache)
    program = started(magazine)
    try:
        assert program.stdout
        assert program.stdout.readline()
        sleep(later)  # s
        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=PATIENCE / 1000)
    finally:
        program.kill()
    assert told.splitlines() == ["preview of 2025-01; Ctrl-C ends it"]
    assert program.returncode in (0, 130, -signal.SIGINT)
