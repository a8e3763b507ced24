# SPDX-License-Identifier: MIT
"""Prepare Markdown for pandoc, and read what its front matter says: pandoc's, JOSS's and Quarto's fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup

from hemaprint.content.formulas.outlines import can_be_set
from hemaprint.errors import MalformedError
from hemaprint.intake.markup.soup import visible_text
from hemaprint.intake.markup.walk import FORMULA
from hemaprint.intake.passages import Author, Findings, Metadata
from hemaprint.project.identifiers import normal_orcid

# ---------------------------------------------------------------- constructs that pandoc's GitHub reader does not know

_SHOWN = 60
_CODE = r"(?P<code>^(?P<fence>```+|~~~+)[^\n]*$(?s:.*?)(?:^(?P=fence)|\Z)|^(?: {4}|\t).*$|(?P<tick>`+)[^`\n]+(?P=tick))"
_FORMULA = (
    r"(?P<formula>\\begin\{(?P<kind>(?:equation|align|eqnarray|gather|multline)\*?)\}(?s:.{1,4000}?)\\end\{(?P=kind)\}"
    r"|\$\$[^$]{1,4000}\$\$|(?<![\\$\w])\$(?=\S)[^$`\n]{0,299}[^\s$`\\]\$(?![\d$]))"
)
_NOTE = r"(?P<note>\^\[(?P<inside>(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,2000})\])"
_CONSTRUCTS = re.compile(f"{_CODE}|{_FORMULA}|{_NOTE}", re.MULTILINE)
_ESCAPED = r"\\\1"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_DEFINED = re.compile(
    r"^ {0,3}\[\^(?P<name>[^\[\]\s]{1,100})\]:.*"
    r"(?:\n(?! {0,3}\[\^[^\[\]\s]{1,100}\]:)[ \t]*\S.*|(?:\n[ \t]*){1,9}\n(?: {4}|\t).+)*",
    re.MULTILINE,
)
"""The definition of a footnote with its further lines and paragraphs."""
_CALLED = re.compile(r"(?<!\\)\[(?=\^(?P<name>[^\[\]\s]{1,100})\](?!:))")


def readable(text: str, findings: Findings) -> str:
    """``text`` with formulas that can be set marked, others as they are typed, and inline notes as footnotes.

    Code is left alone, and no line moves. A note that calls itself, also through another, is without end for pandoc:
    such calls become text. pandoc's manual, "Math" and "Footnotes", says what is a formula and an inline note.
    """
    notes: list[str] = []

    def made(match: re.Match[str]) -> str:
        if match["formula"]:
            sign = "$$" if match["formula"].startswith("$$") else "$"
            tex = match["formula"].strip("$").strip()
            if match["formula"][0] == "$" and can_be_set(tex, display=sign == "$$"):
                return f"[{_PUNCTUATION.sub(_ESCAPED, tex)}]{{.{FORMULA}}}"
            shown = " ".join(match["formula"].split())
            shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]} …"
            line = text.count("\n", 0, match.start()) + 1
            hint = "write what can be set, or replace it by a picture"
            findings.doubt("HP523", line, f"the formula {shown} is printed as it is typed", hint)
            return _PUNCTUATION.sub(_ESCAPED, match["formula"])
        if match["note"]:
            name = f"hemaprint-inline-{len(notes) + 1}"
            notes.append(f"[^{name}]: {match['inside']}")
            return f"[^{name}]"
        return match[0]

    names: list[str] = []

    def defined(match: re.Match[str]) -> str:
        names.append(match["name"])
        return _CALLED.sub(lambda call: "\\[" if call["name"] in names else "[", match[0])

    body = _CONSTRUCTS.sub(made, _DEFINED.sub(defined, text))
    return "\n\n".join([body, *notes])


# ---------------------------------------------------------------- words: pandoc's own tree

_PARTS = re.compile(
    r"</?(?:br|hr|p|div|center|table|tr|td|th|li|ul|ol|h[1-6]|details|summary|figcaption)\b", re.IGNORECASE
)
INLINES = frozenset(
    {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Quoted", "TextRun", "Link"}
)
"""Inline elements of pandoc's tree, inside which words continue."""


