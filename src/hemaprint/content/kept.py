# SPDX-License-Identifier: MIT
"""Keep articles as they were read, under the hash of everything that their reading depends on.

That is the manuscript, the settings of the magazine and of the issue, this program with the libraries that it reads
with, and the files that the article shows: pictures and data. The files are known only when an article has been read,
so its entry has their hashes, and holds only while each of them is unchanged. Only articles without an error are kept:
an error may be a missing file.

An article is kept as JSON. Every object of ours is a pair of its class's name and its fields; a table names the classes
that an article can hold. Nothing else is ever made, whatever the data say: they may come from a stranger's project.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from pydantic import BaseModel

from hemaprint.content import blocks, facts, models, spans
from hemaprint.content.article import Around, Draft, has_errors, read_article
from hemaprint.content.cme import Cme, CmeQuestion
from hemaprint.content.crossword import CrosswordGrid
from hemaprint.content.images import resolve_inside, watched
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.config import Acronyms, Department
from hemaprint.project.project import Project
from hemaprint.project.text import Located, Node
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store

_CLASSES: Mapping[str, Any] = {
    one.__name__: one
    for one in (
        *get_args(blocks.Block),
        *(blocks.Entry, blocks.ChartSpec, blocks.ChartSeries, blocks.Row, blocks.Cell, CrosswordGrid),
        *get_args(spans.Span),
        spans.Cited,
        *(models.FrontMatter, models.Contributor, Cme, CmeQuestion, models.Speaker, models.Opener, models.Reference),
        *(facts.AbstractSection, facts.Book, facts.Life),
        *(models.PersonName, Department, Acronyms, models.Article, models.Headline),
        *(models.CitedReference, models.PageReference),
        *(Draft, Problem, Location, Located, Node),
    )
}
_MAPPING, _LIST, _SET, _DAY, _PATH, _SEVERITY = "{}", "[]", "set", "day", "path", "severity"


class UnreadableError(ValueError):
    """The data were not made from an article."""


def plain_of(value: object, root: Path) -> object:
    """``value`` in types that JSON has. Paths are kept from ``root`` on; raises UnreadableError for one outside it."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is tuple:
        return [plain_of(one, root) for one in value]
    return _marked(value, root)


def _marked(value: object, root: Path) -> dict[str, object]:
    """What JSON has no type for, under the name of its kind."""
    match value:
        case dict():
            return {_MAPPING: [[key, plain_of(one, root)] for key, one in value.items()]}
        case list():
            return {_LIST: [plain_of(one, root) for one in value]}
        case frozenset():
            return {_SET: sorted(value)}
        case date():
            return {_DAY: value.isoformat()}
        case Path():
            return {_PATH: _inside(value, root)}
        case Severity():
            return {_SEVERITY: value.value}
        case BaseModel() if _CLASSES.get(type(value).__name__) is type(value):
            given = {key: getattr(value, key) for key in type(value).model_fields if key in value.model_fields_set}
            return {type(value).__name__: {key: plain_of(one, root) for key, one in given.items()}}
    name = type(value).__name__
    if is_dataclass(value) and _CLASSES.get(name) is type(value):
        return {name: {key: plain_of(getattr(value, key), root) for key in _fields(_CLASSES[name])}}
    raise UnreadableError(f"an article cannot hold {type(value).__name__}")


def value_of(data: object, root: Path) -> Any:
    """What ``plain_of`` was given, with paths from ``root`` on; raises UnreadableError for data of another origin."""
    if isinstance(data, list):
        return tuple([value_of(one, root) for one in data])
    if not isinstance(data, dict):
        return data
    ((kind, content),) = data.items() if len(data) == 1 else ((None, None),)
    try:
        return _made(kind, content, root)
    except (TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"{kind}: {error}") from error


