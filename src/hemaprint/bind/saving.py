"""Write a PDF so that equal content gives equal bytes."""

from __future__ import annotations

from io import BytesIO

import pikepdf


def saved(pdf: pikepdf.Pdf, version: str) -> bytes:
    """The bytes of ``pdf``, compressed, its identifier made from its content, of PDF ``version`` at least."""
    target = BytesIO()
    pdf.save(
        target,
        min_version=version,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
