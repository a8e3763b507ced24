# SPDX-License-Identifier: MIT
"""Make the font programs of a file: each face subset once, to the glyphs that all parts of the file show.

A face is named by its content (``typeset/pages.py``). Its file belongs to the theme, or was installed where the part
was set: both are believed only if their bytes have the hash in the name. HarfBuzz makes the subset; it is called by
``ctypes``, because binding need not load WeasyPrint, which has another way to the same library.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_void_p, string_at
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hemaprint.errors import MissingEnvironmentError
from hemaprint.system import fingerprint
from hemaprint.system.environment import load_library
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.geometry import faces
from hemaprint.typeset.pages import Face

_METRICS = frozenset({"head", "hhea", "hmtx", "maxp"})
_OUTLINES = frozenset({"glyf", "loca", "fvar", "gvar", "avar"})


class LostFaceError(Exception):
    """The file of a face is missing, has changed, or cannot be read; the text is where it should be."""


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
    """The program of ``face``, which is in the font file ``data``, with ``glyphs``, of which the first is 0."""
    if face.cff:
        program, kept = _subset(data, face.index, glyphs, _METRICS | {"CFF "}, keep_ids=False, notdef=notdef)
        from hemaprint.bind.programs import by_cid  # noqa: PLC0415 - loads slowly, and is needed for new faces only

        return by_cid(program, kept, glyphs)
    program, _ = _subset(data, face.index, glyphs, _METRICS | _OUTLINES, keep_ids=True, notdef=notdef)
    if b"gvar" not in _tables(program):
        return program
    from hemaprint.bind.programs import still  # noqa: PLC0415 - as above

    return still(program, dict(face.location))


def _tables(program: bytes) -> set[bytes]:
    """The tags of the tables of a font file (OpenType 1.9, "Table directory")."""
    count = int.from_bytes(program[4:6], "big")
    return {program[at : at + 4] for at in range(12, 12 + 16 * count, 16)}


def _file(face: Face) -> bytes:
    path = face.path or _theme_files().get(face.digest)
    try:
        data = path.read_bytes() if path and path.is_file() else b""  # a device would never end
    except OSError:
        data = b""
    if sha256(data).hexdigest() != face.digest:
        raise LostFaceError(str(path or face.digest))
    return data


@cache
def _theme_files() -> dict[str, Path]:
    return {sha256(face.path.read_bytes()).hexdigest(): face.path for face in faces()}


# ---------------------------------------------------------------- HarfBuzz (constants are those of hb-subset.h)

OLDEST = "4.1"

_NO_HINTING, _RETAIN_GIDS, _DESUBROUTINIZE, _NOTDEF_OUTLINE = 0x1, 0x2, 0x4, 0x40
_DROP_TABLE_TAG, _LAYOUT_FEATURE_TAG = 3, 6
_READONLY = 1


class SubsetError(ValueError):
    """HarfBuzz cannot read the file."""


def _subset(
    data: bytes, index: int, glyphs: Collection[int], tables: frozenset[str], *, keep_ids: bool, notdef: bool
) -> tuple[bytes, tuple[int, ...]]:
    """A subset of the face at ``index`` of a font file, and the glyph of the whole face that each of its glyphs was.

    It has the glyphs with these ids, which do not change with ``keep_ids``, and tables with these tags. With ``notdef``
    the glyph for missing characters keeps its outline. Raises SubsetError.
    """
    hb = _harfbuzz()
    with ExitStack() as held:

        def hold(made: Any, destroy: Any) -> Any:
            if not made:
                raise SubsetError("HarfBuzz cannot make a subset of the face")
            held.callback(destroy, made)
            return made

        def add(target: int, values: Collection[int]) -> None:
            hb.set_add_sorted_array(target, (c_uint * len(values))(*sorted(values)), len(values))

        blob = hold(hb.blob_create(data, len(data), _READONLY, None, None), hb.blob_destroy)
        face = hold(hb.face_create(blob, index), hb.face_destroy)
        if not hb.face_get_glyph_count(face):
            raise SubsetError("HarfBuzz finds no face in the file")
        wish = hold(hb.subset_input_create_or_fail(), hb.subset_input_destroy)
        add(hb.subset_input_glyph_set(wish), glyphs)
        dropped = [tag for tag in _tags(face) if tag.to_bytes(4, "big").decode("latin-1") not in tables]
        add(hb.subset_input_set(wish, _DROP_TABLE_TAG), dropped)
        flags = _NO_HINTING | _DESUBROUTINIZE | _RETAIN_GIDS * keep_ids | _NOTDEF_OUTLINE * notdef
        hb.subset_input_set_flags(wish, flags)
        hb.set_clear(hb.subset_input_set(wish, _LAYOUT_FEATURE_TAG))  # features would bring alternate glyphs along
        plan = hold(hb.subset_plan_create_or_fail(face, wish), hb.subset_plan_destroy)
        small = hold(hb.subset_plan_execute_or_fail(plan), hb.face_destroy)
        written = hold(hb.face_reference_blob(small), hb.blob_destroy)
        length = c_uint()
        place = hb.blob_get_data(written, byref(length))
        old = hb.subset_plan_new_to_old_glyph_mapping(plan)
        count = hb.face_get_glyph_count(small)
        return string_at(place, length.value), tuple(hb.map_get(old, gid) for gid in range(count))


def _tags(face: int) -> list[int]:
    hb = _harfbuzz()
    count = c_uint(hb.face_get_table_tags(face, 0, None, None))
    tags = (c_uint * count.value)()
    hb.face_get_table_tags(face, 0, byref(count), tags)
    return list(tags)


_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "blob_create": (c_void_p, c_char_p, c_uint, c_int, c_void_p, c_void_p),
    "blob_destroy": (None, c_void_p),
    "blob_get_data": (c_void_p, c_void_p, POINTER(c_uint)),
    "face_create": (c_void_p, c_void_p, c_uint),
    "face_destroy": (None, c_void_p),
    "face_get_table_tags": (c_uint, c_void_p, c_uint, POINTER(c_uint), POINTER(c_uint)),
    "face_reference_blob": (c_void_p, c_void_p),
    "face_get_glyph_count": (c_uint, c_void_p),
    "map_get": (c_uint, c_void_p, c_uint),
    "set_clear": (None, c_void_p),
    "set_add_sorted_array": (None, c_void_p, POINTER(c_uint), c_uint),
    "subset_input_create_or_fail": (c_void_p,),
    "subset_input_destroy": (None, c_void_p),
    "subset_input_glyph_set": (c_void_p, c_void_p),
    "subset_input_set": (c_void_p, c_void_p, c_int),
    "subset_input_set_flags": (None, c_void_p, c_uint),
    "subset_plan_create_or_fail": (c_void_p, c_void_p, c_void_p),
    "subset_plan_destroy": (None, c_void_p),
    "subset_plan_execute_or_fail": (c_void_p, c_void_p),
    "subset_plan_new_to_old_glyph_mapping": (c_void_p, c_void_p),
}
"""Result and parameters of the functions that are called, without their prefix ``hb_``."""


@cache
def _harfbuzz() -> Any:
    """The functions of HarfBuzz and of its subsetting library; raises MissingEnvironmentError if one is missing."""
    core, subsetting = load_library("harfbuzz"), load_library("harfbuzz-subset")
    found = SimpleNamespace()
    for name, (result, *parameters) in _SIGNATURES.items():
        function = getattr(subsetting if name.startswith("subset") else core, f"hb_{name}", None)
        if function is None:
            raise MissingEnvironmentError(f"HarfBuzz has no hb_{name}", hint=f"install HarfBuzz {OLDEST} or newer")
        function.restype, function.argtypes = result, parameters
        setattr(found, name, function)
    return found
