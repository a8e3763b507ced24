"""Open a PDF that anybody may have made, and say what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from hemaprint.errors import Severity
from hemaprint.preflight.report import Finding, Purpose

LARGEST = 512 * 1024**2
"""Bytes of a file that is examined; it is held in memory as a whole."""

_HEADER_WITHIN = 1024
"""Readers accept a header that stands in the first 1024 bytes (PDF 1.7, implementation note 13)."""

_WHERE = re.compile(r"^stream <[^>]*>[,:]?\s*|^<stdin>[,:]?\s*")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as far as it could be opened; without ``pdf`` one of the findings says why."""

    data: bytes
    pdf: pikepdf.Pdf | None
    findings: tuple[Finding, ...]


def open_pdf(path: Path) -> Opened:
    """Open a file; raises OSError where it cannot be read at all."""
    size = path.stat().st_size
    if size > LARGEST:
        message = f"the file has {size / 1e6:.0f} MB, and no more than {LARGEST / 1e6:.0f} MB are examined"
        return _refused(b"", "HP404", message, "examine it in parts, or lower the resolution of its pictures")
    data = path.read_bytes()
    if not data:
        return _refused(data, "HP400", "the file is empty", "make it again: the copy or the download was cut off")
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        return _refused(data, "HP400", "the file is not a PDF", "name a file that begins with %PDF-")
    return _opened(data)


def _opened(data: bytes) -> Opened:
    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        message, hint = "the file does not open without a password", "save it without a password"
        return _refused(data, "HP402", message, hint)
    except Exception as error:
        message = f"the file is damaged beyond repair: {plain(error)}"
        return _refused(data, "HP400", message, "make it again, or ask for another copy")
    try:
        pages = len(pdf.pages)
    except Exception as error:
        return _refused(data, "HP405", f"its pages cannot be told: {plain(error)}", "make the file again")
    if not pages:
        return _refused(data, "HP405", "the file has no pages", "make the file again")
    return Opened(data, pdf, ())


def damage(pdf: pikepdf.Pdf, purpose: Purpose) -> Iterator[Finding]:
    """What qpdf had to guess until now; asking again tells only what came since."""
    faults = list(dict.fromkeys(plain(warning) for warning in pdf.get_warnings()))
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        yield Finding(
            "HP401",
            Severity.ERROR if purpose is Purpose.PRINT else Severity.WARNING,
            f"the file is damaged: {faults[0]}{more}",
            "make it again; other programs may guess otherwise, or refuse it",
        )


def plain(error: object) -> str:
    """What qpdf says, without the name that it gives to the data."""
    return _WHERE.sub("", str(error)).strip() or type(error).__name__


def _refused(data: bytes, code: str, message: str, hint: str) -> Opened:
    return Opened(data, None, (Finding(code, Severity.ERROR, message, hint),))
