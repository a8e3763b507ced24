import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakepackages import install
from hemaprint.errors import MissingEnvironmentError
from hemaprint.system.plugins import plugins

GROUP = "hemaprint.checks"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for packages, on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.cache_clear()
    yield tmp_path
    plugins.cache_clear()
    sys.modules.pop("faded", None)


def test_a_package_adds_to_what_hemaprint_brings(installed: Path) -> None:
    install(installed, "faded", GROUP, "faded = faded:check", "check = 'the check'\n")
    plugin = plugins(GROUP)["faded"]
    assert (plugin.package, plugin.is_ours, plugin.load()) == ("faded", False, "the check")


def test_what_cannot_be_imported_names_its_package(installed: Path) -> None:
    install(installed, "broken", GROUP, "broken = broken:check", "import a_module_that_is_not_there\n")
    with pytest.raises(MissingEnvironmentError, match="broken"):
        plugins(GROUP)["broken"].load()


def test_two_packages_cannot_claim_one_name(installed: Path) -> None:
    install(installed, "one", GROUP, "same = one:check")
    install(installed, "two", GROUP, "same = two:check")
    with pytest.raises(MissingEnvironmentError, match="one and two"):
        plugins(GROUP)
