"""``hemaprint preview``: what it says, and what it refuses; the preview itself has its own tests."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import typer

from .conftest import Call


@pytest.mark.usefixtures("magazine")
def test_the_address_is_printed_and_opened(
    hemaprint: Call, brief_preview: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    launched: list[str] = []
    monkeypatch.setattr(typer, "launch", launched.append)
    outcome = hemaprint("preview")
    assert outcome.code == 0
    assert outcome.last_line == brief_preview[0]
    (address,) = launched
    assert address != brief_preview[0]
    assert address.partition("?")[0] == brief_preview[0].partition("?")[0]
    assert brief_preview[0].startswith("http://127.0.0.1:")
    assert "warning" not in outcome.err


@pytest.mark.usefixtures("magazine")
def test_no_browser_is_opened_where_none_is_wanted(
    hemaprint: Call, brief_preview: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "launch", lambda url: pytest.fail("opened"))
    assert hemaprint("preview", "--no-open").code == 0
    assert brief_preview


@pytest.mark.usefixtures("magazine", "brief_preview")
def test_an_address_that_others_can_reach_is_warned_of(hemaprint: Call) -> None:
    outcome = hemaprint("preview", "--no-open", "--host", "0.0.0.0")
    assert outcome.code == 0
    assert "warning" in outcome.err


@pytest.mark.usefixtures("magazine")
def test_what_cannot_be_served_is_a_usage_error(hemaprint: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert hemaprint("preview", "--no-open", "--port", str(taken.getsockname()[1])).code == 2
    assert hemaprint("preview", "--no-open", "--editor", "code 'open").code == 2
    assert hemaprint("preview", "--no-open", "1999-12").code == 2


@pytest.mark.usefixtures("brief_preview")
def test_a_magazine_that_cannot_be_read_can_be_previewed_once_its_settings_can(hemaprint: Call, magazine: Path) -> None:
    (magazine / "content" / "2025-01" / "issue.yaml").write_text("order: [", "utf-8")
    assert hemaprint("preview", "--no-open").code == 0
