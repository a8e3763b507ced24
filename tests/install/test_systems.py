"""What is promised on systems that are not Linux: every module can be imported without what POSIX alone has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.newsletter import ledger_file
from waiting import LONG

WITHOUT_POSIX = """
import importlib, os, pkgutil, sys
import asyncio, distributed, getpass, pathlib, rich.console, subprocess, tempfile, uvicorn, weasyprint  # not ours
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fork", "geteuid", "getuid", "fchmod", "sched_getaffinity", "sync", "uname", "killpg"):
    if hasattr(os, name):
        delattr(os, name)
import hemaprint
failed = []
for module in pkgutil.walk_packages(hemaprint.__path__, "hemaprint."):
    if module.name == "hemaprint.__main__":
        continue
    try:
        importlib.import_module(module.name)
    except ImportError as error:
        failed.append(f"{module.name}: {error}")
    except Exception as error:
        failed.append(f"{module.name}: {type(error).__name__}: {error}")
print("\\n".join(failed))
"""


@pytest.mark.slow
def test_every_module_can_be_imported_without_posix() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_POSIX], capture_output=True, text=True, check=False, timeout=LONG
    )
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr


def test_without_locks_no_ledger_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_file, "fcntl", None)
    with pytest.raises(MissingEnvironmentError):
        ledger_file.require_locks()


def test_python_m_hemaprint_is_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hemaprint", "--help"], capture_output=True, text=True, check=False, timeout=LONG
    )
    assert done.returncode == 0
    assert "python -m hemaprint" in done.stdout
