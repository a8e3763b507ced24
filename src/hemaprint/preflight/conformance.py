"""Which standards a PDF claims, and whether it keeps them: PDF/UA and PDF/A by a validator, PDF/X by our own checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from page import PageError, ValidationFailure, ValidationProfile, validate_pdf_bytes
from pikepdf import Stream

from hemaprint.errors import Severity
from hemaprint.preflight.claims import press_claim
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.xmp import read_metadata

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
