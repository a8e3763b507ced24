# SPDX-License-Identifier: MIT
"""Set up markdown-it: CommonMark with tables, definition lists, and the rules that CommonMark lacks.

The rules are those of footnotes, citations, raised and lowered text, tasks and attributes, and of what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, autolink, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from hemaprint.content.markdown.dialects import Construct, construct_at, indented_aside
from hemaprint.content.markdown.remarks import remark_alone, remark_in_line

_DEFINITION = re.compile(r"\[\^([^\]\n]+)\]:[ \t]*")


def footnote_definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Push one ``footnote_definition`` token: its text runs to an empty line, to the next definition or block.

    ``meta["more"]`` is how many lines below a further paragraph begins, or None.
    """
    match = _DEFINITION.match(state.src, state.bMarks[start_line] + state.tShift[start_line])
    if match is None or match.end() > state.eMarks[start_line]:
        return False
    if silent:
        return True
    line = start_line + 1
    while line < end_line and not _ends(state, line, end_line):
        line += 1
    lines = [state.src[match.end() : state.eMarks[start_line]].rstrip()]
    lines += [_line(state, number) for number in range(start_line + 1, line)]
    token = state.push("footnote_definition", "", 0)
    token.map = [start_line, line]
    token.content = "\n".join(lines).rstrip()
    following = _next_text(state, line, end_line)
    goes_on = following is not None and state.sCount[following] >= state.blkIndent + 4
    token.meta = {"id": match[1], "more": following - start_line if goes_on and following else None}
    state.line = line
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _ends(state: StateBlock, line: int, end_line: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < 0:
        return True
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, end_line, True) for rule in rules)


def _next_text(state: StateBlock, line: int, end_line: int) -> int | None:
    while line < end_line and state.isEmpty(line):
        line += 1
    return line if line < end_line else None


_EQUATION = re.compile(r"\$\$(?!\$)")
_EQUATION_END = re.compile(r"(?<!\\)\$\$(?:[ \t]*\{#(?P<label>[^{}\s]*)\})?[ \t]*$")


