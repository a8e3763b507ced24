"""Graft the elements of one part into the structure tree of the issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from hemaprint.bind.cut import children, is_element
from hemaprint.bind.models import ObjectId, Placed

_GROUPS = frozenset({"/Art", "/Part", "/Sect"})


@dataclass(slots=True)
class Branch:
    """The elements of one part: ``top`` holds them all, ``members`` are their ids, ``identified`` those with an /ID."""

    top: Object
    members: set[ObjectId] = field(default_factory=set)
    identified: dict[bytes, Object] = field(default_factory=dict)


def join_branch(
    issue: pikepdf.Pdf, tree: Object, one: Placed, document: Object, namespaces: dict[str, Object]
) -> Branch:
    """Hang what ``tree`` (already copied into ``issue``) holds under ``document``, as one titled element.

    Identifiers get a prefix that no other part has; Document elements inside give way to their kids; /Headers that
    name a cell which is not there are dropped. ``namespaces`` collects one namespace object for each URI.
    """
    tops = list(_without_documents(children(tree)))
    top = _titled(issue, tops, one.part.title, document)
    branch = Branch(top)
    prefix = f"{one.part.name}.{one.part.first_page}."
    cells: list[tuple[Object, Object]] = []
    for space in tree.get("/Namespaces", ()):
        namespaces.setdefault(str(space.NS), space)
    pending = [top]
    while pending:
        element = pending.pop()
        branch.members.add(element.objgen)
        for kid in _spliced(element):
            if is_element(kid):
                kid.P = element
                pending.append(kid)
        if "/ID" in element:
            element.ID = String(prefix + str(element.ID))
            branch.identified[bytes(element.ID)] = element
        if "/A" in element:
            cells += [(owner, owner.Headers) for owner in _owners(element.A) if "/Headers" in owner]
        if namespaces and "/NS" in element:
            element.NS = namespaces.setdefault(str(element.NS.NS), element.NS)
    for owner, headers in cells:
        _rename_headers(owner, headers, prefix, branch.identified)
    return branch


def _titled(issue: pikepdf.Pdf, tops: list[Object], title: str, document: Object) -> Object:
    """The part's only grouping element, or a new one around all; an Art must not hold another Art (14.8.4.2)."""
    roles = {str(top.S) for top in tops}
    if len(tops) == 1 and roles <= _GROUPS:
        top = tops[0]
    else:
        role = Name.Part if "/Art" in roles else Name.Art
        top = issue.make_indirect(Dictionary(Type=Name.StructElem, S=role, K=Array(tops)))
        if tops and "/NS" in tops[0]:
            top.NS = tops[0].NS
    top.P = document
    if title:
        top.T = String(title)
    document.K.append(top)
    return top


def _without_documents(kids: list[Object | int]) -> Iterator[Object]:
    for kid in kids:
        if _is_document(kid):
            yield from _without_documents(children(kid))
        elif is_element(kid):
            yield kid


def _is_document(kid: Object | int) -> TypeGuard[Object]:
    return is_element(kid) and str(kid.S) == "/Document"


def _spliced(element: Object) -> list[Object | int]:
    """The kids of ``element``; Document elements among them have given way to their own kids."""
    kids = children(element)
    if not any(_is_document(kid) for kid in kids):
        return kids
    flat: list[Object | int] = []
    for kid in kids:
        if _is_document(kid):
            flat += _without_documents([kid])
        else:
            flat.append(kid)
    element.K = Array(flat)
    return flat


def _owners(attributes: Object) -> list[Object]:
    """Attribute dictionaries of an element: /A is one, or an array of them with revision numbers."""
    found = list(attributes) if isinstance(attributes, Array) else [attributes]
    return [owner for owner in found if isinstance(owner, Dictionary)]


def _rename_headers(owner: Object, headers: Object, prefix: str, identified: dict[bytes, Object]) -> None:
    renamed = [String(prefix + str(header)) for header in headers]
    known = [header for header in renamed if bytes(header) in identified]
    if known:
        owner.Headers = Array(known)
    else:
        del owner["/Headers"]
