"""Lay out faster, to the same bytes: what WeasyPrint's layout does twice is done once."""
