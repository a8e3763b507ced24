"""``hemaprint preview`` tells where it is, to the person who started it and to others."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import httpx
import pytest
import typer
from PIL import Image
from zxingcpp import read_barcodes

from hemaprint.preview import reach

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
def test_a_template_is_shown_with_sample_copy(hemaprint: Call) -> None:
    outcome = hemaprint("preview", "--no-open", "--template", "feature")
    assert outcome.code == 0
    assert "preview of feature" in outcome.err
    assert hemaprint("preview", "--no-open", "--template", "featre").code == 2
    assert hemaprint("preview", "--no-open", "--template", "feature", "2025-01").code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
@pytest.mark.usefixtures("magazine", "brief_preview")
def test_every_address_of_the_machine_is_printed(hemaprint: Call, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"::": ("192.0.2.7", "2001:db8::7"), "0.0.0.0": ("192.0.2.7",)}[host]
    monkeypatch.setattr(reach, "own_addresses", lambda *, with_six: own)
    outcome = hemaprint("preview", "--no-open", "--host", host)
    assert outcome.code == 0
    printed = [httpx.URL(line) for line in outcome.out.split()]
    assert [url.host for url in printed] == [reach.local_name(host), *own]
    assert len({(url.port, url.params["token"]) for url in printed}) == 1
    assert "nobody can change them" in outcome.err
    assert "\x1b" not in outcome.out + outcome.err, "a QR code is for people"


@pytest.mark.usefixtures("magazine", "brief_preview")
def test_a_machine_without_a_network_is_said_to_have_none(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "own_addresses", lambda *, with_six: ())
    assert "nobody else can reach it" in hemaprint("preview", "--no-open", "--host", "0.0.0.0").err


@pytest.mark.usefixtures("magazine", "brief_preview")
def test_the_terminal_shows_the_address_for_a_phone(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "own_addresses", lambda *, with_six: ("192.0.2.7",))
    monkeypatch.setenv("TERM", "xterm")
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    outcome = hemaprint("preview", "--no-open", "--host", "0.0.0.0")
    code = [line for line in outcome.err.splitlines() if line.startswith("\x1b[30;107m")]
    assert read(code) == outcome.out.split()[1]


def read(lines: list[str]) -> str:
    """What a camera reads from a terminal: half blocks, dark on light."""
    rows = [line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m") for line in lines]
    dots = [[one in blocks for one in row] for row in rows for blocks in ("\u2580\u2588", "\u2584\u2588")]
    picture = Image.new("L", (len(rows[0]), len(dots)))
    picture.putdata([0 if dot else 255 for row in dots for dot in row])
    (found,) = read_barcodes(picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST))
    return found.text


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
