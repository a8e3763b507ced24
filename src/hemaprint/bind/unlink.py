"""Take a link out of a bound file: its words stay, as plain text."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object

from hemaprint.bind.cut import children, is_element


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
