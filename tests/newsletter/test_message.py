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

import hemaprint.newsletter.messages as messages_module
from hemaprint.build.backend import Progress
from hemaprint.errors import ContentError, SendingError
from hemaprint.newsletter.campaign import CampaignOptions, open_campaign
from hemaprint.newsletter.messages import Campaign, message_id
from hemaprint.newsletter.mime import quoted, read_head, write_fields
from hemaprint.newsletter.transport import Recipient
from hemaprint.project.mail import unprintable
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
    return open_campaign(sample.project, NAME, progress=Progress())


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
    wishes = CampaignOptions(attach=(str(large),), max_mb=1)
    with pytest.raises(ContentError) as caught:
        open_campaign(sample.project, NAME, wishes, progress=Progress())
    assert [one.code for one in caught.value.problems] == ["HP611"]


@given(st.text(max_size=300))
def test_quoted_lines_are_short(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode()
    assert all(len(line) <= 76 for line in quoted(encodable).split(b"\r\n"))


@given(st.text(max_size=80))
def test_no_name_can_bring_a_header(campaign: Campaign, name: str) -> None:
    reader = Recipient(ANA.address, name, ANA.attributes)
    if unprintable(name):
        with pytest.raises(SendingError):
            campaign.writer()(reader)
        return
    data = campaign.writer()(reader).data
    names = [one for one, _ in read_head(data[: data.index(b"\r\n\r\n") + 4])]
    assert len(names) == len(set(names)) == 12


def test_what_an_encoder_of_headers_gets_wrong_does_not_leave(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        messages_module, "write_fields", lambda fields: write_fields(fields) + b"Bcc: eve@example.org\r\n"
    )
    with pytest.raises(SendingError) as caught:
        campaign.writer()(ANA)
    assert caught.value.problem.code == "HP641"
    assert [one.code for one in campaign.refusals([ANA])] == ["HP641"]


def test_what_cannot_be_written_is_known_before_the_first_message(campaign: Campaign) -> None:
    long = Recipient("b@example.org", attributes={"token": "血" * 300}, row=7)
    (problem,) = campaign.refusals([ANA, long])
    assert (problem.code, "row 7" in problem.message) == ("HP641", True)


def test_a_token_cannot_leave_its_header(campaign: Campaign) -> None:
    token = "a>\r\nBcc: eve@example.org\r\n\r\n<h1>, <https://eve.example>"
    message = parsed(campaign.writer()(Recipient("b@example.org", attributes={"token": token})).data)
    assert (message["Bcc"], message["List-Unsubscribe"].count("<"), "eve.example>" in message["List-Unsubscribe"]) == (
        None,
        2,
        False,
    )


def test_the_signature_of_the_text_begins_with_its_separator(campaign: Campaign) -> None:
    data = campaign.writer()(ANA).data
    text = next(part for part in parsed(data).walk() if part.get_content_type() == "text/plain").get_content()
    assert "\r\n-- \r\nPlain Cells\r\n" in text
    assert b"\r\n--=20\r\n" in data


# ---------------------------------------------------------------- the draft


def test_a_draft_is_unsent_and_belongs_to_nobody(campaign: Campaign) -> None:
    message = parsed(campaign.draft())
    assert message.keys() == ["X-Unsent", "From", "Subject", "MIME-Version", "Content-Type"]
    assert (message["X-Unsent"], message["From"]) == ("1", "Plain Cells <news@cells.example>")
    assert campaign.draft_problems == ()
    letter = "".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    assert letter.count("mailto:leave@cells.example") == 2
    assert "https://cells.example/leave" not in letter
    assert next(message.iter_attachments()).get_filename() == f"plain-cells-{NAME}-email.pdf"


def test_the_id_is_of_the_campaign_and_the_mailbox() -> None:
    assert message_id("1", ANA, "x.example") == message_id("1", Recipient("ANA@example.org"), "x.example")
    assert message_id("1", ANA, "x.example") != message_id("2", ANA, "x.example")
