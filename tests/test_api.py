"""The public interface: its names are those that are documented, and every example runs as it is printed."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hemaprint import api

EXAMPLES = {
    test.name.removeprefix("hemaprint.api").lstrip("."): test
    for test in doctest.DocTestFinder(recurse=True).find(api, "hemaprint.api", module=api)
    if test.examples
}
FUNCTIONS = {name for name in api.__all__ if inspect.isfunction(getattr(api, name)) and name != "meanings"}


def failures(name: str) -> int:
    """How many examples of a name give another result than the printed one."""
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    return runner.run(EXAMPLES[name], clear_globs=False).failed


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working directory of all examples; those of the module make the project that they share."""
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert failures("") == 0
        yield folder


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_example_runs(name: str) -> None:
    assert failures(name) == 0


def test_every_function_has_an_example() -> None:
    assert EXAMPLES.keys() == {"", *FUNCTIONS}


def test_every_name_is_shown_in_an_example_and_no_other() -> None:
    shown = {
        name
        for test in EXAMPLES.values()
        for example in test.examples
        for name in re.findall(r"\bapi\.(\w+)", example.source)
    }
    assert shown == set(api.__all__)


def test_every_name_is_documented() -> None:
    assert list(api.__all__) == sorted(api.__all__)
    for name in api.__all__:
        assert (getattr(api, name).__doc__ or "").strip(), name


def test_options_are_named_and_have_defaults() -> None:
    for name in FUNCTIONS:
        parameters = list(inspect.signature(getattr(api, name)).parameters.values())
        assert all(one.default is not one.empty for one in parameters if one.kind is one.KEYWORD_ONLY), name
        assert all(
            one.name in ("project", "issue", "folder", "path") for one in parameters if one.kind is not one.KEYWORD_ONLY
        )


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        _ = api.bild


@pytest.mark.parametrize("options", [{"editions": ["gold"]}, {"conformance": "ua3"}, {"article": "lettre"}])
def test_an_option_that_does_not_exist(options: dict[str, Any]) -> None:
    with pytest.raises(api.UsageError) as caught:
        api.build(api.load_project("field-notes"), **options)
    assert caught.value.hint


def test_the_interface_loads_nothing_that_loads_slowly() -> None:
    script = "import sys, hemaprint.api; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not {"pydantic", "weasyprint", "pikepdf", "typer", "rich"} & loaded


def test_a_build_that_fails_raises_its_problems_and_writes_nothing() -> None:
    project = api.init("faulty", today=date(2025, 2, 1))
    article = project.content / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8").replace("department:", "departmnt:"), "utf-8")
    with pytest.raises(api.ContentError) as caught:
        api.build(project)
    assert [problem.code for problem in caught.value.problems] == ["HP011"]
    assert not project.dist.exists()
