# SPDX-License-Identifier: MIT
"""Find the libraries, fonts and profiles that a build needs, and the commands that install missing ones."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import ipaddress
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from hemaprint import __version__
from hemaprint.errors import MissingEnvironmentError, UsageError

OLDEST_PYTHON = (3, 11)
CJK_FAMILIES = ("Noto Serif CJK SC", "Source Han Serif SC")


class State(StrEnum):
    """Whether something is there, missing but needed by some issues only, or missing and needed."""

    FOUND = "found"
    RECOMMENDED = "recommended"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for: its version or file if found, otherwise the command that installs it."""

    name: str
    state: State
    detail: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library: its name for the loader, its packages, and the function that returns its version."""

    name: str
    soname: str
    debian: str
    brew: str
    version_function: str = ""


LIBRARIES = (
    Library("Pango", "pango-1.0", "libpango-1.0-0", "pango", "pango_version_string"),
    Library("PangoFT2", "pangoft2-1.0", "libpangoft2-1.0-0", "pango"),
    Library("HarfBuzz", "harfbuzz", "libharfbuzz0b", "harfbuzz", "hb_version_string"),
    Library("Fontconfig", "fontconfig", "fontconfig", "fontconfig"),
)
PRINTING_PROFILES = (
    "ISOcoated_v2_300_bas.icc",
    "ISOcoated_v2_300_eci.icc",
    "ISOcoated_v2_eci.icc",
    "FOGRA39L_coated.icc",
    "CoatedFOGRA39.icc",
    "PSOcoated_v3.icc",
)
"""File names of known profiles for coated paper, the best first."""
PROFILE_FOLDERS = (
    "~/.local/share/icc",
    "~/.color/icc",
    "~/Library/ColorSync/Profiles",
    "/usr/local/share/color/icc",
    "/usr/share/color/icc",
    "/usr/share/scribus/profiles",
    "/usr/share/texlive/texmf-dist/tex/generic/colorprofiles",
    "/usr/share/texmf-dist/tex/generic/colorprofiles",
    "/Library/ColorSync/Profiles",
    "/Library/Application Support/Adobe/Color/Profiles/Recommended",
)
"""Folders of profiles: the user's, then those of Debian, Fedora, Arch (with Scribus, TeX Live) and macOS."""
FONT_PACKAGES = (
    ("Source Serif 4", "fontpkg-source-serif-4"),
    ("Source Sans 3", "fontpkg-source-sans-3"),
    ("Source Code Pro", "fontpkg-source-code-pro"),
)


def examine() -> tuple[Finding, ...]:
    """Everything that a build needs from the machine, found or missing."""
    return (
        _python(),
        Finding("hemaprint", State.FOUND, __version__),
        _distribution("WeasyPrint", "weasyprint"),
        *(_library(library) for library in LIBRARIES),
        *(_distribution(name, package) for name, package in FONT_PACKAGES),
        _cjk_face(),
        _printing_profile(),
        _validator(),
    )


def find_printing_profile() -> Path | None:
    """The best installed profile of those known; folders are searched with all their subfolders."""
    folders = [folder for name in PROFILE_FOLDERS if (folder := Path(name).expanduser()).is_dir()]
    installed: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.icc")):
            installed.setdefault(path.name, path)
    return next((installed[name] for name in PRINTING_PROFILES if name in installed), None)


def printing_profile_remedy() -> str:
    """The command that installs a printing profile on this machine, or where to get one."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y scribus-data"
    return "get ISOcoated_v2_300_eci.icc from https://www.eci.org and put it into ~/.color/icc"


def require_engine() -> None:
    """Make sure that WeasyPrint can start; raises MissingEnvironmentError with the names of everything missing."""
    if find_spec("weasyprint") is not None and all(_loaded_version(files, "") for files in _ENGINE_LIBRARIES):
        return  # it loads slowly, and may be needed in another process only
    try:
        import weasyprint  # noqa: F401, PLC0415 - the attempt is the test
    except (ImportError, OSError) as error:
        missing = [finding for finding in examine() if finding.state is State.MISSING]
        names = ", ".join(finding.name for finding in missing) or str(error)
        raise MissingEnvironmentError(
            f"WeasyPrint cannot start; missing: {names}", hint=remedy(missing) or "hemaprint doctor"
        ) from error


def source_date() -> datetime | None:
    """The time that SOURCE_DATE_EPOCH sets for reproducible builds (https://reproducible-builds.org/specs), if any.

    Raises UsageError if it is not a number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f'SOURCE_DATE_EPOCH is "{text}", which is not a time', hint="set it to seconds since 1970, or unset it"
        ) from None


