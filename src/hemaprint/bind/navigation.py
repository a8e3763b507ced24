# SPDX-License-Identifier: MIT
"""Write the ways through the issue: named destinations, links to them, outline, page labels and the first view.

WeasyPrint makes a named destination of every ``id`` (its presentational hint ``-weasy-anchor``), linked or not, so an
article only needs ids that are unique in the issue. Links to other articles are URI actions ``x-issue:#id``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String

from hemaprint.bind.parts import OutlineItem, PageLabel, Placed
from hemaprint.errors import Problem
from hemaprint.pdf.objects import ObjectId

# ---------------------------------------------------------------- destinations and links

SCHEME = "x-issue:"


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the issue: the view as an array, and the part that contains it.

    ``structure`` is the same view of a structure element instead of a page (ISO 32000-2, 12.3.2.3), if there is one.
    """

    view: Array
    placed: Placed
    structure: Array | None = None


Destinations = Mapping[str, Destination]


def collect_destinations(
    placed: Iterable[Placed], issue: pikepdf.Pdf, problems: list[Problem]
) -> dict[str, Destination]:
    """Every named destination on the pages taken; of two with one name the first counts."""
    found: dict[str, Destination] = {}
    for one in placed:
        for name, view, structure in _named(one.source):
            page = one.pages.get(view[0].objgen)
            if page is None:
                continue
            if name in found:
                problems.append(_duplicate(name, one, found[name].placed))
                continue
            place = Array([issue.pages[page].obj, *list(view)[1:]])
            element = None  # copied once, however many destinations lead to it
            if structure is not None:
                element = Array([issue.copy_foreign(structure[0]), *list(structure)[1:]])
            found[name] = Destination(place, one, element)
    return found


def _named(source: pikepdf.Pdf) -> Iterator[tuple[str, Object, Object | None]]:
    """Every name with its view, and with its structure destination if it has one."""
    tree = source.Root.get("/Names", Dictionary()).get("/Dests")
    for name, value in NameTree(tree).items() if tree is not None else ():
        if isinstance(value, Dictionary):
            yield str(name), value.D, value.get("/SD")
        else:
            yield str(name), value, None


@dataclass(frozen=True, slots=True)
class Stray:
    """A link annotation whose target is not in the file, and the part that contains it."""

    link: Object
    target: str
    placed: Placed


def resolve_links(placed: Sequence[Placed], issue: pikepdf.Pdf, destinations: Destinations) -> list[Stray]:
    """Turn ``x-issue:`` actions into named destinations; return the links whose target is not in the issue."""
    strays: list[Stray] = []
    pages = [(one, issue.pages[index].obj) for one in placed for index in one.pages.values()]
    for one, link in ((one, link) for one, page in pages for link in page.get("/Annots", ())):
        target = _target(link) if link.get("/Subtype") == Name.Link else None
        if target is None:
            continue
        if target not in destinations:
            strays.append(Stray(link, target, one))
            continue
        if "/A" in link:
            del link["/A"]
        link.Dest = String(target)
    return strays


def _target(link: Object) -> str | None:
    """The name of the destination of ``link``; None for a link that leaves the issue."""
    if isinstance(link.get("/Dest"), String):
        return str(link.Dest)
    uri = str(link.get("/A", Dictionary()).get("/URI", ""))
    return unquote(uri[len(SCHEME) :].removeprefix("#")) if uri.startswith(SCHEME) else None


def report_strays(strays: Iterable[Stray], destinations: Destinations) -> list[Problem]:
    """One problem for each target and part."""
    missing = {(stray.placed.part.name, stray.target): stray for stray in strays}
    return [_nowhere(stray.target, stray.placed, destinations) for stray in missing.values()]


def write_destinations(issue: pikepdf.Pdf, destinations: Destinations, elements: Container[ObjectId]) -> None:
    """Write the name tree, its keys in the order of their bytes (ISO 32000-1, 7.9.6).

    A destination that knows one of the structure ``elements`` of the issue also leads there.
    """
    if not destinations:
        return
    names = Array()
    led_to = elements_led_to(destinations, elements)
    for name, one in sorted(destinations.items(), key=lambda entry: bytes(String(entry[0]))):
        names.append(String(name))
        names.append(Dictionary(D=one.view, SD=one.structure) if name in led_to else one.view)
    issue.Root.Names = Dictionary(Dests=issue.make_indirect(Dictionary(Names=names)))


