"""What stands in for a composed issue where only the sending is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

import hemaprint.cli.newsletter_send as send_module
from hemaprint.newsletter.mime import Attachment
from hemaprint.newsletter.transport import Readers, Recipient, Writer

from .post import readers, write


@dataclass(frozen=True)
class PlainCampaign:
    """As far as sending needs one."""

    identity: str = "2025-01"
    subject: str = "Field Notes"
    size: int = 7_000_000
    problems: tuple[()] = ()
    draft_problems: tuple[()] = ()
    attachments: tuple[Attachment, ...] = ()
    embargo: str = ""
    write: Writer = write

    def draft(self) -> bytes:
        return b"X-Unsent: 1\r\n\r\n"

    def refusals(self, readers: Readers) -> tuple[()]:
        return ()

    def writer(self, sent: datetime, *, trial: bool = False) -> Writer:
        return self.write


def stand_in(monkeypatch: pytest.MonkeyPatch, campaign: PlainCampaign | None = None) -> None:
    """The commands send this campaign, whatever the issue."""
    monkeypatch.setattr(send_module, "_compile", lambda *_: campaign or PlainCampaign())
    monkeypatch.setattr(send_module, "_reader", Recipient)


def write_list(path: Path, count: int) -> None:
    path.write_text("\n".join(("email", *(one.address for one in readers(count)))), "utf-8")
