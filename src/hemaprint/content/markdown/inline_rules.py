"""The inline rules that CommonMark lacks: spans, footnotes, citations, scripts, tasks, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_inline import StateInline, autolink, link
from markdown_it.token import Token

from hemaprint.content.markdown.dialects import construct_at

Rule = Callable[[StateInline, bool], bool]

_FOOTNOTE = re.compile(r"\[\^([^\[\]\n]+)\]")
_CITATION = re.compile(r"\[(\s*@[^\[\]]*)\]")
_ATTRIBUTES = re.compile(r"\{([^{}\n]*)\}")
_STRAY_ATTRIBUTES = re.compile(r"\{\s*[.#][^{}\n]*\}|\{\s*[\w-]+=[^{}\n]*\}")
_REFERENCE = re.compile(r"\[(?![@^])([^\[\]]*)\]")
_RAISED = re.compile(r"\^([^\s^]+)\^")
_LOWERED = re.compile(r"(?<!~)~([^\s~]+)~(?!~)")
_TASK = re.compile(r"\[([ xX])\](?=[ \t])")


def install(markdown: MarkdownIt) -> None:
    """Add the rules to ``markdown``, in the order in which they must be tried."""
    rules: list[tuple[str, Rule]] = [
        ("citation", _citation),
        ("footnote", _footnote),
        ("inline_note", _inline_note),
        ("task", _task),
        ("span", _span),
        ("raised", _script("^", _RAISED, "sup")),
        ("lowered", _script("~", _LOWERED, "sub")),
        ("stray_attributes", _simple("{", _STRAY_ATTRIBUTES, "stray_attributes")),
        ("picture", _picture),
    ]
    for name, rule in rules:
        markdown.inline.ruler.before("link", name, rule)
    markdown.inline.ruler.before("text", "foreign", _foreign)
    markdown.inline.ruler.at("link", _placed(link, "link_open"))
    markdown.inline.ruler.at("autolink", _placed(autolink, "link_open"))
    markdown.inline.ruler.after("link", "undefined_reference", _undefined_reference)
    markdown.inline.ruler.after("autolink", "html", _html)


def _push(state: StateInline, kind: str, at: int, nesting: int = 0) -> Token:
    token = state.push(kind, "", -1 if nesting < 0 else 1 if nesting > 0 else 0)
    token.meta = {"at": at}
    return token


def _simple(marker: str, pattern: re.Pattern[str], kind: str) -> Rule:
    """A rule that turns what ``pattern`` matches into one token with it as content."""

    def rule(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != marker:
            return False
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            _push(state, kind, state.pos).content = match[0]
        state.pos = match.end()
        return True

    return rule


_TAG = _simple("<", HTML_TAG_RE, "html")
_ENDS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<", ">"))


def _html(state: StateInline, silent: bool) -> bool:
    """A tag or a comment. One without an end is told in no time: the pattern would read on to the end of the text."""
    end = next((end for start, end in _ENDS if state.src.startswith(start, state.pos)), "")
    return bool(end) and state.src.find(end, state.pos) >= 0 and _TAG(state, silent)


def _script(marker: str, pattern: re.Pattern[str], tag: str) -> Rule:
    def rule(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != marker:
            return False
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None or match[1].endswith("\\"):
            return False
        if not silent:
            _push(state, tag, state.pos).content = match[1]
        state.pos = match.end()
        return True

    return rule


def _bracketed(pattern: re.Pattern[str], kind: str) -> Rule:
    def rule(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "[":
            return False
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            _push(state, kind, state.pos).content = match[1]
        state.pos = match.end()
        return True

    return rule


_citation = _bracketed(_CITATION, "citation")
_footnote = _bracketed(_FOOTNOTE, "footnote")


def _foreign(state: StateInline, silent: bool) -> bool:
    """A construct of another dialect. What is sure is one token with its text; a doubt is told, and read as ours."""
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


def _task(state: StateInline, silent: bool) -> bool:
    """``[ ]`` or ``[x]`` at the start of a piece of copy: the box of a task."""
    match = None if state.pos else _TASK.match(state.src)
    if match is None:
        return False
    if not silent:
        _push(state, "task", 0).content = match[1]
    state.pos = match.end()
    return True


def _span(state: StateInline, silent: bool) -> bool:
    """``[text]{.class}`` or ``[text]{lang=zh-Hans}``."""
    if state.src[state.pos] != "[":
        return False
    at = state.pos
    end = state.md.helpers.parseLinkLabel(state, at)
    if end < 0:
        return False
    match = _ATTRIBUTES.match(state.src, end + 1, state.posMax)
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
    """``[text][label]`` that the link rule did not take: there is no definition of ``label``."""
    if state.src[state.pos] != "[":
        return False
    at = state.pos
    end = state.md.helpers.parseLinkLabel(state, at)
    if end < 0:
        return False
    match = _REFERENCE.match(state.src, end + 1, state.posMax)
    if match is None:
        return False
    if not silent:
        _push(state, "undefined_reference", at).content = state.src[at : match.end()]
    state.pos = match.end()
    return True


def _placed(rule: Rule, kind: str) -> Rule:
    """``rule``, its opening token knowing where it stands."""

    def placed(state: StateInline, silent: bool) -> bool:
        at, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[count:]:
            if token.type == kind:
                token.meta["at"] = at
                break
        return True

    return placed
