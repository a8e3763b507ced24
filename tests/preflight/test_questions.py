"""Preflight questions are entry points: hemaprint's own, and those of other packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pikepdf
import pytest

from fakepackages import install
from hemaprint import preflight
from hemaprint.errors import MissingEnvironmentError, Severity
from hemaprint.preflight import conformance
from hemaprint.preflight.examine import GROUP, examine
from hemaprint.preflight.report import Finding
from hemaprint.system.plugins import plugins

FADED = """
from hemaprint.preflight.page import page_check
from hemaprint.preflight.report import Finding, Severity

def check(subject):
    for index, page in enumerate(subject.pdf.pages):
        yield Finding("FD001", Severity.WARNING, "the page looks faded", "print it darker", index)

@page_check()
def check_page(view):
    yield view.finding("FD002", Severity.NOTE, f"{len(view.marks)} marks", "", view.trim)

def fail(subject):
    raise ValueError("no light")

def claim(subject):
    yield Finding("HP400", Severity.ERROR, "our code")

def babble(subject):
    yield "a finding"

def overshoot(subject):
    yield Finding("FD003", Severity.NOTE, "beyond the end", "", 2)
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for packages, on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.cache_clear()
    yield tmp_path
    plugins.cache_clear()
    sys.modules.pop("faded", None)


@pytest.fixture
def two_pages(tmp_path: Path) -> Path:
    path = tmp_path / "file.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(path)
    return path


def found(path: Path, code: str) -> list[Finding]:
    return [finding for finding in examine(path).findings if finding.code == code]


def test_every_check_of_hemaprint_is_registered() -> None:
    registered = {plugin.place for plugin in plugins(GROUP).values() if plugin.is_ours}
    modules = [import_module(f"{preflight.__name__}.{one.name}") for one in iter_modules(preflight.__path__)]
    checks = {
        f"{module.__name__}:{name}"
        for module in modules
        for name, value in vars(module).items()
        if name.startswith("check_") and value.__module__ == module.__name__
    }
    assert registered == checks


def test_questions_of_another_package_are_asked(installed: Path, two_pages: Path) -> None:
    install(installed, "faded", GROUP, "faded = faded:check\nfaded-marks = faded:check_page", FADED)
    assert [(one.page, one.severity) for one in found(two_pages, "FD001")] == [
        (0, Severity.WARNING),
        (1, Severity.WARNING),
    ]
    assert [one.message for one in found(two_pages, "FD002")] == ["0 marks"] * 2
    assert not found(two_pages, "HP449")


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("fail", "“dim” of the package faded could not be examined: ValueError: no light"),
        ("claim", "“dim” of the package faded returned the code “HP400”"),
        ("babble", "“dim” of the package faded returned str instead of a Finding"),
        ("overshoot", "“dim” of the package faded returned a finding about page 2"),
        ("nothing", "hemaprint.checks of faded: faded:nothing cannot be imported"),
    ],
)
def test_a_question_that_fails_names_its_package(
    attribute: str, message: str, installed: Path, two_pages: Path
) -> None:
    install(installed, "faded", GROUP, f"dim = faded:{attribute}", FADED)
    (finding,) = found(two_pages, "HP449")
    assert message in finding.message
    assert "pip uninstall faded" in finding.hint
    assert not found(two_pages, "HP400")
    assert found(two_pages, "HP416"), "the other questions are asked anyway"


def test_without_the_questions_of_hemaprint_nothing_passes(two_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemaprint.system.plugins.plugins", lambda group: {})
    with pytest.raises(MissingEnvironmentError, match="not registered"):
        examine(two_pages)


def test_claims_are_not_checked_without_the_validator(two_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pikepdf.open(two_pages, allow_overwriting_input=True) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "1", "3", "A"
        pdf.save(two_pages)
    assert found(two_pages, "HP407")
    monkeypatch.setattr(conformance, "validation", None)
    (note,) = found(two_pages, "HP408")
    assert note.message.startswith("the file claims PDF/UA-1 and PDF/A-3a; this was not checked")
    assert (note.severity, note.hint) == (Severity.NOTE, "pip install 'hemaprint[validation]'")
    assert not found(two_pages, "HP407")


def test_preflight_starts_without_the_validator() -> None:
    code = (
        "import sys; sys.modules['page'] = None; from hemaprint.preflight import conformance as c; print(c.validation)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "None\n"


def test_findings_come_in_the_order_of_pages_and_codes(two_pages: Path) -> None:
    places = [(-1 if one.page is None else one.page, one.code) for one in examine(two_pages).findings]
    assert places
    assert places == sorted(places)
