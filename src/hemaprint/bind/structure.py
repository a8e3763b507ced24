"""Join the structure trees of the parts into the one tree of the issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, String

from hemaprint.bind.branch import join_branch
from hemaprint.bind.headings import level_headings
from hemaprint.bind.models import Placed
from hemaprint.pdf.objects import ObjectId

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
