"""What the shell hears of every way a run can end."""

from __future__ import annotations

import errno
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hemaprint import __version__
from hemaprint.cli.main import main
from hemaprint.errors import ContentError, ExitCode, Location, MissingEnvironmentError, Problem, UsageError

from .conftest import Call, FakeBuild


def test_version(hemaprint: Call) -> None:
    assert hemaprint("--version").out.split() == ["hemaprint", __version__]


def test_without_a_command_the_help_is_shown(hemaprint: Call) -> None:
    assert "build" in hemaprint().out


@pytest.mark.parametrize("arguments", [["biuld"], ["build", "--no-such-option"], ["init"]])
def test_a_wrong_call(arguments: list[str], hemaprint: Call) -> None:
    assert hemaprint(*arguments).code == ExitCode.USAGE


def test_outside_a_project(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hemaprint("check").code == ExitCode.USAGE


def test_the_project_option(hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert hemaprint("--project", str(magazine), "check").code == ExitCode.OK


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("no"), ExitCode.USAGE),
        (MissingEnvironmentError("no"), ExitCode.ENVIRONMENT),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (PermissionError(13, "Permission denied", "dist"), ExitCode.ENVIRONMENT),
        (OSError(errno.EFBIG, "File too large"), ExitCode.ENVIRONMENT),
        (OSError(errno.ENOSPC, "No space left on device"), ExitCode.ENVIRONMENT),
        (OSError(errno.EROFS, "Read-only file system", "dist"), ExitCode.ENVIRONMENT),
        (FileExistsError(errno.EEXIST, "File exists", "content"), ExitCode.ENVIRONMENT),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "dist"), ExitCode.ENVIRONMENT),
        (RuntimeError("no"), ExitCode.BUG),
        (BaseException("no"), ExitCode.BUG),
    ],
)
def test_exit_codes(
    error: BaseException, code: ExitCode, hemaprint: Call, magazine: Path, fake_build: FakeBuild
) -> None:
    fake_build.raises = error
    outcome = hemaprint("build")
    assert outcome.code == code
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("command", ["check", "build", "export", "clean", "new article 'A walk'", "schema", "pages"])
def test_what_the_disk_refuses_is_no_bug(
    command: str, hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: object = "", *_: object, **__: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr("tempfile.mkdtemp", refused)
    outcome = hemaprint(*shlex.split(command))
    assert outcome.code in (ExitCode.OK, ExitCode.ENVIRONMENT)
    assert outcome.code == ExitCode.OK or "hint:" in outcome.err


def test_problems_are_printed_with_their_place_and_hint(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    place = Location(magazine / "content" / "a.md", 7, 5)
    fake_build.raises = ContentError([Problem("HP012", "unknown department", place, "did you mean?")])
    outcome = hemaprint("build", "-q")
    assert outcome.code == ExitCode.CONTENT
    lines = outcome.err.splitlines()
    assert lines[:2] == ["content/a.md:7:5: error[HP012]: unknown department", "  hint: did you mean?"]


def test_a_bug_keeps_its_traceback_in_the_project(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    fake_build.raises = RuntimeError("the cause")
    outcome = hemaprint("build")
    assert "the cause" in outcome.err
    assert "Traceback" in (magazine / ".hemaprint" / "traceback.txt").read_text("utf-8")
    assert "Traceback" in hemaprint("build", "-v").err


@pytest.mark.parametrize(
    ("variables", "colored"), [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False), ({}, False)]
)
def test_colors_only_where_they_are_wanted(
    variables: dict[str, str],
    colored: bool,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(["check"])
    assert ("\x1b[" in capsys.readouterr().err) is colored


RUN = """
import atexit, sys
import hemaprint.cli.main as program
original = program.main
def registering(*given):
    atexit.register(print, "what was registered is done")
    return original(*given)
program.main = registering
sys.argv[1:] = {arguments}
program.run()
"""


@pytest.mark.parametrize(
    ("arguments", "code"), [(["schema", "issue"], ExitCode.OK), (["build", "2030-01"], ExitCode.USAGE)]
)
def test_a_process_ends_with_its_code_when_all_is_done_and_said(
    arguments: list[str], code: ExitCode, magazine: Path
) -> None:
    script = RUN.format(arguments=arguments)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    said, _, last = run.stdout.rstrip("\n").rpartition("\n")
    assert (run.returncode, last) == (code, "what was registered is done")
    assert json.loads(said)["type"] == "object" if code is ExitCode.OK else "there is no issue" in run.stderr


def test_a_library_that_calls_a_command_goes_on_behind_it(magazine: Path) -> None:
    script = "import hemaprint.cli.main as m; m.main(['check']); print('still there')"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "still there\n"
