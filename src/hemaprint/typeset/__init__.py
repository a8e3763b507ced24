"""Galley -> laid-out pages; the only room that calls WeasyPrint."""
