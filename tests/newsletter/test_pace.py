"""Rates, shards, and waits that can be ended."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.cli.newsletter_send import stopped_by_keyboard
from hemaprint.errors import MalformedError, UsageError
from hemaprint.newsletter.send import Pace, Stop
from hemaprint.newsletter.transport import Recipient, Shard
from hemaprint.project.values import parse_rate

from .post import nothing


@dataclass(slots=True)
class Clock(Stop):
    """Waiting moves it on."""

    now: float = 100.0
    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def test_the_pace_is_kept_and_lost_time_is_not_made_up() -> None:
    clock = Clock()
    pace = Pace(2.0, clock, clock)
    for _ in range(3):
        pace.take()
    assert clock.waits == [0.5, 0.5]
    clock.now += 60
    pace.take()
    pace.take()
    assert clock.waits == [0.5, 0.5, 0.5]


def test_without_a_rate_nobody_waits() -> None:
    clock = Clock()
    Pace(0.0, clock, clock).take()
    assert clock.waits == []


@pytest.mark.parametrize(("text", "per_second"), [("5/s", 5), ("30/min", 0.5), ("7200 / h", 2), ("60 per min", 1)])
def test_rates(text: str, per_second: float) -> None:
    assert parse_rate(text) == per_second


@pytest.mark.parametrize("text", ["", "5", "0/s", "-1/s", "fast", "5/day"])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_rate(text)


def test_the_first_ctrl_c_asks_and_the_second_interrupts() -> None:
    stop = Stop()
    before = signal.getsignal(signal.SIGINT)
    with stopped_by_keyboard(stop, nothing):
        os.kill(os.getpid(), signal.SIGINT)
        stop.wait(60)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@given(st.emails(), st.integers(1, 16))
def test_an_address_is_in_one_shard(address: str, of: int) -> None:
    recipient = Recipient(address)
    assert [Shard(number, of).has(recipient) for number in range(1, of + 1)].count(True) == 1
    assert all(Shard(n, of).has(recipient) == Shard(n, of).has(Recipient(address.upper())) for n in range(1, of + 1))


def test_shards_are_the_same_for_ever() -> None:
    readers = [Recipient(f"reader-{number}@example.org") for number in range(8)]
    assert [one.address[7] for one in Shard(2, 3).of_readers(readers)] == ["2", "3", "5", "6"]


@pytest.mark.parametrize("text", ["0/8", "9/8", "2", "a/b", "1/2000", "-1/2"])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(UsageError):
        Shard.parse(text)
    assert Shard.parse("2/8") == Shard(2, 8)
