"""What a child does within its bounds is an answer, and so is that it did not keep them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from hemaprint.system.process import MEGABYTE, Answers, Bounds, ChildDiedError, answers_of

NARROW = Bounds(seconds=1, memory=50 * MEGABYTE)


def test_answers_come_in_order() -> None:
    def work(answers: Answers) -> None:
        answers.send(1)
        answers.send("two")

    assert list(answers_of(work, NARROW)) == [1, "two"]


def test_what_the_work_raises_is_raised() -> None:
    def work(answers: Answers) -> None:
        raise KeyError("here")

    with pytest.raises(KeyError):
        list(answers_of(work, NARROW))


def spinning(_: Answers) -> None:
    while True:
        pass


def hoarding(_: Answers) -> None:
    held = []
    while True:
        held.append(bytes(10 * MEGABYTE))


def aborting(_: Answers) -> None:
    os.abort()


def waiting(_: Answers) -> None:
    signal.pause()


@pytest.mark.parametrize("work", [spinning, hoarding, aborting])
def test_a_child_that_does_not_keep_its_bounds_has_died(work: Callable[[Answers], None]) -> None:
    def told(answers: Answers) -> None:
        answers.send("begun")
        work(answers)

    answers = answers_of(told, NARROW)
    assert next(answers) == "begun"
    with pytest.raises(ChildDiedError):
        next(answers)


def test_a_child_that_only_waits_is_ended_by_the_clock() -> None:
    with pytest.raises(ChildDiedError):
        list(answers_of(waiting, Bounds(seconds=0.01, memory=MEGABYTE)))


def test_time_can_be_granted() -> None:
    def work(answers: Answers) -> None:
        answers.allow(100)
        answers.send(sum(range(1000)))

    assert list(answers_of(work, Bounds(seconds=0.01, memory=50 * MEGABYTE))) == [499500]
