"""Check the standards that a PDF claims: PDF/UA and PDF/A with a validator, PDF/X-4 here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from page import PageError, ValidationFailure, ValidationProfile, validate_pdf_bytes
from pikepdf import Array, Dictionary, Stream

from hemaprint.errors import Severity
from hemaprint.pdf.objects import (
    Rectangle,
    annotations_of,
    box_of,
    entries_of,
    entry,
    name_of,
    page_box,
    text_of,
    trim_of,
)
from hemaprint.preflight.metadata import Metadata, designation, press_claim, press_intents, read_metadata
from hemaprint.preflight.report import Check, Finding, Purpose, Subject

_PROFILES = {profile.value: profile for profile in ValidationProfile if profile is not ValidationProfile.PDF_UA_1}
_RULE = re.compile(r"PDF(?:UA|A)\d[A-Z]*-([A-Z0-9-]+?)-\d+$")
_PAGE = re.compile(r"\bpage (\d+)\b")
_PLAIN = {
    "FIGURE-ALTERNATIVE-TEXT": "a picture has no alternative text",
    "FORMULA-ALTERNATIVE-TEXT": "a formula has no alternative text",
    "HEADING-NESTING": "a heading skips a level",
    "CONTENT-TAGGING": "something on a page is neither tagged nor marked as decoration",
    "TAGGED-DOCUMENT": "the file is not marked as tagged",
    "STRUCT-TREE-ROOT": "the file has no tags",
    "TABLE-HEADERS-SCOPE": "the header cells of a table do not say what they head",
    "TABLE-HEADERS-UNDEFINED": "the cells of a table name header cells that are not there",
    "LINK-LINK-TAG": "a link is not tagged as a link",
    "LINK-CONTENTS": "a link has no description",
    "NOTE-ID": "a footnote has no identifier",
    "NOTE-ID-UNIQUE": "two footnotes have the same identifier",
    "PAGE-TABS": "a page does not say that the tab key follows the tags",
    "METADATA-TITLE": "the metadata have no title",
    "METADATA-STRUCTURE": "the file has no metadata",
    "METADATA-LANGUAGE": "the language of the metadata is not known",
    "TEXT-LANGUAGE": "the language of text is not known",
    "LANGUAGE-TAG": "a language tag is malformed",
    "VIEWER-PREFERENCES": "reading programs show the file's name instead of its title",
    "FONT-EMBEDDING": "a font is not embedded",
    "FONT-UNICODE-MAPPING": "the letters of a font are not named",
    "UNICODE-MAPPING": "the letters of a font are not named",
    "NOTDEF-GLYPH": "a character is shown as a missing glyph",
    "ID-SCHEMA": "the metadata do not name the standard",
    "DEVICE-RGB": "RGB colours are used without a profile that says what they mean",
    "DEVICE-CMYK": "CMYK colours are used without a profile that says what they mean",
    "DEVICE-GRAY": "greys are used without a profile that says what they mean",
    "ENCRYPTION": "the file is encrypted",
}
"""The rules of page-validation 0.11 that are met most often, in plain words."""


def check_claim(subject: Subject) -> Iterator[Finding]:
    """A file says which standard it keeps."""
    metadata = read_metadata(subject.pdf)
    if subject.purpose is Purpose.PRINT and not press_claim(subject.pdf):
        message = "the file does not say that it is PDF/X, which printers ask for"
        yield Finding("HP406", Severity.WARNING, message, "export it as PDF/X-4")
    if subject.purpose is Purpose.SCREEN and not (metadata.ua or metadata.archive):
        message = "the file claims neither PDF/UA (accessible) nor PDF/A (archival)"
        yield Finding("HP406", Severity.WARNING, message, "export it as PDF/UA-1, and as PDF/A-3 if it is to be kept")


def check_kept(subject: Subject) -> Iterator[Finding]:
    """A file keeps the parts of PDF/UA and PDF/A that it claims."""
    metadata = read_metadata(subject.pdf)
    if metadata.ua:
        yield from _validated(subject, f"PDF/UA-{metadata.ua}", _ua(metadata.ua))
    if metadata.archive:
        yield from _validated(subject, f"PDF/A-{metadata.archive.lower()}", _PROFILES.get(metadata.archive.lower()))


def _ua(part: str) -> ValidationProfile | None:
    return ValidationProfile.PDF_UA_1 if part == "1" else None


def _validated(subject: Subject, name: str, profile: ValidationProfile | None) -> Iterator[Finding]:
    if profile is None:
        message = f"the file claims {name}, which cannot be checked here"
        yield Finding("HP408", Severity.NOTE, message, "check it with veraPDF")
        return
    try:
        report = validate_pdf_bytes(subject.data, profile=profile)
    except PageError as error:
        message = f"the file claims {name}, but the check ended early: {error}"
        yield Finding("HP408", Severity.WARNING, message, "mend what else is reported, or check it with veraPDF")
        return
    failures = [failure for failure in report.failures if not _mistaken(failure, subject)]
    for rule in sorted({failure.rule_id for failure in failures}):
        yield _broken(name, [failure for failure in failures if failure.rule_id == rule], subject)


def _mistaken(failure: ValidationFailure, subject: Subject) -> bool:
    """page-validation 0.11 takes a carriage return at the end of a stream's data for a part of the line's end.

    The length is then right; qpdf, which looks for ``endstream`` behind it, would warn if it were not.
    """
    if not failure.rule_id.endswith("-STREAM-LENGTH-001"):
        return False
    found = failure.object_id
    suspects = subject.pdf.objects if found is None else [subject.pdf.get_object(found.object_number, found.generation)]
    return any(isinstance(one, Stream) and one.read_raw_bytes().endswith(b"\r") for one in suspects)


def _broken(name: str, failures: list[ValidationFailure], subject: Subject) -> Finding:
    """One finding for all failures of a rule."""
    first = failures[0]
    match = _RULE.match(first.rule_id)
    reason = _PLAIN.get(match[1] if match else "", first.message)
    times = f" ({len(failures)} times)" if len(failures) > 1 else ""
    found = _PAGE.search(first.message)
    page = int(found[1]) - 1 if found and 0 < int(found[1]) <= len(subject.pdf.pages) else None
    message = f"the file claims {name}, but {reason}{times} [{first.rule_id}]"
    return Finding("HP407", Severity.ERROR, message, "mend it where the file is made, or take the claim out", page)


_CHANNELS = {b"CMYK": 4, b"RGB ": 3, b"GRAY": 1}
"""Colour spaces of a profile and the components that its stream must name (ICC.1:2010, table 19)."""
_HEADER = 128
"""Bytes of the head of a profile (ICC.1:2010, 7.2)."""
_ALLOWED = ("PrinterMark", "TrapNet")
_HALFTONES = (1, 5)


def check_intent(subject: Subject) -> Iterator[Finding]:
    """One output intent names the printing condition and carries its profile."""
    if subject.purpose is not Purpose.PRINT:
        return
    intents = list(press_intents(subject.pdf))
    hint = subject.advice(
        "build the print edition with --profile FILE, the profile that the printer names",
        "export it for the printing condition, with the profile, that the printer names",
    )
    if len(intents) != 1:
        many = "more than one output intent" if intents else "no output intent"
        message = f"the file has {many} of PDF/X, so that its colours mean nothing certain"
        yield Finding("HP409", Severity.ERROR, message, hint)
        return
    if not text_of(intents[0].get("/OutputConditionIdentifier")):
        yield Finding("HP409", Severity.ERROR, "the output intent names no printing condition", hint)
    if fault := _profile_fault(intents[0].get("/DestOutputProfile")):
        yield Finding("HP409", Severity.ERROR, f"the output intent {fault}", hint)


def check_identity(subject: Subject) -> Iterator[Finding]:
    """The file says which PDF/X it is, what it is, when it was made, and whether it is trapped."""
    claim = press_claim(subject.pdf)
    if not claim or subject.purpose is not Purpose.PRINT:
        return
    if designation(claim) not in ("PDF/X-4", "PDF/X-4p"):
        message = f"the file claims {claim}; only PDF/X-4 is checked here"
        yield Finding("HP408", Severity.NOTE, message, "let the printer's own preflight check it")
        return
    metadata = read_metadata(subject.pdf)
    for lacking in _lacking(subject, metadata):
        yield Finding("HP439", Severity.ERROR, f"PDF/X-4 asks for {lacking}, and the file lacks it", _again(subject))
    trapped = metadata.trapped or _trapped(subject)
    if trapped not in ("True", "False"):
        message = "the file does not say whether it is trapped (PDF/X-4: True or False)"
        yield Finding("HP439", Severity.ERROR, message, _again(subject))


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """Annotations of a print file lie outside the bleed."""
    if subject.purpose is not Purpose.PRINT:
        return
    for index, page in enumerate(subject.pdf.pages):
        area = page_box(page, "/BleedBox") or trim_of(page)
        for one in annotations_of(page):
            kind, place = name_of(one.get("/Subtype")), box_of(one.get("/Rect"))
            if kind not in _ALLOWED and (place is None or _touch(place, area)):
                message = f"an annotation ({kind or 'of no kind'}) lies on the printed area"
                yield Finding("HP440", Severity.ERROR, message, "take links and comments out", index, place)


def check_forbidden(subject: Subject) -> Iterator[Finding]:
    """No stream outside the file, no PostScript, no replaced pictures, no transfer functions, no odd halftones."""
    if subject.purpose is not Purpose.PRINT:
        return
    found: dict[str, None] = {}
    for thing in subject.pdf.objects:
        if isinstance(thing, Stream):
            found |= dict.fromkeys(_in_stream(thing))
            found |= dict.fromkeys(_in_states(thing.get("/Resources")))
        elif isinstance(thing, Dictionary):
            if name_of(thing.get("/Type")) == "ExtGState":
                found |= dict.fromkeys(_in_state(thing))
            found |= dict.fromkeys(_in_states(thing.get("/Resources")))
            found |= dict.fromkeys(_in_states(thing))
    for message in found:
        yield Finding("HP441", Severity.ERROR, f"the file holds {message}", _again(subject))


PRESS_CHECKS: tuple[Check, ...] = (check_intent, check_identity, check_annotations, check_forbidden)


def _again(subject: Subject) -> str:
    return subject.advice("make the print edition again", "export it as PDF/X-4")


def _profile_fault(profile: Any) -> str:
    if not isinstance(profile, Stream):
        return "carries no profile"
    head = profile.read_bytes()[:_HEADER]
    if len(head) < _HEADER or head[36:40] != b"acsp":
        return "carries something that is no profile"
    if head[12:16] != b"prtr":
        return "carries a profile that is not of a printer"
    if _CHANNELS.get(head[16:20]) != profile.get("/N"):
        return "carries a profile whose number of colours is given wrongly"
    return ""


def _lacking(subject: Subject, metadata: Metadata) -> Iterator[str]:
    wanted = {
        "a title (dc:title)": metadata.title,
        "the date it was made (xmp:CreateDate)": metadata.created,
        "the date it was changed (xmp:ModifyDate)": metadata.changed,
        "the date of its metadata (xmp:MetadataDate)": metadata.recorded,
        "an identifier (xmpMM:DocumentID)": metadata.document_id,
        "a version (xmpMM:VersionID)": metadata.version_id,
        "a rendition (xmpMM:RenditionClass)": metadata.rendition,
        "its name in XMP (pdfxid:GTS_PDFXVersion)": metadata.press,
        "a file identifier (ID)": "/ID" in subject.pdf.trailer,
    }
    return (name for name, value in wanted.items() if not value)


def _trapped(subject: Subject) -> str:
    return name_of(entry(entry(subject.pdf.trailer, "/Info"), "/Trapped"))


def _touch(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _in_stream(stream: Stream) -> Iterator[str]:
    kind = name_of(stream.get("/Subtype"))
    if stream.get("/F") is not None and name_of(stream.get("/Type")) != "EmbeddedFile":
        yield "a stream that lies in another file"
    if kind == "PS" or name_of(stream.get("/Subtype2")) == "PS":
        yield "PostScript"
    if stream.get("/OPI") is not None:
        yield "pictures that are to be replaced (OPI)"
    if kind == "Image" and isinstance(stream.get("/Alternates"), Array):
        yield "pictures with alternates"
    if kind == "Form" and stream.get("/Ref") is not None:
        yield "pages of another file (reference XObjects)"


def _in_states(resources: Any) -> Iterator[str]:
    for _, state in entries_of(entry(resources, "/ExtGState")):
        yield from _in_state(state)


def _in_state(state: Any) -> Iterator[str]:
    """Of a graphics state (ISO 32000-1, table 58)."""
    transfer, second, halftone = (entry(state, key) for key in ("/TR", "/TR2", "/HT"))
    if transfer is not None and name_of(transfer) != "Identity":
        yield "transfer functions"
    if second is not None and name_of(second) != "Default":
        yield "transfer functions"
    kind = entry(halftone, "/HalftoneType")
    if (kind is not None and kind not in _HALFTONES) or entry(halftone, "/HalftoneName") is not None:
        yield "halftones of its own"
