# SPDX-License-Identifier: MIT
"""Check the standards that a PDF claims: PDF/UA and PDF/A with a validator, PDF/X-4 here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from pikepdf import Array, Dictionary, Stream

from hemaprint.errors import Severity
from hemaprint.pdf.objects import (
    Rectangle,
    annotations_of,
    box_of,
    entries,
    entry,
    name_of,
    page_box,
    text_of,
    tree_pairs,
    trim_of,
)
from hemaprint.preflight.metadata import archive_claim, designation, press_claim, press_intents, read_metadata
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

try:
    import page as validation
except ImportError:  # an extra: it is as large as everything else together
    validation = None  # type: ignore[assignment]

INSTALL = "pip install 'hemaprint[validation]'"

_RULE = re.compile(r"PDF(?:UA|A)\d[A-Z]*-([A-Z0-9-]+?)-\d+$")
_PAGE = re.compile(r"\bpage (\d+)\b")
_CHANNELS = {b"CMYK": 4, b"RGB ": 3, b"GRAY": 1}
"""Colour spaces of a profile and the number of components that its stream must give (ICC.1:2010, table 19)."""
_HEADER = 128
"""Bytes of the header of a profile (ICC.1:2010, 7.2)."""
_REQUIRED = {
    "dc:title": "a title",
    "xmp:CreateDate": "a creation date",
    "xmp:ModifyDate": "a modification date",
    "xmp:MetadataDate": "a date of its metadata",
    "xmpMM:DocumentID": "an identifier",
    "xmpMM:VersionID": "a version",
    "xmpMM:RenditionClass": "a rendition",
    "pdfxid:GTS_PDFXVersion": "its name in XMP",
}
_ALLOWED = ("PrinterMark", "TrapNet")
_HALFTONES = (1, 5)


# claims, PDF/UA and PDF/A


def check_claim(subject: Subject) -> Iterator[Finding]:
    """Check that a file names the standard that it keeps."""
    metadata = read_metadata(subject.pdf)
    if subject.purpose is Purpose.PRINT and not press_claim(subject.pdf):
        message = "the file does not claim to be PDF/X, which printers require"
        yield Finding("HP406", Severity.WARNING, message, "export it as PDF/X-4")
    if subject.purpose is Purpose.SCREEN and not (metadata["pdfuaid:part"] or archive_claim(metadata)):
        message = "the file claims neither PDF/UA (accessible) nor PDF/A (archival)"
        hint = "export it as PDF/UA-1, and as PDF/A-3 if it is to be archived"
        yield Finding("HP406", Severity.WARNING, message, hint)


def check_kept(subject: Subject) -> Iterator[Finding]:
    """Check that a file keeps the parts of PDF/UA and PDF/A that it claims."""
    metadata = read_metadata(subject.pdf)
    parts = {"PDF/UA": metadata["pdfuaid:part"], "PDF/A": archive_claim(metadata)}
    yield from _level_of_files(subject, parts["PDF/A"])
    claims = [f"{standard}-{part}" for standard, part in parts.items() if part]
    if claims and validation is None:
        message = (
            f"the file claims {' and '.join(claims)}; this was not checked, because the validator is not installed"
        )
        yield Finding("HP408", Severity.NOTE, message, INSTALL)
        return
    for claim in claims:
        yield from _validated(subject, claim)


def _level_of_files(subject: Subject, claim: str) -> Iterator[Finding]:
    """PDF/A-4 with files is 4f, and only that (ISO 19005-4, 6.9): the validator does not know that part."""
    attached = any(tree_pairs(entry(subject.pdf.Root, "/Names", "/EmbeddedFiles"), "/Names"))
    if claim == ("4" if attached else "4f"):
        message = f"the file claims PDF/A-{claim}, but {'has attached files' if attached else 'no file is attached'}"
        yield Finding("HP407", Severity.WARNING, message, f"claim PDF/A-{'4f' if attached else '4'}")


def _validated(subject: Subject, claim: str) -> Iterator[Finding]:
    known = {f"PDF/A-{one.value}".replace("PDF/A-ua", "PDF/UA-"): one for one in validation.ValidationProfile}
    profile = known.get(claim)
    if profile is None:
        message = f"the file claims {claim}, which cannot be checked here"
        yield Finding("HP408", Severity.NOTE, message, "check it with veraPDF")
        return
    try:
        report = validation.validate_pdf_bytes(subject.data, profile=profile)
    except validation.PageError as error:
        message = f"the file claims {claim}, but the check ended early: {error}"
        yield Finding("HP408", Severity.WARNING, message, "fix the other findings, or check it with veraPDF")
        return
    failures = sorted((one for one in report.failures if not _mistaken(one, subject)), key=lambda one: one.rule_id)
    for _, alike in groupby(failures, key=lambda one: one.rule_id):
        yield _broken(claim, list(alike), subject)


def _mistaken(failure: Any, subject: Subject) -> bool:
    """Whether page-validation 0.11 takes a carriage return at the end of a stream's data for part of the line end.

    The length is then right; qpdf, which looks for ``endstream`` after it, would warn if it were not.
    """
    if not failure.rule_id.endswith("-STREAM-LENGTH-001"):
        return False
    found = failure.object_id
    suspects = subject.pdf.objects if found is None else [subject.pdf.get_object(found.object_number, found.generation)]
    return any(isinstance(one, Stream) and one.read_raw_bytes().endswith(b"\r") for one in suspects)


@cache
def _plain_rules() -> dict[str, str]:
    return tomllib.loads(files("hemaprint.preflight").joinpath("rules.toml").read_text("utf-8"))


def _broken(claim: str, failures: list[Any], subject: Subject) -> Finding:
    """One finding for all failures of a rule."""
    first = failures[0]
    match = _RULE.match(first.rule_id)
    reason = _plain_rules().get(match[1] if match else "", first.message)
    times = f" ({len(failures)} times)" if len(failures) > 1 else ""
    found = _PAGE.search(first.message)
    page = int(found[1]) - 1 if found and 0 < int(found[1]) <= len(subject.pdf.pages) else None
    message = f"the file claims {claim}, but {reason}{times} [{first.rule_id}]"
    return Finding("HP407", Severity.ERROR, message, "fix it where the file is made, or remove the claim", page)


# PDF/X-4 (ISO 15930-7), for which there is no independent validator


@only_for(Purpose.PRINT)
def check_intent(subject: Subject) -> Iterator[Finding]:
    """Check that one output intent names the printing condition and carries its profile."""
    intents = press_intents(subject.pdf)
    hint = subject.advice(
        "build the print edition with --profile FILE, the profile that the printer names",
        "export it for the printing condition, with the profile, that the printer names",
    )
    if len(intents) != 1:
        many = "more than one output intent" if intents else "no output intent"
        message = f"the file has {many} of PDF/X, so its colours are undefined"
        yield Finding("HP409", Severity.ERROR, message, hint)
        return
    if not text_of(intents[0].get("/OutputConditionIdentifier")):
        yield Finding("HP409", Severity.ERROR, "the output intent names no printing condition", hint)
    if fault := _profile_fault(intents[0].get("/DestOutputProfile")):
        yield Finding("HP409", Severity.ERROR, f"the output intent {fault}", hint)


def _profile_fault(profile: Any) -> str:
    if not isinstance(profile, Stream):
        return "carries no profile"
    head = profile.read_bytes()[:_HEADER]
    if len(head) < _HEADER or head[36:40] != b"acsp":
        return "carries data that is not a profile"
    if head[12:16] != b"prtr":
        return "carries a profile that is not for a printer"
    if _CHANNELS.get(head[16:20]) != profile.get("/N"):
        return "carries a profile with a wrong number of colours"
    return ""


@only_for(Purpose.PRINT)
def check_identity(subject: Subject) -> Iterator[Finding]:
    """Check that the file names its PDF/X version, its title, its dates, and whether it is trapped."""
    claim = press_claim(subject.pdf)
    if not claim:
        return
    if designation(claim) not in ("PDF/X-4", "PDF/X-4p"):
        message = f"the file claims {claim}; only PDF/X-4 is checked here"
        yield Finding("HP408", Severity.NOTE, message, "let the printer's own preflight check it")
        return
    for missing in _missing(subject):
        message = f"PDF/X-4 requires {missing}, which the file lacks"
        yield Finding("HP439", Severity.ERROR, message, _again(subject))
    trapped = read_metadata(subject.pdf)["pdf:Trapped"] or name_of(entry(subject.pdf.trailer, "/Info", "/Trapped"))
    if trapped not in ("True", "False"):
        message = "the file does not say whether it is trapped (PDF/X-4: True or False)"
        yield Finding("HP439", Severity.ERROR, message, _again(subject))


def _missing(subject: Subject) -> list[str]:
    metadata = read_metadata(subject.pdf)
    missing = [f"{what} ({name})" for name, what in _REQUIRED.items() if not metadata[name]]
    return missing if "/ID" in subject.pdf.trailer else [*missing, "a file identifier (ID)"]


def _again(subject: Subject) -> str:
    return subject.advice("make the print edition again", "export it as PDF/X-4")


@only_for(Purpose.PRINT)
def check_annotations(subject: Subject) -> Iterator[Finding]:
    """Check that annotations of a print file lie outside the bleed."""
    for index, page in enumerate(subject.pdf.pages):
        area = page_box(page, "/BleedBox") or trim_of(page)
        for one in annotations_of(page):
            kind, place = name_of(one.get("/Subtype")), box_of(one.get("/Rect"))
            if kind not in _ALLOWED and (place is None or _touch(place, area)):
                message = f"an annotation ({kind or 'of no kind'}) lies on the printed area"
                yield Finding("HP440", Severity.ERROR, message, "remove links and comments", index, place)


def _touch(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@only_for(Purpose.PRINT)
def check_forbidden(subject: Subject) -> Iterator[Finding]:
    """Check for external streams, PostScript, replaced pictures, transfer functions and unusual halftones."""
    found: dict[str, None] = {}
    for thing in subject.pdf.objects:
        if isinstance(thing, Stream):
            found |= dict.fromkeys(_in_stream(thing))
        elif isinstance(thing, Dictionary):
            if name_of(thing.get("/Type")) == "ExtGState":
                found |= dict.fromkeys(_in_state(thing))
        else:
            continue
        for resources in (thing.get("/Resources"), thing):
            for _, state in entries(resources, "/ExtGState"):
                found |= dict.fromkeys(_in_state(state))
    for message in found:
        yield Finding("HP441", Severity.ERROR, f"the file contains {message}", _again(subject))


def _in_stream(stream: Stream) -> Iterator[str]:
    kind = name_of(stream.get("/Subtype"))
    if stream.get("/F") is not None and name_of(stream.get("/Type")) != "EmbeddedFile":
        yield "a stream whose data is in another file"
    if kind == "PS" or name_of(stream.get("/Subtype2")) == "PS":
        yield "PostScript"
    if stream.get("/OPI") is not None:
        yield "pictures that are to be replaced (OPI)"
    if kind == "Image" and isinstance(stream.get("/Alternates"), Array):
        yield "pictures with alternates"
    if kind == "Form" and stream.get("/Ref") is not None:
        yield "pages of another file (reference XObjects)"


def _in_state(state: Any) -> Iterator[str]:
    """The forbidden parts of a graphics state (ISO 32000-1, table 58)."""
    transfer, second, halftone = (entry(state, key) for key in ("/TR", "/TR2", "/HT"))
    if (transfer is not None and name_of(transfer) != "Identity") or (
        second is not None and name_of(second) != "Default"
    ):
        yield "transfer functions"
    kind = entry(halftone, "/HalftoneType")
    if (kind is not None and kind not in _HALFTONES) or entry(halftone, "/HalftoneName") is not None:
        yield "custom halftones"
