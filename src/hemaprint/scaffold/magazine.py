"""A whole small magazine that builds: what ``hemaprint init`` writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

from hemaprint.errors import UsageError
from hemaprint.scaffold.art import PICTURES, picture
from hemaprint.scaffold.files import fill, put, quoted, tree
from hemaprint.scaffold.schemas import schema_files

# Files that a repository or a build tool would take for its own carry another name inside the package.
_RENAMED = {"gitignore": ".gitignore"}


def create(directory: Path, *, title: str = "", today: date, force: bool = False) -> tuple[Path, ...]:
    """Write the magazine into ``directory``; returns the files, ``hemaprint.toml`` first.

    ``title`` defaults to the folder's name, ``today`` dates the issue. Raises UsageError when the folder has something
    in it and ``force`` is false; with ``force`` files of the same names are replaced and others stay.
    """
    directory = directory.absolute()
    _must_be_free(directory, force)
    title = " ".join(title.split()) or _title_from(directory.resolve().name)
    issue = f"{today.year}-01"
    values = {
        "title": title,
        "title_quoted": quoted(title),
        "nameplate": _nameplate(title),
        "issue": issue,
        "date": f"{today:%Y-%m}",
        "year": str(today.year),
    }
    contents = {_place(path, issue): fill(text, values) for path, text in tree("magazine").items()}
    contents |= {PurePosixPath("content", issue, "images", name): picture(name) for name in PICTURES}
    contents |= {PurePosixPath(".hemaprint") / path: text for path, text in schema_files().items()}
    return put(directory, dict(sorted(contents.items(), key=lambda item: (len(item[0].parts), item[0]))))


def _must_be_free(directory: Path, force: bool) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file", hint="name a folder")
    if not force and directory.is_dir() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty", hint="name another folder, or write into this one with --force")


def _title_from(name: str) -> str:
    words = name.replace("_", "-").split("-")
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or "Magazine"


def _nameplate(title: str) -> str:
    """The line of hemaprint.toml that sets the last word in italics; none for a title of one word."""
    first, _, last = title.rpartition(" ")
    return f"nameplate = [{quoted(first)}, {quoted(last)}]\n" if first else ""


def _place(path: PurePosixPath, issue: str) -> PurePosixPath:
    parts = [issue if part == "issue" else _RENAMED.get(part, part) for part in path.parts]
    return PurePosixPath(*parts)
