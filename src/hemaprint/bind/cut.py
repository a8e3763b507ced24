"""Cut the structure tree of a part down to the sheets that are taken."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeGuard

import pikepdf
from pikepdf import Array, Dictionary, Object

from hemaprint.pdf.objects import ObjectId


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
