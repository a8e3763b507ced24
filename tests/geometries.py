"""The geometry of a page of a size, with the measures of the house, for tests."""

from __future__ import annotations

from hemaprint.project.page import Page
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.measures import PageLayer, settle


def geometry_of(size: str) -> Geometry:
    """The geometry of a page of ``size``."""
    return settle([PageLayer(Page(size=size))]).geometry


A4 = geometry_of("A4")
