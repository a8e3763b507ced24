"""Files of numbered pages to fold: each says its folio at its head, and has a colour to the end of its bleed."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

WIDTH, HEIGHT, BLEED = 120.0, 180.0, 9.0


@cache
def numbered(pages: int, *, right: bool = False, bleed: float = BLEED, marked: float = 20.0) -> bytes:
    """``pages`` of them, bound on the left or the ``right``, with ``marked`` pt around the trim."""
    with pikepdf.new() as pdf:
        face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for number in range(1, pages + 1):
            pdf.add_blank_page(page_size=(WIDTH + 2 * marked, HEIGHT + 2 * marked))
            page = pdf.pages[-1]
            trim = (marked, marked, marked + WIDTH, marked + HEIGHT)
            page.obj.TrimBox = Array(trim)
            if bleed:
                page.obj.BleedBox = Array([trim[0] - bleed, trim[1] - bleed, trim[2] + bleed, trim[3] + bleed])
            shade = number / pages
            words = (
                f"{shade:.3f} 0 {1 - shade:.3f} 0 k 0 0 {WIDTH + 2 * marked} {HEIGHT + 2 * marked} re f "
                f"BT /F 24 Tf 0 0 0 1 k {marked + 40} {marked + HEIGHT - 40} Td ({number}) Tj ET"
            )
            page.obj.Contents = pdf.make_stream(words.encode())
            page.obj.Resources = Dictionary(Font=Dictionary(F=face))
        if right:
            pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        target = BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()
