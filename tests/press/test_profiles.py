"""Printing profiles: found, given, or named with the command that installs one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageCms

from hemaprint.bind.press import find_profile
from hemaprint.bind.press.press import CONDITIONS
from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.system import environment

from .making import profile


def test_the_installed_profile_says_what_it_is_for() -> None:
    found = find_profile(None)
    assert found.condition.identifier == "FOGRA39"
    assert found.condition.limit in (3.0, 3.3)
    assert found.description


def test_every_name_that_is_looked_for_has_a_condition() -> None:
    assert set(environment.PRINTING_PROFILES) == CONDITIONS.keys()


def test_the_best_profile_wins_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("own/FOGRA39L_coated.icc", "system/deep/ISOcoated_v2_300_eci.icc", "system/other.icc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(profile().data)
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", (str(tmp_path / "own"), str(tmp_path / "system")))
    assert find_profile(None).name == "ISOcoated_v2_300_eci.icc"


def test_without_a_profile_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", ())
    with pytest.raises(MissingEnvironmentError) as caught:
        find_profile(None)
    assert "--profile" in caught.value.hint


def test_a_given_profile_is_taken(tmp_path: Path) -> None:
    given = tmp_path / "house.icc"
    given.write_bytes(profile().data)
    found = find_profile(given)
    assert found.condition.identifier == ""
    assert found.condition.text == found.description


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a profile" * 20,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        b"\0" * 12 + b"prtrCMYK" + b"\0" * 16 + b"acsp" + b"\0" * 100,
    ],
)
def test_what_is_no_output_profile_is_refused(tmp_path: Path, data: bytes) -> None:
    given = tmp_path / "given.icc"
    given.write_bytes(data)
    with pytest.raises(UsageError):
        find_profile(given)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_profile(tmp_path / "none.icc")
