"""``hemaprint doctor`` and what it finds."""

from __future__ import annotations

import ctypes.util
import json

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.system import environment
from hemaprint.system.environment import Finding, State, remedy

from .conftest import Call


def test_this_machine_can_build(hemaprint: Call) -> None:
    outcome = hemaprint("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(outcome.out)["findings"]}
    assert outcome.code == 0
    assert findings["WeasyPrint"]["detail"].startswith("70.")
    assert {"Python", "hemaprint", "Pango", "HarfBuzz", "HarfBuzz subset", "Fontconfig"} <= findings.keys()
    assert {"Source Serif 4", "Source Sans 3", "Source Code Pro", "CJK face", "printing profile"} <= findings.keys()


def test_a_missing_library_fails_and_names_the_command(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    find = ctypes.util.find_library
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "harfbuzz-subset" else find(name))
    outcome = hemaprint("doctor")
    assert outcome.code == 3
    assert "libharfbuzz-subset0" in outcome.out


def test_a_missing_cjk_face_is_only_advice(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "CJK_FAMILIES", ("No Such Face",))
    outcome = hemaprint("doctor")
    assert outcome.code == 0
    assert "fonts-noto-cjk" in outcome.out


def test_a_missing_printing_profile_is_only_advice(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", ())
    outcome = hemaprint("doctor", "--json")
    (finding,) = (one for one in json.loads(outcome.out)["findings"] if one["name"] == "printing profile")
    assert outcome.code == 0
    assert finding["state"] == "recommended"
    assert finding["remedy"]


def test_commands_of_one_package_manager_are_united() -> None:
    missing = [Finding(name, State.MISSING, remedy=f"apt-get install {name}") for name in ("a", "b", "a")]
    missing.append(Finding("c", State.MISSING, remedy="pip install c"))
    assert remedy(missing) == "apt-get install a b && pip install c"


def test_an_engine_that_cannot_load_is_the_environments_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(MissingEnvironmentError):
        environment.require_engine()
