"""Graft the elements of one part into the structure tree of the issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from hemaprint.bind.cut import children, is_element
from hemaprint.bind.headings import LEVELS
from hemaprint.bind.models import Placed
from hemaprint.pdf.objects import ObjectId

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
