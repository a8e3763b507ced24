# SPDX-License-Identifier: MIT
"""What the pages shown can be compared with: the last build, the last proof, a revision of git, a PDF."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from pydantic import Field

from hemaprint.bind.editions import Edition, file_name
from hemaprint.bind.sourcemap import SourceMap, map_path, read_map
from hemaprint.errors import HemaprintError, UsageError
from hemaprint.preview.documents import inside
from hemaprint.preview.requests import Asked
from hemaprint.preview.showing import Showing
from hemaprint.preview.views import Json, shown_path
from hemaprint.project.project import Project
from hemaprint.review import rebuilding
from hemaprint.review.revisions import commit_of, latest
from hemaprint.review.versions import LARGEST, Version, newest_proof, open_version

_REVISIONS = 30
_FILES = 50
"""How many are offered; others can be typed."""
_OPEN = 4
"""Versions that are kept open, and files of browsers that are kept."""
_PATIENCE = 900.0
"""s that a revision may take to be built."""


class Base(Asked):
    """What is compared with: a kind, and of some kinds a name: a revision, a path from the project, a file sent."""

    kind: Literal["build", "proof", "revision", "file", "sent"]
    name: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A version with the digest of its file, by which its pages are asked for."""

    digest: str
    version: Version


class RefusedError(HemaprintError):
    """A version cannot be made; ``problems`` are place, code, message and hint of each reason."""

    def __init__(self, message: str, hint: str, problems: list[list[str]]) -> None:
        super().__init__(message, hint)
        self.problems = problems


class Bases:
    """The versions of a project; may be called from any thread, but :meth:`rebuilt` in an event loop alone."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: OrderedDict[str, Side] = OrderedDict()
        self._sent: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._built: OrderedDict[tuple[str, str], tuple[bytes, SourceMap]] = OrderedDict()

    def choices(self, showing: Showing) -> Json:
        """What there is, for people to choose from."""
        issue, dist = _issue(showing), self._root / "dist"
        build, proof = self._last_build(showing), newest_proof(dist, issue)
        files = sorted(_files_in(dist), key=lambda path: (-path.stat().st_mtime, path))[:_FILES]
        revisions = latest(self._root, _REVISIONS)
        return {
            "build": shown_path(build, self._root) if build.is_file() else None,
            "proof": shown_path(proof, self._root) if proof else None,
            "files": [shown_path(path, self._root) for path in files],
            "revisions": [[one.commit, f"{one.short}, {one.day}: {one.subject}"] for one in revisions],
        }

    def take(self, name: str, data: bytes) -> Base:
        """Keep a file that a browser has sent."""
        digest = _digest(data)
        self._sent[digest] = (name, data)
        self._sent.move_to_end(digest)
        while len(self._sent) > _OPEN:
            self._sent.popitem(last=False)
        return Base(kind="sent", name=digest)

    def known(self, digest: str) -> Side | None:
        """A version that is open."""
        return self._open.get(digest)

    def opened(self, base: Base, showing: Showing) -> Side:
        """The version that a choice means; of a revision, one that is built.

        Raises UsageError where there is none, ContentError where its file cannot be read, ValueError for a path
        without a file.
        """
        if base.kind == "revision":
            pdf, then = self._built[base.name, _issue(showing)]
            return self._side(base.name[:12], Path(f"{base.name}.pdf"), pdf, then)
        if base.kind == "sent":
            if base.name not in self._sent:
                raise UsageError("the file is not here any more", "choose it again")
            name, data = self._sent[base.name]
            return self._side(name, Path(name), data, None)
        path = self._path(base, showing)
        data = _read(path)
        origin = read_map(map_path(Project(self._root, showing.done.setting.config).cache, path), data, self._root)
        return self._side(shown_path(path, self._root), path, data, origin)

    def _path(self, base: Base, showing: Showing) -> Path:
        if base.kind == "build":
            path = self._last_build(showing)
            if not path.is_file():
                raise UsageError("this issue has not been built yet", f"hemaprint build {_issue(showing)}")
            return path
        if base.kind == "proof":
            proof = newest_proof(self._root / "dist", _issue(showing))
            if proof is None:
                raise UsageError("there is no proof of this issue yet", "choose another version to compare with")
            return proof
        found = inside(self._root, base.name)
        if found is None or found.suffix.lower() != ".pdf":
            hint = "give its path from the project's folder, or send it from your computer"
            raise UsageError(f"{base.name} is not a PDF of the project", hint)
        return found

    def _last_build(self, showing: Showing) -> Path:
        project = Project(self._root, showing.done.setting.config)
        issue = _issue(showing)
        return project.dist / issue / file_name(project.stem(issue), Edition.DIGITAL)

    def _side(self, name: str, path: Path, data: bytes, origin: SourceMap | None) -> Side:
        digest = _digest(data)
        known = self._open.pop(digest, None)
        version = known.version if known else open_version(name, path, data)
        self._open[digest] = Side(digest, replace(version, name=name, origin=origin))
        while len(self._open) > _OPEN:
            self._open.popitem(last=False)
        return self._open[digest]

    # ------------------------------------------------------------ revisions

    def commit(self, revision: str) -> str:
        """The commit that a revision means; raises UsageError where there is none."""
        return commit_of(self._root, revision)

    async def rebuilt(self, commit: str, showing: Showing) -> AsyncGenerator[str]:
        """Build the issue as it was, in a program of its own; tells what is done, in words.

        Raises RefusedError where it cannot be built. The program ends with the iteration.
        """
        issue = _issue(showing)
        if (commit, issue) in self._built:
            self._built.move_to_end((commit, issue))
            return
        with TemporaryDirectory(prefix="hemaprint-") as name:
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", rebuilding.__name__, str(self._root), commit, issue, name),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(_PATIENCE):
                    async for told in _lines(program):
                        yield told
            except TimeoutError:
                raise UsageError(f"the revision took more than {_PATIENCE:.0f} s", "compare PDFs instead") from None
            finally:
                with suppress(ProcessLookupError):
                    program.kill()
                await program.wait()
            pdf = _read(Path(name) / rebuilding.PAGES)
            origin = read_map(Path(name) / rebuilding.MAP, pdf, rebuilding.named_root(commit[:12]))
        self._built[commit, issue] = (pdf, origin or SourceMap(self._root, ()))
        while len(self._built) > _OPEN:
            self._built.popitem(last=False)


async def _lines(program: asyncio.subprocess.Process) -> AsyncGenerator[str]:
    """What a program that builds a revision tells."""
    assert program.stdout is not None
    async for line in program.stdout:
        said = json.loads(line)
        if "told" in said:
            yield said["told"]
        elif "message" in said:
            raise RefusedError(said["message"], said["hint"], said["problems"])
        else:
            return
    raise UsageError("the revision could not be built", "hemaprint diff REVISION:ISSUE ISSUE says more")


def _issue(showing: Showing) -> str:
    return showing.done.setting.issue.name


def _files_in(dist: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in dist.rglob("*.pdf") if path.is_file())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be read: {error.strerror}", "build it again, or choose another"
        ) from error


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:24]