def _made(kind: str | None, content: Any, root: Path) -> Any:
    match kind:
        case "{}":
            return {str(key): value_of(one, root) for key, one in content}
        case "[]":
            return [value_of(one, root) for one in content]
        case "set":
            return frozenset(map(str, content))
        case "day":
            return date.fromisoformat(content)
        case "path":
            return _outside(content, root)
        case "severity":
            return Severity(content)
    maker = _CLASSES.get(kind or "")
    if maker is None:
        raise UnreadableError(f"there is no {kind} in an article")
    given = {key: value_of(one, root) for key, one in content.items()}
    if issubclass(maker, BaseModel):
        return _model(maker, given)
    return maker(**given)


def _model(maker: type[BaseModel], given: dict[str, object]) -> BaseModel:
    """A model with these fields, which were validated when they were read."""
    unknown = given.keys() - maker.model_fields.keys()
    missing = {key for key, field in maker.model_fields.items() if field.is_required()} - given.keys()
    if unknown or missing:
        raise UnreadableError(f"{maker.__name__} has other fields")
    return maker.model_construct(_fields_set=set(given), **given)


@cache
def _fields(kind: Any) -> Sequence[str]:
    """The fields of a dataclass; pydantic's models know their own."""
    return [one.name for one in fields(kind)]


def _inside(path: Path, root: Path) -> str:
    if not path.is_relative_to(root):
        raise UnreadableError(f"{path} is outside the project")
    return path.relative_to(root).as_posix()


def _outside(text: str, root: Path) -> Path:
    """A path in the project again, which the data cannot lead out of."""
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\0" in text:
        raise UnreadableError(f"{text} leaves the project")
    return root / path


# ---------------------------------------------------------------- the store


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the articles of one issue, those that have changed since they were kept in ``store``."""

    project: Project
    setting: Around
    store: Store | MemoryStore

    def read(self, path: Path) -> Draft:
        """What :func:`hemaprint.content.article.read_article` makes of the manuscript ``path``."""
        key = self._key(path)
        entry = self.store.get(key) if key else None
        draft = self._known(entry) if entry is not None else None
        return self._read_again(path, key) if draft is None else draft

    def _key(self, path: Path) -> str:
        """The name of an entry; "" where the manuscript cannot be read, which is reported when it is read."""
        digest = _digest(path)
        if not digest:
            return ""
        return digest_of(
            "article",
            fingerprint.reader(),
            path.relative_to(self.project.root).as_posix(),
            digest,
            self.project.config.model_dump_json(),
            "\n".join(self.setting.templates),
            str(self.setting.issue_day),
        )

    def _known(self, entry: bytes) -> Draft | None:
        """The draft of an entry, where every file that it shows is as it was."""
        try:
            data = json.loads(entry)
            for text, digest in data["shown"]:
                file = resolve_inside(text, self.setting.issue_dir, self.project.root)
                if file is None or _digest(file) != digest:
                    return None
            draft = value_of(data["draft"], self.project.root)
        except (UnreadableError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return draft if isinstance(draft, Draft) else None

    def _read_again(self, path: Path, key: str) -> Draft:
        with _shown() as shown:
            draft = read_article(self.project, path, self.setting)
        # a file that was saved while it was read may have been read as it was before, or after
        unchanged = all(digest and _digest(file) == digest for file, digest in shown.values())
        if key and not has_errors(draft.problems) and key == self._key(path) and unchanged:
            with suppress(UnreadableError):
                digests = [(text, digest) for text, (_, digest) in shown.items()]
                data = {"shown": digests, "draft": plain_of(draft, self.project.root)}
                self.store.put(key, json.dumps(data, separators=(",", ":")).encode())
        return draft


@contextmanager
def _shown() -> Iterator[dict[str, tuple[Path, str]]]:
    """The files that are looked at inside, by the text that names them, and their hashes before that."""
    found: dict[str, tuple[Path, str]] = {}

    def note(text: str, path: Path) -> None:
        found.setdefault(text, (path, _digest(path)))

    with watched(note):
        yield found


def _digest(path: Path) -> str:
    """The hash of a file; "" where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