def remedy(findings: list[Finding]) -> str:
    """The commands that install what is missing, one for each package manager."""
    united: dict[str, list[str]] = {}
    for finding in findings:
        if finding.remedy:
            command, _, package = finding.remedy.rpartition(" ")
            packages = united.setdefault(command, [])
            if package not in packages:
                packages.append(package)
    return " && ".join(f"{command} {' '.join(packages)}" for command, packages in united.items())


def _python() -> Finding:
    found = sys.version_info >= OLDEST_PYTHON
    oldest = ".".join(str(part) for part in OLDEST_PYTHON)
    remedy = "" if found else f"install Python {oldest} or newer"
    return Finding("Python", State.FOUND if found else State.MISSING, platform.python_version(), remedy)


def _distribution(name: str, package: str) -> Finding:
    try:
        return Finding(name, State.FOUND, version(package))
    except PackageNotFoundError:
        return Finding(name, State.MISSING, remedy=f"pip install {package}")


def _library(library: Library) -> Finding:
    path = ctypes.util.find_library(library.soname)
    if path is None:
        return Finding(library.name, State.MISSING, remedy=_install(library.debian, library.brew))
    return Finding(library.name, State.FOUND, _library_version(path, library.version_function) or path)


def _library_version(path: str, function: str) -> str:
    try:
        tell = getattr(ctypes.CDLL(path), function) if function else None
    except (OSError, AttributeError):
        return ""
    if tell is None:
        return ""
    tell.restype = ctypes.c_char_p
    return str(tell().decode())


def library_versions() -> dict[str, str]:
    """The shared libraries that the layout engine uses, and their versions; "" for one that is missing.

    Found by the names that the loader knows, because ``find_library`` starts other programs, which is far slower.
    """
    return {name: _loaded_version(files, function) for name, (files, function) in _LOADED.items()}


_ENGINE_LIBRARIES = (
    ("libpango-1.0.so.0",),
    ("libpangoft2-1.0.so.0",),
    ("libharfbuzz.so.0",),
    ("libfontconfig.so.1",),
)
"""The libraries that WeasyPrint loads on Linux; where names differ, WeasyPrint itself is tried."""
_LOADED = {
    "pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "harfbuzz": (("libharfbuzz.so.0", "libharfbuzz.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
    "fontconfig": (("libfontconfig.so.1", "libfontconfig.dylib", "libfontconfig-1.dll"), "FcGetVersion"),
}


def _loaded(files: tuple[str, ...]) -> ctypes.CDLL | None:
    for file in files:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(file)
    return None


def _loaded_version(files: tuple[str, ...], function: str) -> str:
    library = _loaded(files)
    if library is None:
        return ""
    tell = getattr(library, function, None) if function else None
    if tell is None:
        return "there"
    tell.restype = ctypes.c_int if function == "FcGetVersion" else ctypes.c_char_p
    version_said = tell()
    return version_said.decode() if isinstance(version_said, bytes) else str(version_said)


def _install(debian: str, brew: str) -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install -y {debian}"
    if shutil.which("brew"):
        return f"brew install {brew}"
    return f"with your package manager, install {debian}"


def _cjk_face() -> Finding:
    name = "CJK face"
    installed = set(_installed_families())
    for family in CJK_FAMILIES:
        if family in installed:
            return Finding(name, State.FOUND, family)
    advice = "needed for Chinese, Japanese and Korean only"
    return Finding(name, State.RECOMMENDED, advice, _install("fonts-noto-cjk", "font-noto-serif-cjk-sc"))


def _printing_profile() -> Finding:
    name = "printing profile"
    found = find_printing_profile()
    if found is not None:
        return Finding(name, State.FOUND, str(found))
    return Finding(name, State.RECOMMENDED, "needed for the print edition only", printing_profile_remedy())


def _validator() -> Finding:
    name = "page-validation"
    try:
        return Finding(name, State.FOUND, version(name))
    except PackageNotFoundError:
        advice = "needed for preflight of PDF/UA and PDF/A only"
        return Finding(name, State.RECOMMENDED, advice, "pip install 'hemaprint[validation]'")


def _installed_families() -> Iterator[str]:
    program = shutil.which("fc-list")
    if program is None:
        return
    listing = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False).stdout
    for line in listing.splitlines():
        yield from (family.strip() for family in line.split(","))


def is_this_machine(host: str) -> bool:
    """Whether a name or an address, as in a URL, belongs to this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
