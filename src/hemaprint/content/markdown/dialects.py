"""What other dialects of Markdown write and ours does not: how each construct is known, and what to write instead.

The patterns are tried on the running text of the parsed copy (never in code, addresses or behind a backslash), at the
signs that they begin with. Each is linear: what it repeats is bounded, and no repetition holds another that may match
the same signs.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from html.entities import html5
from typing import Literal

from markdown_it.rules_block import StateBlock

from hemaprint.content.markdown.source import Fragment, Source

Where = Literal["text", "line", "start", "alone"]
"""``text``: anywhere; ``line``: at the start of a line; ``start``: of a paragraph; ``alone``: as a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct by what editors call it; ``pattern`` is tried where one of ``signs`` stands.

    A ``sure`` one is an error; a doubt is a warning, and its text is read as ours. What is ``ours`` is none.
    """

    name: str
    signs: str
    pattern: str
    remedy: str
    where: Where = "text"
    sure: bool = True
    ours: Container[str] = ()


_ENTITIES = frozenset(f"&{name}" for name in html5)
_BOX = ":::{sidebar} Title, the text, and :::"
_NOT_KEPT = "remove it: a manuscript holds copy only"
_FORMULA = "write x^2^, H~2~O and ×, or set a picture of it with :::{figure}"
_NO_COLOUR = r"(?![0-9A-Fa-f]{0,7}\d[0-9A-Fa-f]{0,7}(?!\w))"
_END = r"(?=[ \t]*(?:\n|\Z))"

CONSTRUCTS = (
    # ---------------------------------------------------------------- templates, comments, attributes
    Construct("a shortcode of Hugo", "{", r"\{\{[<%][^{}]{0,500}?[>%]\}\}", "write its text, or use :::{figure}"),
    Construct("a template tag", "{", r"\{%[^{}]{0,500}?%\}|\{%|\{\{[<%]", "write what it would print"),
    Construct("a template variable", "{", r"\{\{[^{}]{0,500}?\}\}", "write what it would print"),
    Construct("a template comment", "{", r"\{(?:#|/\*)[^{}]{0,500}?(?:\*/|[ \t]#)\}", _NOT_KEPT),
    Construct(
        "an attribute or a comment of kramdown",
        "{",
        r"\{:[^{}\n]{0,300}\}",
        "remove it; a heading takes {#name}, a text in brackets [text]{.sc}",
    ),
    Construct("a suggested change", "{", r"\{(?:\+\+|--|~~|==|>>)[^{}]{0,500}?(?:\+\+|--|~~|==|<<)\}", "decide on it"),
    Construct("a file to be included", "{", r"\{![^{}\n]{0,300}!\}", "write what it would print"),
    Construct("a raw piece of another format", "{", r"\{=[a-z][a-z0-9]*\}", _NOT_KEPT),
    Construct(
        "a role of MyST",
        "{",
        r"\{[A-Za-z][\w:.+-]{0,60}\}(`{1,3})[^`]{1,500}\1",
        "write [text](#label) for a reference, [@key] for a citation, ^2^ and ~2~ for raised and lowered text",
    ),
    Construct("a role of reStructuredText", ":", r":[a-z][\w:.+-]{0,60}:`[^`]{1,500}`", "write [text](#label)"),
    Construct("a directive of reStructuredText", ".", r"\.\. [a-z][\w-]{0,60}::", f"write {_BOX}", "line"),
    Construct("a server's tag", "<", r"<%[^%]{0,500}%>", "write what it would print"),
    Construct("a comment that does not end", "<", r"<!--(?![\s\S]{0,1000}?-->)", _NOT_KEPT),
    Construct("a comment of Obsidian", "%", r"(?<![\w%])%%(?:[^%]{0,1000}%%)?(?!%)", _NOT_KEPT),
    Construct("a comment of MyST", "%", r"%[ \t]+\S", _NOT_KEPT, "start", sure=False),
    Construct(
        "a shortcode or a tag in brackets",
        "[",
        r"\[/[A-Za-z][\w-]{0,40}\]|"
        r"\[[A-Za-z][\w-]{0,40}(?:[ \t]+[\w-]{1,40}=(?:\"[^\"\n]{0,300}\"|[^\s\"\]]{1,100})){1,20}[ \t]*/?\](?![(\[{])",
        "write *text* or **text**, or use :::{figure}",
    ),
    # ---------------------------------------------------------------- links, pictures, tags, labels
    Construct(
        "an embedded file of Obsidian", "!", r"!\[\[[^\[\]\n]{1,300}\]\]", "use :::{figure} path, or write its text"
    ),
    Construct(
        "a picture without an address", "!", r"(?<!\w)!\[[^\[\]\n]{0,300}\](?![(\[])", "use :::{figure}", sure=False
    ),
    Construct(
        "a link of a wiki",
        "[",
        r"\[\[[^\[\]\n]{1,300}\]\](?![(\[{])",
        "write [text](article:slug), [text](#label) or [text](https://...)",
    ),
    Construct(
        "a table of contents",
        "[",
        r"\[_{0,2}(?:toc|TOC)_{0,2}\]",
        "remove it: the contents page lists the articles",
        "alone",
    ),
    Construct(
        "a box of GitHub or Obsidian in the wrong place",
        "[",
        r"\[![A-Za-z][\w-]{0,40}\][+-]?",
        f"let it begin a quotation, > [!NOTE], or write {_BOX}",
        "line",
    ),
    Construct(
        "a task that is neither open nor done", "[", r"\[[-/>?!*]\](?=\s)", "write [ ] or [x]", "start", sure=False
    ),
    Construct(
        "a link with a space in it",
        "]",
        r"\][ \t]+\((?:https?:|mailto:|www\.|\.{0,2}/|#)[^()\s]{0,500}\)",
        "write [text](address) without the space",
        sure=False,
    ),
    Construct(
        "a heading without a space",
        "#",
        rf"#{{1,6}}{_NO_COLOUR}[^\W\d_][^\n]{{0,60}}",
        r"write ## Head; write \# where the sign itself is meant",
        "line",
        sure=False,
    ),
    Construct(
        "a tag",
        "#",
        rf"(?<![\w&#/\[(])#(?=[^\W\d_]){_NO_COLOUR}[\w/-]{{1,60}}",
        r"keywords belong into the front matter; write \# where the sign itself is meant",
        sure=False,
    ),
    Construct(
        "the name of a block in Obsidian",
        "^",
        rf"(?<!\S)\^[A-Za-z0-9][A-Za-z0-9-]{{0,60}}{_END}",
        "remove it; a heading takes a name as {#name}, a directive as :label:",
    ),
    Construct(
        "the target of MyST", "(", rf"\([A-Za-z][\w.: -]{{0,60}}\)={_END}", "write ## Head {#name} instead", "line"
    ),
    Construct(
        "an abbreviation", "*", r"\*\[[^\[\]\n]{1,100}\]:", "explain it in the text, or in :::{glossary}", "line"
    ),
    # ---------------------------------------------------------------- citations
    Construct(
        "a citation without brackets, or an account",
        "@",
        r"(?<![\w@./+\[])(?<!\w-)@[A-Za-z][\w:.-]{0,100}",
        r"write [@key] for a citation, \@ for the sign itself",
        sure=False,
    ),
    Construct(
        "a command of LaTeX",
        "\\",
        r"(?<![\w:\\/])\\[A-Za-z]{1,30}\*?(?:\[[^\]\n]{0,100}\])?(?:\{[^{}\n]{0,300}\}){1,5}",
        "write *text* for \\emph, [@key] for \\cite, [Fig. #](#label) for \\ref",
    ),
    Construct("a command of LaTeX", "\\", r"(?<![\w:\\/])\\[A-Za-z]{2,30}(?![\w\\])", "remove it", sure=False),
    # ---------------------------------------------------------------- characters
    Construct(
        "an entity that HTML does not have",
        "&",
        r"&[A-Za-z][A-Za-z0-9]{1,30};",
        r"write the character itself, or \& where the sign is meant",
        sure=False,
        ours=_ENTITIES,
    ),
    # ---------------------------------------------------------------- formulas
    Construct(
        "a formula",
        "$",
        r"(?<!\w)\$\$(?:[^$]{1,2000}\$\$)?(?!\$)"
        r"|(?<![\w$])\$(?![\s),.;:!?\]])(?:(?!\d)|(?=[^$\n]{0,300}[\\^_={}<>]))[^$\n]{1,300}(?<![\s\\(\[])\$(?![\w$])",
        rf"{_FORMULA}; write \$ where the sign itself is meant",
    ),
    Construct("a formula", "\\", r"\\\([^\n]{1,500}?\\\)", _FORMULA, sure=False),
    Construct(
        "a formula",
        "\\",
        r"\\\[(?=[^\[\]]{0,300}?(?:[\^_=]|\\[A-Za-z]))[^\[\]]{1,600}?\\\]",
        _FORMULA,
        "line",
        sure=False,
    ),
    # ---------------------------------------------------------------- faces
    Construct(
        "marked text",
        "=",
        r"(?<![=\w])==(?=[^\s=])[^=\n]{1,300}(?<=[^\s=])==(?![=\w])",
        "write *text* or **text**",
    ),
    Construct(
        "inserted text or a key",
        "+",
        r"(?<![\w+])\+\+(?=[^\s+])[^\n]{1,300}?(?<=[^\s+])\+\+(?![\w+])",
        "write *text*, or the text alone",
        sure=False,
    ),
    Construct(
        "text that may be struck",
        "~",
        r"(?<![^\s(\"'“‘])~(?=[^\s~]{1,40}\s|[^\W\d_]{4,40}~)[^~\n]{1,200}(?<=[^\s~])~(?![\w~])",
        "write ~~text~~ for struck text; ~2~ lowers what follows a letter",
        sure=False,
    ),
    Construct(
        "raised text without its second sign",
        "^",
        r"(?<=[\w)\]])\^(?:\{[^{}\n]{1,60}\}|[-+−]?\w{1,20})(?![^\s^]{0,60}\^)",
        r"write x^2^, or \^ where the sign itself is meant",
        sure=False,
    ),
    Construct(
        "the code of an emoji",
        ":",
        r"(?<![\w:/]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1):(?![\w:])",
        r"write the emoji itself, or \: where the signs are meant",
        sure=False,
    ),
    # ---------------------------------------------------------------- blocks
    Construct(
        "a box of MkDocs",
        "!?",
        r"(?:!!!|\?\?\?)\+?[ \t]+[A-Za-z][^\n]{0,60}",
        f"indent its text by four spaces, or write {_BOX}",
        "line",
    ),
    Construct("a tab of MkDocs", "=", r"===[!+]?[ \t]+\"", f"write {_BOX}", "line"),
    Construct("a file to be included", "-", r"-{1,4}8<-{1,4}", "write what it would print", "line"),
    Construct("a heading of AsciiDoc", "=", r"={1,5}[ \t]+\S", "write ## Head", "line", sure=False),
    Construct("a box of an older manuscript", "=", r"={1,3}[A-Z][A-Z_]{3,40}=", f"write {_BOX}", "line"),
    Construct("front matter of Hugo, or a break of MyST", "+", rf"\+\+\+{_END}", _NOT_KEPT, "line"),
    Construct("a grid table", "+", r"\+[-=:]{2,200}\+", "write | a | b |, under it |---|---|, and rows", "line"),
    Construct(
        "a table without its second line",
        "|",
        rf"\|[^\n]{{1,500}}\|{_END}",
        "write |---|---| under its head, with as many columns",
        "line",
    ),
    Construct(
        "a block of lines", "|", r"\|[ \t]+\S", "end each line but the last with a backslash", "line", sure=False
    ),
    Construct("a numbered example", "(", r"\(@[\w-]{0,60}\)(?=\s)", "write 1. before it", "line"),
    Construct("a numbered item", "#", r"#\.(?=[ \t])", "write 1. before it", "line"),
    Construct(
        "a definition without its term",
        ":",
        r":[ \t]+\S",
        "write the term on the line above, without an empty line between",
        "start",
        sure=False,
    ),
)


def _by_sign() -> dict[str, tuple[Construct, ...]]:
    signs = dict.fromkeys(sign for construct in CONSTRUCTS for sign in construct.signs)
    return {sign: tuple(one for one in CONSTRUCTS if sign in one.signs) for sign in signs}


_BY_SIGN = _by_sign()
_compiled = cache(re.compile)


def construct_at(text: str, at: int, end: int, *, is_block: bool) -> tuple[Construct, int] | None:
    """The construct of another dialect that begins at ``at``, and where it stops; none reaches beyond ``end``.

    Only copy that ``is_block`` (a paragraph, not a cell or a title) has lines that begin anything.
    """
    for construct in _BY_SIGN.get(text[at], ()):
        if construct.where != "text" and not (is_block and _begins(text, at, construct.where)):
            continue
        match = _compiled(construct.pattern).match(text, at, end)
        if match and match[0] not in construct.ours and (construct.where != "alone" or not text[match.end() :].strip()):
            return construct, match.end()
    return None


def _begins(text: str, at: int, where: Where) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or (where == "line" and text[at - 1] == "\n")


INDENT = 4
"""How far MkDocs indents the text of a box."""

_ALERT = re.compile(r"\[!(?P<name>[A-Za-z][\w-]{0,60})\][+-]?(?P<title>[^\n]*)")
_MARKER = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+(?P<name>[A-Za-z][\w-]*)(?:[ \t]+[\w-]+)*[ \t]*(?:\"(?P<title>[^\"\n]*)\"[ \t]*)?$"
)


def title_of(name: str) -> str:
    """What a box without a title is called: its kind, as a word."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def read_alert(head: Fragment) -> tuple[Fragment, Fragment] | None:
    """The title of a quotation that begins with ``[!NOTE]``, and the rest of its first paragraph."""
    match = _ALERT.match(head.text)
    if match is None:
        return None
    title = head.part(*match.span("title"))
    return title if title.text else _named(match["name"], head, match.start("name")), head.part(match.end())


def read_marker(source: Source, index: int) -> Fragment:
    """The title of the box whose ``!!! note "Title"`` stands in a line."""
    line = source.lines[index]
    match = _MARKER.search(line.rstrip())
    assert match is not None, line
    title = source.piece(index, *match.span("title")) if match["title"] else None
    return title if title and title.text else _named(match["name"], source.piece(index, 0, len(line)), 0)


def _named(name: str, around: Fragment, offset: int) -> Fragment:
    return Fragment.at(title_of(name), around.locate(offset))


def indented_aside(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``!!! note`` and the indented lines under it: ``aside_open``, their blocks, ``aside_close``."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if _MARKER.match(state.src, start, state.eMarks[start_line]) is None:
        return False
    indent = state.sCount[start_line] + INDENT
    last = line = start_line + 1
    while line < end_line and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        last = last if state.isEmpty(line - 1) else line
    if last == start_line + 1:
        return False
    if silent:
        return True
    around = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, last, "aside"
    state.push("aside_open", "aside", 1).map = [start_line, last]
    state.md.block.tokenize(state, start_line + 1, last)
    state.push("aside_close", "aside", -1)
    state.blkIndent, state.lineMax, state.parentType = around
    state.line = last
    return True
