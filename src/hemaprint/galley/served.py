# SPDX-License-Identifier: MIT
"""Show a galley in a browser: its blocks in reading order, on paper of the pages' size, its styles in files.

The make-up wants what leaves the text (figures, boxes, the side column) last, and empty sheets first. A reader of the
source wants every block after the one that it follows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import tinyhtml5

from hemaprint.galley.emulated import page_css
from hemaprint.galley.galley import PROJECT_SCHEME, Galley
from hemaprint.galley.setting import Setting
from hemaprint.theme.elements import VOID
from hemaprint.theme.faces import FontFace
from hemaprint.theme.linked import LinkedSheet, browser_sheets, linked_sheets

_FONTS = "fonts"
_XLINK, _XML = "{http://www.w3.org/1999/xlink}", "{http://www.w3.org/XML/1998/namespace}"
_CUT = (("data-key", "shell"), ("data-furniture", "continued"))
"""What only the make-up uses: sheets that carry running heads, and the line that says that an article goes on."""


@dataclass(frozen=True)
class Served:
    """A galley as a document for browsers. ``root`` is the document that is laid out, ``shown`` the same in order.

    ``rules`` are those that the document has of its own.
    """

    name: str
    root: Any
    shown: Any
    rules: str
    twins: Mapping[Any, Any]

    @classmethod
    def of(cls, galley: Galley) -> Served:
        """Read a galley."""
        root = tinyhtml5.parse(str(galley.html), namespace_html_elements=False)
        shown = deepcopy(root)
        twins = dict(zip(shown.iter(), root.iter(), strict=True))
        rules = "\n".join(style.text or "" for style in root.iter("style"))
        _in_order(shown)
        return cls(galley.name, root, shown, rules, twins)

    def own_sheet(self, theme_css: str) -> LinkedSheet:
        """The document's own rules, on their own lines, and those that show its pages, as a sheet that comes last."""
        pages = page_css(theme_css, self.rules, _side_of(self.root))
        text = f"{self.rules}\n/* the pages of this document, from @page */\n{pages}"
        return LinkedSheet("generated", f"documents/{self.name}.css", text)

    def element(self, path: Sequence[int]) -> Any:
        """The element of ``root`` that is shown at ``path``: which child of the body, which child of that, and so on.

        Raises ValueError where there is none.
        """
        element = self.shown.find("body")
        for at in path:
            children = _children(element)
            if not 0 <= at < len(children):
                raise ValueError("there is no such element")
            element = children[at]
        return self.twins[element]

    def trail(self, element: Any) -> list[tuple[Any, list[int]]]:
        """The elements around one of ``root`` that are shown, from the body to itself, each with its path."""
        found: list[tuple[Any, list[int]]] = []
        one = self._shown(element)
        parents = {child: parent for parent in self.shown.iter() for child in parent}
        chain: list[Any] = []
        while one is not None and one.tag != "html":
            chain.insert(0, one)
            one = parents.get(one)
        path: list[int] = []
        for at, shown in enumerate(chain):
            path = [*path, _children(chain[at - 1]).index(shown)] if at else []
            found.append((self.twins[shown], path))
        return found

    def inside(self, element: Any) -> list[tuple[Any, list[int]]]:
        """The elements directly inside one of ``root``, as they are shown, each with its path."""
        trail = self.trail(element)
        inside = _children(self._shown(element)) if trail else []
        return [(self.twins[child], [*trail[-1][1], at]) for at, child in enumerate(inside)]

    def _shown(self, element: Any) -> Any:
        """The twin of an element of ``root``; None where it is left out."""
        return next((shown for shown, twin in self.twins.items() if twin is element), None)

    def html(self, head: str, places: Mapping[str, str]) -> str:
        """The document with ``head`` instead of its styles, each text of ``places`` replaced by its value."""
        written = "<!doctype html>\n" + "".join(_written(self.shown, head))
        for scheme, place in places.items():
            written = written.replace(scheme, place)
        return written


def _children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


