"""What stands in for a composed issue and its list of readers where only the sending is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

import hemaprint.cli.newsletter_send as send_module
from hemaprint.newsletter.mail import Recipient, Writer

from .post import readers, write


@dataclass(frozen=True)
class PlainCampaign:
    """As far as sending needs one."""

    identity: str = "2025-01"
    subject: str = "Field Notes"
    size: int = 7_000_000
    problems: tuple[()] = ()
    draft_problems: tuple[()] = ()
    write: Writer = write

    def draft(self) -> bytes:
        return b"X-Unsent: 1\r\n\r\n"

    def refusals(self, recipients: tuple[Recipient, ...]) -> tuple[()]:
        return ()

    def writer(self, sent: datetime, *, trial: bool = False) -> Writer:
        return self.write


@dataclass(frozen=True)
class PlainList:
    """As far as sending needs one."""

    path: Path
    recipients: tuple[Recipient, ...]
    rejected: tuple[()] = ()
    shared: tuple[()] = ()


def stand_in(monkeypatch: pytest.MonkeyPatch, campaign: PlainCampaign | None = None) -> None:
    """The commands send this campaign, whatever the issue."""
    monkeypatch.setattr(send_module, "_compile", lambda *_: campaign or PlainCampaign())
    monkeypatch.setattr(send_module, "_reader", Recipient)
    monkeypatch.setattr(send_module, "_read_list", lambda path, _: PlainList(path, _rows(path)))


def write_list(path: Path, count: int) -> None:
    path.write_text("\n".join(("email", *(one.address for one in readers(count)))), "utf-8")


def _rows(path: Path) -> tuple[Recipient, ...]:
    return tuple(Recipient(row.partition(",")[0]) for row in path.read_text("utf-8").splitlines()[1:])
