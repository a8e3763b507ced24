# SPDX-License-Identifier: MIT
"""Resolve or leave out what is not copy in a Word document.

That is tracked changes, comments, hidden text, contents, running heads, and the properties of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hemaprint.intake import TrackedChanges
from hemaprint.intake.files import Archive, Element, tables
from hemaprint.intake.passages import Author, Findings, Metadata
from hemaprint.intake.word.fields import CODES, COMPARE, fields_of, lengthen_fields
from hemaprint.intake.word.package import (
    OFF,
    WordParts,
    around,
    insert_first,
    line_of,
    quoted,
    remove,
    style_of,
    switch,
    unwrap,
    val,
    w,
)
from hemaprint.intake.word.styles import TABLE_OF_CONTENTS, Styles
from hemaprint.intake.word.text import choose_alternatives, text_in, words_of

# ---------------------------------------------------------------- tracked changes

INSERTED = (w("ins"), w("moveTo"))
DELETED = (w("del"), w("moveFrom"))
_RANGES = """
    moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd
    customXmlDelRangeStart customXmlDelRangeEnd
"""
_FORMATS = """
    rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange tblGridChange tblPrExChange numberingChange
"""
RANGES, FORMATS = tuple(map(w, _RANGES.split())), tuple(map(w, _FORMATS.split()))
KEPT_OF_PARAGRAPH = frozenset({w("rPr"), w("sectPr")})
"""Properties that a change of a paragraph's format does not record (17.13.5.29 pPrChange)."""

PROPERTIES = frozenset({w("rPr"), w("trPr"), w("tcPr"), w("numPr")})
ASK = "use --accept-changes or --reject-changes"


def resolve_changes(root: Element, wish: TrackedChanges | None, findings: Findings | None) -> None:
    """Resolve all changes below ``root``, as if the author had accepted or rejected all of them.

    Without a ``wish`` they are accepted, and each group of them is a doubt.
    """
    if wish is None and findings is not None:
        _report_changes(root, findings)
    rejecting = wish is TrackedChanges.REJECT
    kept, dropped = (DELETED, INSERTED) if rejecting else (INSERTED, DELETED)
    for tags, resolve in ((dropped, remove), (kept, unwrap)):
        for element in list(root.iter(*tags)):
            if element.getparent() is not None and element.getparent().tag not in PROPERTIES:
                resolve(element)
    _resolve_formats(root, rejecting)
    _drop_rows(root, dropped, w("cellIns") if rejecting else w("cellDel"))
    _join_paragraphs(root, dropped)
    for name, live in (("delText", "t"), ("delInstrText", "instrText")) if rejecting else ():
        for element in root.iter(w(name)):
            element.tag = w(live)
    for element in list(root.iter(*RANGES, *INSERTED, *DELETED, w("cellIns"), w("cellDel"), w("cellMerge"))):
        remove(element)


def _resolve_formats(root: Element, rejecting: bool) -> None:
    for change in list(root.iter(*FORMATS)):
        properties = change.getparent()
        if properties is None:
            continue
        remove(change)
        before = change.find(properties.tag)
        if not rejecting or before is None:
            continue
        for child in list(properties):
            if not (properties.tag == w("pPr") and child.tag in KEPT_OF_PARAGRAPH):
                properties.remove(child)
        for place, child in enumerate(list(before)):
            properties.insert(place, child)


def _drop_rows(root: Element, dropped: tuple[str, ...], dropped_cell: str) -> None:
    """Remove rows, cells and tables whose properties say that they are gone."""
    for name, gone in (("tr", dropped), ("tc", (dropped_cell,))):
        for element in list(root.iter(w(name))):
            properties = element.find(w(f"{name}Pr"))
            if properties is not None and any(properties.find(one) is not None for one in gone):
                remove(element)
    for table in list(root.iter(w("tbl"))):
        if table.find(w("tr")) is None and next(table.iter(w("p")), None) is None:
            remove(table)


def _join_paragraphs(root: Element, dropped: tuple[str, ...]) -> None:
    """A paragraph whose end is gone continues in the next one, which gives it its style (17.13.5.15 del)."""
    for paragraph in list(root.iter(w("p"))):
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        if mark is None or all(mark.find(name) is None for name in dropped):
            continue
        siblings = paragraph.itersiblings()
        following = next((one for one in siblings if one.tag not in (w("bookmarkStart"), w("bookmarkEnd"))), None)
        if following is None or following.tag != w("p"):
            if following is not None and not text_in(paragraph, "delText").strip():
                remove(paragraph)
            continue
        insert_first(following, *[child for child in paragraph if child.tag != w("pPr")])
        remove(paragraph)


