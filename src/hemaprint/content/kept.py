"""Keep articles as they were read, under the hash of all that their reading sees.

That is the manuscript, the settings of the magazine and of the issue, this program with the libraries that it reads
with, and the files that the article shows: pictures and data. The last are known only when an article has been read;
so they stand in its entry with their hashes, and an entry holds only as long as each of them is as it was.
Only articles without an error are kept: an error may come of a file that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hemaprint.content.article import Draft, has_errors, read_article
from hemaprint.content.frontchecks import Setting
from hemaprint.content.images import resolve_inside, watched
from hemaprint.content.plain import UnreadableError, plain_of, value_of
from hemaprint.project.project import Project
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the articles of one issue, those that have changed since they were kept in ``store``."""

    project: Project
    setting: Setting
    store: Store | MemoryStore

    def read(self, path: Path) -> Draft:
        """What :func:`hemaprint.content.article.read_article` makes of the manuscript ``path``."""
        key = self._key(path)
        entry = self.store.get(key) if key else None
        draft = self._known(entry) if entry is not None else None
        return self._anew(path, key) if draft is None else draft

    def _key(self, path: Path) -> str:
        """The name of an entry; "" where the manuscript cannot be read, which is told when it is tried."""
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

    def _anew(self, path: Path, key: str) -> Draft:
        with _shown() as shown:
            draft = read_article(self.project, path, self.setting)
        # a file that was saved while it was read may have been read as it was before, or after
        if key and not has_errors(draft.problems) and key == self._key(path) and _as_they_were(shown):
            with suppress(UnreadableError):
                data = {"shown": _hashes(shown), "draft": plain_of(draft, self.project.root)}
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


def _hashes(shown: dict[str, tuple[Path, str]]) -> list[tuple[str, str]]:
    return [(text, digest) for text, (_, digest) in shown.items()]


def _as_they_were(shown: dict[str, tuple[Path, str]]) -> bool:
    return all(digest and _digest(path) == digest for path, digest in shown.values())


def _digest(path: Path) -> str:
    """The hash of a file; "" where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
