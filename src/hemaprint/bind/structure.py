"""Keep the levels of headings in step, so that none is skipped in the issue."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, String

from hemaprint.bind.parts import Placed
from hemaprint.pdf.objects import ObjectId

LEVELS = {f"/H{level}": level for level in range(1, 7)}
"""The structure types of numbered headings, and their levels."""


def level_headings(parts: Iterable[Sequence[Object]]) -> None:
    """Give every heading of ``parts``, in reading order, the level that its place allows (ISO 14289-1, 7.4.2).

    A heading stands one level below the nearest one before it that ranks higher. A part that does not begin with its
    own H1, as the second half of a split article, goes on below the H1 before it.
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


def cut_structure(source: pikepdf.Pdf, taken: Container[ObjectId]) -> None:
    """Drop every element of ``source`` whose content lies only on other pages than ``taken``; cut those on both."""
    root = source.Root.get("/StructTreeRoot")
    if root is not None:
        root.K = Array([kid for kid in children(root) if _keep(kid, None, taken)])


def children(element: Object) -> list[Object | int]:
    """The kids of a structure element or of the root, whether /K is an array, a single kid or missing."""
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def is_element(kid: Object | int) -> TypeGuard[Object]:
    """True for a structure element; false for marked content and object references."""
    return not isinstance(kid, int) and isinstance(kid, Dictionary) and "/S" in kid


def _keep(kid: Object | int, inherited: Object | None, taken: Container[ObjectId]) -> bool:
    """Whether ``kid`` has content on a page that is taken; an element is cut on the way (ISO 32000-1, 14.7.4)."""
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


_GROUPS = frozenset({"/Art", "/Part", "/Sect"})


@dataclass(slots=True)
class Branch:
    """The elements of one part: ``top`` holds them all, ``members`` are their ids, ``identified`` those with an /ID.

    ``headings`` are the numbered ones, in reading order.
    """

    top: Object
    members: set[ObjectId] = field(default_factory=set)
    identified: dict[bytes, Object] = field(default_factory=dict)
    headings: list[Object] = field(default_factory=list)


def join_branch(
    issue: pikepdf.Pdf, tree: Object, one: Placed, document: Object, namespaces: dict[str, Object]
) -> Branch:
    """Hang what ``tree`` (already copied into ``issue``) holds under ``document``, as one titled element.

    Identifiers get a prefix that no other part has; notes and references whose other half was not taken forget it.
    ``namespaces`` collects one namespace object for each URI.
    """
    tops = [kid for root in children(tree) if is_element(root) for kid in children(root) if is_element(kid)]
    top = _titled(issue, tops, one.part.title, document)
    branch = Branch(top)
    prefix = f"{one.part.name}.{one.part.first_page}."
    for space in tree.get("/Namespaces", ()):
        namespaces.setdefault(str(space.NS), space)
    elements = list(_below(top))
    branch.members |= {element.objgen for element in elements}
    branch.headings += [element for element in elements if str(element.S) in LEVELS]
    for element in elements:
        keys = element.keys()
        if "/ID" in keys:
            element.ID = String(prefix + str(element.ID))
            branch.identified[bytes(element.ID)] = element
        if "/Ref" in keys:
            element.Ref = Array([other for other in element.Ref if other.objgen in branch.members])
        if "/NS" in keys:
            element.NS = namespaces.setdefault(str(element.NS.NS), element.NS)
    return branch


