"""Processes that set galleys: the same answers as here, and no process is left or lost without a word."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemaprint.build.backend import Backend
from hemaprint.errors import ContentError
from hemaprint.galley.galley import Galley
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset.crew.jobs import Crew, CrewClosedError, Done, Failed, Form, Job, Spec
from hemaprint.typeset.crew.workers import Alone, Workers, _Worker
from samples import Sample, codes
from waiting import PATIENCE, in_thread

SPEC = Spec("@page{size:A6} .x{color:red}", Geometry(105 * MM, 148 * MM))
FRAME = SPEC.geometry.frame("text")


def job(text: str, form: Form = Form.LAYOUT, weight: float = 0.0) -> Job:
    html = f'<html lang=en><title>x</title><body><p class="x" data-key="t1">{text}</p></body></html>'
    return Job(form, Galley(text, html, FRAME), weight)


def everything(crew: Crew, jobs: list[Job]) -> dict[str, Done | Failed]:
    for one in jobs:
        crew.submit(one)
    ended = (crew.next() for _ in jobs)
    return {one.job.galley.name: one for one in ended}


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    with Workers(2) as crew:
        crew.begin(tmp_path, SPEC)
        yield crew


def test_the_answers_are_those_of_this_process(workers: Workers, tmp_path: Path) -> None:
    jobs = [job(f"Cell {number}", form) for number in range(4) for form in (Form.LAYOUT, Form.BARE)]
    alone = Alone()
    alone.begin(tmp_path, SPEC)
    for one in jobs:
        workers.submit(one)
        alone.submit(one)
    there = {done.job: done for done in (workers.next() for _ in jobs)}
    here = {done.job: done for done in (alone.next() for _ in jobs)}
    for one in jobs:
        far, near = there[one], here[one]
        assert isinstance(far, Done)
        assert isinstance(near, Done)
        assert far.entry == near.entry


def test_the_heaviest_comes_first(tmp_path: Path) -> None:
    with Workers(1) as crew:
        crew.begin(tmp_path, SPEC)
        for weight in (3.0, 1.0, 2.0):  # the first is begun at once
            crew.submit(job(str(weight), weight=weight))
        assert [crew.next().job.weight for _ in range(3)] == [3.0, 2.0, 1.0]


def test_a_process_that_dies_is_named_and_replaced(tmp_path: Path) -> None:
    others = set(multiprocessing.active_children())  # such as that of veraPDF
    with Workers(2) as workers:
        workers.begin(tmp_path, SPEC)
        victims = set(multiprocessing.active_children()) - others
        assert len(victims) == 2
        for process in victims:
            process.kill()
        ended = everything(workers, [job("one"), job("two")])
        assert all(isinstance(one, Failed) and one.reason == "was killed by SIGKILL" for one in ended.values())
        again = everything(workers, [job("one"), job("two")])
        assert all(isinstance(one, Done) for one in again.values())


def test_what_is_raised_there_comes_here(workers: Workers) -> None:
    workers.submit(Job(Form.LAYOUT, Galley("broken", None, FRAME)))  # type: ignore[arg-type]  # on purpose
    ended = workers.next()
    assert isinstance(ended, Failed)
    assert isinstance(ended.error, TypeError)
    assert "Traceback" in ended.reason


def test_nobody_is_left_behind(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())

    def interrupted() -> None:
        with Workers(2) as crew:
            crew.begin(tmp_path, SPEC)
            crew.submit(job("one"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert set(multiprocessing.active_children()) == before


@pytest.mark.parametrize("size", [1, 2])
def test_one_thread_may_close_what_another_waits_for(tmp_path: Path, size: int) -> None:
    """No process takes the place of one that was killed on purpose, and no pipe is closed twice."""
    before = set(multiprocessing.active_children())
    for _ in range(5):
        crew = Workers(size)
        crew.begin(tmp_path, SPEC)
        for number in range(3):
            crew.submit(job(f"cell {number}"))
        for process in set(multiprocessing.active_children()) - before:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGSTOP)  # it will not answer before it is killed
        waiting = in_thread(crew.next)
        crew.close()
        with pytest.raises(CrewClosedError):
            waiting.result(PATIENCE)
        with pytest.raises(CrewClosedError):
            crew.submit(job("late"))
        assert set(multiprocessing.active_children()) == before


def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    """Also with one that is killed and can tell nobody."""
    reader, writer = multiprocessing.Pipe()
    parent = multiprocessing.get_context("fork").Process(target=_parent, args=(tmp_path, writer))
    parent.start()
    assert reader.poll(PATIENCE)
    pids = reader.recv()
    assert parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)
    parent.join(PATIENCE)
    writer.close()
    assert reader.poll(PATIENCE)
    with pytest.raises(EOFError):  # the pipe is closed when the last process that holds it is gone
        reader.recv()
    assert pids


def _parent(root: Path, writer: object) -> None:
    crew = Workers(2)
    crew.begin(root, SPEC)
    crew.submit(job("one"))
    crew.next()
    writer.send([process.pid for process in multiprocessing.active_children()])  # type: ignore[attr-defined]
    signal.pause()


def test_a_picture_that_was_saved_again_is_read_again(workers: Workers, tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z" fill="{}"/></svg>'
    html = '<html lang=en><title>x</title><body><img src="hemaprint-project:///a.svg" alt="x"></body></html>'
    wanted = Job(Form.BARE, Galley("a", html, FRAME))
    entries = []
    for color in ("red", "blue", "red"):
        (tmp_path / "a.svg").write_text(drawing.format(color))
        workers.submit(wanted)
        ended = workers.next()
        assert isinstance(ended, Done)
        entries.append(ended.entry)
    assert entries[0] == entries[2] != entries[1]


class Deadly(Workers):
    """Kills the process that is given the article that says so."""

    def _give(self, worker: _Worker, job: Job) -> None:
        super()._give(worker, job)
        if "kills" in job.galley.html:
            assert worker.process.pid is not None
            os.kill(worker.process.pid, signal.SIGKILL)


def test_an_article_whose_process_dies_is_reported_with_the_others_set(sample: Sample) -> None:
    sample.article("fatal", "Letter", "This one kills.\n")
    sample.article("sound", "Letter", "This one does not.\n")
    store = sample.project.store()
    with Deadly(2) as crew, pytest.raises(ContentError) as caught:
        sample.build(backend=Backend(store, crew))
    assert "HP217" in codes(caught.value.problems)
    (problem,) = (one for one in caught.value.problems if one.code == "HP217")
    assert problem.location.path.name == "fatal.md"
    assert "SIGKILL" in problem.message
    assert not (sample.root / "dist").exists()
    sample.build(backend=Backend(store))
