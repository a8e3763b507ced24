"""tools/bootstrap.sh on machines that lack things; a machine is a folder of scripts that write down their calls."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from hemaprint.system.environment import LIBRARIES
from waiting import LONG

ROOT = Path(__file__).resolve().parents[2]
MISSING = "libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk scribus-data"
INSTALL = f"apt-get install -y --no-install-recommends {MISSING}"

PROGRAMS = {
    # libraries and fonts are there once apt-get has installed something
    "ldconfig": 'grep -q "apt-get install" "$LOG" && for name in libpango-1.0.so.0 libpangoft2-1.0.so.0;'
    ' do echo "$name (libc6)"; done; true',
    "fc-list": 'grep -q "apt-get install" "$LOG" && echo "Noto Serif CJK SC"; true',
    "find": 'grep -q "apt-get install" "$LOG" && echo ISOcoated_v2_300_bas.icc; true',
    "apt-get": 'echo "apt-get $*" >>"$LOG"',
    "id": 'echo "$FAKE_UID"',
    "sudo": "exit 1",
    "python3": 'case "$*" in'
    ' --version) echo "Python 3.12.1" ;;'
    ' *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;'
    ' *"-m pip"*) echo "pip $*" >>"$LOG" && cp "$0" .venv/bin/hemaprint ;;'
    " esac",
}


@dataclass(frozen=True)
class Machine:
    """A checkout and a PATH of scripts."""

    checkout: Path
    log: Path
    programs: Path

    def bootstrap(self, user: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the script as a user, with what it called in ``calls``."""
        path = f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin"
        environment = {"PATH": path, "LOG": str(self.log), "FAKE_UID": str(user)}
        script = self.checkout / "tools" / "bootstrap.sh"
        return subprocess.run([script], env=environment, capture_output=True, text=True, check=False, timeout=LONG)

    def calls(self, program: str) -> list[str]:
        """How a program was called so far."""
        return [line for line in self.log.read_text("utf-8").splitlines() if line.startswith(program)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "my checkout", tmp_path / "log", tmp_path / "bin")
    machine.log.touch()
    machine.programs.mkdir()
    for name, body in PROGRAMS.items():
        program = machine.programs / name
        program.write_text(f"#!/bin/bash\n{body}\n", "utf-8")
        program.chmod(0o755)
    (machine.checkout / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "bootstrap.sh", machine.checkout / "tools")
    shutil.copy(ROOT / "pyproject.toml", machine.checkout)
    return machine


def test_without_rights_the_exact_command_is_printed(machine: Machine) -> None:
    done = machine.bootstrap(user=1000)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"  sudo {INSTALL}\n" in done.stderr
    assert machine.calls("") == []


def test_root_gets_what_is_missing_once(machine: Machine) -> None:
    done = machine.bootstrap()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert machine.calls("apt-get") == ["apt-get update -q", f"{INSTALL} -q"]
    assert len(machine.calls("pip")) == 1
    assert machine.bootstrap().returncode == 0
    assert len(machine.calls("apt-get")) == 2
    assert len(machine.calls("pip")) == 1


def test_doctor_advises_what_is_installed_here() -> None:
    advised = {library.debian for library in LIBRARIES} - {"libharfbuzz0b", "fontconfig"}  # which Pango brings
    assert advised <= set(MISSING.split())


def test_new_requirements_are_installed(machine: Machine) -> None:
    machine.bootstrap()
    with (machine.checkout / "pyproject.toml").open("a", encoding="utf-8") as pyproject:
        pyproject.write("# changed\n")
    machine.bootstrap()
    assert len(machine.calls("pip")) == 2


def test_a_checkout_that_moved_gets_a_new_environment(machine: Machine, tmp_path: Path) -> None:
    machine.bootstrap()
    moved = Machine(machine.checkout.rename(tmp_path / "moved"), machine.log, machine.programs)
    (moved.checkout / ".venv" / "old").touch()
    moved.bootstrap()
    assert not (moved.checkout / ".venv" / "old").exists()
    assert len(moved.calls("pip")) == 2
