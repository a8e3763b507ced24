"""Identifiers of scholarly publishing: checked, and brought to the form in which they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable

from hemaprint.project.malformed import MalformedError

Check = Callable[[str], str]
"""Takes an identifier as typed, returns it as printed, or raises MalformedError."""

_URL_PREFIX = {
    "doi": re.compile(r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE),
    "pmid": re.compile(
        r"(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/)|pmid:?\s*)",
        re.IGNORECASE,
    ),
    "nct": re.compile(r"(?:https?://)?(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show|show)/", re.IGNORECASE),
    "orcid": re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE),
    "issn": re.compile(r"(?:e-?|p-?)?issn:?\s*", re.IGNORECASE),
}

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)
_PMID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_NCT = re.compile(r"NCT\d{8}", re.ASCII)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])", re.ASCII)
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])", re.ASCII)


def normal_doi(text: str) -> str:
    """``10.1056/NEJMoa1502924``, without resolver (ISO 26324; Crossref's syntax); raises MalformedError (HP050)."""
    doi = _without_prefix("doi", text)
    if not _DOI.fullmatch(doi):
        raise MalformedError(
            "HP050", f'"{text}" is not a DOI', "it is written 10., four or more digits, a slash, a suffix"
        )
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
        digits = sum(character.isdigit() for character in nct)
        found = f"; this has {digits}" if nct.startswith("NCT") else ""
        raise MalformedError("HP052", f'"{text}" is not a trial number', f"it is written NCT and eight digits{found}")
    return nct


def normal_orcid(text: str) -> str:
    """An ORCID iD in four groups of four (ISO 7064, mod 11-2); raises MalformedError (HP053)."""
    match = _ORCID.fullmatch(_without_prefix("orcid", text).rstrip("/").upper())
    if not match:
        hint = "it is written in four groups of four, for example 0000-0002-1825-0097"
        raise MalformedError("HP053", f'"{text}" is not an ORCID iD', hint)
    orcid = "-".join(match.groups())
    expected = orcid_check_digit("".join(match.groups())[:15])
    if orcid[-1] != expected:
        message = f'the check digit of the ORCID iD "{orcid}" is {orcid[-1]}, not {expected}'
        raise MalformedError("HP053", message, "a digit is mistyped: copy the iD from orcid.org")
    return orcid


def orcid_check_digit(digits: str) -> str:
    """The last character of an ORCID iD from its first fifteen digits (ISO/IEC 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def normal_issn(text: str) -> str:
    """An ISSN in two groups of four (ISO 3297); raises MalformedError (HP054)."""
    match = _ISSN.fullmatch(_without_prefix("issn", text).upper())
    if not match:
        raise MalformedError("HP054", f'"{text}" is not an ISSN', "it is written in two groups, for example 0378-5955")
    issn = "-".join(match.groups())
    expected = issn_check_digit("".join(match.groups())[:7])
    if issn[-1] != expected:
        message = f'the check digit of the ISSN "{issn}" is {issn[-1]}, not {expected}'
        raise MalformedError("HP054", message, "a digit is mistyped: copy the number from portal.issn.org")
    return issn


def issn_check_digit(digits: str) -> str:
    """The last character of an ISSN from its first seven digits (ISO 3297: modulus 11, weights 8 to 2)."""
    remainder = -sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def _without_prefix(kind: str, text: str) -> str:
    """The identifier without its resolver, label and white space."""
    text = text.strip()
    match = _URL_PREFIX[kind].match(text)
    return text[match.end() :].strip() if match else text