def _report_changes(root: Element, findings: Findings) -> None:
    for group in _groups(root):
        parts = []
        for element in group:
            what = "deleted" if element.tag in DELETED else "inserted"
            text = text_in(element, "delText")
            parts.append(f"{what} {quoted(text) if text.strip() else _thing(element)}")
        who = group[0].get(w("author"), "") or "an unnamed author"
        findings.doubt("HP521", line_of(group[0]), f"tracked change accepted: {', '.join(parts)} ({who})", ASK)
    if formats := list(root.iter(*FORMATS)):
        message = f"{len(formats)} tracked changes of format were accepted"
        findings.doubt("HP521", line_of(formats[0]), message, ASK)


def _groups(root: Element) -> Iterator[list[Element]]:
    """Changes of one author in one paragraph that follow each other without text between them."""
    group: list[Element] = []
    for element in root.iter(*INSERTED, *DELETED):
        if next(element.iterancestors(*INSERTED, *DELETED), None) is not None:
            continue
        is_next = group and group[-1].getnext() is element and group[-1].get(w("author")) == element.get(w("author"))
        if group and not is_next:
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _thing(element: Element) -> str:
    parent = element.getparent().tag
    if parent == w("trPr"):
        return "a row of a table"
    is_end = parent == w("rPr") and around(element, "p") is not None
    return "the end of a paragraph" if is_end else "something without text"


# ---------------------------------------------------------------- comments


def report_comments(parts: WordParts, findings: Findings) -> None:
    """A doubt for each comment: who says what, on which words. Comments are not copy, and are not taken over."""
    comments = parts.trees.get("comments")
    if comments is None:
        return
    places: dict[str, tuple[int, str]] = {}
    for _name, tree in parts.texts:
        _find_places(tree, places)
    for comment in comments.iter(w("comment")):
        line, anchor = places.get(comment.get(w("id"), ""), (1, ""))
        who = comment.get(w("author"), "") or "an unnamed author"
        where = f" on {quoted(anchor)}" if anchor.strip() else ""
        text = " ".join(text_in(paragraph) for paragraph in comment.iter(w("p")))
        findings.doubt("HP522", line, f"comment of {who}{where}: {' '.join(text.split())}")


