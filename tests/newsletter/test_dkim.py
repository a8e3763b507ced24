"""Signatures: an independent verifier accepts them, and keys that others can read are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dkim
import pytest

from hemaprint.build.backend import Progress
from hemaprint.errors import ContentError, MissingEnvironmentError
from hemaprint.newsletter.campaign import CampaignOptions, open_campaign
from hemaprint.newsletter.messages import Campaign
from hemaprint.newsletter.transport import Recipient
from samples import NAME, Sample, paragraphs
from waiting import PATIENCE

TABLE = """
[newsletter]
from = "Plain Cells <news@cells.example>"
unsubscribe = "https://cells.example/leave?u={token}"

[newsletter.dkim]
domain = "cells.example"
selector = "press"
key = "press.pem"
"""
LONG = Recipient("ana@example.org", "Ana Reyes " * 30, {"token": "a" * 200})


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    sample = Sample(tmp_path / "magazine")
    sample.article("letter", "Letter", paragraphs(1))
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + TABLE, "utf-8")
    _openssl("genrsa", "-traditional", "-out", str(sample.root / "press.pem"), "2048")
    (sample.root / "press.pem").chmod(0o600)
    return sample


def _openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=True, timeout=PATIENCE).stdout


def compiled(sample: Sample) -> Campaign:
    return open_campaign(sample.project, NAME, CampaignOptions(link="https://cells.example"), progress=Progress())


def verified(data: bytes, key: Path) -> bool:
    public = "".join(_openssl("rsa", "-in", str(key), "-pubout").splitlines()[1:-1])
    record = f"v=DKIM1; k=rsa; p={public}".encode()
    found = {b"press._domainkey.cells.example.": record}
    return bool(dkim.verify(data, dnsfunc=lambda name, timeout=5: found[name]))


def test_every_message_of_a_campaign_verifies(sample: Sample) -> None:
    write = compiled(sample).writer()
    for recipient in (LONG, Recipient("b@example.org", attributes={"token": "b"}), LONG):
        data = write(recipient).data
        assert verified(data, sample.root / "press.pem")
        assert not verified(data.replace(b"Plain Cells", b"Other Cells", 1), sample.root / "press.pem")
        assert not verified(data + b"more\r\n", sample.root / "press.pem")
        assert max(map(len, data.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(sample: Sample, mode: int) -> None:
    (sample.root / "press.pem").chmod(mode)
    with pytest.raises(ContentError) as caught:
        compiled(sample)
    assert [one.code for one in caught.value.problems] == ["HP615"]


@pytest.mark.parametrize("content", [None, "no key\n"])
def test_what_is_no_key_is_refused(sample: Sample, content: str | None) -> None:
    path = sample.root / "press.pem"
    path.unlink() if content is None else path.write_text(content, "ascii")
    with pytest.raises(ContentError) as caught:
        compiled(sample)
    assert [one.code for one in caught.value.problems] == ["HP615"]


def test_without_the_extra_the_hint_installs_it(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)
    with pytest.raises(MissingEnvironmentError) as caught:
        compiled(sample)
    assert "hemaprint[dkim]" in caught.value.hint
