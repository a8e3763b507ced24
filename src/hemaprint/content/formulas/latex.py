# SPDX-License-Identifier: MIT
"""Read LaTeX as a tree of MathML, or say what of it cannot be set, and where.

latex2mathml 3.81 passes on what it does not know: ``\foo`` becomes an identifier, a brace that is not closed is closed
in silence. So what it is given is checked first, sign by sign, and what it gives is checked again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache, lru_cache
from html import unescape
from importlib.resources import files
from xml.etree.ElementTree import Element, tostring

from hemaprint.content.formulas.signs import INFIX
from hemaprint.errors import did_you_mean

LONGEST = 2000
"""Characters of the longest formula: an article has none that are longer."""
DEEPEST = 12
"""Groups inside one another; ten already are too small to be read."""

ELEMENTS = frozenset(
    {
        *("math", "mrow", "mstyle", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup"),
        *("msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
    }
)
"""All that a formula can hold; what speaks, writes and draws one knows each of them."""
MATHML = "http://www.w3.org/1998/Math/MathML"

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}$%&#~]|\n[ \t]*\n", re.DOTALL)
_SIGNS = frozenset(r"\, \; \: \! \> \{ \} \| \_ \% \# \$ \& \\".split()) | {"\\ ", "\\\n"}  # noqa: SIM905
_ESCAPED = re.compile(r"\\([&_%$#{}])")
"""A sign in words: the library keeps its backslash there."""
_ENVIRONMENT = re.compile(r"[ \t]*\{([A-Za-z]+\*?)\}")
_ENVIRONMENTS = {
    **{name: name for name in "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases split".split()},  # noqa: SIM905
    "array": "array",
    "aligned": "split",
    "align*": "split",
    "gathered": "displaylines",
}
"""What ``\\begin`` may name, and what latex2mathml calls it."""

_INCOMPLETE = "a command has no argument", "write it in braces after the command"
_FAULTS = {
    "DoubleSuperscriptsError": ("two exponents follow one another", "put braces around the first: {x^2}^3"),
    "DoubleSubscriptsError": ("two subscripts follow one another", "put them in one: x_{i,j}"),
    "MissingSuperScriptOrSubscriptError": ("nothing follows ^ or _", r"write what is raised or lowered"),
}
"""What an error of latex2mathml means, and what to do."""
_ARGUMENTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}

_TABLES = tomllib.loads(files("hemaprint.content.formulas").joinpath("commands.toml").read_text("utf-8"))
_REFUSED = {name: group["remedy"] for group in _TABLES["refused"] for name in group["commands"].split()}


class FormulaError(ValueError):
    """A formula that cannot be set: what is wrong, what to do, and after how many of its characters."""

    def __init__(self, message: str, hint: str, at: int = 0) -> None:
        super().__init__(message)
        self.hint = hint
        self.at = at


@lru_cache(maxsize=4096)
def _tree(tex: str, display: bool) -> Element:
    check(tex)
    tree = _evened(_converted(_renamed(tex), display))
    _check_tree(tree)
    return tree


def mathml_text(tex: str, *, display: bool) -> str:
    """The formula as MathML in its namespace."""
    tree = deepcopy(mathml(tex, display=display))
    tree.set("xmlns", MATHML)
    return tostring(tree, encoding="unicode")


def mathml(tex: str, *, display: bool) -> Element:
    """The formula as MathML without a namespace, to be read only; raises :class:`FormulaError`."""
    return _tree(tex, display)


# ---------------------------------------------------------------- what it is given


@cache
def _commands() -> frozenset[str]:
    from latex2mathml import commands, converter, symbols_parser  # noqa: PLC0415 (only articles with formulas need it)

    known = {*symbols_parser.SYMBOLS, *commands.CONVERSION_MAP, *commands.DIACRITICS, *commands.FUNCTIONS}
    known |= {*commands.LOCAL_FONTS, *converter.MOVABLE_LIMIT_TEXTS, *commands.LIMIT, *_TABLES["known"].split()}
    return frozenset(name for name in known if re.fullmatch(r"\\[A-Za-z]+", name)) - _REFUSED.keys()


def check(tex: str) -> None:
    """Raise :class:`FormulaError` for the first sign of ``tex`` that cannot be set."""
    if not tex.strip():
        raise FormulaError("a formula is empty", "write it between the dollars, or remove them")
    if len(tex) > LONGEST:
        message = f"a formula of {len(tex)} characters is too long"
        raise FormulaError(message, f"write at most {LONGEST}, or show it as a picture with :::{{figure}}")
    opened: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(tex):
        _check_token(tex, match[0], match.start(), opened)
        if len(opened) > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} groups are inside one another", "simplify it", match.start())
    if opened:
        what, at = opened[-1]
        raise FormulaError(f"{what} is not closed", "close it, or remove it", at)


def _check_token(tex: str, token: str, at: int, opened: list[tuple[str, int]]) -> None:
    match token:
        case "{" | r"\left":
            opened.append((token, at))
        case "}" | r"\right":
            _close("{" if token == "}" else r"\left", token, at, opened)
        case r"\begin" | r"\end":
            _check_environment(tex, token, at, opened)
        case "&" | r"\\":
            if not any(what.startswith(r"\begin") for what, _ in opened) and not _in_substack(tex, at):
                hint = r"write \begin{aligned} and \end{aligned} around the lines"
                raise FormulaError(f"{token} is outside an environment", hint, at)
        case "$" | "%" | "#":
            raise FormulaError(f"{token} has no place in a formula", rf"write \{token} where the sign is meant", at)
        case "~":
            pass
        case _ if token[0] == "\n":
            raise FormulaError("an empty line is in a formula", "remove it, or close the formula before it", at)
        case _ if not token[1:].isalpha() or not token.isascii():
            if token not in _SIGNS:
                raise FormulaError(f"{token} is not a sign of formulas", "write the sign itself", at)
        case _:
            _check_command(token, at)


def _check_command(name: str, at: int) -> None:
    if name in _REFUSED:
        raise FormulaError(f"{name} cannot be set", _REFUSED[name], at)
    if name not in _commands():
        hint = did_you_mean(name, _like(name)) or "write it with the commands of LaTeX and amsmath"
        raise FormulaError(f"{name} is not a command of formulas", hint, at)


def _like(name: str) -> list[str]:
    """The commands that begin as ``name`` does and are about as long; there are thousands."""
    near = (known for known in _commands() if known[1:2] == name[1:2] and abs(len(known) - len(name)) <= 2)
    return sorted(near, key=lambda known: (len(known), known))


def _check_environment(tex: str, token: str, at: int, opened: list[tuple[str, int]]) -> None:
    named = _ENVIRONMENT.match(tex, at + len(token))
    name = named[1] if named else ""
    if name not in _ENVIRONMENTS:
        hint = did_you_mean(name, _ENVIRONMENTS) or f"known are {', '.join(_ENVIRONMENTS)}"
        raise FormulaError(f'"{name}" is not an environment of formulas', hint, at)
    if token == r"\begin":
        opened.append((rf"\begin{{{name}}}", at))
    else:
        _close(rf"\begin{{{name}}}", rf"\end{{{name}}}", at, opened)


def _close(wanted: str, token: str, at: int, opened: list[tuple[str, int]]) -> None:
    if not opened:
        raise FormulaError(f"{token} closes nothing", "remove it, or write what it closes", at)
    what, _ = opened.pop()
    if what != wanted:
        raise FormulaError(f"{token} comes before {what} is closed", f"close {what} first", at)


def _in_substack(tex: str, at: int) -> bool:
    start = tex.rfind(r"\substack", 0, at)
    return start >= 0 and tex.count("{", start, at) > tex.count("}", start, at)


def _renamed(tex: str) -> str:
    """The environments under the names that latex2mathml knows."""

    def named(match: re.Match[str]) -> str:
        return f"{match[1]}{{{_ENVIRONMENTS[match[2]]}}}"

    tex = tex.replace(r"\mathrm{", r"\mathrm {")  # without a space, one letter in it would be slanted
    return re.sub(r"(\\(?:begin|end))[ \t]*\{([A-Za-z]+\*?)\}", named, tex)


# ---------------------------------------------------------------- what it gives


def _converted(tex: str, display: bool) -> Element:
    from latex2mathml.converter import Converter  # noqa: PLC0415

    try:
        tree = Converter(xmlns="", display="block" if display else "inline").convert_to_element(tex)
    except Exception as error:  # the library raises what its parts raise: StopIteration, IndexError, its own
        raise FormulaError(*_FAULTS.get(type(error).__name__, _INCOMPLETE)) from None
    tree.attrib.pop("xmlns")
    return tree


def _evened(tree: Element) -> Element:
    """The tree as MathML means it: characters instead of references to them, words whole, colons as operators."""
    for element in tree.iter():
        if element.text == "&":
            raise FormulaError("& is inside a group", r"move it out of the braces, or write \& where the sign is meant")
        if element.text:
            element.text = _ESCAPED.sub(r"\1", unescape(element.text))
        if element.tag == "mi" and (element.text or " ") in INFIX | {":", ";"}:
            element.tag = "mo"
        if element.tag == "mo" and "accent" in element.attrib:
            element.text = "\u00af" if element.text == "\u2015" else element.text
    for element in tree.iter():
        element[:] = list(_whole(element))
    return tree


def _whole(row: Element) -> Iterator[Element]:
    r"""The children of an element, letters of one upright word in one: ``\mathrm{HR}`` is a name, not a product."""
    last: Element | None = None
    for child in row:
        is_letter = child.tag == "mi" and child.get("mathvariant") == "normal" and (child.text or "").isalpha()
        if is_letter and last is not None and row.tag in ("mrow", "mtd", "mstyle"):
            last.text = (last.text or "") + (child.text or "")
            continue
        last = child if is_letter else None
        yield child


def _check_tree(tree: Element, depth: int = 0) -> None:
    if depth > 4 * DEEPEST:
        raise FormulaError("the formula is nested too deeply", "simplify it")
    _check_element(tree)
    for child in tree:
        _check_tree(child, depth + 1)


def _check_element(element: Element) -> None:
    text = element.text or ""
    if element.tag not in ELEMENTS or "\\" in text or (element.tag == "mi" and text in ("{", "}", "^")):
        raise FormulaError(f"{text or element.tag} cannot be set", "write the formula in another way")
    if len(element) != _ARGUMENTS.get(element.tag, len(element)):
        raise FormulaError(*_INCOMPLETE)
