"""Where links and entries of the outline lead, and whether that is in the file (ISO 32000-1, 12.3.2)."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.pdf.values import entry, identity, items, name_of
from hemaprint.preflight.reading import page_places, text_of, tree_pairs


class Targets:
    """The pages and the named destinations of a file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages = page_places(pdf)
        self._names: dict[bytes, Any] = {
            bytes(key): value
            for key, value in tree_pairs(entry(entry(pdf.Root, "/Names"), "/Dests"), "/Names")
            if isinstance(key, String)
        }
        self._old = entry(pdf.Root, "/Dests")

    def fault(self, destination: Any) -> str:
        """What is wrong with a destination; "" where it leads to a page of the file."""
        if isinstance(destination, String | Name):
            found = self._named(destination)
            shown = text_of(destination) or name_of(destination)
            if found is None:
                return f'there is no place named "{shown}"'
            return self._explicit(found)
        return self._explicit(destination)

    def action_fault(self, action: Any) -> str:
        """What is wrong with the target of a go-to action; "" for other actions."""
        if name_of(entry(action, "/S")) != "GoTo":
            return ""
        return self.fault(entry(action, "/D"))

    def _named(self, name: Any) -> Any:
        if isinstance(name, Name):
            return entry(self._old, name)
        return self._names.get(bytes(name))

    def _explicit(self, destination: Any) -> str:
        if isinstance(destination, Dictionary):
            destination = entry(destination, "/D")
        if not isinstance(destination, Array) or not len(destination):
            return "its destination is malformed"
        target = items(destination)[0]
        if identity(target) in self._pages:
            return ""
        if isinstance(target, int):
            return "" if 0 <= target < len(self._pages) else f"there is no page {target + 1}"
        if isinstance(target, Dictionary) and "/S" in target:  # a structure element (ISO 32000-2, 12.3.2.3)
            return ""
        return "it leads to a page that is not in the file"
