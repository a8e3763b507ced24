"""A list of references: entries of the front matter where every one of them is cited in order, else a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hemaprint.intake.bibliography import Bibliography, Work
from hemaprint.intake.passages import (
    Heading,
    Inline,
    Listing,
    Passage,
    Picture,
    Prose,
    Span,
    cut,
    inlines,
    joined,
    text_of,
    trimmed,
    with_inline,
)
from hemaprint.intake.recognition import Boxed, Cited, Understood

_HEAD = re.compile(
    r"(?:references?|literature(?: cited)?|bibliography|works cited|literatur(?:verzeichnis)?|références|referencias|"
    r"bibliografia|参考文献|參考文獻)\s*[:：]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)、])\s*(?=\S)")
_CITED = re.compile(r"\[(?P<numbers>\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)\]")
_RAISED = re.compile(r"\d{1,3}(?:\s*[-–,]\s*\d{1,3})*")
_RANGE_AT_MOST = 200


def take_references(understood: Understood) -> None:
    """Entries under the last heading ``References`` go to the front matter if the copy cites them one by one."""
    at = max((index for index, part in enumerate(understood.parts) if _is_head(part)), default=None)
    if at is None:
        return
    entries, end = _entries(understood, at + 1)
    if not entries:
        return
    head = understood.parts[at]
    before, after = understood.parts[:at], understood.parts[end:]
    order = list(dict.fromkeys(number for part in before for inline in _running(part) for number in _numbers(inline)))
    if order == list(range(1, len(entries) + 1)) and not any(span.note for entry in entries for span in entry):
        understood.drop(head.line, _text(head), "the head of the references: the layout sets it")
        understood.references += [Cited(f"ref{number}", entry) for number, entry in enumerate(entries, 1)]
        understood.parts = [_cited(part) for part in before] + after
        understood.recognise(head.line, f"{len(entries)} references, cited in order")
        _drop_numbers(understood, before)
        return
    understood.parts = [*before, *_as_list(head, entries), *after]
    missing = [number for number in range(1, len(entries) + 1) if number not in order]
    reason = f"{len(missing)} of {len(entries)} are not cited" if missing else "they are not cited in order"
    otherwise = "move them to references in the front matter, and cite them as [@key]"
    understood.doubt("HP540", head.line, f"the references were left as a list: {reason}", otherwise)


def _is_head(part: Passage) -> bool:
    return isinstance(part, Heading | Prose) and bool(_HEAD.fullmatch(text_of(part.inline).strip()))


def _text(part: Passage) -> str:
    return text_of(part.inline) if isinstance(part, Heading | Prose) else ""


def _entries(understood: Understood, start: int) -> tuple[list[Inline], int]:
    """The entries from ``start``, in one list or as paragraphs with numbers, and where they end."""
    parts = understood.parts
    if start < len(parts) and isinstance(listing := parts[start], Listing):
        if listing.start == 1 and all(len(item) == 1 and isinstance(item[0], Prose) for item in listing.items):
            return [item[0].inline for item in listing.items if isinstance(item[0], Prose)], start + 1
        return [], start
    entries: list[Inline] = []
    index = start
    while index < len(parts):
        part = parts[index]
        match = _NUMBERED.match(text_of(part.inline)) if isinstance(part, Prose) else None
        if not isinstance(part, Prose) or match is None or int(match[1] or match[2]) != len(entries) + 1:
            break
        understood.drop(part.line, match[0], "the number of a reference: the layout sets it")
        entries.append(cut(part.inline, match.end()))
        index += 1
    return entries, index


def _as_list(head: Passage, entries: list[Inline]) -> list[Passage]:
    """The references as they stand, under a crosshead."""
    items = tuple((Prose(line=head.line, inline=entry),) for entry in entries)
    inline = head.inline if isinstance(head, Heading | Prose) else ()
    return [Heading(line=head.line, inline=inline, level=2), Listing(line=head.line, items=items, ordered=True)]


def _running(part: Passage) -> Iterator[Inline]:
    """Inline copy that can hold a citation: running text, not boxes."""
    if not isinstance(part, Boxed | Heading):
        yield from (inline for inline, _ in inlines([part]))


def _citations(inline: Inline) -> Iterator[tuple[int, int, str]]:
    """Where numbers are cited: in square brackets, or raised behind a word."""
    at = 0
    before = ""
    for span in joined(inline):
        if "sup" in span.marks:
            is_power = before[-1:].isdigit() or re.search(r"\b[cmk]?m$", before)  # 10 to the sixth, square metres
            if _RAISED.fullmatch(span.text.strip()) and not is_power:
                yield at, at + len(span.text), span.text.strip()
        else:
            for match in _CITED.finditer(span.text):
                yield at + match.start(), at + match.end(), match["numbers"]
        at += len(span.text)
        before = span.text or before


def _numbers(inline: Inline) -> list[int]:
    return [number for _, _, text in _citations(inline) for number in _expanded(text)]


def _expanded(text: str) -> list[int]:
    numbers: list[int] = []
    for piece in re.split("[,，、]", text):
        ends = [int(number) for number in re.split("[-–]", piece)]
        numbers += range(ends[0], min(ends[-1], ends[0] + _RANGE_AT_MOST) + 1)
    return numbers


def _cited(part: Passage) -> Passage:
    """The part with its citations as spans that name the references."""
    if isinstance(part, Boxed | Heading):
        return part
    return with_inline(part, lambda inline, _: _with_citations(inline))


def _with_citations(inline: Inline) -> Inline:
    pieces: list[Span] = []
    at = 0
    for start, end, text in _citations(inline):
        pieces += cut(inline, at, start)
        pieces.append(Span("", note=f"@{';'.join(f'ref{number}' for number in dict.fromkeys(_expanded(text)))}"))
        at = end
    return joined((*pieces, *cut(inline, at))) if pieces else inline


def _drop_numbers(understood: Understood, parts: list[Passage]) -> None:
    for part in parts:
        for inline in _running(part):
            copy = text_of(inline)
            for start, _, text in _citations(inline):
                word = re.search(r"(?<!\w)\w*$", copy[:start])
                if word and word[0] and copy[start] != "[":  # raised, and a part of the word for whoever counts
                    understood.respelled.append((word[0] + text, word[0]))
                    continue
                understood.drop(part.line, text, "the number of a citation: the layout numbers them")


_KEY = r"\{[^{}\s]{1,100}\}|\w(?:[\w:.#$%&+?<>~/-]{0,98}\w)?"
_CITING = re.compile(
    rf"\[(?P<inside>[^\[\]]{{1,400}})\]|(?<![\w@/.\[-])@(?P<key>{_KEY})(?:\s\[(?P<locator>[^\[\]@]{{1,80}})\])?"
)
_BETWEEN = re.compile(r";|,(?=\s*-?@)")
"""What parts the items of a citation; pandoc knows the semicolon alone."""
_ITEM = re.compile(rf"(?:(?P<prefix>[^@]*\S)\s+|\s*)-?@(?P<key>{_KEY})(?P<suffix>[^@]*)")
_MACRO = re.compile(r"\\[A-Za-z]+")
_LABEL = re.compile(r"(?<!\s)\s*(?:\\label\{(?P<label>[^{}\s]{1,80})\}|\{#(?P<id>[^{}\s]{1,80})\})")
_REFERRING = re.compile(
    r"(?P<word>\b(?:Fig(?:ure|ura)?|Abb(?:ildung)?)\.?[\s~]{0,3})?"
    r"(?:\\(?:auto|[cC])?ref\{(?P<label>[^{}\s]{1,80})\}|\[?@(?P<key>(?:fig|tbl|sec|eq|lst)[:-][\w:-]{0,79}\w)\]?)"
)
_OTHERWISE = "put a BibTeX, CSL-JSON or RIS file that has them beside the manuscript, or write references yourself"
_TOLD_AT_MOST = 8


def take_citations(understood: Understood, bibliography: Bibliography, *, is_markdown: bool) -> None:
    """Cite works where the copy names their keys, and number the figures that it refers to by labels.

    In Markdown everything of that form is a citation: a key that no file has is told, and ``check`` asks for it. In
    other manuscripts an @ means a citation only where its key is known.
    """
    understood.doubts += bibliography.doubts
    figures = _Figures(understood, bibliography.works, is_markdown)
    understood.parts = [figures.labelled(part) for part in understood.parts]
    understood.parts = [_throughout(part, figures.numbered) for part in understood.parts]
    keys = _Keys(understood, bibliography.works, is_markdown)
    understood.parts = [_throughout(part, keys.cited) for part in understood.parts]
    for change in (figures.numbered, keys.cited):
        noted = {key: replace(note, inline=change(note.inline, note.line)) for key, note in understood.notes.items()}
        understood.notes = noted
    keys.tell(bibliography.files)


def _throughout(part: Passage, change: Callable[[Inline, int], Inline]) -> Passage:
    """The part with all its inline copy changed, that of a box included."""
    if isinstance(part, Boxed):
        inside = tuple(_throughout(one, change) for one in part.passages)
        return replace(part, title=change(part.title, part.line), passages=inside)
    return with_inline(part, change)


def _replaced(inline: Inline, pattern: re.Pattern[str], made: Callable[[re.Match[str], Span], Inline | None]) -> Inline:
    """The spans with what is made of each match in their text; None leaves it as it is."""
    pieces: list[Span] = []
    for span in inline:
        at = 0
        for match in pattern.finditer(span.text) if not span.href and not span.note else ():
            if (new := made(match, span)) is not None:
                pieces += [replace(span, text=span.text[at : match.start()]), *new]
                at = match.end()
        pieces.append(replace(span, text=span.text[at:]))
    return joined(pieces)


@dataclass(slots=True)
class _Figures:
    """The labels of figures as the manuscript has them, and as ids of the article."""

    understood: Understood
    cited: Collection[str]
    is_markdown: bool
    labels: dict[str, str] = field(default_factory=dict)

    def labelled(self, part: Passage) -> Passage:
        r"""A picture without the ``\label{...}`` in its caption, which is remembered."""
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
        """The copy with links to figures in the place of labels."""

        def made(match: re.Match[str], span: Span) -> Inline | None:
            label = self.labels.get(match["label"] or match["key"] or "")
            if label is None:
                if match["label"] or (match["key"] not in self.cited and self.is_markdown):
                    message = f"{match[0]} refers to something that is not a figure of the manuscript"
                    self.understood.doubt("HP543", line, message, "write what it refers to")
                return None
            word = (match["word"] or "").strip(" ~") or "Fig."
            self.understood.respelled.append((match[0], word))
            return (Span(f"{word} #", span.marks, f"#{label}"),)

        return _replaced(inline, _REFERRING, made)


@dataclass(slots=True)
class _Keys:
    """The works that are cited, in the order of their first citation, and the keys that nothing is known of."""

    understood: Understood
    works: Mapping[str, Work]
    is_markdown: bool
    ids: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    def cited(self, inline: Inline, line: int) -> Inline:
        """The copy with citations in the place of keys."""

        def made(match: re.Match[str], span: Span) -> Inline | None:
            if match["inside"] is not None:
                items = [_ITEM.fullmatch(piece) for piece in _BETWEEN.split(match["inside"])]
                found = [item for item in items if item is not None]
                is_meant = self.is_markdown or any(_bare(item["key"]) in self.works for item in found)
                return self._group(found, span, line) if is_meant and len(found) == len(items) else None
            work = self.works.get(_bare(match["key"]))
            if work is None:
                return None
            said, locator = match[0], " ".join((match["locator"] or "").split())
            if locator:
                said = said[: match.start("locator") - match.start() - 1].rstrip()
                self.understood.drop(line, locator, "the key of a citation: the layout numbers references")
            return self._named(work, said, locator, span, line)

        return _replaced(inline, _CITING, made)

    def tell(self, files: tuple[str, ...]) -> None:
        """Say what was cited from where, what is unknown, and what a list of references cannot print."""
        if cited := [self.works[key] for key in self.ids if key in self.works]:
            origin = f" of {', '.join(files)}" if files else ""
            self.understood.recognise(0, f"{len(cited)} references{origin}")
        if self.unknown:
            keys = list(self.unknown)
            more = f" and {len(keys) - _TOLD_AT_MOST} more" if len(keys) > _TOLD_AT_MOST else ""
            message = f"no file of references has {', '.join(keys[:_TOLD_AT_MOST])}{more}"
            self.understood.doubt("HP570", next(iter(self.unknown.values())), message, _OTHERWISE)
        for work in cited:
            if macros := _MACRO.findall(" ".join(map(text_of, (work.title, work.container, work.publisher)))):
                message = (
                    f"the reference {work.key} is printed with commands of TeX as they are typed: {', '.join(macros)}"
                )
                self.understood.doubt("HP572", 0, message, "write in the article what they stand for")
            if work.unprinted:
                message = f"the reference {work.key} is printed without {', '.join(work.unprinted)}"
                self.understood.doubt("HP572", 0, message, "write it as `raw` under references if that matters")

    def _group(self, items: list[re.Match[str]], span: Span, line: int) -> Inline:
        """A citation of several works; words before a key stay in the copy, all of them then in brackets."""
        groups: list[tuple[str, list[str]]] = []
        for item in items:
            locator = " ".join(item["suffix"].strip(" ,").split())
            self.understood.drop(
                line, f"{item['key']} {locator}", "the key of a citation: the layout numbers references"
            )
            one = self._id(_bare(item["key"]), line) + (f", {locator}" if locator else "")
            if item["prefix"] or not groups:
                groups.append((item["prefix"] or "", []))
            if one not in groups[-1][1]:
                groups[-1][1].append(one)
        spans = list(self._spans(groups, span))
        if not any(prefix for prefix, _ in groups):
            return tuple(spans)
        return (replace(span, text="("), *spans, replace(span, text=")"))

    def _spans(self, groups: list[tuple[str, list[str]]], span: Span) -> Iterator[Span]:
        for index, (prefix, ids) in enumerate(groups):
            gap = "; " if index else ""
            yield replace(span, text=f"{gap}{prefix.strip()} " if prefix else gap)
            yield Span("", note=f"@{';'.join(ids)}")

    def _named(self, work: Work, said: str, locator: str, span: Span, line: int) -> Inline:
        """``@poe2020`` in a sentence: the names of its authors, and the citation behind them."""
        names = [name.family or name.literal for name in work.authors] or [text_of(work.title)]
        several = len(names) > 2 or work.et_al
        named = f"{names[0]} et al" if several else " and ".join(names)
        self.understood.respelled.append((said, named))
        return (
            replace(span, text=named),
            Span("", note=f"@{self._id(work.key, line)}{f', {locator}' if locator else ''}"),
        )

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
