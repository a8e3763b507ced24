# SPDX-License-Identifier: MIT
"""Join the structure trees of the parts into the tree of the issue: cut, grafted, levelled, and freed of dead links."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count
from typing import TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, String

from hemaprint.bind.parts import Placed
from hemaprint.pdf.objects import ObjectId

LEVELS = {f"/H{level}": level for level in range(1, 7)}
"""The structure types of numbered headings, and their levels."""

_MAPS = ("/RoleMap", "/ClassMap")
_GROUPS = frozenset({"/Art", "/Part", "/Sect"})


def children(element: Object) -> list[Object | int]:
    """The kids of a structure element or of the root, whether /K is an array, a single kid or missing."""
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def is_element(kid: Object | int) -> TypeGuard[Object]:
    """Whether a kid is a structure element, not marked content or an object reference."""
    return not isinstance(kid, int) and isinstance(kid, Dictionary) and "/S" in kid


def elements_below(top: Object) -> Iterator[Object]:
    """An element and every element in it, in reading order."""
    pending = [top]
    while pending:
        element = pending.pop()
        yield element
        pending += [kid for kid in reversed(children(element)) if is_element(kid)]


# ---------------------------------------------------------------- joining


def join_structure(issue: pikepdf.Pdf, placed: Sequence[Placed], language: str) -> frozenset[ObjectId]:
    """Hang the elements of every tagged part under one Document, renumber references to them, and return their ids.

    Nothing happens if no part is tagged.
    """
    tagged = [one for one in placed if "/StructTreeRoot" in one.source.Root]
    for page in (issue.pages[index].obj for one in placed if one not in tagged for index in one.pages.values()):
        if "/StructParents" in page:  # this key would now mean another page
            del page["/StructParents"]
    if not tagged:
        return frozenset()
    root = issue.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = issue.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K = Array([document])
    namespaces: dict[str, Object] = {}
    parents: dict[int, Object] = {}
    branches: list[list[Object]] = []
    annotation_keys = count(len(issue.pages))
    for one in tagged:
        tree = issue.copy_foreign(one.source.make_indirect(one.source.Root.StructTreeRoot))
        branch = _graft(issue, tree, one, document, namespaces)
        _set_language(branch[0], one.source, language)
        _renumber(issue, tree, one, parents, annotation_keys)
        _merge_maps(root, tree)
        branches.append(branch)
    _level_headings([element for element in branch if str(element.S) in LEVELS] for branch in branches)
    _write_trees(issue, root, parents, next(annotation_keys), [element for branch in branches for element in branch])
    if namespaces:
        root.Namespaces = Array(list(namespaces.values()))
        document.NS = next(iter(namespaces.values()))
    issue.Root.StructTreeRoot = root
    issue.Root.MarkInfo = Dictionary(Marked=True)
    return frozenset(element.objgen for branch in branches for element in branch)


def _graft(
    issue: pikepdf.Pdf, tree: Object, one: Placed, document: Object, namespaces: dict[str, Object]
) -> list[Object]:
    """Hang what ``tree`` (already copied into ``issue``) holds under ``document``; the elements, their top first.

    Identifiers get a prefix that no other part has; references to elements that were not taken are removed.
    ``namespaces`` collects one namespace object for each URI.
    """
    tops = [kid for root in children(tree) if is_element(root) for kid in children(root) if is_element(kid)]
    elements = list(elements_below(_titled(issue, tops, one.part.title, document)))
    members = {element.objgen for element in elements}
    for space in tree.get("/Namespaces", ()):
        namespaces.setdefault(str(space.NS), space)
    for element in elements:
        keys = element.keys()
        if "/ID" in keys:
            element.ID = String(f"{one.part.name}.{one.part.first_page}.{element.ID}")
        if "/Ref" in keys:
            element.Ref = Array([other for other in element.Ref if other.objgen in members])
        if "/NS" in keys:
            element.NS = namespaces.setdefault(str(element.NS.NS), element.NS)
    return elements


def _titled(issue: pikepdf.Pdf, tops: list[Object], title: str, document: Object) -> Object:
    """The part's only grouping element, or a new one around all.

    An Art must not hold another Art (ISO 32000-1, 14.8.4.2), and the namespace of PDF 2.0 has none.
    """
    roles = {str(top.S) for top in tops}
    if len(tops) == 1 and roles <= _GROUPS:
        top = tops[0]
    else:
        space = next((top.NS for top in tops if "/NS" in top), None)
        role = Name.Part if "/Art" in roles or space is not None else Name.Art
        top = issue.make_indirect(Dictionary(Type=Name.StructElem, S=role, K=Array(tops)))
        if space is not None:
            top.NS = space
        for kid in tops:
            kid.P = top
    top.P = document
    if title:
        top.T = String(title)
    if tops:  # a blank page has nothing to read
        document.K.append(top)
    return top


def _set_language(top: Object, source: pikepdf.Pdf, language: str) -> None:
    own = str(source.Root.get("/Lang", ""))
    if own and own != language and "/Lang" not in top:
        top.Lang = String(own)


def _renumber(
    issue: pikepdf.Pdf, tree: Object, one: Placed, parents: dict[int, Object], annotation_keys: Iterator[int]
) -> None:
    """Give pages and annotations new keys to their elements, and collect these in ``parents`` (ISO 32000-1, 14.7.4.4).

    The key of a page is its index in the issue; the keys of annotations follow after the last page.
    """
    numbers = NumberTree(tree.ParentTree)
    for index in one.pages.values():
        page = issue.pages[index].obj
        if "/StructParents" in page:
            parents[index] = numbers[int(page.StructParents)]
            page.StructParents = index
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                key = next(annotation_keys)
                parents[key] = numbers[int(annotation.StructParent)]
                annotation.StructParent = key


def _merge_maps(root: Object, tree: Object) -> None:
    """Merge the role and class maps of all parts; if two define a name, the first counts."""
    for key in _MAPS:
        if key in tree:
            root[key] = Dictionary(dict(tree[key].items()) | dict(root.get(key, Dictionary()).items()))


def _write_trees(
    issue: pikepdf.Pdf, root: Object, parents: dict[int, Object], next_key: int, elements: Iterable[Object]
) -> None:
    """Write the tree from content to elements, and the tree of the elements that have an /ID."""
    identified = {bytes(element.ID): element for element in elements if "/ID" in element}
    if identified:
        names = [one for name, element in sorted(identified.items()) for one in (String(name), element)]
        root.IDTree = issue.make_indirect(Dictionary(Names=Array(names)))
    numbers = [one for pair in sorted(parents.items()) for one in pair]
    root.ParentTree = issue.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = next_key


def _level_headings(parts: Iterable[Sequence[Object]]) -> None:
    """Give every heading of ``parts``, in reading order, the level that its place allows (ISO 14289-1, 7.4.2).

    A heading is one level below the nearest one before it that ranks higher. A part that does not begin with its own
    H1, as the second half of a split article, continues below the H1 before it.
    """
    begun = False
    for headings in parts:
        ranks: list[int] = []
        for heading in headings:
            rank = LEVELS[str(heading.S)]
            if not ranks and rank > 1 and begun:
                ranks.append(1)
            while ranks and ranks[-1] >= rank:
                ranks.pop()
            ranks.append(rank)
            heading.S = Name(f"/H{len(ranks)}")
            begun = True


# ---------------------------------------------------------------- cutting


def cut_structure(source: pikepdf.Pdf, taken: Container[ObjectId]) -> None:
    """Drop every element of ``source`` whose content is only on pages that are not ``taken``; cut those on both."""
    root = source.Root.get("/StructTreeRoot")
    if root is not None:
        root.K = Array([kid for kid in children(root) if _keep(kid, None, taken)])


def _keep(kid: Object | int, inherited: Object | None, taken: Container[ObjectId]) -> bool:
    """Whether ``kid`` has content on a page that is taken; elements are cut on the way (ISO 32000-1, 14.7.4)."""
    page = kid.get("/Pg", inherited) if isinstance(kid, Dictionary) else inherited
    on_taken = page is None or page.objgen in taken
    if not is_element(kid):
        return on_taken
    kids = children(kid)
    if not kids:
        return on_taken
    kept = [child for child in kids if _keep(child, page, taken)]
    if not kept:
        return False
    if len(kept) < len(kids):
        kid.K = Array(kept)
    if not on_taken and "/Pg" in kid:
        del kid["/Pg"]
    return True


def unlink(issue: pikepdf.Pdf, annotation: Object) -> None:
    """Remove a link from its page and from the structure tree, which must have been joined; its words stay.

    A Link element that loses its last annotation becomes a Span.
    """
    for page in issue.pages:
        annotations = list(page.obj.get("/Annots", ()))
        kept = [one for one in annotations if one.objgen != annotation.objgen]
        if not kept and annotations:
            del page.obj["/Annots"]
        elif len(kept) < len(annotations):
            page.obj.Annots = Array(kept)
    if "/StructParent" not in annotation or "/StructTreeRoot" not in issue.Root:
        return
    parents = NumberTree(issue.Root.StructTreeRoot.ParentTree)
    key = int(annotation.StructParent)
    element = parents[key]
    del parents[key]
    del annotation["/StructParent"]
    kids = [kid for kid in children(element) if not (_is_reference(kid) and kid.Obj.objgen == annotation.objgen)]
    element.K = Array(kids)
    if Name.Link == element.S and not any(_is_reference(kid) for kid in kids):
        element.S = Name.Span


def _is_reference(kid: Object | int) -> TypeGuard[Object]:
    return isinstance(kid, Dictionary) and not is_element(kid) and kid.get("/Type") == Name.OBJR
