"""Titles of works and journals in plain text, set in italic type where the words around them say what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hemaprint.intake.passages import Inline, Passage, text_of
from hemaprint.intake.recognition.recognised import Boxed, Understood
from hemaprint.intake.spans import marked, with_inline

_SMALL = "a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|vs|with"
_WORD = r"[A-Z0-9][\w’'/+–-]*:?"
_RUN = rf"{_WORD}(?: (?:(?:{_SMALL}) ){{0,4}}{_WORD}){{1,12}}"
_TITLED = re.compile(
    rf"\b(?:[Tt]itled|[Ee]ntitled)[,:]? (?P<title>{_RUN})"
    r"(?=[,.;)?!]|\s(?:in|at|marked|was|is|and|which|that)\b|$)"
)
_JOURNALS = (
    "Nature Medicine|Nature|Science|Cell|Cancer Cell|The Lancet Haematology|The Lancet Oncology|The Lancet|Lancet|"
    "Blood Advances|Blood Cancer Journal|Blood|Leukemia|Haematologica|Journal of Clinical Oncology|"
    "The New England Journal of Medicine|New England Journal of Medicine|British Journal of Haematology|"
    "American Journal of Hematology|HemaSphere|Bone Marrow Transplantation|Molecular Therapy|Cancer Discovery|"
    "JAMA Oncology|JAMA|BMJ|NEJM Evidence|Annals of Oncology"
)
_PUBLISHED = re.compile(
    rf"\b(?:published|appeared|reported|printed)(?: \w+)?(?: online)? in (?P<title>{_JOURNALS})(?=[,.;:)?!\s]|$)"
)


def set_titles(understood: Understood) -> None:
    """Italic type for what is said to be titled, and for journals in which something is said to be published."""

    def change(inline: Inline, line: int) -> Inline:
        text = text_of(inline)
        for match in (*_TITLED.finditer(text), *_PUBLISHED.finditer(text)):
            if any("emphasis" in span.marks for span in inline if span.text and span.text in match["title"]):
                continue
            inline = marked(inline, match.start("title"), match.end("title"), "emphasis")
            understood.recognise(line, f"the title “{match['title']}”, set in italic type")
        return inline

    understood.parts = [_changed(part, change) for part in understood.parts]


def _changed(part: Passage, change: Callable[[Inline, int], Inline]) -> Passage:
    if isinstance(part, Boxed):
        return replace(part, passages=tuple(with_inline(inner, change) for inner in part.passages))
    return with_inline(part, change)
