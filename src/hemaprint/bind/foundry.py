# SPDX-License-Identifier: MIT
"""Make the font programs of a file: each face subset once, to the glyphs that all parts of the file show.

A face is named by its content (``typeset/pages.py``). Its file belongs to the theme, or was installed where the part
was set: both are believed only if their bytes have the hash in the name. HarfBuzz makes the subset, and a still face
of a variable one.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

import uharfbuzz

from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.faces import face_file
from hemaprint.typeset.pages import Face

_KEPT = frozenset({"head", "hhea", "hmtx", "maxp", "glyf", "loca", "CFF "})
"""The tables that PDF reads (ISO 32000-1, 9.9, table 126)."""
_FLAGS = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE


class LostFaceError(Exception):
    """The file of a face is missing, has changed, or cannot be read; the text is where it should be."""


class SubsetError(ValueError):
    """HarfBuzz cannot read the file."""


class Foundry:
    """Makes font programs, and keeps them in ``store`` by all that they were made from."""

    def __init__(self, store: Store | MemoryStore | None = None) -> None:
        self._store = store or MemoryStore()

    def program(self, face: Face, glyphs: Collection[int], *, notdef: bool) -> bytes:
        """The program of ``face`` with ``glyphs``, by their ids: TrueType, or bare CFF in which they are the CIDs.

        With ``notdef`` the glyph for missing characters keeps its outline. Raises LostFaceError.
        """
        wanted = tuple(sorted({0, *glyphs}))
        key = digest_of("face", fingerprint.engine(), face.digest, repr((face.index, face.location, wanted, notdef)))
        program = self._store.get(key)
        if program is None:
            try:
                program = make_program(_file(face), face, wanted, notdef=notdef)
            except SubsetError as error:
                raise LostFaceError(str(face.path or face.digest)) from error
            self._store.put(key, program)
        return program


def make_program(data: bytes, face: Face, glyphs: tuple[int, ...], *, notdef: bool) -> bytes:
    """The program of ``face``, which is in the font file ``data``, with ``glyphs``, of which the first is 0.

    With ``notdef`` the glyph for missing characters keeps its outline. Raises SubsetError.
    """
    whole = uharfbuzz.Face(data, face.index)
    if not whole.glyph_count:
        raise SubsetError("HarfBuzz finds no face in the file")
    wish = uharfbuzz.SubsetInput()
    wish.glyph_set.update(glyphs)
    wish.layout_feature_tag_set.clear()  # features would bring alternate glyphs along
    dropped = set(whole.table_tags) - _KEPT
    wish.drop_table_tag_set.update(int.from_bytes(tag.encode("latin-1"), "big") for tag in dropped)
    wish.flags = _FLAGS
    if notdef:
        wish.flags |= uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    if not face.cff:
        wish.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
    for axis in whole.axis_infos:
        wish.pin_axis_location(whole, axis.tag, dict(face.location).get(axis.tag, axis.default_value))
    plan = uharfbuzz.SubsetPlan(whole, wish)
    program: bytes = plan.execute().blob.data
    if not face.cff:
        return program
    from hemaprint.bind.programs import by_cid  # noqa: PLC0415 - loads slowly, and is needed for new faces only

    return by_cid(program, [old for _, old in sorted(plan.new_to_old_glyph_mapping.items())], glyphs)


def _file(face: Face) -> bytes:
    path = face.path or face_file(face.digest)
    try:
        data = path.read_bytes() if path and path.is_file() else b""  # a device would never end
    except OSError:
        data = b""
    if sha256(data).hexdigest() != face.digest:
        raise LostFaceError(str(path or face.digest))
    return data
