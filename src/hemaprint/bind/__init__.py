"""Bind typeset articles into one issue: pages, destinations, outline, structure, fonts and metadata of a single PDF."""

from hemaprint.bind.binder import bind
from hemaprint.bind.parts import Attachment, Bound, Imprint, OutlineItem, PageLabel, Part

__all__ = ["Attachment", "Bound", "Imprint", "OutlineItem", "PageLabel", "Part", "bind"]
