"""A page of the documentation as a reader follows it: files are written, commands are run, outputs compared.

What a fenced block is for stands behind its language: ``sh`` is run (``exit=1``: and fails with that code), ``text`` is
what the last command printed (a line ``...`` stands for any lines), ``diff`` changes the file of ``title="..."``, any
other block is that file as a whole.
"""

from __future__ import annotations

import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hemaprint.cli.main import main
from hemaprint.system.plugins import plugins

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to"
_FENCE = re.compile(r"^```(?P<language>\w+)(?P<attributes>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)|(?:src|href)=\"(?!https?:)([^\"#]*)\"")


@dataclass(frozen=True)
class Fence:
    """A fenced block."""

    language: str
    title: str
    exit_code: int
    text: str


def fences(page: Path) -> Iterator[Fence]:
    """The fenced blocks of a page, in order."""
    for match in _FENCE.finditer(page.read_text("utf-8")):
        attributes = dict(part.partition("=")[::2] for part in shlex.split(match["attributes"]))
        yield Fence(match["language"], attributes.get("title", ""), int(attributes.get("exit", "0")), match["text"])


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Links and pictures of a page that lead to other files: path and fragment."""
    text = _CODE.sub("", _FENCE.sub("", page.read_text("utf-8")))
    for path, fragment, source in _LINK.findall(text):
        yield path or source, fragment


class Reader:
    """Follows a page in the working directory."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.printed = ""

    def follow(self, page: Path) -> None:
        """Everything that the page asks for."""
        for fence in fences(page):
            if fence.language == "sh":
                self.run(fence)
            elif fence.language == "text":
                assert _tells(fence.text, self.printed), self.printed
            elif fence.language == "diff":
                _change(Path(fence.title), fence.text)
            else:
                assert fence.title, f"a reader does not know what to do with this:\n{fence.text}"
                Path(fence.title).parent.mkdir(parents=True, exist_ok=True)
                Path(fence.title).write_text(fence.text, "utf-8")

    def run(self, fence: Fence) -> None:
        """Every command of a block, all but the last without a fault."""
        commands = [command for line in fence.text.splitlines() for command in line.split("&&")]
        codes = [self._command(*shlex.split(command, comments=True)) for command in commands]
        assert codes == [0] * (len(codes) - 1) + [fence.exit_code], self.printed

    def _command(self, program: str, *arguments: str) -> int:
        if program == "cd":
            self._monkeypatch.chdir(arguments[0])
            return 0
        if program == "rm":
            Path(arguments[0]).unlink()
            return 0
        if program == "pip":
            self._install(Path(arguments[-1]))
            return 0
        assert program in ("hemaprint", "python"), f"a test cannot run {program}"
        self._capsys.readouterr()
        code = main(arguments) if program == "hemaprint" else self._script(*arguments)
        out, err = self._capsys.readouterr()
        self.printed = err + out
        if arguments[0] == "build":
            assert "warning[" not in err, err
        return code

    def _script(self, path: str, *arguments: str) -> int:
        """Run a Python file as the main program."""
        self._monkeypatch.setattr("sys.argv", [path, *arguments])
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        return 0

    def _install(self, package: Path) -> None:
        """Put a package on the path and register its entry points, as pip would."""
        project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
        inside = package / "src" if (package / "src").is_dir() else package
        meta = inside / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        meta.mkdir(exist_ok=True)
        header = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (meta / "METADATA").write_text(header, "utf-8")
        lines = [
            line
            for group, entries in project["entry-points"].items()
            for line in (f"[{group}]", *(f"{name} = {place}" for name, place in entries.items()))
        ]
        (meta / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
        self._monkeypatch.syspath_prepend(str(inside.resolve()))
        plugins.cache_clear()


def _tells(told: str, printed: str) -> bool:
    """Whether a command printed what a page tells of it."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", told, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), printed) is not None


def _change(path: Path, diff: str) -> None:
    lines = [line if line else " " for line in diff.splitlines()]
    before = "\n".join(line[1:] for line in lines if line[0] in " -")
    after = "\n".join(line[1:] for line in lines if line[0] in " +")
    text = path.read_text("utf-8")
    assert text.count(before) == 1, f"{path} does not have once:\n{before}"
    path.write_text(text.replace(before, after), "utf-8")
