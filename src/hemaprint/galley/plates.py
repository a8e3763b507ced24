# SPDX-License-Identifier: MIT
"""Answer what layouts ask of pictures that words are printed on, and tell what editors should know of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from PIL import UnidentifiedImageError

from hemaprint.charts import palette_of
from hemaprint.errors import Location, Problem, Severity
from hemaprint.galley.scrim import Ground, OnPicture, Page, Words, lightness, on_drawing, on_picture
from hemaprint.galley.setting import Setting

_UNKNOWN_LIGHTNESS = 50.0


class Plates:
    """What layouts call as ``on_picture(...)`` and ``lightness(...)``."""

    def __init__(self, setting: Setting, place: Location) -> None:
        self._setting = setting
        self._place = place
        self._told: dict[str, Problem] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings (HP199) at the place that names the picture."""
        return tuple(self._told.values())

    def on_picture(self, source: object, asked: str, *areas: Sequence[float]) -> OnPicture:
        """How words are set on a picture that covers the page; each area is left, top, width, height and size in pt.

        ``asked`` is the ground that an editor asks for; whatever is not light or dark leaves it to the picture. Words
        that a photograph refuses are told; a drawing refuses all unless an editor has decided.
        """
        geometry, palette = self._setting.theme.geometry, palette_of(self._setting.theme)
        page = Page(geometry.width, geometry.height, geometry.bleed)
        inks: dict[Ground, float] = {"light": palette.luminance("ink"), "dark": palette.luminance("paper")}
        ground = next((one for one in get_args(Ground) if one == asked), None)
        words = [Words(*area) for area in areas]
        try:
            found = on_picture(self._file(source), page, words, inks, ground)
        except UnidentifiedImageError:
            return on_drawing(page, words, ground)
        if found.refused:
            self._tell(
                f"{source} is too restless where words would be printed on it: they go beside it",
                "choose a picture that is calm at its head and its foot, or insist: ground: dark",
            )
        return found

    def lightness(self, source: object) -> float:
        """The mean lightness of a picture, 0 to 100; 50 of a drawing, of which it cannot be measured."""
        try:
            return lightness(self._file(source))
        except UnidentifiedImageError:
            return _UNKNOWN_LIGHTNESS

    def _file(self, source: object) -> Path:
        return source if isinstance(source, Path) else self._setting.issue.path / str(source)

    def _tell(self, message: str, hint: str) -> None:
        self._told.setdefault(message, Problem("HP199", message, self._place, hint, Severity.WARNING))