def words_of_pandoc(tree: str) -> str:
    """The text of pandoc's own tree (JSON): its strings, separated where its blocks separate them."""
    try:
        waiting: list[Any] = [json.loads(tree).get("blocks", [])]
    except (ValueError, RecursionError):
        return ""
    parts: list[str] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            kind, content = node.get("t", ""), node.get("c", "")
            if kind in ("Str", "Code", "Math"):
                parts.append(content if isinstance(content, str) else str(content[-1]))
            elif kind == "CodeBlock":
                parts.append(f"\n{content[-1]}\n")
            elif kind in ("RawInline", "RawBlock"):
                parts.append(_shown(content))
            elif kind != "Image":
                parts.append("" if kind in INLINES else " " if kind in ("Space", "SoftBreak") else "\n")
                waiting.append(content)
    return "".join(parts)


def _shown(raw: Any) -> str:
    """The text of HTML that pandoc keeps as it is; a line break and a block separate words."""
    form, source = raw if isinstance(raw, list) and len(raw) == 2 else ("", "")
    if form != "html":
        return ""
    return visible_text(BeautifulSoup(str(source), "html.parser")) + ("\n" if _PARTS.match(str(source)) else "")


# ---------------------------------------------------------------- front matter

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OF_PROGRAMS = """
    biblio-style citeproc classoption colorlinks csl documentclass draft editor engine execute fontsize format geometry
    header-includes jupyter knitr layout link-citations linkcolor mainfont number-sections numbersections output
    papersize permalink slug toc toc-depth urlcolor weight
"""
_PROGRAMS = frozenset(_OF_PROGRAMS.split())
"""Fields that set up the programs that print the manuscript elsewhere."""
_AUTHOR = "name given-names surname given family dropping-particle affiliation affiliations orcid index"
_OF_AUTHORS = frozenset(_AUTHOR.split())
"""Fields of an author that an article has, or that are parts of a name."""
_MOST = 1000
"""Entries of a list that are read."""


