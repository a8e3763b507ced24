"""Lists, quotations and code, which the content room hands over as finished HTML, read back as pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import PageElement

from hemaprint.export.inline import fragment, spans_of, text_of
from hemaprint.export.pieces import Code, Items, Piece, Pieces, Prose, Quotation, Term, Terms

_BLOCKS = frozenset({"ul", "ol", "dl", "blockquote", "p", "pre"})
_LANGUAGE = "language-"


def read_list(html: str, line: int) -> Piece:
    """The one list, quotation or code that ``html`` is; it stands in ``line`` of the manuscript."""
    (piece,) = _pieces(fragment(html).children, line)
    return piece


def _pieces(nodes: Iterable[PageElement], line: int) -> Iterator[Piece]:
    """The blocks among ``nodes``, and what stands between them as paragraphs."""
    loose: list[PageElement] = []
    for node in nodes:
        if isinstance(node, Tag) and node.name in _BLOCKS:
            yield from _prose(loose, line)
            loose = []
            yield from _block(node, line)
        else:
            loose.append(node)
    yield from _prose(loose, line)


def _prose(nodes: Iterable[PageElement], line: int) -> Iterator[Piece]:
    inline = spans_of(nodes)
    if text_of(inline).strip():
        yield Prose(line=line, inline=inline)


def _block(tag: Tag, line: int) -> Iterator[Piece]:
    match tag.name:
        case "p":
            yield from _prose(tag.children, line)
        case "blockquote":
            yield Quotation(line=line, pieces=_inside(tag, line))
        case "pre":
            classes = (str(name) for code in _elements(tag) for name in code.get_attribute_list("class") if name)
            language = next((name.removeprefix(_LANGUAGE) for name in classes), "")
            yield Code(line=line, text=tag.get_text(), language=language)
        case "dl":
            yield Terms(line=line, terms=tuple(_terms(tag, line)))
        case _:
            items = tuple(_inside(item, line) for item in _elements(tag))
            number = next((str(item.get("data-number")) for item in _elements(tag)), ".")
            start = int(str(tag.get("start", "1")))
            yield Items(line=line, items=items, ordered=tag.name == "ol", start=start, delimiter=number[-1])


def _terms(tag: Tag, line: int) -> Iterator[Term]:
    name, said = None, list[Piece]()
    for child in _elements(tag):
        if child.name == "dt":
            if name is not None:
                yield Term(name, tuple(said))
            name, said = spans_of(child.children), []
        else:
            said += _inside(child, line)
    if name is not None:
        yield Term(name, tuple(said))


def _inside(tag: Tag, line: int) -> Pieces:
    return tuple(_pieces(tag.children, line))


def _elements(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.children if isinstance(child, Tag))
