"""Named destinations of the issue, and the links that lead to them.

WeasyPrint makes a named destination of every ``id`` (its presentational hint ``-weasy-anchor``), linked or not, so an
article needs nothing but ids that are unique in the issue. Links to other articles come as URI actions ``x-issue:#id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String

from hemaprint.bind.models import Placed
from hemaprint.errors import Problem

SCHEME = "x-issue:"


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the issue: page index from 0, the view as an array, and the part in which it lies."""

    page: int
    view: Array
    placed: Placed


Destinations = Mapping[str, Destination]


def collect_destinations(
    placed: Iterable[Placed], issue: pikepdf.Pdf, problems: list[Problem]
) -> dict[str, Destination]:
    """Every named destination on the pages taken. Where a name occurs twice the first one counts."""
    found: dict[str, Destination] = {}
    for one in placed:
        for name, view in _named(one.source):
            page = one.pages.get(view[0].objgen)
            if page is None:
                continue
            if name in found:
                problems.append(_duplicate(name, one, found[name].placed))
                continue
            found[name] = Destination(page, Array([issue.pages[page].obj, *_rest(view)]), one)
    return found


def resolve_links(
    placed: Sequence[Placed], issue: pikepdf.Pdf, destinations: Destinations, problems: list[Problem]
) -> None:
    """Turn ``x-issue:`` actions into named destinations, and report every link whose target is not in the issue."""
    titles = {item.anchor: item.title for one in placed for item in one.part.outline}
    missing: dict[tuple[str, str], Problem] = {}
    for one in placed:
        for index in one.pages.values():
            for link in _links(issue.pages[index].obj):
                target = _target(link)
                if target is None:
                    continue
                if target not in destinations:
                    missing.setdefault((one.part.name, target), _nowhere(target, one, destinations))
                    continue
                _point(link, target, titles.get(target) or destinations[target].placed.part.title)
    problems += missing.values()


def write_destinations(issue: pikepdf.Pdf, destinations: Destinations) -> None:
    """Write the name tree, its keys in the order of their bytes (ISO 32000-1, 7.9.6)."""
    names = Array()
    for key, view in sorted((bytes(String(name)), one.view) for name, one in destinations.items()):
        names.append(String(key))
        names.append(view)
    if destinations:
        tree = issue.make_indirect(Dictionary(Names=names))
        issue.Root.Names = Dictionary(Dests=tree)


def _named(source: pikepdf.Pdf) -> Iterator[tuple[str, Object]]:
    tree = source.Root.get("/Names", Dictionary()).get("/Dests")
    for name, value in NameTree(tree).items() if tree is not None else ():
        yield str(name), value.D if isinstance(value, Dictionary) else value


def _rest(view: Object) -> list[Object]:
    return list(view)[1:]


def _links(page: Object) -> Iterator[Object]:
    for annotation in page.get("/Annots", ()):
        if annotation.get("/Subtype") == Name.Link:
            yield annotation


def _target(link: Object) -> str | None:
    """The name of the destination that ``link`` means, or None for a link that leaves the issue."""
    if isinstance(link.get("/Dest"), String):
        return str(link.Dest)
    uri = str(link.get("/A", Dictionary()).get("/URI", ""))
    return unquote(uri[len(SCHEME) :].removeprefix("#")) if uri.startswith(SCHEME) else None


def _point(link: Object, target: str, title: str) -> None:
    """Let ``link`` lead to ``target``; where WeasyPrint describes it by its address, ``title`` describes it instead."""
    described = str(link.get("/Contents", ""))
    if "/A" in link:
        del link["/A"]
    link.Dest = String(target)
    if described == target or described.startswith(SCHEME):
        link.Contents = String(title)


def _duplicate(name: str, one: Placed, first: Placed) -> Problem:
    return Problem(
        "HP300",
        f'the id "{name}" stands in "{first.part.name}" and again in "{one.part.name}"',
        one.part.location,
        hint="ids must be unique in the issue: begin them with the slug of the article",
    )


def _nowhere(target: str, one: Placed, destinations: Destinations) -> Problem:
    close = get_close_matches(target, destinations, n=1)
    return Problem(
        "HP301",
        f'a link leads to "{target}", which is not in the issue',
        one.part.location,
        hint=f'did you mean "{close[0]}"?' if close else "name a slug of the order, or a label of its article",
    )
