"""Make the font programs of a file: each face cut once, to the glyphs that all parts of the file show.

A face is named by its content (``typeset/pages.py``). Its file is one of the theme's, or was installed where the
part was set: both are believed only if their bytes have the hash that the name has.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from hashlib import sha256
from pathlib import Path

from hemaprint.bind.harfbuzz import Cutting, UncutError, cut
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.fonts import faces
from hemaprint.typeset.pages import Face

_METRICS = frozenset({"head", "hhea", "hmtx", "maxp"})
_OUTLINES = frozenset({"glyf", "loca", "fvar", "gvar", "avar"})


class LostFaceError(Exception):
    """The file of a face is gone, is another one now, or cannot be read; the text is where it should be."""


class Foundry:
    """Makes font programs, and keeps them in ``store`` by all that they were made from."""

    def __init__(self, store: Store | MemoryStore | None = None) -> None:
        self._store = store or MemoryStore()

    def program(self, face: Face, glyphs: Collection[int], *, notdef: bool) -> bytes:
        """The program of ``face`` with ``glyphs``, by their ids: TrueType, or bare CFF, whose CIDs they are then.

        With ``notdef`` the glyph for what is missing has its outline. Raises LostFaceError.
        """
        wanted = tuple(sorted({0, *glyphs}))
        key = digest_of("face", fingerprint.engine(), face.digest, repr((face.index, face.location, wanted, notdef)))
        program = self._store.get(key)
        if program is None:
            try:
                program = make_program(_file(face), face, wanted, notdef=notdef)
            except UncutError as error:
                raise LostFaceError(str(face.path or face.digest)) from error
            self._store.put(key, program)
        return program


def make_program(data: bytes, face: Face, glyphs: tuple[int, ...], *, notdef: bool) -> bytes:
    """The program of ``face``, which is in the font file ``data``, with ``glyphs``, of which the first is 0."""
    if face.cff:
        from hemaprint.bind.cff import by_cid  # noqa: PLC0415 - fontTools loads slowly, and is needed for new faces only

        small = cut(data, face.index, Cutting(glyphs, _METRICS | {"CFF "}, keep_ids=False, notdef=notdef))
        return by_cid(small.program, small.glyphs, glyphs)
    program = cut(data, face.index, Cutting(glyphs, _METRICS | _OUTLINES, keep_ids=True, notdef=notdef)).program
    if b"gvar" not in _tables(program):
        return program
    from hemaprint.bind.still import still  # noqa: PLC0415 - as above

    return still(program, dict(face.location))


def _tables(program: bytes) -> set[bytes]:
    """The tags of the tables of a font file (OpenType 1.9, "Table directory")."""
    count = int.from_bytes(program[4:6], "big")
    return {program[at : at + 4] for at in range(12, 12 + 16 * count, 16)}


def _file(face: Face) -> bytes:
    path = face.path or _of_theme().get(face.digest)
    try:
        data = path.read_bytes() if path and path.is_file() else b""  # a device would never end
    except OSError:
        data = b""
    if sha256(data).hexdigest() != face.digest:
        raise LostFaceError(str(path or face.digest))
    return data


@cache
def _of_theme() -> dict[str, Path]:
    return {sha256(face.path.read_bytes()).hexdigest(): face.path for face in faces()}
