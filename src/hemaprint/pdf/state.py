"""The graphics state that operators change, and the marked content that marks stand in."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary

from hemaprint.pdf.colors import BLACK
from hemaprint.pdf.fonts import Font
from hemaprint.pdf.geometry import EVERYWHERE, IDENTITY
from hemaprint.pdf.models import Paint
from hemaprint.pdf.objects import Matrix, Rectangle
from hemaprint.pdf.values import entry, name_of, number, numbers


@dataclass(slots=True)
class Ink:
    """What fills or strokes: a colour, the pattern of it if it has one, its opacity and overprint."""

    paint: Paint = BLACK
    pattern: Any = None
    alpha: float = 1.0
    overprint: bool = False


@dataclass(slots=True)
class Type:
    """The text state (ISO 32000-1, 9.3); ``face`` is what was read of ``font``, once it was."""

    font: Any = None
    face: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass(slots=True)
class Around:
    """What transparency groups around a mark do to it."""

    alpha: float = 1.0
    blend: str = "Normal"
    masked: bool = False


@dataclass(slots=True)
class State:
    """The graphics state (ISO 32000-1, 8.4.1), as far as marks tell of it."""

    ctm: Matrix = IDENTITY
    clip: Rectangle = EVERYWHERE
    shaped: bool = False
    fill: Ink = field(default_factory=Ink)
    stroke: Ink = field(default_factory=Ink)
    type: Type = field(default_factory=Type)
    blend: str = "Normal"
    masked: bool = False
    line_width: float = 1.0
    around: Around = field(default_factory=Around)

    def copied(self) -> State:
        """A state that changes without this one."""
        state = copy(self)
        state.fill, state.stroke, state.type = copy(self.fill), copy(self.stroke), copy(self.type)
        return state

    def in_group(self) -> State:
        """The state at the start of a transparency group that is painted in this one (ISO 32000-1, 11.6.6)."""
        state = self.copied()
        blend = self.around.blend if self.blend == "Normal" else self.blend
        state.around = Around(self.around.alpha * self.fill.alpha, blend, self.around.masked or self.masked)
        state.fill.alpha = state.stroke.alpha = 1.0
        state.blend, state.masked = "Normal", False
        return state

    def apply(self, parameters: Any) -> None:
        """Take over what a graphics state parameter dictionary sets (ISO 32000-1, table 58)."""
        if not isinstance(parameters, Dictionary):
            return
        self.fill.alpha = number(entry(parameters, "/ca"), self.fill.alpha)
        self.stroke.alpha = number(entry(parameters, "/CA"), self.stroke.alpha)
        self.line_width = number(entry(parameters, "/LW"), self.line_width)
        self._apply_overprint(parameters)
        self._apply_blend(parameters)
        font = entry(parameters, "/Font")
        if isinstance(font, Array) and len(font) == 2:
            self.type.font, self.type.face, self.type.size = font[0], None, number(font[1])

    def _apply_overprint(self, parameters: Dictionary) -> None:
        """OP rules both where op is not given."""
        stroke, fill = entry(parameters, "/OP"), entry(parameters, "/op")
        if isinstance(stroke, bool):
            self.stroke.overprint = stroke
            self.fill.overprint = stroke
        if isinstance(fill, bool):
            self.fill.overprint = fill

    def _apply_blend(self, parameters: Dictionary) -> None:
        mode = entry(parameters, "/BM")
        if isinstance(mode, Array) and len(mode):
            mode = mode[0]
        if mode is not None:
            self.blend = "Normal" if name_of(mode) in ("", "Compatible") else name_of(mode)
        mask = entry(parameters, "/SMask")
        if mask is not None:
            self.masked = isinstance(mask, Dictionary)


@dataclass(frozen=True, slots=True)
class Tag:
    """The marked content around a mark."""

    artifact: bool = False
    mcid: int | None = None

    def inner(self, name: str, properties: Any) -> Tag:
        """The tag of a sequence inside this one."""
        mcid = entry(properties, "/MCID")
        return Tag(self.artifact or name == "Artifact", int(mcid) if isinstance(mcid, int) else self.mcid)


def plain_color(values: Any) -> Paint:
    """The colour of an uncoloured pattern, told by how many components it has."""
    components = tuple(numbers(values))
    return Paint({1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}.get(len(components), ""), components)
