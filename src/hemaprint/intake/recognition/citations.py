# SPDX-License-Identifier: MIT
"""Recognise references and citations: by numbers, by key (``[@poe2020]``), and figures by label (``\\ref{fig:a}``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hemaprint.intake.bibliography import Bibliography, Work
from hemaprint.intake.language import count_of, phrases
from hemaprint.intake.passages import (
    Boxed,
    Heading,
    Inline,
    Listing,
    Passage,
    Picture,
    Prose,
    TextRun,
    cut,
    has_notes,
    inlines,
    joined,
    text_in,
    text_of,
    trimmed,
    with_inline,
)
from hemaprint.intake.recognition import Cited, Understood

_HEAD = re.compile(rf"(?:{phrases('references')})\s*[:：]?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)、])\s*(?=\S)")
_CITED = re.compile(r"\[(?P<numbers>\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)\]")
_RAISED = re.compile(r"\d{1,3}(?:\s*[-–,]\s*\d{1,3})*")
_RANGE_AT_MOST = 200


def take_references(understood: Understood) -> None:
    """Move the entries under the last heading ``References`` to the front matter if the copy cites them in order.

    Otherwise they stay in the copy as a list.
    """
    at = max((index for index, part in enumerate(understood.parts) if _HEAD.fullmatch(text_in(part))), default=None)
    entries, end = _entries(understood, at + 1) if at is not None else ([], 0)
    if at is None or not entries:
        return
    head = understood.parts[at]
    assert isinstance(head, Heading | Prose)
    before, after = understood.parts[:at], understood.parts[end:]
    running = [part for part in before if not isinstance(part, Boxed | Heading)]
    order = list(dict.fromkeys(number for inline, _ in inlines(running) for number in _numbers(inline)))
    if order == list(range(1, len(entries) + 1)) and not any(map(has_notes, entries)):
        understood.drop(head.line, text_of(head.inline), "the heading of the references: the layout sets it")
        understood.references += [Cited(f"ref{number}", entry) for number, entry in enumerate(entries, 1)]
        understood.parts = [_cited(part, understood) for part in before] + after
        understood.recognise(head.line, f"{count_of(len(entries), 'reference')}, cited in order")
        return
    items = tuple((Prose(line=head.line, inline=entry),) for entry in entries)
    heading = Heading(line=head.line, inline=head.inline, level=2)
    understood.parts = [*before, heading, Listing(line=head.line, items=items, ordered=True), *after]
    missing = len(entries) - len(set(order) & set(range(1, len(entries) + 1)))
    reason = f"{missing} of {len(entries)} are not cited" if missing else "they are not cited in order"
    otherwise = "move them to references in the front matter, and cite them as [@key]"
    understood.doubt("HP540", head.line, f"the references remain a list: {reason}", otherwise)


def _entries(understood: Understood, start: int) -> tuple[list[Inline], int]:
    """The entries from ``start``, in one list or as paragraphs with numbers, and the index after them."""
    parts = understood.parts
    if start < len(parts) and isinstance(listing := parts[start], Listing):
        firsts = [item[0] for item in listing.items if len(item) == 1]
        entries = [first.inline for first in firsts if isinstance(first, Prose)]
        return (entries, start + 1) if listing.start == 1 and len(entries) == len(listing.items) else ([], start)
    entries = []
    for part in parts[start:]:
        match = _NUMBERED.match(text_of(part.inline)) if isinstance(part, Prose) else None
        if not isinstance(part, Prose) or match is None or int(match[1] or match[2]) != len(entries) + 1:
            break
        understood.drop(part.line, match[0], "the number of a reference: the layout sets it")
        entries.append(cut(part.inline, match.end()))
    return entries, start + len(entries)


def _citations(inline: Inline) -> Iterator[tuple[int, int, str]]:
    """The places where numbers are cited, in square brackets or raised after a word: start, end, numbers."""
    at = 0
    before = ""
    for run in joined(inline):
        if "sup" in run.marks:
            is_power = before[-1:].isdigit() or re.search(r"\b[cmk]?m$", before)  # ten to the sixth, square metres
            if _RAISED.fullmatch(run.text.strip()) and not is_power:
                yield at, at + len(run.text), run.text.strip()
        else:
            for match in _CITED.finditer(run.text):
                yield at + match.start(), at + match.end(), match["numbers"]
        at += len(run.text)
        before = run.text or before


def _numbers(inline: Inline) -> list[int]:
    return [number for _, _, text in _citations(inline) for number in _expanded(text)]


def _expanded(text: str) -> list[int]:
    """The numbers of a citation, ranges written out."""
    numbers: list[int] = []
    for piece in re.split("[,，、]", text):
        ends = [int(number) for number in re.split("[-–]", piece)]
        numbers += range(ends[0], min(ends[-1], ends[0] + _RANGE_AT_MOST) + 1)
    return numbers


def _cited(part: Passage, understood: Understood) -> Passage:
    """The part with citations that name the references instead of numbers, which are recorded as left out."""
    if isinstance(part, Boxed | Heading):
        return part

    def change(inline: Inline, _: int) -> Inline:
        pieces: list[TextRun] = []
        at, copy = 0, text_of(inline)
        for start, end, text in _citations(inline):
            ids = ";".join(f"ref{number}" for number in dict.fromkeys(_expanded(text)))
            pieces += [*cut(inline, at, start), TextRun("", note=f"@{ids}")]
            at = end
            word = re.search(r"(?<!\w)\w*$", copy[:start])
            if word and word[0] and copy[start] != "[":  # raised, and counted as a part of the word
                understood.respelled.append((word[0] + text, word[0]))
            else:
                understood.drop(part.line, text, "the number of a citation: the layout numbers them")
        return joined((*pieces, *cut(inline, at))) if pieces else inline

    return with_inline(part, change)


# ---------------------------------------------------------------- citations by key, figures by label

_KEY = r"\{[^{}\s]{1,100}\}|\w(?:[\w:.#$%&+?<>~/-]{0,98}\w)?"
_CITING = re.compile(
    rf"\[(?P<inside>[^\[\]]{{1,400}})\]|(?<![\w@/.\[-])@(?P<key>{_KEY})(?:\s\[(?P<locator>[^\[\]@]{{1,80}})\])?"
)
_BETWEEN = re.compile(r";|,(?=\s*-?@)")
"""The signs between the items of a citation; pandoc knows only the semicolon."""
_ITEM = re.compile(rf"(?:(?P<prefix>[^@]*\S)\s+|\s*)-?@(?P<key>{_KEY})(?P<suffix>[^@]*)")
_MACRO = re.compile(r"\\[A-Za-z]+")
_LABEL = re.compile(r"(?<!\s)\s*(?:\\label\{(?P<label>[^{}\s]{1,80})\}|\{#(?P<id>[^{}\s]{1,80})\})")
_REFERRING = re.compile(
    r"(?P<word>\b(?:Fig(?:ure|ura)?|Abb(?:ildung)?)\.?[\s~]{0,3})?"
    r"(?:\\(?:auto|[cC])?ref\{(?P<label>[^{}\s]{1,80})\}|\[?@(?P<key>(?:fig|tbl|sec|eq|lst)[:-][\w:-]{0,79}\w)\]?)"
)
_KEY_DROPPED = "the key of a citation: the layout numbers references"
_KEYS_SHOWN = 8


def take_citations(understood: Understood, bibliography: Bibliography, *, is_markdown: bool) -> None:
    """Cite works where the copy names their keys, and number the figures that it refers to by labels.

    In Markdown everything of that form is a citation: an unknown key is reported, and ``check`` requires it. In other
    manuscripts an @ means a citation only where its key is known.
    """
    understood.doubts += bibliography.doubts
    citer = _Citer(understood, bibliography.works, is_markdown)
    parts = [citer.labelled(part) for part in understood.parts]
    notes = understood.notes
    for change in (citer.numbered, citer.cited):
        parts = [with_inline(part, change) for part in parts]
    for change in (citer.numbered, citer.cited):
        notes = {key: replace(note, inline=change(note.inline, note.line)) for key, note in notes.items()}
    understood.parts, understood.notes = parts, notes
    citer.report(bibliography.files)


def _replaced(
    inline: Inline, pattern: re.Pattern[str], made: Callable[[re.Match[str], TextRun], Inline | None]
) -> Inline:
    """The runs with each match in their text replaced by what is ``made`` of it; None leaves it as it is."""
    pieces: list[TextRun] = []
    for run in inline:
        at = 0
        for match in pattern.finditer(run.text) if not run.href and not run.note else ():
            if (new := made(match, run)) is not None:
                pieces += [replace(run, text=run.text[at : match.start()]), *new]
                at = match.end()
        pieces.append(replace(run, text=run.text[at:]))
    return joined(pieces)


@dataclass(slots=True)
class _Citer:
    """Replaces labels of figures and keys of works.

    ``labels`` are the labels as ids of the article; ``ids`` are the ids of the works cited, in the order of their first
    citation; ``unknown`` are the lines of unknown keys.
    """

    understood: Understood
    works: Mapping[str, Work]
    is_markdown: bool
    labels: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    def labelled(self, part: Passage) -> Passage:
        r"""The part; a picture without the ``\label{...}`` in its caption, which is remembered."""
        if isinstance(part, Boxed):
            return replace(part, passages=tuple(self.labelled(one) for one in part.passages))
        if not isinstance(part, Picture):
            return part
        match = _LABEL.search(text_of(part.caption))
        name = part.label
        if match is not None:
            name = match["label"] or match["id"]
            self.understood.drop(part.line, match[0], "the label of a figure: the layout numbers figures")
            rest = (*cut(part.caption, 0, match.start()), *cut(part.caption, match.end()))
            part = replace(part, caption=trimmed(joined(rest)))
        if name:
            self.labels[name] = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        return replace(part, label=self.labels.get(name, ""), alt=_LABEL.sub("", part.alt).strip())

    def numbered(self, inline: Inline, line: int) -> Inline:
        """The copy with links to figures instead of labels."""

        def made(match: re.Match[str], run: TextRun) -> Inline | None:
            label = self.labels.get(match["label"] or match["key"] or "")
            if label is None:
                if match["label"] or (match["key"] not in self.works and self.is_markdown):
                    message = f"{match[0]} refers to something that is not a figure of the manuscript"
                    self.understood.doubt("HP543", line, message, "write what it refers to")
                return None
            word = (match["word"] or "").strip(" ~") or "Fig."
            self.understood.respelled.append((match[0], word))
            return (TextRun(f"{word} #", run.marks, f"#{label}"),)

        return _replaced(inline, _REFERRING, made)

    def cited(self, inline: Inline, line: int) -> Inline:
        """The copy with citations instead of keys."""

        def made(match: re.Match[str], run: TextRun) -> Inline | None:
            if match["inside"] is not None:
                items = [_ITEM.fullmatch(piece) for piece in _BETWEEN.split(match["inside"])]
                found = [item for item in items if item is not None]
                is_meant = self.is_markdown or any(_bare(item["key"]) in self.works for item in found)
                return self._group(found, run, line) if is_meant and len(found) == len(items) else None
            work = self.works.get(_bare(match["key"]))
            if work is None:
                return None
            said, locator = match[0], " ".join((match["locator"] or "").split())
            if locator:
                said = said[: match.start("locator") - match.start() - 1].rstrip()
                self.understood.drop(line, locator, _KEY_DROPPED)
            return self._named(work, said, locator, run, line)

        return _replaced(inline, _CITING, made)

    def report(self, files: tuple[str, ...]) -> None:
        """Report the works cited, unknown keys, and what a list of references cannot print."""
        if cited := [self.works[key] for key in self.ids if key in self.works]:
            origin = f" from {', '.join(files)}" if files else ""
            self.understood.recognise(0, f"{count_of(len(cited), 'reference')}{origin}")
        if self.unknown:
            keys = list(self.unknown)
            more = f" and {len(keys) - _KEYS_SHOWN} more" if len(keys) > _KEYS_SHOWN else ""
            message = f"no file of references has {', '.join(keys[:_KEYS_SHOWN])}{more}"
            hint = (
                "put a BibTeX, CSL-JSON or RIS file that has them beside the manuscript, or write references yourself"
            )
            self.understood.doubt("HP570", self.unknown[keys[0]], message, hint)
        for work in cited:
            if macros := _MACRO.findall(" ".join(map(text_of, (work.title, work.container, work.publisher)))):
                message = f"the reference {work.key} is printed with TeX commands as typed: {', '.join(macros)}"
                self.understood.doubt("HP572", 0, message, "replace them in the article by what they mean")
            if work.unprinted:
                message = f"the reference {work.key} is printed without {', '.join(work.unprinted)}"
                self.understood.doubt("HP572", 0, message, "write it as `raw` under references if that matters")

    def _group(self, items: list[re.Match[str]], run: TextRun, line: int) -> Inline:
        """A citation of several works; words before a key stay in the copy, and the whole is then in brackets."""
        groups: list[tuple[str, list[str]]] = []
        for item in items:
            locator = " ".join(item["suffix"].strip(" ,").split())
            self.understood.drop(line, f"{item['key']} {locator}", _KEY_DROPPED)
            one = self._id(_bare(item["key"]), line) + (f", {locator}" if locator else "")
            if item["prefix"] or not groups:
                groups.append((item["prefix"] or "", []))
            if one not in groups[-1][1]:
                groups[-1][1].append(one)
        runs: list[TextRun] = []
        for index, (prefix, ids) in enumerate(groups):
            gap = "; " if index else ""
            runs.append(replace(run, text=f"{gap}{prefix.strip()} " if prefix else gap))
            runs.append(TextRun("", note=f"@{';'.join(ids)}"))
        if any(prefix for prefix, _ in groups):
            return (replace(run, text="("), *runs, replace(run, text=")"))
        return tuple(runs)

    def _named(self, work: Work, said: str, locator: str, run: TextRun, line: int) -> Inline:
        """``@poe2020`` in a sentence: the names of its authors, then the citation."""
        names = [name.family or name.literal for name in work.authors] or [text_of(work.title)]
        several = len(names) > 2 or work.et_al
        named = f"{names[0]} et al" if several else " and ".join(names)
        self.understood.respelled.append((said, named))
        cited = self._id(work.key, line) + (f", {locator}" if locator else "")
        return (replace(run, text=named), TextRun("", note=f"@{cited}"))

    def _id(self, key: str, line: int) -> str:
        """The id that the article cites; a work gets its entry under ``references``."""
        if key not in self.ids:
            plain = re.sub(r"[^A-Za-z0-9_:.-]", "-", key)
            plain = plain if plain[:1].isascii() and plain[:1].isalpha() else f"ref-{plain}"
            while plain in self.ids.values():
                plain += "-"
            self.ids[key] = plain
            if key in self.works:
                self.understood.references.append(Cited(plain, self.works[key]))
            else:
                self.unknown[key] = line
        return self.ids[key]


def _bare(key: str) -> str:
    return key.strip("{}")
