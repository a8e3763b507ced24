"""Read colours in whatever colour space a PDF gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pikepdf import Array, Name, Object, Stream, String
from PIL import ImageCms

from hemaprint.bind.press.colors import Rgb, Target, eight_bits, lab_to_screen, to_screen
from hemaprint.bind.press.faults import UnprintableError


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space that cannot stay: how many components it has, and how they are read as a screen colour.

    ``device`` is the device space of which its numbers are, if any: they are kept where that is the target's.
    """

    components: int
    read: Callable[[Sequence[float]], Rgb]
    device: Name | None = None

    def converted(self, values: Sequence[float], target: Target) -> tuple[float, ...]:
        """The components of a colour as the target has them."""
        return tuple(values) if self.device == target.space else target.color(self.read(values))


def space_of(space: Object, target: Target) -> Space | None:
    """How to read a colour space; None for one that may stay, because it speaks of the target's inks already.

    Raises UnprintableError (HP351) for one that cannot be read.
    """
    if space == target.space or space == Name.Pattern:
        return None
    family = space if isinstance(space, Name) else space[0] if isinstance(space, Array) and len(space) else None
    device = next((one for one in _DEVICE_SPACES.values() if one.device == family), None)
    if device is not None:
        return device
    if isinstance(space, Array) and family == Name.ICCBased:
        return _profiled(space)
    if isinstance(space, Array) and family == Name.Lab:
        return Space(3, lambda values: lab_to_screen(values[0], values[1], values[2]))
    if isinstance(space, Array) and family in (Name.Separation, Name.DeviceN):
        _require_process(space, target)
        return None
    raise UnprintableError("HP351", f"the colour space {family} cannot be printed")


def palette_of(space: Array, target: Target) -> Array:
    """An indexed space with its palette in the target's space. Raises UnprintableError (HP351)."""
    base = space_of(space[1], target)
    if base is None:
        return Array([Name.Indexed, space[1], space[2], space[3]])
    table = space[3].read_bytes() if isinstance(space[3], Stream) else bytes(space[3])
    starts = range(0, len(table) - base.components + 1, base.components)
    colors = [[value / 255 for value in table[start : start + base.components]] for start in starts]
    return _indexed([base.converted(color, target) for color in colors], target)


def indexed(colors: Sequence[Rgb], target: Target) -> Array:
    """An indexed space of screen colours, in the target's space."""
    return _indexed([target.color(color) for color in colors], target)


def _indexed(values: Sequence[Sequence[float]], target: Target) -> Array:
    table = bytes(round(255 * value) for color in values for value in color)
    return Array([Name.Indexed, target.space, len(values) - 1, String(table)])


def resolved(space: Object, named: Mapping[str, Object]) -> Object:
    """The colour space that a name of the resources stands for."""
    return named.get(str(space), space) if isinstance(space, Name) else space


def _profiled(space: Array) -> Space:
    """ICCBased: grey and CMYK count as the device's own, RGB is read with its profile."""
    components = int(space[1].N)
    if components == 3:
        profile = space[1].read_bytes()
        return Space(3, partial(_read_with, profile))
    device = _DEVICE_SPACES.get(components)
    if device is None:
        raise UnprintableError("HP351", f"a colour profile of {components} components cannot be printed")
    return device


def _read_with(profile: bytes, values: Sequence[float]) -> Rgb:
    try:
        red, green, blue = to_screen(profile, "RGB", bytes(eight_bits(values)), (1, 1)).tobytes()
    except (OSError, ImageCms.PyCMSError) as error:
        raise UnprintableError("HP351", f"a colour profile cannot be read: {error}") from None
    return (red, green, blue)


def _require_process(space: Array, target: Target) -> None:
    """Spot colours stay as they are, if the press can also mix them."""
    if space[2] != Name.DeviceCMYK or target.space != Name.DeviceCMYK:
        raise UnprintableError("HP351", f"the spot colour {space[1]} is not given in CMYK")


def _gray(values: Sequence[float]) -> Rgb:
    return eight_bits((values[0],) * 3)


def _cmyk(values: Sequence[float]) -> Rgb:
    """As ISO 32000-1, 10.3.5 has it; only masks ask."""
    cyan, magenta, yellow, black = values
    return eight_bits([1 - min(1.0, ink + black) for ink in (cyan, magenta, yellow)])


_DEVICE_SPACES = {
    1: Space(1, _gray, Name.DeviceGray),
    3: Space(3, eight_bits, Name.DeviceRGB),
    4: Space(4, _cmyk, Name.DeviceCMYK),
}
