# SPDX-License-Identifier: MIT
"""Write the files that elements of the galley carry, to be associated with their structure elements.

Such an element has ``data-file-name``, ``data-file-type`` (a media type), ``data-file-text``, ``data-file-relation``
(Data, Supplement, Alternative ...: ISO 32000-2, table 43) and ``data-file-description``. Binding adds dates and names.
"""

from __future__ import annotations

from typing import Any

import pydyf


def carries_file(element: Any) -> bool:
    """Whether an element of the galley carries a file."""
    return bool(element.get("data-file-name"))


def write_file(pdf: Any, element: Any) -> bytes:
    """Embed the file of an element into a pydyf document; the reference to its file specification."""
    name = pydyf.String(element.get("data-file-name"))
    kind = element.get("data-file-type").replace("/", "#2F")
    data = element.get("data-file-text").encode("utf-8")
    stream = pydyf.Stream([data], {"Type": "/EmbeddedFile", "Subtype": f"/{kind}"}, compress=True)
    pdf.add_object(stream)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": name,
            "UF": name,
            "Desc": pydyf.String(element.get("data-file-description") or element.get("data-file-name")),
            "AFRelationship": f"/{element.get('data-file-relation')}",
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
        }
    )
    pdf.add_object(specification)
    return bytes(specification.reference)