def _find_places(tree: Element, places: dict[str, tuple[int, str]]) -> None:
    """The line of each comment, and the words between its start and its end."""
    open_ones: dict[str, list[str]] = {}
    for element in tree.iter(w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"), w("t")):
        identity = element.get(w("id"), "")
        if element.tag == w("commentRangeStart"):
            places[identity] = (line_of(element), "")
            open_ones[identity] = []
        elif element.tag == w("commentRangeEnd") and identity in open_ones:
            places[identity] = (places[identity][0], "".join(open_ones.pop(identity)))
        elif element.tag == w("commentReference"):
            places.setdefault(identity, (line_of(element), ""))
        else:
            for words in open_ones.values():
                words.append(element.text or "")


# ---------------------------------------------------------------- hidden text, contents, running heads

MADE_LISTS = frozenset({"TOC", "INDEX", "TOA"})
"""Fields that gather words of the copy: contents, index, authorities."""


def leave_out_unseen(root: Element, styles: Styles, findings: Findings) -> None:
    """Take out hidden text, the prompts of places that nobody filled in, and the marks that authors draw for notes."""
    hidden = [run for run in root.iter(w("r")) if _is_hidden(run, styles)]
    _leave_out(hidden, "it is hidden in Word", findings, CODES)
    for box in root.iter(w("sdt")):
        if switch(box.find(w("sdtPr")), "showingPlcHdr"):
            _leave_out(box.iter(w("r")), "it marks a place that nobody filled in", findings, CODES)
    for call in root.iter(w("footnoteReference"), w("endnoteReference")):
        if call.get(w("customMarkFollows"), "0") not in OFF:
            for mark in list(call.itersiblings(w("t"), w("sym"))):
                why = "it is the mark of a note: the layout numbers notes"
                findings.leave_out(line_of(mark), mark.text or "", why)
                remove(mark)


def report_capitals(root: Element, findings: Findings) -> None:
    """A doubt for each paragraph with words that are typed in small letters and shown in capitals."""
    found: dict[Element, list[str]] = {}
    for run in root.iter(w("r")):
        if switch(run.find(w("rPr")), "caps") and (paragraph := around(run, "p")) is not None:
            found.setdefault(paragraph, []).append(words_of(run))
    for paragraph, texts in found.items():
        typed = "".join(texts)
        if typed != typed.upper():
            message = f"Word shows in capitals what is typed in small letters: {quoted(typed)}"
            findings.doubt("HP528", line_of(paragraph), message, "write it in capitals where they are meant")


def report_reference_lists(root: Element, findings: Findings) -> None:
    """A doubt for each list of references that a program keeps in a content control."""
    for box in root.iter(w("sdt")):
        properties = box.find(w("sdtPr"))
        if properties is None:
            continue
        galleries = [gallery.get(w("val"), "") for gallery in properties.iter(w("docPartGallery"))]
        is_list = properties.find(w("bibliography")) is not None or "Bibliographies" in galleries
        if is_list or val(properties, "tag").startswith("MENDELEY_BIBLIOGRAPHY"):
            message = "the references here were made by a program; they stay as text"
            findings.doubt("HP507", line_of(next(box.iter(w("p")), box)), message, COMPARE)


def leave_out_contents(root: Element, styles: Styles, findings: Findings) -> None:
    """Take tables of contents and indexes out: the magazine makes its own."""
    made = [one for one in fields_of(root) if one.name in MADE_LISTS]
    begins, ends = {one.begin for one in made}, {one.end for one in made}
    inside = 0
    found: dict[Element, None] = {}
    for element in root.iter(w("r"), w("fldChar")):
        inside += (element in begins) - (element in ends)
        if element.tag == w("r") and inside:
            found[element] = None
    for gallery in root.iter(w("docPartGallery")):
        box = around(gallery, "sdt")
        if box is not None and gallery.get(w("val")) == "Table of Contents":
            found.update(dict.fromkeys(box.iter(w("r"))))
    for paragraph in root.iter(w("p")):
        if TABLE_OF_CONTENTS.fullmatch(styles.name(style_of(paragraph)).strip()):
            found.update(dict.fromkeys(paragraph.iter(w("r"))))
    _leave_out(found, "it belongs to a table of contents", findings, frozenset())
    for mark in [mark for one in made for mark in one.marks]:
        remove(mark)


def leave_out_running_heads(parts: WordParts, findings: Findings) -> None:
    """Note what the heads and feet of pages say."""
    for kind, why in (("header", "it is the head of the pages"), ("footer", "it is the foot of the pages")):
        for tree in parts.related(kind):
            choose_alternatives(tree)
            resolve_changes(tree, None, None)
            lengthen_fields(tree)
            findings.leave_out(1, words_of(tree), why)


def _is_hidden(run: Element, styles: Styles) -> bool:
    properties, paragraph = run.find(w("rPr")), around(run, "p")
    own = switch(properties, "vanish")
    if own is not None:
        return own
    named = [val(properties, "rStyle"), *([style_of(paragraph)] if paragraph is not None else [])]
    return next((bool(found) for style in named if (found := styles.property(style, "vanish")) is not None), False)


def _leave_out(runs: Iterable[Element], why: str, findings: Findings, kept: frozenset[str]) -> None:
    """Take the text of runs out, reported paragraph by paragraph; properties and elements that are ``kept`` stay."""
    texts: dict[int, list[str]] = {}
    chosen = dict.fromkeys(runs)
    last: Element | None = None
    for run in [one for one in chosen if not any(outer in chosen for outer in one.iterancestors(w("r")))]:
        before = next(run.itersiblings(w("r"), preceding=True), None)
        words = texts.setdefault(line_of(run), [])
        words += [" "] * (bool(words) and before is not last) + [words_of(run)]
        for child in [child for child in run if child.tag != w("rPr") and child.tag not in kept]:
            remove(child)
        last = run
    for line, words in texts.items():
        findings.leave_out(line, "".join(words), why)


# ---------------------------------------------------------------- file properties (ECMA-376, part 2, clause 11)

CORE = "docProps/core.xml"
DC = "http://purl.org/dc/elements/1.1/"
PROPERTIES_OF_FILES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
ORIGIN = "the properties of the file"

_UNNAMED = re.compile(
    r"(?:(?:new|blank|neues|leeres|nouveau|nuevo|nuovo|novo|новый) )?(?:microsoft )?(?:(?:office )?word )?"
    r"(?:document|dokument|documento|documente?|docent|dokumentum|asiakirja|belge|документ|文档|文件|文書|문서)"
    r"(?: (?:microsoft )?word)?[ _-]?\d*"
    r"|untitled(?: document)?|unbenannt|ohne titel|(?:document )?sans (?:titre|nom)"
    r"|(?:documento )?senza (?:titolo|nome)"
    r"|(?:documento )?sin (?:t[ií]tulo|nombre)|(?:documento )?sem (?:t[ií]tulo|nome)"
    r"|(?:document )?(?:zonder titel|naamloos)"
    r"|bez (?:tytułu|názvu|naslova)|без (?:названия|имени|заголовка)|namnlös|uden navn|uten navn|nimetön|adsız|névtelen"
    r"|无标题|無標題|未命名|未标题|無題|제목 없음|no title|none|null|n/?a|test|titl?e|titel|titre|t[ií]tulo|titolo"
    r"|标题|標題|(?:slide|folie|seite|page|sheet) ?\d+|powerpoint presentation|powerpoint-präsentation",
    re.IGNORECASE,
)
_OF_PROGRAMS = re.compile(
    r"microsoft (?:office )?(?:word|powerpoint|excel)\b|\bnormal\.?dot[mx]?\b"
    r"|template|vorlage|modèle|plantilla|modello|sjabloon|szablon|šablona|\bmall\b|skabelon|шаблон|模板|範本|テンプレート|서식",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\S+\.(?:do[ct][xm]?|rtf|od[tm]|ott|txt|wp[sd]|pdf|pages|md|html?)|[^\s_]+(?:_[^\s_]*)+", re.IGNORECASE
)
_NOBODY_CJK = re.compile(
    r"用户|使用者|管理员|管理員|作者|微软|微軟|雨林木风|番茄花园|深度|未知|匿名|系统|電腦|电脑|ユーザ|사용자|관리자"
)


def metadata_of(archive: Archive, language: str) -> Metadata:
    """The metadata of a document; ``language`` is that of its styles."""
    root = archive.xml(CORE)
    if root is None:
        return Metadata(language=language)

    def text(namespace: str, name: str) -> str:
        return " ".join((root.findtext(f"{{{namespace}}}{name}") or "").split())

    return proposed(
        title=text(DC, "title"),
        authors=_split(text(DC, "creator"), "[;；]"),
        language=text(DC, "language") or language,
        keywords=_split(text(PROPERTIES_OF_FILES, "keywords"), "[,;，；]"),
    )


def proposed(*, title: str, authors: list[str], language: str, keywords: list[str]) -> Metadata:
    """File properties as metadata: proposals of :data:`ORIGIN`, and those that no author typed as ``unused``."""
    titled = title if is_title(title) else ""
    named = [name for name in authors if is_person(name)]
    unused = [title] if title and not titled else []
    return Metadata(
        title=titled,
        authors=tuple(Author(name) for name in named),
        language=language,
        keywords=tuple(word for word in keywords if not _UNNAMED.fullmatch(word)),
        origin=ORIGIN,
        unused=(*unused, *(name for name in authors if name not in named)),
    )


def is_title(text: str) -> bool:
    """Whether a title in file properties may be one: no default of a program, no name of a file or a template."""
    text = text.strip()
    if sum(letter.isalpha() for letter in text) < 2 or _UNNAMED.fullmatch(text) or _OF_PROGRAMS.search(text):
        return False
    return not _FILE_NAME.fullmatch(text)


def is_person(text: str) -> bool:
    """Whether an author in file properties may be a person: two names with capitals, or a name in CJK characters."""
    name = " ".join(text.split())
    if re.search(r"[@\\/_\d<>=]", name):
        return False
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", name):
        return 2 <= len(name.replace(" ", "").replace("·", "")) <= 12 and not _NOBODY_CJK.search(name)
    tokens = [token for token in re.split(r"[\s,]+", name) if token]
    accounts, programs, particles = (
        tables("word")["authors"][key].split() for key in ("accounts", "programs", "particles")
    )
    small = [token.casefold() for token in tokens]
    if len(tokens) < 2 or set(small) <= set(accounts) or "aspose" in name.casefold() or small[0] in programs:
        return False
    return all(token[0].isupper() or token.casefold() in particles or not token.islower() for token in tokens)


def _split(text: str, between: str) -> list[str]:
    return [part.strip() for part in re.split(between, text) if part.strip()]
