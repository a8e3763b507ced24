"""The names that every room uses for the objects of a PDF."""

ObjectId = tuple[int, int]
"""Number and generation of an indirect object; what pikepdf calls ``objgen``."""

Matrix = tuple[float, float, float, float, float, float]
"""``a b c d e f`` of a transformation (ISO 32000-1, 8.3.3)."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top in pt of default user space."""
