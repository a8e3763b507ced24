# SPDX-License-Identifier: MIT
"""Bring the identifiers of scholarly publishing into one form, and prove their check digits."""

from __future__ import annotations

import re

from hemaprint.errors import MalformedError

_URL_PREFIX = {
    "doi": re.compile(r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE),
    "pmid": re.compile(
        r"(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/)|pmid:?\s*)",
        re.IGNORECASE,
    ),
    "nct": re.compile(r"(?:https?://)?(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show|show)/", re.IGNORECASE),
    "orcid": re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE),
    "isbn": re.compile(r"isbn(?:-1[03])?:?\s*", re.IGNORECASE),
    "issn": re.compile(r"(?:e-?|p-?)?issn:?\s*", re.IGNORECASE),
}

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)
_PMID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_NCT = re.compile(r"NCT\d{8}", re.ASCII)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])", re.ASCII)
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])", re.ASCII)
_ISBN = re.compile(r"(?:97[89]\d{9}\d|\d{9}[\dX])", re.ASCII)


def normal_doi(text: str) -> str:
    """``10.1056/NEJMoa1502924``, without resolver (ISO 26324; Crossref's syntax); raises MalformedError (HP050)."""
    doi = _without_prefix("doi", text)
    if not _DOI.fullmatch(doi):
        hint = "it is written 10., four or more digits, a slash, a suffix"
        raise MalformedError("HP050", f'"{text}" is not a DOI', hint)
    if doi[-1] in ".,;":
        raise MalformedError("HP050", f'the DOI "{text}" ends in "{doi[-1]}"', "remove the punctuation of the sentence")
    return doi


def normal_pmid(text: str) -> str:
    """A PubMed number of one to eight digits; raises MalformedError (HP051)."""
    pmid = _without_prefix("pmid", text).rstrip("/")
    if not _PMID.fullmatch(pmid):
        raise MalformedError("HP051", f'"{text}" is not a PMID', "a PMID is a number of at most eight digits")
    return pmid


def normal_nct(text: str) -> str:
    """A ClinicalTrials.gov number, ``NCT`` and eight digits; raises MalformedError (HP052)."""
    nct = _without_prefix("nct", text).rstrip("/").upper()
    if not _NCT.fullmatch(nct):
        found = f"; this has {sum(map(str.isdigit, nct))}" if nct.startswith("NCT") else ""
        raise MalformedError("HP052", f'"{text}" is not a trial number', f"it is written NCT and eight digits{found}")
    return nct


def normal_orcid(text: str) -> str:
    """An ORCID iD in four groups of four (ISO/IEC 7064, MOD 11-2); raises MalformedError (HP053)."""
    match = _ORCID.fullmatch(_without_prefix("orcid", text).rstrip("/").upper())
    if not match:
        hint = "it is written in four groups of four, for example 0000-0002-1825-0097"
        raise MalformedError("HP053", f'"{text}" is not an ORCID iD', hint)
    total = 0
    for digit in "".join(match.groups())[:15]:
        total = (total + int(digit)) * 2
    return _proved("-".join(match.groups()), (12 - total) % 11, "HP053", "ORCID iD", "copy the iD from orcid.org")


def normal_issn(text: str) -> str:
    """An ISSN in two groups of four (ISO 3297: modulus 11, weights 8 to 2); raises MalformedError (HP054)."""
    match = _ISSN.fullmatch(_without_prefix("issn", text).upper())
    if not match:
        raise MalformedError("HP054", f'"{text}" is not an ISSN', "it is written in two groups, for example 0378-5955")
    weighed = zip("".join(match.groups())[:7], range(8, 1, -1), strict=True)
    remainder = -sum(int(digit) * weight for digit, weight in weighed) % 11
    return _proved("-".join(match.groups()), remainder, "HP054", "ISSN", "copy the number from portal.issn.org")


def normal_isbn(text: str) -> str:
    """An ISBN, hyphens as written (ISO 2108: modulus 10 or, of ten digits, 11); raises MalformedError (HP194)."""
    isbn = "-".join(_without_prefix("isbn", text).upper().split())
    digits = isbn.replace("-", "")
    if not _ISBN.fullmatch(digits):
        raise MalformedError("HP194", f'"{text}" is not an ISBN', "it has 13 digits, for example 978-3-16-148410-0")
    if len(digits) == 10:
        remainder = -sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    else:
        remainder = -sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12])) % 10
    return _proved(isbn, remainder, "HP194", "ISBN", "copy the number from the back of the book")


def _proved(number: str, remainder: int, code: str, kind: str, advice: str) -> str:
    """``number``, whose check digit is ``remainder``; raises MalformedError otherwise."""
    expected = "X" if remainder == 10 else str(remainder)
    if number[-1] != expected:
        message = f'the check digit of the {kind} "{number}" is {number[-1]}, not {expected}'
        raise MalformedError(code, message, f"a digit is mistyped: {advice}")
    return number


def _without_prefix(kind: str, text: str) -> str:
    """The identifier without its resolver, label and white space."""
    text = text.strip()
    match = _URL_PREFIX[kind].match(text)
    return text[match.end() :].strip() if match else text
