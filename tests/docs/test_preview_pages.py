"""Whoever follows a page about the preview, or puts a plug-in from it into an editor, gets what it promises."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest

from hemaprint.preview.server import PreviewOptions
from preview.conftest import Served
from samples import Sample

from .manual import HOW_TO, Reader, fences

pytestmark = pytest.mark.slow


def test_preview_while_you_write(reader: Reader, magazine: Path, brief_preview: list[str]) -> None:
    reader.follow(HOW_TO / "preview-while-you-write.md")
    assert len(brief_preview) == len(
        re.findall("^hemaprint preview", (HOW_TO / "preview-while-you-write.md").read_text(), re.M)
    )


def test_follow_the_cursor(reader: Reader, magazine: Path) -> None:
    served = Served(cast("Sample", SimpleNamespace(root=magazine)), PreviewOptions())
    try:
        served.settled()
        reader.follow(HOW_TO / "follow-the-cursor.md")
        (card,) = (magazine / ".hemaprint" / "previews").glob("*.json")
        told = json.loads(card.read_text("utf-8"))
        request = (magazine / "request.http").read_text("utf-8").replace("KEY", told["key"])
        request = request.replace("http://127.0.0.1:8000", told["address"]).replace(
            "127.0.0.1:8000", told["address"][7:]
        )
        head, body = request.split("\n\n")
        line, *fields = head.splitlines()
        headers = dict(field.split(": ") for field in fields)
        answer = httpx.request(line.split()[0], told["address"] + line.split()[1], headers=headers, content=body)
        assert answer.json() == {"page": "3", "id": "begin-anywhere/1"}
        assert f"`{json.dumps(answer.json())}`" in (HOW_TO / "follow-the-cursor.md").read_text("utf-8")
    finally:
        served.stop()


EDITORS = {
    "vim": "-es -u vimrc content/2025-01/articles/begin-anywhere.md -c 12 -c 'normal 3l' -c 'doautocmd CursorHold' "
    "-c 'sleep 400m' -c qa!",
    "node": """-e "require('./hemaprint-look/extension.js').activate({subscriptions: []})" """,
}
VSCODE = """exports.window = {onDidChangeTextEditorSelection: (look) => look({textEditor: {
    document: {fileName: process.cwd() + "/content/2025-01/articles/begin-anywhere.md"},
    selection: {active: {line: 11, character: 3}}}})};"""


@pytest.mark.parametrize("editor", EDITORS)
def test_the_plugins_of_editors_run_the_command(magazine: Path, editor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = shutil.which(editor)
    if program is None or (editor == "vim" and "+job" not in run([program, "--version"])):
        pytest.skip(f"{editor} is not here")
    for fence in fences(HOW_TO / "follow-the-cursor.md"):
        if fence.title:
            (magazine / fence.title).parent.mkdir(exist_ok=True)
            (magazine / fence.title).write_text(fence.text, "utf-8")
    (magazine / "node_modules" / "vscode").mkdir(parents=True)
    (magazine / "node_modules" / "vscode" / "index.js").write_text(VSCODE, "utf-8")
    stub = magazine / "bin" / "hemaprint"
    stub.parent.mkdir()
    stub.write_text('#!/bin/sh\necho "$@" > "$(dirname "$0")/told"\n', "utf-8")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stub.parent}:{os.environ['PATH']}")
    run([program, *shlex.split(EDITORS[editor])])
    told = (stub.parent / "told").read_text("utf-8")
    assert told.split() == ["look", f"{magazine}/content/2025-01/articles/begin-anywhere.md:12:4"]


def run(command: list[str]) -> str:
    """What a program prints; nothing is typed into it."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)
    return done.stdout


def test_design_with_the_preview(reader: Reader, magazine: Path, brief_preview: list[str]) -> None:
    reader.follow(HOW_TO / "design-with-the-preview.md")
    assert len(brief_preview) == 1
    assert not (magazine / "content" / "specimen").exists()
