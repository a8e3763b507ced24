"""The run: nobody twice, whatever servers and keyboards do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.admission import resolve_unknown
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.ledger_file import LedgerError
from hemaprint.newsletter.send import CLAIM, IN_A_ROW, Sender, SendOptions, Stop, Summary, make_plan
from hemaprint.newsletter.smtp import SmtpTransport
from hemaprint.newsletter.transport import Fate, Message, Readers, Recipient, Shard, Writer

from .post import AT_ONCE, PLACE, Office, Silent, free_port, hang_up, open_office, reader, readers, write


def send(
    office: Office,
    ledger: Ledger,
    recipients: Readers,
    orders: SendOptions = AT_ONCE,
    *,
    writer: Writer = write,
    watcher: Silent | None = None,
    stop: Stop | None = None,
) -> Summary:
    with closing(SmtpTransport(office.server())) as transport:
        return Sender("january", writer, transport, ledger, orders, watcher or Silent(), stop or Stop()).send(
            recipients
        )


def test_everybody_gets_one_and_a_second_run_sends_none(office: Office, ledger: Ledger) -> None:
    assert send(office, ledger, readers(45)).by_fate == {Fate.DELIVERED: 45}
    again = send(office, ledger, readers(46))
    assert (again.by_fate, again.skipped, again.complete) == ({Fate.DELIVERED: 1}, 45, True)
    assert office.by_address == {one.address: 1 for one in readers(46)}


def test_a_reader_who_stands_twice_in_the_list_gets_one(office: Office, ledger: Ledger) -> None:
    send(office, ledger, [reader("a"), reader("A"), reader("a")])
    assert len(office.received) == 1


def test_not_even_who_asks_for_the_unknown_sends_twice_in_a_run(office: Office, ledger: Ledger) -> None:
    office.at_dot = lambda server: hang_up(server) if len(office.received) == 1 else None
    doubled = [reader("a"), *readers(CLAIM), reader("A")]
    summary = send(office, ledger, doubled, SendOptions(waits=(), retry_unknown=True))
    assert summary.by_fate == {Fate.DELIVERED: CLAIM, Fate.UNKNOWN: 1}
    assert office.by_address["reader-a@example.org"] == 1
    assert len(office.received) == CLAIM + 1


def test_a_deferred_message_is_tried_again_and_a_refused_one_is_not(office: Office, ledger: Ledger) -> None:
    office.to_rcpt = {"reader-0@example.org": ["451 later", "451 later"], "reader-1@example.org": ["550 nobody"] * 3}
    watcher = Silent()
    summary = send(office, ledger, readers(3), SendOptions(waits=(0.01, 0.02)), watcher=watcher)
    assert summary.by_fate == {Fate.DELIVERED: 2, Fate.BOUNCED: 1}
    assert (summary.complete, watcher.pauses) == (True, [0.01, 0.02])
    assert [entry.attempts for entry in ledger.deliveries("january")] == [3, 1, 1]


def test_what_stays_deferred_is_left_for_another_run(office: Office, ledger: Ledger) -> None:
    office.to_rcpt["reader-0@example.org"] = ["451 later"] * 3
    summary = send(office, ledger, readers(2))
    assert (summary.complete, summary.remaining) == (False, 1)
    assert send(office, ledger, readers(2)).complete


def test_an_unknown_fate_waits_for_a_decision(office: Office, ledger: Ledger) -> None:
    office.at_dot = hang_up
    assert not send(office, ledger, readers(1)).complete
    office.at_dot = None
    assert send(office, ledger, readers(1)).standing == {DeliveryState.UNKNOWN: 1}
    assert len(office.received) == 1
    assert send(office, ledger, readers(1), SendOptions(retry_unknown=True)).complete
    assert len(office.received) == 2


def test_bounced_readers_are_asked_again_only_by_wish(office: Office, ledger: Ledger) -> None:
    office.to_rcpt["reader-0@example.org"] = ["550 nobody"]
    send(office, ledger, readers(1))
    assert send(office, ledger, readers(1)).by_fate == {}
    assert send(office, ledger, readers(1), SendOptions(retry_bounced=True)).by_fate == {Fate.DELIVERED: 1}


def test_a_server_that_refuses_everybody_is_left_alone(office: Office, ledger: Ledger) -> None:
    office.to_rcpt = {one.address: ["550 nobody"] for one in readers(100)}
    summary = send(office, ledger, readers(100))
    assert summary.stopped is not None
    assert (summary.stopped.code, summary.by_fate) == ("HP627", {Fate.BOUNCED: IN_A_ROW})
    assert summary.remaining == 100 - IN_A_ROW


def test_a_server_that_cannot_be_reached_marks_nobody(ledger: Ledger) -> None:
    summary = send(Office(free_port()), ledger, readers(3))
    assert summary.stopped is not None
    assert (summary.stopped.code, summary.standing) == ("HP623", {DeliveryState.QUEUED: 3})


def test_a_server_that_goes_away_is_waited_for(ledger: Ledger) -> None:
    watcher = Silent()
    with open_office() as office:
        numbers = iter(range(100))

        def write_and_close(recipient: Recipient) -> Message:
            if next(numbers) == 2:
                office.to_rcpt[recipient.address] = ["421 good night"]
                transport._server = office.server(port=free_port())
            return write(recipient)

        transport = SmtpTransport(office.server())
        orders = SendOptions(waits=(0.01,))
        summary = Sender("january", write_and_close, transport, ledger, orders, watcher).send(readers(5))
    assert summary.stopped is not None
    assert (summary.stopped.code, watcher.pauses) == ("HP623", [0.01, 0.01])
    assert summary.standing == {DeliveryState.SENT: 2, DeliveryState.QUEUED: 3}


def test_a_request_to_stop_finishes_the_message_in_flight(office: Office, ledger: Ledger) -> None:
    stop = Stop()

    def write_and_stop(recipient: Recipient) -> Message:
        stop.asked = recipient.address == "reader-2@example.org"
        return write(recipient)

    summary = send(office, ledger, readers(50), writer=write_and_stop, stop=stop)
    assert (summary.interrupted, summary.complete) == (True, False)
    assert summary.standing == {DeliveryState.SENT: 3, DeliveryState.QUEUED: 47}
    assert len(office.received) == 3


def test_two_senders_at_once_do_not_double(office: Office, ledger: Ledger) -> None:
    def run(_: int) -> Summary:
        with Ledger(ledger.path) as own:
            return send(office, own, readers(200))

    with ThreadPoolExecutor(2) as both:
        summaries = list(both.map(run, range(2)))
    assert office.by_address == {one.address: 1 for one in readers(200)}
    assert sum(summary.by_fate.get(Fate.DELIVERED, 0) for summary in summaries) == 200


def test_nothing_is_sent_when_the_ledger_cannot_be_written(office: Office, ledger: Ledger) -> None:
    def write_and_fill(recipient: Recipient) -> Message:
        ledger._database.execute("PRAGMA query_only = 1")
        return write(recipient)

    with pytest.raises(LedgerError):
        send(office, ledger, readers(3), writer=write_and_fill)
    assert office.received == []


@contextmanager
def shards(folder: Path, count: int) -> Iterator[list[tuple[Shard, Ledger]]]:
    made = [(Shard(number, count), Ledger(folder / f"{number}.sqlite")) for number in range(1, count + 1)]
    yield made
    for _, ledger in made:
        ledger.__exit__()


def test_shards_share_the_readers_without_overlap(office: Office, tmp_path: Path) -> None:
    everybody = readers(100)
    with shards(tmp_path, 4) as parts:
        sizes = [len(shard.of_readers(everybody)) for shard, _ in parts]
        for shard, ledger in parts:
            assert send(office, ledger, shard.of_readers(everybody)).complete
    assert office.by_address == {one.address: 1 for one in everybody}
    assert min(sizes) > 10


def test_the_plan_is_what_the_run_does(office: Office, ledger: Ledger) -> None:
    office.to_rcpt["reader-0@example.org"] = ["550 nobody"]
    send(office, ledger, readers(5))
    plan = make_plan(ledger.path, "january", readers(8), SendOptions(rate=0.5), size=1000)
    assert (plan.messages, plan.size, plan.seconds) == (3, 1000, 6)
    assert plan.standing == {DeliveryState.SENT: 4, DeliveryState.BOUNCED: 1, DeliveryState.QUEUED: 3}
    assert send(office, ledger, readers(8)).by_fate == {Fate.DELIVERED: 3}


def test_a_plan_makes_no_ledger(tmp_path: Path) -> None:
    assert make_plan(tmp_path / "ledger.sqlite", "january", readers(2), AT_ONCE, 10).messages == 2
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- what the server's log says


@pytest.fixture
def half_sent(office: Office, ledger: Ledger) -> Ledger:
    """One message sent, and two of unknown fate: reader 1's was delivered, reader 2's was not."""
    send(office, ledger, readers(1))
    ledger.enrol("january", readers(3))
    with ledger.run("january") as run:
        run.claim([reader(1).key, reader(2).key], [DeliveryState.QUEUED])
        run.hand_over(reader(1).key, "<one@example.org>")
        run.hand_over(reader(2).key, "<two@example.org>")
    return ledger


@pytest.mark.parametrize(
    "log", ["<reader-0@example.org>\n<one@example.org>\n", "reader-0@example.org\nREADER-1@example.org\n"]
)
def test_the_unknown_are_settled_by_a_log(half_sent: Ledger, log: str) -> None:
    settled = resolve_unknown(half_sent, "january", log.splitlines(), PLACE)
    assert (settled.sent, settled.queued) == (1, 1)
    assert list(half_sent.states("january").values()) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.QUEUED]


@pytest.mark.parametrize("log", ["", "<one@example.org>\n"])
def test_a_log_that_is_not_whole_settles_nothing(half_sent: Ledger, log: str) -> None:
    with pytest.raises(SendingError) as caught:
        resolve_unknown(half_sent, "january", log.splitlines(), PLACE)
    assert caught.value.problem.code == "HP634"
    assert half_sent.counts("january")[DeliveryState.UNKNOWN] == 2