def equation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``$$`` at the start of a line to ``$$`` at the end of one: one token with the formula as its content.

    ``meta["label"]`` is the name after it, or None; ``closed``: whether it ends.
    """
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not _EQUATION.match(state.src, start, state.eMarks[start_line]):
        return False
    if silent:
        return True
    lines, end, line = [state.src[start + 2 : state.eMarks[start_line]]], None, start_line
    while (end := _EQUATION_END.search(lines[-1])) is None and line + 1 < end_line and not state.isEmpty(line + 1):
        line += 1
        lines.append(_line(state, line))
    if end is not None:
        lines[-1] = lines[-1][: end.start()]
    token = state.push("equation", "", 0)
    token.map = [start_line, line + 1]
    token.content = "\n".join(lines)
    token.meta = {"closed": end is not None, "label": end["label"] if end else None}
    state.line = line + 1
    return True


# ---------------------------------------------------------------- inline rules

Rule = Callable[[StateInline, bool], bool]

_FOOTNOTE = re.compile(r"\[\^([^\[\]\n]+)\]")
_CITATION = re.compile(r"\[(\s*@[^\[\]]*)\]")
_ATTRIBUTES = re.compile(r"\{([^{}\n]*)\}")
_STRAY_ATTRIBUTES = re.compile(r"\{\s*[.#][^{}\n]*\}|\{\s*[\w-]+=[^{}\n]*\}")
_REFERENCE = re.compile(r"\[(?![@^])([^\[\]]*)\]")
_RAISED = re.compile(r"\^([^\s^]+)(?<!\\)\^")
_LOWERED = re.compile(r"(?<!~)~([^\s~]+)(?<!\\)~(?!~)")
_FORMULA = re.compile(r"(?<![\w$])\$(?![\s$),.;:!?\]])((?:[^$\\]|\\.)*)(?<![\s(\[])\$(?![\w$])", re.DOTALL)
_DISPLAYED = re.compile(r"(?<![\w$])\$\$(?![$])[^$]*(?:\$\$|\Z)(?!\$)")
_PRICE = re.compile(r"\d(?![\d.,]*\Z)[^\\^_={}<>+*]*\Z")
"""What begins as a sum of money does, and has no sign of a formula."""
_TASK = re.compile(r"\A\[([ xX])\](?=[ \t])")
"""The box of a task, at the start of a piece of copy."""


def install(markdown: MarkdownIt) -> None:
    """Add the rules to ``markdown``, in the order in which they must be tried."""
    rules: list[tuple[str, Rule]] = [
        ("formula", _formula),
        ("citation", _simple("[", _CITATION, "citation")),
        ("footnote", _simple("[", _FOOTNOTE, "footnote")),
        ("inline_note", _inline_note),
        ("task", _simple("[", _TASK, "task")),
        ("span", _span),
        ("raised", _simple("^", _RAISED, "sup")),
        ("lowered", _simple("~", _LOWERED, "sub")),
        ("stray_attributes", _simple("{", _STRAY_ATTRIBUTES, "stray_attributes", 0)),
        ("picture", _picture),
    ]
    for name, rule in rules:
        markdown.inline.ruler.before("link", name, rule)
    markdown.inline.ruler.before("text", "foreign", _foreign)
    markdown.inline.ruler.at("link", _placed(link, "link_open"))
    markdown.inline.ruler.at("autolink", _placed(autolink, "link_open"))
    markdown.inline.ruler.after("link", "undefined_reference", _undefined_reference)
    markdown.inline.ruler.after("autolink", "html", _html)
    markdown.inline.ruler.before("autolink", "remark", remark_in_line)


def _push(state: StateInline, kind: str, at: int, nesting: int = 0) -> Token:
    token = state.push(kind, "", -1 if nesting < 0 else 1 if nesting > 0 else 0)
    token.meta = {"at": at}
    return token


def _simple(marker: str, pattern: re.Pattern[str], kind: str, group: int = 1) -> Rule:
    """A rule that turns what ``pattern`` matches into one token, with a group of it as content."""

    def rule(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos, state.posMax) if state.src[state.pos] == marker else None
        if match is None:
            return False
        if not silent:
            _push(state, kind, state.pos).content = match[group]
        state.pos = match.end()
        return True

    return rule


def _formula(state: StateInline, silent: bool) -> bool:
    """``$...$``, without white space inside the dollars; "$5 and $10" is none. ``$$...$$`` in a line is reported."""
    match = _FORMULA.match(state.src, state.pos, state.posMax) or _DISPLAYED.match(state.src, state.pos, state.posMax)
    if match is None or (match.re is _FORMULA and _PRICE.match(match[1])):
        return False
    if not silent:
        token = _push(state, "formula" if match.re is _FORMULA else "displayed", state.pos)
        token.content = match[1] if match.re is _FORMULA else match[0]
    state.pos = match.end()
    return True


_TAG = _simple("<", HTML_TAG_RE, "html", 0)
_ENDS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<", ">"))


def _html(state: StateInline, silent: bool) -> bool:
    """A tag or a comment. One without an end is found first: the pattern would read to the end of the text."""
    end = next((end for start, end in _ENDS if state.src.startswith(start, state.pos)), "")
    return bool(end) and state.src.find(end, state.pos) >= 0 and _TAG(state, silent)


def _foreign(state: StateInline, silent: bool) -> bool:
    """A construct of another dialect. A sure one is one token with its text; a doubt is reported, and read as ours."""
    found = construct_at(state.src, state.pos, state.posMax, is_block=state.env.get("is_block", True))
    if found is None:
        return False
    construct, end = found
    if not silent:
        token = _push(state, "foreign", state.pos)
        token.meta["construct"], token.meta["text"] = construct, state.src[state.pos : end]
        token.content = token.meta["text"] if construct.sure else ""
    if construct.sure:
        state.pos = end
    return construct.sure


def _inline_note(state: StateInline, silent: bool) -> bool:
    """``^[text]``: a footnote that is written where it is called."""
    if not state.src.startswith("^[", state.pos, state.posMax):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        _push(state, "inline_note", state.pos).content = state.src[state.pos + 2 : end]
    state.pos = end + 1
    return True


def _labelled(state: StateInline, following: re.Pattern[str]) -> tuple[int, re.Match[str] | None]:
    """The end of the label in brackets that begins here, and the match of ``following`` after it, or None."""
    if state.src[state.pos] != "[" or (end := state.md.helpers.parseLinkLabel(state, state.pos)) < 0:
        return -1, None
    return end, following.match(state.src, end + 1, state.posMax)


def _span(state: StateInline, silent: bool) -> bool:
    """``[text]{.class}`` or ``[text]{lang=zh-Hans}``."""
    at = state.pos
    end, match = _labelled(state, _ATTRIBUTES)
    if match is None:
        return False
    if not silent:
        limit = state.posMax
        _push(state, "span_open", at, 1).meta.update(attributes=match[1], attributes_at=match.start())
        state.pos, state.posMax = at + 1, end
        state.md.inline.tokenize(state)
        state.posMax = limit
        _push(state, "span_close", end, -1)
    state.pos = match.end()
    return True


def _picture(state: StateInline, silent: bool) -> bool:
    """``![alt](path)`` and its reference forms: recognised as a whole in order to be reported."""
    if not state.src.startswith("![", state.pos, state.posMax):
        return False
    at = state.pos
    end = state.md.helpers.parseLinkLabel(state, at + 1)
    if end < 0 or state.src[end + 1 : end + 2] not in ("(", "["):
        return False
    close = state.src.find(")" if state.src[end + 1] == "(" else "]", end + 2, state.posMax)
    if close < 0:
        return False
    if not silent:
        _push(state, "picture", at).content = state.src[at : close + 1]
    state.pos = close + 1
    return True


def _undefined_reference(state: StateInline, silent: bool) -> bool:
    """``[text][label]`` that the link rule refused: ``label`` is not defined."""
    at = state.pos
    _, match = _labelled(state, _REFERENCE)
    if match is None:
        return False
    if not silent:
        _push(state, "undefined_reference", at).content = state.src[at : match.end()]
    state.pos = match.end()
    return True


def _placed(rule: Rule, kind: str) -> Rule:
    """``rule`` for a link, with the place of its opening token and the attributes that follow the link."""

    def placed(state: StateInline, silent: bool) -> bool:
        at, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        match = _STRAY_ATTRIBUTES.match(state.src, state.pos, state.posMax)
        for token in state.tokens[count:]:
            if token.type == kind:
                token.meta["at"] = at
                if match is not None:
                    token.meta |= {"attributes": match[0][1:-1], "attributes_at": state.pos}
                break
        if match is not None:
            state.pos = match.end()
        return True

    return placed


# ---------------------------------------------------------------- the parser

NESTING_AT_MOST = 30
"""The deepest nesting of lists and quotations; markdown-it drops deeper ones, so they are an error."""

Env = dict[str, Any]
"""What markdown-it carries from block to inline parsing: the link definitions of one body."""


class _Parser(MarkdownIt):
    """Every address is accepted here, and judged with its place in :mod:`crossrefs`."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (the name is markdown-it's)
        return True


