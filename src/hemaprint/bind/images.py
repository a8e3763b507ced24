"""Share pictures and colour profiles that several parts carry alike."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.pdf.objects import ObjectId, entries, is_new, walk_resources


def share_images(issue: pikepdf.Pdf) -> None:
    """Let equal image and ICC profile streams be one object each."""
    pool = _Pool()
    seen: set[ObjectId] = set()
    for resources in walk_resources(issue):
        for space in _color_spaces(resources):
            pool.share_profile(space)
        pictures = resources.get("/XObject")
        if pictures is None or not is_new(pictures, seen):
            continue
        for name, picture in entries(resources, "/XObject"):
            if isinstance(picture, Stream) and picture.get("/Subtype") == Name.Image:
                pictures[name] = pool.shared_picture(picture)


class _Pool:
    """The first stream of each content."""

    def __init__(self) -> None:
        self._by_content: dict[bytes, Object] = {}
        self._settled: dict[ObjectId, Object] = {}

    def shared(self, stream: Object) -> Object:
        """The stream that stands for all with the content of ``stream``."""
        if stream.objgen not in self._settled:
            self._settled[stream.objgen] = self._by_content.setdefault(_fingerprint(stream), stream)
        return self._settled[stream.objgen]

    def shared_picture(self, picture: Object) -> Object:
        """As ``shared``, after the soft mask and the profile of ``picture`` were shared."""
        if picture.objgen in self._settled:
            return self._settled[picture.objgen]
        for mask in ("/SMask", "/Mask"):
            if isinstance(picture.get(mask), Stream):
                picture[mask] = self.shared_picture(picture[mask])
        if "/ColorSpace" in picture:
            self.share_profile(picture.ColorSpace)
        return self.shared(picture)

    def share_profile(self, space: Object) -> None:
        """Replace the profile inside ``space`` when it is an /ICCBased one."""
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.ICCBased:
            space[1] = self.shared(space[1])


def _color_spaces(resources: Object) -> Iterator[Object]:
    for _, space in entries(resources, "/ColorSpace"):
        yield space
    for _, inner in entries(resources, "/XObject"):
        group = inner.get("/Group")
        if isinstance(group, Dictionary) and "/CS" in group:
            yield group.CS


def _fingerprint(stream: Object) -> bytes:
    """Data and dictionary; references inside are told apart by object number, so share what they refer to first."""
    digest = sha256(stream.read_raw_bytes())
    for key, value in sorted(stream.items()):
        if key != "/Length":
            digest.update(f"{key} {_written(value)} ".encode())
    return digest.digest()


def _written(value: object) -> str:
    if isinstance(value, Object):
        return f"{value.objgen} R" if value.is_indirect else value.unparse(resolved=False).decode("latin-1")
    return repr(value)