def values_of(said: str) -> Mapping[str, Any]:
    """What pandoc found in front matter, properties or paragraphs: a line of JSON, whose texts may hold HTML."""
    try:
        values = json.loads(said or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def front_matter(values: Mapping[str, Any], findings: Findings) -> tuple[Metadata, str]:
    """The metadata of the fields ``values``, and all their text.

    All text but the title, which is the headline, is left out; what an article cannot hold is also a doubt.
    """
    front = _Front(values, findings)
    date = _DATE.match(front.text("date", "published"))
    metadata = Metadata(
        title=front.text("title", "headline"),
        standfirst=front.text("standfirst", "subtitle", "description", "abstract"),
        authors=tuple(front.authors()),
        published=date[0] if date else "",
        language=front.text("lang", "language"),
        keywords=tuple(front.texts("keywords") or front.texts("tags")),
        doi=front.text("doi"),
        bibliography=tuple(front.texts("bibliography")),
        references=tuple(one for one in front.listed("references") if isinstance(one, dict)),
    )
    texts = [text for name, value in values.items() if (text := front.left_out(name, value))]
    front.report()
    return metadata, "\n".join([metadata.title, *texts])


class _Front:
    """The fields of a front matter; it notices which of them were used."""

    def __init__(self, values: Mapping[str, Any], findings: Findings) -> None:
        self._values, self._findings = values, findings
        self._used: set[str] = set()
        self._unsaid: list[str] = []

    def text(self, *names: str) -> str:
        """The first text of the first of these fields that has one."""
        return next((texts[0] for name in names if (texts := self.texts(name))), "")

    def texts(self, name: str) -> list[str]:
        """All texts of a field."""
        texts = list(texts_of(self._values.get(name)))
        self._used |= {name} if texts else set()
        return texts

    def listed(self, name: str) -> list[Any]:
        """The entries of a field."""
        self._used.add(name)
        return _as_list(self._values.get(name))

    def authors(self) -> Iterator[Author]:
        """The authors, with the affiliations that their numbers or ids name."""
        places = dict(self._places())
        for value in self.listed("author") or self.listed("authors") or self.listed("contributors"):
            if not isinstance(value, dict):
                yield from (Author(name) for name in texts_of(value))
                continue
            said = [place for key in ("affiliation", "affiliations") for place in _as_list(value.get(key))]
            affiliations = dict.fromkeys(one for place in said for one in _named(place, places))
            if name := _person(value):
                yield Author(name, affiliation="; ".join(affiliations), orcid=self._orcid(value.get("orcid")))
            self._unsaid += [f"authors.{key}" for key in value if key not in _OF_AUTHORS]

    def left_out(self, name: str, value: object) -> str:
        """Leave out the text of a field, and return it; "" for the title."""
        text = " ".join(_everything(value)) if name not in ("title", "headline") else ""
        is_used = name in self._used
        why = "the front matter of the article has it" if is_used else f"an article cannot hold {name}"
        self._findings.leave_out(1, text, why)
        return text

    def report(self) -> None:
        """Report the fields that were not understood, in one doubt."""
        fields = [name for name, value in self._values.items() if not isinstance(value, bool) and value]
        unused = [name for name in fields if name not in self._used | _PROGRAMS]
        if names := [*unused, *dict.fromkeys(self._unsaid)]:
            message = f"the article cannot hold these fields of the front matter: {', '.join(names)}"
            self._findings.doubt("HP573", 1, message, "write into the article what readers need of them")

    def _places(self) -> Iterator[tuple[str, str]]:
        for order, place in enumerate(self.listed("affiliations") or self.listed("institute"), 1):
            name = next(texts_of(place), "")
            keys = [place.get("index"), place.get("id")] if isinstance(place, dict) else []
            yield from ((str(key), name) for key in (*keys, order) if key is not None)

    def _orcid(self, value: object) -> str:
        said = next(texts_of(value), "")
        try:
            return normal_orcid(said) if said else ""
        except MalformedError as error:
            self._findings.doubt("HP538", 1, error.message, "correct it in the article")
            return ""


def _named(place: object, places: Mapping[str, str]) -> list[str]:
    """The affiliations that a value names: by numbers, by a reference, or in words."""
    if isinstance(place, dict):
        return [places.get(str(place["ref"]), str(place["ref"]))] if "ref" in place else list(texts_of(place))
    said = next(texts_of(place), "")
    numbers = [one.strip() for one in re.split("[,;&]", said)]
    known = any(one in places for one in numbers)
    return [places.get(one, one) for one in numbers] if known else [said] if said else []


def _person(value: Mapping[str, Any]) -> str:
    name = value.get("name")
    if isinstance(name, dict):
        value, name = name, None
    parts = [value.get(key) for key in ("given-names", "given", "dropping-particle", "surname", "family")]
    return next(texts_of(name), "") or " ".join(text for part in parts for text in texts_of(part))


def _as_list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else [] if value is None else [value]


def _everything(value: object) -> Iterator[str]:
    """All text in a value, including that in every field of its entries."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _everything(inner)
    else:
        yield from texts_of(value)


def texts_of(value: object) -> Iterator[str]:
    """The texts of a value, however deep, without markup; of entries that have fields, their names."""
    if isinstance(value, list):
        for item in value[:_MOST]:
            yield from texts_of(item)
    elif isinstance(value, dict):
        yield from texts_of(value.get("name"))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        page = BeautifulSoup(str(value), "html.parser")
        for mark in page.find_all("sup"):  # the number of an affiliation
            mark.extract()
        text = " ".join(page.get_text().split())
        yield from [text] if text else []