@cache
def _markdown() -> MarkdownIt:
    options = {"html": False, "maxNesting": NESTING_AT_MOST, "inline_definitions": True, "store_labels": True}
    markdown = _Parser("commonmark", options)
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_block", "html_inline", "image"])
    markdown.use(deflist_plugin)
    _mark_definitions_by_colons(markdown)
    markdown.block.ruler.before("reference", "footnote_definition", footnote_definition, {"alt": ["paragraph"]})
    markdown.block.ruler.before(
        "fence", "equation", equation, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.block.ruler.before(
        "fence", "aside", indented_aside, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.block.ruler.before("paragraph", "remark", remark_alone)
    install(markdown)
    return markdown


def _mark_definitions_by_colons(markdown: MarkdownIt) -> None:
    """The plugin also takes a ``~`` for the mark of a definition: "~ 5 mg" at the start of a line would lose it."""
    deflist = next(rule.fn for rule in markdown.block.ruler.__rules__ if rule.name == "deflist")

    def by_colons(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        line = start_line if silent else start_line + 1
        line += line < end_line and state.isEmpty(line)
        if line >= end_line or state.src.startswith("~", state.bMarks[line] + state.tShift[line]):
            return False
        return deflist(state, start_line, end_line, silent)

    markdown.block.ruler.at("deflist", by_colons, {"alt": ["paragraph", "reference", "blockquote"]})


def block_tokens(text: str, env: Env, base: int = 0) -> list[Token]:
    """The block tokens of ``text``, inline tokens not yet parsed; ``base`` is added to every line number."""
    markdown = _markdown()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, env, tokens)
    if base:
        for token in tokens:
            if token.map:
                token.map = [token.map[0] + base, token.map[1] + base]
    return tokens


def inline_tokens(text: str, env: Env, *, is_block: bool = True) -> list[Token]:
    """The inline tokens of ``text``; those that may be wrong carry ``meta["at"]``, their offset in ``text``.

    ``is_block``: whether it is a paragraph, whose lines other dialects give a meaning to.
    """
    markdown = _markdown()
    env["is_block"] = is_block
    tokens: list[Token] = []
    markdown.inline.parse(text, markdown, env, tokens)
    return tokens


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that begins something at ``at``: ``text``, a ``construct`` of another dialect, or None for one of ours."""

    at: int
    text: str
    construct: Construct | None


def meaning_signs(text: str, *, is_block: bool) -> list[Sign]:
    """Where ``text`` would begin a formula, an inline note, a task, attributes or a construct of another dialect."""
    tokens = inline_tokens(text, {"references": {}}, is_block=is_block)
    return [
        Sign(token.meta["at"], token.meta.get("text", token.content), token.meta.get("construct"))
        for token in tokens
        if token.type in ("foreign", "formula", "displayed", "inline_note", "task", "stray_attributes")
    ]