def elements_led_to(destinations: Destinations, elements: Container[ObjectId]) -> dict[str, Object]:
    """The structure element that each destination knows, if it is one of the ``elements`` of the issue."""
    known = {name: one.structure[0] for name, one in destinations.items() if one.structure is not None}
    return {name: element for name, element in known.items() if element.objgen in elements}


def _duplicate(name: str, one: Placed, first: Placed) -> Problem:
    return Problem(
        "HP300",
        f'both "{first.part.name}" and "{one.part.name}" use the id "{name}"',
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


# ---------------------------------------------------------------- outline

OPEN_LEVELS = 1
"""Items above this level are shown open; articles hide their crossheads at first."""


def write_outline(
    issue: pikepdf.Pdf, placed: Sequence[Placed], destinations: Destinations, problems: list[Problem]
) -> None:
    """Write the items of all parts as one nested outline; each leads to a named destination."""
    items = list(_resolved(placed, destinations, problems))
    if not items:
        return
    with issue.open_outline() as outline:
        branches: list[tuple[int, list[pikepdf.OutlineItem]]] = [(-1, outline.root)]
        for item in items:
            while branches[-1][0] >= item.level:
                branches.pop()
            bookmark = pikepdf.OutlineItem(item.title, pikepdf.String(item.anchor))
            bookmark.is_closed = item.level >= OPEN_LEVELS
            branches[-1][1].append(bookmark)
            branches.append((item.level, bookmark.children))


def _resolved(placed: Sequence[Placed], destinations: Destinations, problems: list[Problem]) -> Iterator[OutlineItem]:
    """All items in order; one without an anchor has its first descendant's, one that leads nowhere is left out."""
    items = [(one, item) for one in placed for item in one.part.outline]
    for position, (one, item) in enumerate(items):
        anchor = item.anchor or _first_below(item, [other for _, other in items[position + 1 :]])
        if anchor in destinations:
            yield OutlineItem(item.title, item.level, anchor)
        else:
            message = f'the outline entry "{item.title}" leads to "{anchor}", which is not in the issue'
            hint = "the heading must carry this id in the layout, and its sheet must be taken"
            problems.append(Problem("HP302", message, one.part.location, hint))


def _first_below(item: OutlineItem, following: Sequence[OutlineItem]) -> str:
    for other in following:
        if other.level <= item.level:
            break
        if other.anchor:
            return other.anchor
    return ""


# ---------------------------------------------------------------- the first view


def write_page_labels(issue: pikepdf.Pdf, labels: Iterable[PageLabel]) -> None:
    """Write page labels (ISO 32000-1, 12.4.2); pages before the first label are numbered from 1."""
    ranges = {label.index: _label(label) for label in labels}
    if ranges:
        ranges.setdefault(0, Dictionary(S=Name.D))
        issue.Root.PageLabels = Dictionary(Nums=Array([entry for pair in sorted(ranges.items()) for entry in pair]))


def _label(label: PageLabel) -> Dictionary:
    entry = Dictionary()
    if label.style:
        entry.S = Name(f"/{label.style}")
        entry.St = label.start
    if label.prefix:
        entry.P = String(label.prefix)
    return entry


def write_viewer_preferences(issue: pikepdf.Pdf, *, opens_spread: bool = False, turned: bool = False) -> None:
    """Show the title instead of the file name, two pages side by side, and the outline if there is one.

    If the issue ``opens_spread``, its first page has the second beside it; otherwise it is alone. ``turned``: bound on
    the right (ISO 32000-1, table 150); viewers then exchange what the page layout calls left and right.
    """
    issue.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if turned:
        issue.Root.ViewerPreferences.Direction = Name.R2L
    issue.Root.PageLayout = Name.TwoPageLeft if opens_spread else Name.TwoPageRight
    issue.Root.PageMode = Name.UseOutlines if "/Outlines" in issue.Root else Name.UseNone


def show_trim(issue: pikepdf.Pdf) -> None:
    """Let viewers show the trim; the bleed stays in the file (ISO 32000-1, 14.11.2: the crop box)."""
    for page in issue.pages:
        page.cropbox = page.trimbox
