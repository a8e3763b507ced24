"""What the front matter of pandoc, JOSS and Quarto says of a paper, and which of it an article cannot hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup

from hemaprint.errors import MalformedError
from hemaprint.intake.passages import Author, Doubt, LeftOut, Metadata
from hemaprint.project.values import normal_orcid

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROGRAMS = frozenset(
    {
        "biblio-style", "citeproc", "classoption", "colorlinks", "csl", "documentclass", "draft", "editor", "engine",
        "execute", "fontsize", "format", "geometry", "header-includes", "jupyter", "knitr", "layout", "link-citations",
        "linkcolor", "mainfont", "number-sections", "numbersections", "output", "papersize", "permalink", "slug", "toc",
        "toc-depth", "urlcolor", "weight",
    }
)  # fmt: skip
"""Fields that set up the programs that print the manuscript elsewhere."""


def values_of(said: str) -> Mapping[str, Any]:
    """What pandoc found in front matter, properties or paragraphs: a line of JSON, whose texts may hold HTML."""
    try:
        values = json.loads(said or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


_OF_AUTHORS = frozenset(
    {
        "name", "given-names", "surname", "given", "family", "dropping-particle", "affiliation", "affiliations",
        "orcid", "index",
    }
)  # fmt: skip
"""Fields of an author that an article has, or that are parts of a name."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of Markdown: what it says, all its text, and what of that is not copy of the article."""

    metadata: Metadata
    text: str
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...]


def front_matter(values: Mapping[str, Any]) -> FrontMatter:
    """The front matter whose fields are ``values``, as pandoc tells them."""
    front = _Front(values)
    title, subtitle = front.text("title", "headline"), front.text("standfirst", "subtitle", "description", "abstract")
    date = _DATE.match(front.text("date", "published"))
    metadata = Metadata(
        title=title,
        standfirst=subtitle,
        authors=tuple(front.authors()),
        published=date[0] if date else "",
        language=front.text("lang", "language"),
        keywords=tuple(front.texts("keywords") or front.texts("tags")),
        doi=front.text("doi"),
        bibliography=tuple(front.texts("bibliography")),
        references=tuple(one for one in front.listed("references") if isinstance(one, dict)),
    )
    left_out = tuple(front.left_out())
    text = "\n".join([title, *(one.text for one in left_out)])
    return FrontMatter(metadata, text, left_out, tuple(front.doubts()))


class _Front:
    """The fields of a front matter; it notices which of them were used."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._used: set[str] = set()
        self._unsaid: list[str] = []
        self._malformed: list[str] = []

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
        """Who wrote it, with the affiliations that their numbers or ids name."""
        places = {str(key): name for key, name in self._places()}
        for value in self.listed("author") or self.listed("authors") or self.listed("contributors"):
            if not isinstance(value, dict):
                yield from (Author(name) for name in texts_of(value))
                continue
            said = [place for key in ("affiliation", "affiliations") for place in _as_list(value.get(key))]
            keys = [key for place in said for key in self._keys(place, places)]
            name = _person(value)
            if name:
                yield Author(name, affiliation="; ".join(dict.fromkeys(keys)), orcid=self._orcid(value.get("orcid")))
            self._unsaid += [f"authors.{key}" for key in value if key not in _OF_AUTHORS]

    def left_out(self) -> Iterator[LeftOut]:
        """The text of every field but the title, which is the headline."""
        for name, value in self._values.items():
            text = " ".join(_everything(value)) if name not in ("title", "headline") else ""
            if text:
                used = name in self._used
                why = "the front matter of the article has it" if used else f"an article cannot hold {name}"
                yield LeftOut(1, text, why)

    def doubts(self) -> Iterator[Doubt]:
        """What was not understood, in one doubt, and every malformed identifier."""
        for said in self._malformed:
            yield Doubt("HP538", 1, said, "correct it in the article")
        unused = [name for name in self._values if name not in self._used | _PROGRAMS and _holds(self._values[name])]
        if names := [*unused, *dict.fromkeys(self._unsaid)]:
            message = f"the article cannot hold these fields of the front matter: {', '.join(names)}"
            yield Doubt("HP573", 1, message, "write into the article what readers need of them")

    def _places(self) -> Iterator[tuple[str, str]]:
        for order, place in enumerate(self.listed("affiliations") or self.listed("institute"), 1):
            name = next(texts_of(place), "")
            keys = [place.get("index"), place.get("id")] if isinstance(place, dict) else []
            yield from ((str(key), name) for key in (*keys, order) if key is not None)

    def _keys(self, place: object, places: Mapping[str, str]) -> list[str]:
        """The affiliations that a value names: by numbers, by a reference, or by itself."""
        if isinstance(place, dict):
            return [places.get(str(place["ref"]), str(place["ref"]))] if "ref" in place else list(texts_of(place))
        said = next(texts_of(place), "")
        numbers = [one.strip() for one in re.split("[,;&]", said)]
        known = any(one in places for one in numbers)
        return [places.get(one, one) for one in numbers] if known else [said] if said else []

    def _orcid(self, value: object) -> str:
        said = next(texts_of(value), "")
        try:
            return normal_orcid(said) if said else ""
        except MalformedError as error:
            self._malformed.append(error.message)
            return ""


def _person(value: Mapping[str, Any]) -> str:
    name = value.get("name")
    if isinstance(name, dict):
        value, name = name, None
    parts = [value.get(key) for key in ("given-names", "given", "dropping-particle", "surname", "family")]
    return next(texts_of(name), "") or " ".join(text for part in parts for text in texts_of(part))


def _as_list(value: object) -> list[Any]:
    return value[:1000] if isinstance(value, list) else [] if value is None else [value]


def _holds(value: object) -> bool:
    """Whether a field says anything; a switch does not."""
    return not isinstance(value, bool) and bool(value)


def _everything(value: object) -> Iterator[str]:
    """All text in a value, that of every field of its entries included."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _everything(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _everything(item)
    else:
        yield from texts_of(value)


def texts_of(value: object) -> Iterator[str]:
    """The texts of a value, however deep, without markup; of entries that have fields, their names."""
    if isinstance(value, list):
        for item in value[:1000]:
            yield from texts_of(item)
    elif isinstance(value, dict):
        yield from texts_of(value.get("name"))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        page = BeautifulSoup(str(value), "html.parser")
        for mark in page.find_all("sup"):  # the number of an affiliation
            mark.extract()
        text = " ".join(page.get_text().split())
        yield from [text] if text else []
