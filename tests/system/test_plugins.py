from collections.abc import Iterator
from pathlib import Path

import pytest

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


def install(folder: Path, package: str, entries: str, module: str = "") -> None:
    meta = folder / f"{package}-1.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
    (meta / "entry_points.txt").write_text(f"[{GROUP}]\n{entries}\n")
    (folder / f"{package}.py").write_text(module)


def test_a_package_adds_to_what_hemaprint_brings(installed: Path) -> None:
    install(installed, "faded", "faded = faded:check", "check = 'the check'\n")
    plugin = plugins(GROUP)["faded"]
    assert (plugin.package, plugin.is_ours, plugin.load()) == ("faded", False, "the check")


def test_what_cannot_be_imported_names_its_package(installed: Path) -> None:
    install(installed, "broken", "broken = broken:check", "import a_module_that_is_not_there\n")
    with pytest.raises(MissingEnvironmentError, match="broken"):
        plugins(GROUP)["broken"].load()


def test_two_packages_cannot_claim_one_name(installed: Path) -> None:
    install(installed, "one", "same = one:check")
    install(installed, "two", "same = two:check")
    with pytest.raises(MissingEnvironmentError, match="one and two"):
        plugins(GROUP)
