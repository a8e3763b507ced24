"""Prove that a structure tree and the marked content of the pages say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, NumberTree

from trees import elements, kids_of

__all__ = ["check_tags", "count_page_objects", "elements", "kids_of", "marked_content"]

ContentId = tuple[int, int]
"""Page index and MCID."""


def check_tags(pdf: pikepdf.Pdf) -> None:
    """Each MCID of each page is in the tree once, and every way back leads to the element that holds it."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    in_tree: Counter[ContentId] = Counter()
    parents = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for element in elements(pdf):
        for kid in kids_of(element):
            if isinstance(kid, Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen
            elif isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR":
                assert kid.Obj.objgen in {annotation.objgen for annotation in kid.Pg.Annots}
                assert parents[int(kid.Obj.StructParent)].objgen == element.objgen
            else:
                is_reference = isinstance(kid, Dictionary)
                page = kid.Pg if is_reference and "/Pg" in kid else element.Pg
                mcid = int(kid.MCID if is_reference else kid)
                in_tree[pages[page.objgen], mcid] += 1
                assert parents[int(page.StructParents)][mcid].objgen == element.objgen
    assert in_tree == Counter(marked_content(pdf))


def marked_content(pdf: pikepdf.Pdf) -> Iterator[ContentId]:
    """Every MCID that the content of the pages has, not looking into form XObjects."""
    for index, page in enumerate(pdf.pages):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator == "BDC" and "/MCID" in instruction.operands[1]:
                assert depth == 1
                yield index, int(instruction.operands[1].MCID)
        assert depth == 0


def count_page_objects(pdf: pikepdf.Pdf) -> int:
    """Pages that are anywhere in the file, reachable from the page tree or not."""
    return sum(1 for thing in pdf.objects if isinstance(thing, Dictionary) and thing.get("/Type") == "/Page")
