"""How fast one process sends an issue, and in how much memory: python -m benchmarks.sending READERS MEGABYTES|ISSUE.

With an issue of the project around the working directory, its newsletter is composed and sent; else messages of that
size. The server is smtp-sink on loopback, so that the figure is the sender's and the machine's, and no provider's.
"""

from __future__ import annotations

import base64
import os
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.process import peak_memory
from hemaprint.build.backend import Progress
from hemaprint.newsletter.campaign import open_campaign
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.send import Sender, SendOptions
from hemaprint.newsletter.smtp import SmtpTransport
from hemaprint.newsletter.transport import Message, Recipient, Writer
from hemaprint.project.project import find_root, load_project
from newsletter.post import Office, Silent, reader
from newsletter.sink import open_sink

LINE = 57
"""Bytes that make a line of base64 of 76 characters."""


def attachment(megabytes: float) -> bytes:
    """A file of so many million bytes as it stands in a message."""
    data = os.urandom(int(megabytes * 1e6))
    lines = (base64.b64encode(data[start : start + LINE]) for start in range(0, len(data), LINE))
    return b"\r\n".join(lines) + b"\r\n"


def blank(megabytes: float) -> Writer:
    """Writes messages that hold nothing but their attachment."""
    body = attachment(megabytes)

    def write(recipient: Recipient) -> Message:
        head = f"From: press@example.org\r\nTo: {recipient.address}\r\nMessage-ID: <{recipient.address}>\r\n\r\n"
        return Message("press@example.org", recipient.address, f"<{recipient.address}>", head.encode() + body)

    return write


def composed(issue: str) -> Writer:
    """Writes the newsletter of an issue."""
    project = load_project(find_root(Path.cwd()))
    return open_campaign(project, issue, progress=Progress()).writer()


def main(readers: int, what: str) -> None:
    write = blank(float(what)) if what.replace(".", "").isdigit() else composed(what)
    size = len(write(reader(0)).data)
    with tempfile.TemporaryDirectory() as folder, open_sink() as port, Ledger(Path(folder) / "ledger.sqlite") as ledger:
        with closing(SmtpTransport(Office(port).server())) as transport:
            began, cpu = time.perf_counter(), time.process_time()
            sender = Sender("bench", write, transport, ledger, SendOptions(), Silent())
            summary = sender.send([reader(number) for number in range(readers)])
            took, cpu = time.perf_counter() - began, time.process_time() - cpu
        counts = ledger.counts("bench")
    print(f"{readers:,} messages of {size / 1e6:.1f} MB on the wire: {took:.1f} s, {readers / took:.1f} a second,")
    print(f"{readers * size / took / 1e6:,.0f} MB a second, {cpu / took:.0%} of one core, peak {peak_memory():.0f} MiB")
    print({str(state): count for state, count in counts.items() if count}, "complete" if summary.complete else "")


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["10000"])[0]), (sys.argv[2:3] or ["7.3"])[0])
