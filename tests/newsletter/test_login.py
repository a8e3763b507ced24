"""Logins come from the environment or a private file, and show themselves nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.credentials import Login, find_login

from .post import PASSWORD, USER


@pytest.fixture(autouse=True)
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("USER", "PASSWORD"):
        monkeypatch.delenv(f"HEMAPRINT_SMTP_{part}", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "smtp.toml"
    path.write_text(f'user = "{USER}"\npassword = "{PASSWORD}"\n', "utf-8")
    path.chmod(0o600)
    return path


def find(file: str, root: Path) -> Login | None:
    return find_login("HEMAPRINT_SMTP", file, root)


def fault(file: str, root: Path) -> str:
    with pytest.raises(SendingError) as caught:
        find(file, root)
    assert PASSWORD not in str(caught.value.problem)
    return caught.value.problem.code


def test_from_a_file(file: Path) -> None:
    assert find("smtp.toml", file.parent) == find(str(file), Path("/")) == Login(USER, PASSWORD)
    assert find("", file.parent) is None


def test_the_environment_comes_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMAPRINT_SMTP_USER", "another")
    assert fault("smtp.toml", file.parent) == "HP621"
    monkeypatch.setenv("HEMAPRINT_SMTP_PASSWORD", "word")
    assert find("smtp.toml", file.parent) == Login("another", "word")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert fault("smtp.toml", file.parent) == "HP621"


@pytest.mark.parametrize("text", ["", f"password = {PASSWORD}", f'password = "{PASSWORD}"', 'user = 1\npassword = "x"'])
def test_a_file_that_is_no_login(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    assert fault("smtp.toml", file.parent) == "HP621"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert fault("smtp.toml", tmp_path) == "HP621"


def test_the_password_is_not_shown() -> None:
    assert PASSWORD not in repr(Login(USER, PASSWORD))
