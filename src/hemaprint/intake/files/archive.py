"""Open the containers of office documents within bounds: nothing in them is trusted, not even their own sizes."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.files.xml import SAVE_AGAIN, Element, parse_xml

ENTRIES_AT_MOST = 5000
PART_BYTES_AT_MOST = 32 * 1024 * 1024
ALL_BYTES_AT_MOST = 256 * 1024 * 1024
RATIO_AT_MOST = 200
RATIO_FROM_BYTES = 4 * 1024 * 1024
"""Small parts may be as regular as they like: an empty table of styles packs better than 200 to 1."""

CHUNK = 256 * 1024
ENCRYPTED = 0x1
CENTRAL_ENTRY = b"PK\x01\x02"


class Archive:
    """A zip container in memory. Every failure is a :class:`ContentError` about ``path``."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._read_bytes = 0
        if data.count(CENTRAL_ENTRY) > ENTRIES_AT_MOST:
            raise self.fault("HP514", f"{path.name} has more than {ENTRIES_AT_MOST} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # zipfile raises BadZipFile, struct.error, ValueError... on broken directories
            raise self.fault(
                "HP513", f"{path.name} is damaged or cut off: {error}", "ask for the file again"
            ) from error
        self._entries = self._checked_entries()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None when there is none of this name."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    self._bound(entry, size, len(chunk))
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            message = f"{self.path.name} is damaged: its part {name} cannot be unpacked ({error})"
            raise self.fault("HP513", message, "ask for the file again") from error
        return b"".join(chunks)

    def read_all(self) -> None:
        """Unpack every part once, for programs that are less careful: a bomb is found here."""
        for name in self._entries:
            self.read(name)

    def xml(self, name: str) -> Element | None:
        """The root element of an XML part, None when there is none of this name."""
        data = self.read(name)
        return None if data is None else self.parse(name, data)

    def parse(self, name: str, data: bytes) -> Element:
        """The root element of XML without document type, of bounded depth and size."""
        return parse_xml(self.path, data, f"the part {name}")

    def fault(self, code: str, message: str, hint: str = SAVE_AGAIN) -> ContentError:
        """The error to raise about this container."""
        return ContentError([Problem(code, message, Location(self.path), hint)])

    def _checked_entries(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.filename
            if entry.is_dir():
                continue
            if name.startswith("/") or "\\" in name or "\0" in entry.orig_filename or ".." in PurePosixPath(name).parts:
                raise self.fault(
                    "HP515", f"{self.path.name} has a part that leaves it: {name!r}", "do not trust this file"
                )
            if entry.flag_bits & ENCRYPTED:
                raise self.fault("HP515", f"{self.path.name} is encrypted", "save it without a password")
            if name in entries:
                raise self.fault("HP515", f"{self.path.name} has two parts named {name!r}")
            entries[name] = entry
        return entries

    def _bound(self, entry: zipfile.ZipInfo, size: int, more: int) -> None:
        self._read_bytes += more
        packed = max(1, entry.compress_size)
        if size > RATIO_FROM_BYTES and size > packed * RATIO_AT_MOST:
            raise self.fault("HP514", f"the part {entry.filename} unpacks to more than {RATIO_AT_MOST} times its size")
        if size > PART_BYTES_AT_MOST or self._read_bytes > ALL_BYTES_AT_MOST:
            raise self.fault(
                "HP514", f"{self.path.name} unpacks to too much ({entry.filename})", "make its pictures smaller"
            )
