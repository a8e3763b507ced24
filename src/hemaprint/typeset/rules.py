# SPDX-License-Identifier: MIT
"""Say what the layout engine cannot use of a rule or a declaration of a style sheet, where, and what would mend it.

A rule is looked at by its text, once: where a sheet is saved with one rule changed, the faults of the others are known.
Remedies are tried on the engine before they are told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from logging import LogRecord
from typing import Any

import tinycss2
from tinycss2 import ast

from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.theme.stylesheets import BLANK, rules_in
from hemaprint.typeset.engine.verdicts import (
    BROWSER_PROPERTIES,
    PROPERTIES,
    are_used,
    is_selector,
    reasons_against,
    remarks_on_rule,
)
from hemaprint.typeset.pages import SOURCE
from hemaprint.typeset.remedies import CORRECT, remedy

_PLACE = re.compile(r",? at (\d+):(\d+)[.:,]?")
_PSEUDO = re.compile(r"::?([a-z-]+)")
_NAME = re.compile(r"\s*([\w-]+)\s*(=?)")
_MEDIA = frozenset({"all", "print", "screen", "speech"})
_TOLD = ("Ignored `", "Error: ", "Invalid or unsupported selector")
"""How remarks on declarations and selectors begin, of which more can be said."""
_EXCERPT = 60
_IN_BROWSERS = "it is for browsers: remove it, or write it into editions/preview.css"
_AT_RULES = ("page", "media", "font-face", "counter-style", "color-profile", "import", "layer")
_PSEUDOS = (
    "before", "after", "first-letter", "first-line", "marker", "footnote-call", "footnote-marker", "root", "empty",
    "first-child", "last-child", "only-child", "nth-child", "nth-last-child", "first-of-type", "last-of-type",
    "only-of-type", "nth-of-type", "nth-last-of-type", "not", "is", "where", "has", "lang", "dir", "link",
)  # fmt: skip


def sheet_faults(css: str) -> Iterator[Problem]:
    """What the engine cannot use of the rules of a sheet; lines and columns are those of ``css``."""
    rules = rules_in(css)
    lines = [0, *(match.end() for match in re.finditer("\n", css))]
    starts = [lines[rule.source_line - 1] + rule.source_column - 1 for rule in rules]
    for rule, (start, end) in zip(rules, pairwise([*starts, len(css)]), strict=True):
        yield from (moved(fault, rule) for fault in _faults_of(css[start:end]))


def moved(fault: Problem, start: Any) -> Problem:
    """A fault of a text that begins at the place of the token ``start``, at its place around that."""
    line, column = fault.location.line, fault.location.column
    column += start.source_column - 1 if line == 1 else 0
    return replace(fault, location=replace(fault.location, line=line + start.source_line - 1, column=column))


def style_faults(style: str) -> tuple[Problem, ...]:
    """What the engine cannot use of declarations alone, as in a ``style`` attribute."""
    return tuple(_block_faults(_parsed(style), style))


@lru_cache(maxsize=64)
def form_faults(css: str) -> tuple[Problem, ...]:
    """What is neither a rule nor a declaration in a sheet for browsers or mail programs; values are not judged."""
    return tuple(_form_faults(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), css))


def _form_faults(nodes: Sequence[Any], css: str) -> Iterator[Problem]:
    for node in nodes:
        if node.type == "declaration":
            gap = missing_semicolon(node)
            yield from [gap] if gap else ()
        elif node.type == "error":
            yield _stray(node, css)
        elif node.type == "qualified-rule" and (gap := _gap_before_rule(node)):
            yield gap
        elif node.content is not None:
            yield from _form_faults(_parsed(node.content), css)


@lru_cache(maxsize=4096)
def _faults_of(text: str) -> tuple[Problem, ...]:
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return tuple(dict.fromkeys(fault for rule in rules for fault in _rule_faults(rule, text)))


def _parsed(content: Any) -> list[Any]:
    parsed: list[Any] = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return parsed


# ---------------------------------------------------------------- rules


def _rule_faults(rule: Any, text: str, *, is_nested: bool = False) -> Iterator[Problem]:
    keyword = rule.lower_at_keyword if rule.type == "at-rule" else ""
    if keyword == "charset":
        return  # sheets are UTF-8 (HP002), whatever they say
    if keyword == "media" and rule.content is not None:
        yield from _media_faults(rule)
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            yield from _rule_faults(inner, text)
        return
    has_block = rule.content is not None and (not keyword or keyword in ("page", "layer"))
    if has_block:
        yield from _block_faults(_parsed(rule.content), text, around=keyword)
    if rule.type == "qualified-rule":
        yield from _selector_faults(rule, is_nested=is_nested)
        return
    try:
        records = remarks_on_rule(rule)
    except Exception:  # the engine stumbles over a declaration, which is a fault of its own
        return
    for record in records:
        if not has_block or not record.msg.startswith(_TOLD):
            yield _remark(record, rule)


def _media_faults(rule: Any) -> Iterator[Problem]:
    """Names of unknown media, whose rules would never be used."""
    for token in rule.prelude:
        if token.type == "ident" and token.lower_value not in _MEDIA | {"not", "only", "and"}:
            hint = did_you_mean(token.value, sorted(_MEDIA), noun="media")
            yield fault(f'there is no medium "{token.value}"', token, hint)


def _remark(record: LogRecord, rule: Any) -> Problem:
    """A remark of WeasyPrint on a rule, at the place that it names, or else at the rule."""
    message = record.getMessage()
    found = _PLACE.search(message)
    place = Location(SOURCE, rule.source_line, rule.source_column)
    if found:
        place = Location(SOURCE, int(found[1]), int(found[2]))
        message = f"{message[: found.start()]}: {message[found.end() :].strip(' .')}".rstrip(": ")
    hint = CORRECT
    unknown = next((one for one in record.args or () if isinstance(one, ast.AtRule)), None)
    if unknown is not None and message.startswith("Unknown"):
        message = f"the layout engine knows no @{unknown.at_keyword}{' in @page' if '@page' in message else ''}"
        known = _AT_RULES if unknown is rule else [f"{side}-{end}" for side in _SIDES for end in _ENDS]
        hint = did_you_mean(unknown.at_keyword, known) or CORRECT
    return Problem("HP231", message[:1].lower() + message[1:], place, hint)


_SIDES, _ENDS = ("top", "bottom", "left", "right"), ("left", "center", "right", "top", "middle", "bottom")


# ---------------------------------------------------------------- selectors


def _selector_faults(rule: Any, *, is_nested: bool) -> Iterator[Problem]:
    """The selectors of a rule that the engine does not know: it passes over the whole rule."""
    parts: list[list[Any]] = [[]]
    for token in rule.prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    for part in parts:
        selector = tinycss2.serialize(part).strip()
        written = [one for one in part if one.type not in BLANK]
        if is_nested and ("&" in selector or (written and written[0].type == "literal" and written[0].value in ">+~")):
            continue
        if is_selector(part):
            continue
        token = written[0] if written else rule
        if selector.startswith("//"):
            yield fault("// begins no comment in a style sheet", token, "write the comment as /* … */")
        elif selector.startswith(";"):
            yield fault("this semicolon follows a rule", token, "remove it: no semicolon follows a }")
        elif not selector:
            yield fault("a selector is missing beside a comma", rule, "remove the comma, or write the selector")
        elif re.search(r":-\w", selector):
            yield _for_browsers(f"“{_short(selector)}” is a selector for browsers; its rule is ignored", token)
        else:
            hints = (did_you_mean(name, _PSEUDOS) for name in _PSEUDO.findall(selector) if name not in _PSEUDOS)
            hint = next(filter(None, hints), CORRECT)
            yield fault(f"“{_short(selector)}” is not a selector; its rule is ignored", token, hint)


# ---------------------------------------------------------------- what is between braces


def _block_faults(inside: Sequence[Any], text: str, around: str = "") -> Iterator[Problem]:
    """The faults of a block; ``around`` is the name of the at-rule that it belongs to, if any."""
    declarations = [node for node in inside if node.type == "declaration"]
    if not are_used([one for one in declarations if not one.name.startswith("-")]):
        for one in declarations:
            yield from _declaration_faults(one)
    else:
        for one in declarations:
            yield from _silent_faults(one)
    for node in inside:
        if node.type == "declaration":
            continue
        if node.type == "error":
            yield _stray(node, text)
        elif node.type == "qualified-rule":
            gap = _gap_before_rule(node)
            yield from [gap] if gap else _rule_faults(node, text, is_nested=around != "layer")
        elif around == "layer":
            yield from _rule_faults(node, text)
        elif around != "page":
            yield fault(f"@{node.at_keyword} cannot be inside a rule", node, "write it outside, around rules")
        elif node.content is not None:  # the margins of a page
            yield from _block_faults(_parsed(node.content), text)


def _declaration_faults(declaration: Any) -> Iterator[Problem]:
    """What is wrong with a declaration, unless it depends on custom properties."""
    silent = list(_silent_faults(declaration))
    yield from silent
    if not silent and not declaration.name.startswith("--"):
        yield from (unusable(declaration, reason) for reason in reasons_against(declaration))


def _silent_faults(declaration: Any) -> Iterator[Problem]:
    """What the engine does not remark on: a value that goes on with the next declaration; what is for browsers."""
    name = declaration.lower_name
    gap = missing_semicolon(declaration)
    if gap is not None:
        yield gap
    elif name in BROWSER_PROPERTIES or (name[0] == "-" and not name.startswith(("--", "-weasy-"))):
        yield _for_browsers(f"`{_said(declaration)}` does nothing in print", declaration)


def unusable(declaration: Any, reason: str) -> Problem:
    """The fault of a declaration that the engine passes over, for a ``reason`` in its own words."""
    if reason == "unknown property":
        hint = did_you_mean(declaration.name, PROPERTIES) or "it does nothing in print: remove it"
    elif reason == "no value":
        hint = "write a value between the colon and the semicolon"
    elif reason.startswith("Relative URI"):
        reason, hint = "a relative address", "name the file from the project's folder, after hemaprint-project:///"
    else:
        hint = remedy(declaration)
    return fault(f"ignored `{_said(declaration)}`: {reason}", declaration, hint)


def fault(message: str, token: Any, hint: str, code: str = "HP231") -> Problem:
    """An error at the place of a token."""
    return Problem(code, message, Location(SOURCE, token.source_line, token.source_column), hint)


def _for_browsers(message: str, token: Any) -> Problem:
    place = Location(SOURCE, token.source_line, token.source_column)
    return Problem("HP090", message, place, _IN_BROWSERS, Severity.WARNING)


def _said(declaration: Any) -> str:
    name, important = declaration.name, " !important" if declaration.important else ""
    return f"{name}: {_short(tinycss2.serialize(declaration.value).strip())}{important}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


# ---------------------------------------------------------------- semicolons and colons


def missing_semicolon(declaration: Any) -> Problem | None:
    """A declaration whose value goes on with the next one: its fault, where the semicolon belongs."""
    tokens, is_custom = declaration.value, declaration.name.startswith("--")
    before, broken = None, False
    for at, token in enumerate(tokens):
        if token.type in BLANK:
            broken = broken or (token.type == "whitespace" and "\n" in token.value)
            continue
        after = next((one for one in tokens[at + 1 :] if one.type not in BLANK), None)
        if token.type == "ident" and after == ":" and before is not None:
            is_known = token.value.startswith("--") or token.lower_value in PROPERTIES
            if not is_custom or (broken and is_known):
                return _gap(before, token.value)
        before, broken = token, False
    return None


def _gap_before_rule(rule: Any) -> Problem | None:
    """A declaration that goes on as the selector of a rule inside: its fault, where the semicolon belongs."""
    tokens = [token for token in rule.prelude if token.type not in BLANK]
    if len(tokens) < 4 or tokens[0].type != "ident" or tokens[1] != ":":
        return None
    name = tokens[0].lower_value
    if not name.startswith("--") and name not in PROPERTIES:
        return None
    at = next((at for at in range(1, len(tokens)) if tokens[at].source_line > tokens[at - 1].source_line), 0)
    return _gap(tokens[at - 1], tinycss2.serialize(tokens[at:]).strip()) if at else None


def _gap(before: Any, after: str) -> Problem:
    written = tinycss2.serialize([before])
    line = before.source_line + written.count("\n")
    column = len(written) - written.rfind("\n") + (0 if "\n" in written else before.source_column - 1)
    message, hint = f"a semicolon is missing before “{_short(after)}”", f"write ; after “{_short(written)}”"
    return Problem("HP231", message, Location(SOURCE, line, column), hint)


def _stray(node: Any, text: str) -> Problem:
    """What is not a declaration, at its first character."""
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    at = lines[node.source_line - 1] + node.source_column - 1
    start = max(text.rfind(mark, 0, at) for mark in ";{}") + 1
    end = min((found for mark in ";{}" if (found := text.find(mark, at)) >= 0), default=len(text))
    start += len(text[start:end]) - len(text[start:end].lstrip())
    written = text[start:end].strip()
    line = bisect_right(lines, start)
    place = Location(SOURCE, line, start - lines[line - 1] + 1)
    name = _NAME.match(written)
    hint = "a declaration is a property, a colon, a value and a semicolon: color: red;"
    if written.startswith("//"):
        return Problem("HP231", "// begins no comment in a style sheet", place, "write the comment as /* … */")
    if name is not None and name[1].lower() in PROPERTIES:
        hint = f"write a colon {'instead of =' if name[2] else ''} after {name[1]}".replace("  ", " ")
    return Problem("HP231", f"“{_short(written)}” is not a declaration", place, hint)