def _titled(issue: pikepdf.Pdf, tops: list[Object], title: str, document: Object) -> Object:
    """The part's only grouping element, or a new one around all.

    An Art must not hold another Art (ISO 32000-1, 14.8.4.2), and in the namespace of PDF 2.0 there is none.
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


def _below(top: Object) -> Iterator[Object]:
    """An element and every element in it, in reading order."""
    pending = [top]
    while pending:
        element = pending.pop()
        yield element
        pending += [kid for kid in reversed(children(element)) if is_element(kid)]


_MAPS = ("/RoleMap", "/ClassMap")


def join_structure(issue: pikepdf.Pdf, placed: Sequence[Placed], language: str) -> frozenset[ObjectId]:
    """Hang the elements of every tagged part under one Document, and renumber what refers to them; gives their ids.

    Nothing happens when no part is tagged.
    """
    tagged = [one for one in placed if "/StructTreeRoot" in one.source.Root]
    _forget_untagged(issue, [one for one in placed if one not in tagged])
    if not tagged:
        return frozenset()
    root = issue.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = issue.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
    root.K = Array([document])
    parents = _ParentTree(issue)
    identified: dict[bytes, Object] = {}
    namespaces: dict[str, Object] = {}
    members: set[ObjectId] = set()
    headings: list[list[Object]] = []
    for one in tagged:
        tree = issue.copy_foreign(one.source.make_indirect(one.source.Root.StructTreeRoot))
        branch = join_branch(issue, tree, one, document, namespaces)
        _set_language(branch.top, one.source, language)
        identified |= branch.identified
        members |= branch.members
        headings.append(branch.headings)
        parents.take(one, tree)
        _merge_maps(root, tree)
    level_headings(headings)
    if namespaces:
        root.Namespaces = Array(list(namespaces.values()))
        document.NS = next(iter(namespaces.values()))
    if identified:
        root.IDTree = issue.make_indirect(Dictionary(Names=Array(_flat(sorted(identified.items())))))
    parents.write(root)
    issue.Root.StructTreeRoot = root
    issue.Root.MarkInfo = Dictionary(Marked=True)
    return frozenset(members)


class _ParentTree:
    """The way from marked content and annotations back to their elements (ISO 32000-1, 14.7.4.4).

    Pages have their index in the issue as key; annotations follow after the last page.
    """

    def __init__(self, issue: pikepdf.Pdf) -> None:
        self._issue = issue
        self._pages: dict[int, Object] = {}
        self._annotations: list[Object] = []

    def take(self, one: Placed, tree: Object) -> None:
        """Take over the entries of the pages of ``one``."""
        numbers = NumberTree(tree.ParentTree)
        for index in one.pages.values():
            page = self._issue.pages[index].obj
            if "/StructParents" in page:
                self._pages[index] = numbers[int(page.StructParents)]
                page.StructParents = index
            for annotation in page.get("/Annots", ()):
                if "/StructParent" in annotation:
                    self._annotations.append(numbers[int(annotation.StructParent)])
                    annotation.StructParent = len(self._issue.pages) + len(self._annotations) - 1

    def write(self, root: Object) -> None:
        """Write the tree and the next free key into ``root``."""
        entries = sorted(self._pages.items()) + list(enumerate(self._annotations, start=len(self._issue.pages)))
        root.ParentTree = self._issue.make_indirect(Dictionary(Nums=Array(_flat(entries))))
        root.ParentTreeNextKey = len(self._issue.pages) + len(self._annotations)


def _forget_untagged(issue: pikepdf.Pdf, untagged: Iterable[Placed]) -> None:
    """Pages without a structure tree must not keep keys that would now mean other pages."""
    for one in untagged:
        for index in one.pages.values():
            page = issue.pages[index].obj
            if "/StructParents" in page:
                del page["/StructParents"]


def _set_language(top: Object, source: pikepdf.Pdf, language: str) -> None:
    own = str(source.Root.get("/Lang", ""))
    if own and own != language and "/Lang" not in top:
        top.Lang = String(own)


def _merge_maps(root: Object, tree: Object) -> None:
    """Role and class maps of all parts; where two define a name, the first counts."""
    for key in _MAPS:
        if key not in tree:
            continue
        merged = root.get(key, Dictionary())
        for name, value in tree[key].items():
            if name not in merged:
                merged[name] = value
        root[key] = merged


def _flat(pairs: Iterable[tuple[int | bytes, Object]]) -> Iterator[object]:
    for key, value in pairs:
        yield String(key) if isinstance(key, bytes) else key
        yield value


def unlink(issue: pikepdf.Pdf, annotation: Object) -> None:
    """Remove ``annotation`` from its page and from the structure tree, which must have been joined already.

    A Link element that has lost the last of its annotations becomes a Span.
    """
    for page in issue.pages:
        annotations = list(page.obj.get("/Annots", ()))
        kept = [one for one in annotations if one.objgen != annotation.objgen]
        if len(kept) < len(annotations):
            page.obj.Annots = Array(kept)
            if not kept:
                del page.obj["/Annots"]
    if "/StructParent" in annotation and "/StructTreeRoot" in issue.Root:
        _forget(issue, annotation)


def _forget(issue: pikepdf.Pdf, annotation: Object) -> None:
    parents = NumberTree(issue.Root.StructTreeRoot.ParentTree)
    key = int(annotation.StructParent)
    element = parents[key]
    del parents[key]
    del annotation["/StructParent"]
    kids = [kid for kid in children(element) if not _refers(kid, annotation)]
    element.K = Array(kids)
    if Name.Link == element.S and not any(_is_reference(kid) for kid in kids):
        element.S = Name.Span


def _refers(kid: Object | int, annotation: Object) -> bool:
    return isinstance(kid, Dictionary) and _is_reference(kid) and kid.Obj.objgen == annotation.objgen


def _is_reference(kid: Object | int) -> bool:
    return isinstance(kid, Dictionary) and not is_element(kid) and kid.get("/Type") == Name.OBJR
