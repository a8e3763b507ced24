"""The cursor of an editor moves the pages: by the command, by a request of a program, and for nobody else."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import expect

from hemaprint.cli.main import main
from hemaprint.errors import UsageError
from hemaprint.preview.cards import Card, tell_previews
from hemaprint.preview.cursor import sight_of
from hemaprint.project.project import cache_of

from .conftest import LETTER, PATIENCE, TALK, Look, Served, until


def card_of(served: Served) -> Card:
    (path,) = (cache_of(served.sample.root) / "previews").glob("*.json")
    assert path.stat().st_mode & 0o777 == 0o600
    return Card(**json.loads(path.read_text("utf-8")))


def test_a_line_leads_to_its_page(standing: Served, capsys: pytest.CaptureFixture[str]) -> None:
    root = standing.sample.root
    pages = [face.label for face in standing.settled().showing.faces]  # type: ignore[union-attr]
    assert pages[1:3] == ["2", "3"]
    for place, page in ((f"{LETTER}:1", "2"), (TALK, "3"), (f"{TALK}:9:4", "3")):
        assert main(["look", str(root / place)]) == 0
        assert capsys.readouterr().out == f"{page}\n"


@pytest.mark.parametrize("place", ["hemaprint.toml", "content/nothing.md:4", ".hemaprint/previews"])
def test_what_is_on_no_page_is_said_to_be_on_none(
    standing: Served, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["look", str(standing.sample.root / place)]) == 2
    assert "error" in capsys.readouterr().err


def test_the_part_of_a_broken_paragraph_is_chosen_by_the_cursor(standing: Served) -> None:
    """The first paragraph of the letter, as if it went on over all of its blocks."""
    showing = standing.settled().showing
    assert showing is not None
    path = standing.sample.root / LETTER
    blocks = [block for face in showing.faces if face.source == path for block in face.run.sheet(face.offset).blocks]
    first = min(line for line, _ in blocks)
    begin, end = (sight_of(showing, path, first, column) for column in (1, 100_000))
    assert begin is not None
    assert end is not None
    own = [box for line, box in blocks if line == first]
    assert (begin.box, end.box) == (own[0], own[-1])
    assert sight_of(showing, path, 10_000, 1).box == max(blocks)[1]  # type: ignore[union-attr]


def test_the_key_of_a_program_opens_nothing_else(standing: Served) -> None:
    card = card_of(standing)
    head = {"authorization": f"Bearer {card.key}", "origin": card.address}
    with httpx.Client(base_url=card.address, headers=head, verify=False) as program:
        asked = {"path": LETTER}
        assert program.post("/look", json=asked).json()["page"] == "2"
        assert program.post("/open", json=asked).status_code == 403
        assert program.get("/").status_code == 403
        for name, value in {"authorization": "Bearer x", "origin": "http://evil.example", "host": "192.0.2.7"}.items():
            assert program.post("/look", json=asked, headers={name: value}).status_code == 403


def test_a_preview_that_has_ended_leaves_no_card(served: Served) -> None:
    cache = cache_of(served.sample.root)
    card_of(served)
    served.stop()
    assert not list((cache / "previews").iterdir())


def test_the_card_of_a_preview_that_has_died_is_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "hemaprint.toml").touch()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = Card(f"http://127.0.0.1:{port}", "key").left(tmp_path / ".hemaprint")
    assert main(["look", str(tmp_path / "a.md:3")]) == 2
    assert "no preview of this project is running" in capsys.readouterr().err
    assert not path.exists()


def test_who_answers_as_no_preview_does_is_named(tmp_path: Path, standing: Served) -> None:
    Card(standing.url.rstrip("/"), "of another preview").left(tmp_path)
    with pytest.raises(UsageError, match="does not answer as a preview"):
        tell_previews(tmp_path, LETTER, 1, 1)


def test_another_program_at_the_address_of_a_preview_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        card = Card(f"http://127.0.0.1:{listening.getsockname()[1]}", "key")

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]")

        other = Thread(target=answer, daemon=True)
        other.start()
        with pytest.raises(ValueError, match="another program"):
            card.tell("a.md", 1, 1)
        other.join(PATIENCE / 1000)
    assert not other.is_alive()


def test_the_window_goes_to_the_cursor(standing: Served, look: Look) -> None:
    page = look(standing)
    card = card_of(standing)
    until(page, "location.hash.startsWith('#cover')")
    card.tell(TALK, 9, 4)
    until(page, "location.hash === '#second/1'")
    expect(page.locator("#place code")).to_have_text(f"{TALK}:9")
    expect(page.locator(".leaf .found")).to_be_in_viewport()
    page.keyboard.press("v")
    card.tell(LETTER, 9, 1)
    expect(page.locator("#place code")).to_have_text(f"{LETTER}:9")
    assert page.evaluate("location.hash") == "#second/1", "who does not follow stays"