def links_of(sheets: Iterable[LinkedSheet], at: str) -> str:
    """Links to sheets, found below the address ``at``; each says its version."""
    link = '<link rel="stylesheet" href="{}/{}" data-version="{}">\n'
    return "".join(link.format(at, quote(sheet.address, safe="/?="), sheet.version) for sheet in sheets)


def face_urls(setting: Setting, at: str) -> dict[FontFace, str]:
    """The address of each face, found below the address ``at``."""
    return {face: f"{at}/{face.name}" for face in setting.theme.faces}


def places_of(files: str, urls: Mapping[FontFace, str]) -> dict[str, str]:
    """What a browser reads instead of our own schemes, files of the project being found at ``files``."""
    return {f"{PROJECT_SCHEME}://": files} | {face.url: url for face, url in urls.items()}


# ---------------------------------------------------------------- files


def page_files(galleys: Iterable[Galley], setting: Setting, folder: Path) -> dict[Path, bytes]:
    """The galleys as HTML files in ``folder``, each with its styles in it, and the theme's faces beside them.

    The project's files have relative addresses: a page that is handed on does not tell where it was made.
    """
    files = quote(Path(os.path.relpath(setting.issue.path.parents[1].resolve(), folder.resolve())).as_posix())
    urls = face_urls(setting, _FONTS)
    sheets = [*linked_sheets(setting.theme, urls), *browser_sheets(setting.theme)]
    pages: dict[Path, bytes] = {}
    for galley in galleys:
        served = Served.of(galley)
        styles = "\n".join(one.text for one in (*sheets, served.own_sheet(setting.theme.css)))
        html = served.html(f"<style>{styles}</style>\n", places_of(files, urls))
        pages[folder / f"{galley.name}.html"] = html.encode()
    return pages | {folder / _FONTS / face.name: face.path.read_bytes() for face in setting.theme.faces if pages}


# ---------------------------------------------------------------- reading order


def _in_order(root: Any) -> None:
    """Put every block after the one that it follows, and leave out what only the make-up uses."""
    parents = {child: parent for parent in root.iter() for child in parent}
    keyed = {element.get("data-key"): element for element in root.iter() if element.get("data-key")}
    for element in [one for one in root.iter() if any(one.get(name) == value for name, value in _CUT)]:
        _take(element, parents)
    head = keyed.get("head")
    followed: dict[Any, Any] = {}
    for element in [one for one in parents if one.get("data-place") and one.get("data-after") is not None]:
        anchor = keyed.get(element.get("data-after"), head)
        if anchor is None or anchor is element:
            continue
        _take(element, parents)
        _put(element, followed.get(anchor, anchor), parents)
        followed[anchor] = element
    beside = keyed.get("side-head")
    if beside is not None and head is not None:
        _take(beside, parents)
        if len(beside) or (beside.text or "").strip():
            _put(beside, head, parents)


def _take(element: Any, parents: dict[Any, Any]) -> None:
    parent = parents[element]
    at = list(parent).index(element)
    if element.tail:  # the text after it stays where it is
        if at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _put(element: Any, after: Any, parents: dict[Any, Any]) -> None:
    parent = parents[after]
    element.tail, after.tail = after.tail, "\n"
    parent.insert(list(parent).index(after) + 1, element)
    parents[element] = parent


def _side_of(root: Any) -> str:
    classes = root.find("body").get("class", "").split()
    return "left" if "is-left" in classes else "right"


# ---------------------------------------------------------------- written


def _written(element: Any, head: str) -> Iterator[str]:
    """An element as HTML (HTML, 13.3); drawings and formulas lose the names of their namespaces."""
    if not isinstance(element.tag, str):
        return  # a comment
    name = element.tag.rpartition("}")[2]
    if name != "style":
        values = "".join(f' {_name(key)}="{escape(value)}"' for key, value in element.attrib.items())
        yield f"<{name}{values}>"
        if name not in VOID:
            yield escape(element.text or "", quote=False)
            for child in element:
                yield from _written(child, head)
            yield f"{head if name == 'head' else ''}</{name}>"
    yield escape(element.tail or "", quote=False)


def _name(key: str) -> str:
    return key.replace(_XLINK, "xlink:").replace(_XML, "xml:")
