"""The message of a small magazine: its parts, its headers, its limits, the same bytes each time."""

from __future__ import annotations

import shutil
import subprocess
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.errors import ContentError
from hemaprint.newsletter.campaign import Campaign, CampaignWishes, open_campaign
from hemaprint.newsletter.headers import message_id
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.mime import Attachment, Body, assemble, quoted, text_part
from hemaprint.stages import SilentProgress
from samples import NAME, Sample, paragraphs
from waiting import PATIENCE

TABLE = """
[newsletter]
from = "Plain Cells <news@cells.example>"
list_id = "cells.example"
unsubscribe = "https://cells.example/leave?u={token}"
unsubscribe_mailto = "leave@cells.example"
"""
ANA = Recipient("ana@example.org", "Ana Reyes", {"token": "a1"}, 2)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    sample = Sample(tmp_path_factory.mktemp("magazine"))
    sample.article("letter", "Letter", paragraphs(3), standfirst="What cells carry.")
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + TABLE, "utf-8")
    return sample


@pytest.fixture(scope="module")
def campaign(sample: Sample) -> Campaign:
    return open_campaign(sample.project, NAME, progress=SilentProgress())


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_the_message_parses_without_defects(campaign: Campaign) -> None:
    message = parsed(campaign.writer()(ANA).data)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/jpeg",
        "application/pdf",
    ]
    assert not any(part.defects for part in message.walk())
    assert next(message.iter_attachments()).get_filename() == f"plain-cells-{NAME}-email.pdf"


def test_an_independent_parser_sees_the_same(campaign: Campaign, tmp_path: Path) -> None:
    program = shutil.which("mshow")
    if program is None:
        pytest.skip("Debian's mblaze is not installed")
    path = tmp_path / "one.eml"
    path.write_bytes(campaign.writer()(ANA).data)
    seen = subprocess.run([program, "-t", path], capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    assert [kind in seen for kind in ("text/plain", "text/html", "image/jpeg", "application/pdf")] == [True] * 4


def test_the_same_recipient_gets_the_same_bytes(campaign: Campaign) -> None:
    assert campaign.writer()(ANA) == campaign.writer()(ANA)
    assert max(len(line) for line in campaign.writer()(ANA).data.split(b"\r\n")) <= 998


def test_one_click_unsubscribes(campaign: Campaign) -> None:
    message = parsed(campaign.writer()(ANA).data)
    assert "https://cells.example/leave?u=a1" in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_has_no_token_is_refused(campaign: Campaign) -> None:
    assert [one.code for one in campaign.refusals([ANA, Recipient("b@example.org")])] == ["HP614"]


def test_a_trial_has_another_id(campaign: Campaign) -> None:
    assert campaign.writer(trial=True)(ANA).message_id != campaign.writer()(ANA).message_id


def test_a_message_above_its_limit_is_refused(sample: Sample, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(900_000))
    wishes = CampaignWishes(attach=(str(large),), max_mb=1)
    with pytest.raises(ContentError) as caught:
        open_campaign(sample.project, NAME, wishes, progress=SilentProgress())
    assert [one.code for one in caught.value.problems] == ["HP611"]


def test_the_bytes_are_those_of_the_standard_library() -> None:
    files = (Attachment("Hämatologie.pdf", "application/pdf", b"%PDF"),)
    body = Body.around((), files, "en")
    whole = body.head + b"\r\n" + body.filled("text\n", "<p>html</p>\n")
    message = assemble(text_part("text\n", "plain", "en"), text_part("<p>html</p>\n", "html", "en"), (), files)
    assert whole == message.as_bytes()
    assert next(parsed(whole).iter_attachments()).get_filename() == "Hämatologie.pdf"


@given(st.text(max_size=300))
def test_quoted_lines_are_short(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode()
    assert all(len(line) <= 76 for line in quoted(encodable).split(b"\r\n"))


@given(st.text(max_size=80))
def test_no_name_can_bring_a_header(campaign: Campaign, name: str) -> None:
    data = campaign.writer()(Recipient(ANA.address, name, ANA.attributes)).data
    names = [line.split(b":")[0] for line in data.split(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "]
    assert len(names) == len(set(names)) == 12


def test_the_id_is_of_the_campaign_and_the_mailbox() -> None:
    assert message_id("1", ANA, "x.example") == message_id("1", Recipient("ANA@example.org"), "x.example")
    assert message_id("1", ANA, "x.example") != message_id("2", ANA, "x.example")
