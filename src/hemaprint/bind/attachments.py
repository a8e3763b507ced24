# SPDX-License-Identifier: MIT
"""Embed files: the sources of the document, and what its structure elements carry; each once, under a name of its own.

PDF/A-3 requires of each file a media type, a date and a relationship (ISO 19005-3, 6.8), PDF/A-4f that the name tree
lists it (ISO 19005-4, 6.9), PDF/UA-2 a description (ISO 14289-2, 8.14.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import md5
from itertools import count
from pathlib import PurePath

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from hemaprint.bind.metadata import pdf_date
from hemaprint.bind.parts import Attachment
from hemaprint.bind.structure import elements_below


def attach(issue: pikepdf.Pdf, sources: Sequence[Attachment], moment: datetime) -> bool:
    """Embed ``sources`` and what structure elements carry, dated ``moment``; whether there is any file."""
    files = _Files(issue, moment)
    associated = [files.source(one) for one in sorted(sources, key=lambda one: one.name)]
    for element in _carriers(issue):
        element.AF = Array([files.carried(one) for one in element.AF])
    if associated:
        issue.Root.AF = Array(associated)
    return files.write_names()


def _carriers(issue: pikepdf.Pdf) -> Iterator[Object]:
    root = issue.Root.get("/StructTreeRoot")
    if root is not None:
        yield from (element for element in elements_below(root) if "/AF" in element)


class _Files:
    """The file specifications of an issue: equal ones are one object, different ones have different names."""

    def __init__(self, issue: pikepdf.Pdf, moment: datetime) -> None:
        self._issue = issue
        self._moment = moment
        self._known: dict[tuple[str | bytes, ...], Object] = {}
        self._streams: dict[tuple[str, bytes], Stream] = {}
        self._names: dict[str, Object] = {}

    def source(self, one: Attachment) -> Object:
        """The specification of a source of the document."""
        return self._file(one, Name.Source)

    def carried(self, found: Object) -> Object:
        """The specification to put in the place of one that typesetting wrote."""
        stream = found.EF.F
        one = Attachment(str(found.UF), stream.read_bytes(), str(stream.Subtype)[1:], str(found.Desc))
        return self._file(one, found.AFRelationship)

    def write_names(self) -> bool:
        """Write the tree of names, in the order of their bytes (ISO 32000-1, 7.9.6); False where there is none."""
        if not self._names:
            return False
        names = [(String(name), file) for name, file in self._names.items()]
        tree = Array([one for pair in sorted(names, key=lambda pair: bytes(pair[0])) for one in pair])
        if "/Names" not in self._issue.Root:
            self._issue.Root.Names = Dictionary()
        self._issue.Root.Names.EmbeddedFiles = self._issue.make_indirect(Dictionary(Names=tree))
        return True

    def _file(self, one: Attachment, relation: Object) -> Object:
        key = (one.name, one.mime, one.description, str(relation), one.data)
        if key not in self._known:
            self._known[key] = self._specified(one, self._free(one.name), relation)
        return self._known[key]

    def _free(self, name: str) -> str:
        """``name``, or ``name-2`` where another file has it."""
        path = PurePath(name)
        candidates = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
        return name if name not in self._names else next(one for one in candidates if one not in self._names)

    def _specified(self, one: Attachment, name: str, relation: Object) -> Object:
        stream = self._stream(one)
        specification = Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            Desc=String(one.description),
            AFRelationship=relation,
            EF=Dictionary(F=stream, UF=stream),
        )
        self._names[name] = self._issue.make_indirect(specification)
        return self._names[name]

    def _stream(self, one: Attachment) -> Stream:
        key = (one.mime, one.data)
        if key not in self._streams:
            parameters = Dictionary(
                Size=len(one.data),
                ModDate=String(pdf_date(self._moment)),
                CheckSum=String(md5(one.data, usedforsecurity=False).digest()),  # ISO 32000-1, table 46
            )
            kind = Name(f"/{one.mime}")
            self._streams[key] = self._issue.make_stream(
                one.data, Type=Name.EmbeddedFile, Subtype=kind, Params=parameters
            )
        return self._streams[key]
