# SPDX-License-Identifier: MIT
"""Read colours in any colour space of a PDF, and say with which inks they are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Protocol

from pikepdf import Array, Name, Object, Stream, String
from PIL import Image, ImageChops, ImageCms

from hemaprint.theme.inks import Ink

Rgb = tuple[int, int, int]
"""An sRGB colour, 0 to 255."""

Values = tuple[float, ...]
"""The components of a colour as a content stream has them, 0 to 1."""

_LEVELS = 256
_LUMINANCE = (0.299, 0.587, 0.114)
"""The luminosity of RGB (ISO 32000-1, 10.3.2, with the digits of ITU-R BT.601, which Pillow uses for images)."""


class UnprintableError(Exception):
    """Something whose colours cannot be turned into inks; ``code`` is HP351, HP352 or HP353."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


# ---------------------------------------------------------------- inks


class Target(Protocol):
    """What screen colours are turned into; ``space`` is a device colour space, ``fill`` the operator that sets it."""

    space: Name
    fill: str

    def color(self, rgb: Rgb) -> Values:
        """One colour."""

    def ramp(self, colors: Sequence[Rgb]) -> list[Values]:
        """The colours of a smooth gradient from the first to the last."""

    def picture(self, picture: Image.Image, *, lossless: bool) -> Image.Image:
        """An RGB image, pixel by pixel; ``lossless`` pixels may be exactly the colour of a token."""


class Inks:
    """Screen colours as inks: tokens as their designer says, greys in black alone, the rest through the profile.

    The profile gives relative colorimetric colours with black point compensation, so that white stays paper.
    """

    space = Name.DeviceCMYK
    fill = "k"

    def __init__(self, profile: bytes, inks: Mapping[str, Ink]) -> None:
        press = ImageCms.ImageCmsProfile(BytesIO(profile))
        self._transform = _transform(_built_in("sRGB"), press, "RGB", "CMYK")
        self._black = _black_curve(press)
        self._tokens: dict[Rgb, Ink] = {_rgb(bytes.fromhex(color[1:])): ink for color, ink in inks.items()}
        self._known: dict[Rgb, Ink] = {}

    def color(self, rgb: Rgb) -> Ink:
        """The inks of one colour."""
        if rgb in self._tokens:
            return self._tokens[rgb]
        if rgb[0] == rgb[1] == rgb[2]:
            return (0.0, 0.0, 0.0, round(self._black[rgb[0]] / 255, 4))
        if rgb not in self._known:
            self._known[rgb] = self._through_profile([rgb])[0]
        return self._known[rgb]

    def ramp(self, colors: Sequence[Rgb]) -> list[Values]:
        """A smooth gradient of inks: both ends are exact, and their distance from the profile's inks fades between."""
        if all(red == green == blue for red, green, blue in colors):
            return [self.color(rgb) for rgb in colors]
        plain = self._through_profile(colors)
        at_start, at_end = (
            [exact - profiled for exact, profiled in zip(self.color(colors[end]), plain[end], strict=True)]
            for end in (0, -1)
        )
        last = max(1, len(colors) - 1)
        return [
            tuple(
                min(1.0, max(0.0, amount + first * (1 - step / last) + final * step / last))
                for amount, first, final in zip(ink, at_start, at_end, strict=True)
            )
            for step, ink in enumerate(plain)
        ]

    def picture(self, picture: Image.Image, *, lossless: bool) -> Image.Image:
        """The CMYK image; photographs keep the greys that the profile mixes from four inks."""
        printed = _applied(picture, self._transform)
        if lossless:
            for rgb, ink in self._tokens.items():
                where = _pixels_of(picture, rgb)
                if where.getbbox():
                    printed.paste(tuple(round(255 * amount) for amount in ink), mask=where)
        return printed

    def gray_picture(self, picture: Image.Image) -> Image.Image:
        """A grey image in black alone."""
        empty = Image.new("L", picture.size)
        return Image.merge("CMYK", (empty, empty, empty, picture.point(self._black)))

    def _through_profile(self, colors: Sequence[Rgb]) -> list[Ink]:
        strip = Image.frombytes("RGB", (len(colors), 1), bytes(value for rgb in colors for value in rgb))
        amounts = [round(value / 255, 4) for value in _applied(strip, self._transform).tobytes()]
        return list(zip(amounts[::4], amounts[1::4], amounts[2::4], amounts[3::4], strict=True))


class Luminosity:
    """Screen colours as shades of grey, for soft masks: there a colour is an opacity, not an ink."""

    space = Name.DeviceGray
    fill = "g"

    def color(self, rgb: Rgb) -> Values:
        """The luminosity of one colour."""
        return (round(sum(weight * value for weight, value in zip(_LUMINANCE, rgb, strict=True)) / 255, 4),)

    def ramp(self, colors: Sequence[Rgb]) -> list[Values]:
        """The luminosity of each."""
        return [self.color(rgb) for rgb in colors]

    def picture(self, picture: Image.Image, *, lossless: bool) -> Image.Image:  # noqa: ARG002 - exact either way
        """The grey image."""
        return picture.convert("L")


def _black_curve(press: ImageCms.ImageCmsProfile) -> list[int]:
    """For each grey from 0 to 255 the black that prints as light as it looks; black and white stay themselves."""
    levels, strip = bytes(range(_LEVELS)), (_LEVELS, 1)
    seen = _transform(_built_in("sRGB"), _built_in("LAB"), "RGB", "LAB")
    printed = _transform(press, _built_in("LAB"), "CMYK", "LAB")
    wanted = _applied(Image.frombytes("L", strip, levels).convert("RGB"), seen).getchannel("L").tobytes()
    blacks = b"".join(bytes((0, 0, 0, value)) for value in levels)
    given = _applied(Image.frombytes("CMYK", strip, blacks), printed).getchannel("L").tobytes()
    curve = [min(levels, key=lambda black: (abs(given[black] - lightness), black)) for lightness in wanted]
    curve[0], curve[-1] = 255, 0
    return curve


def _pixels_of(picture: Image.Image, rgb: Rgb) -> Image.Image:
    """A mask of the pixels that have exactly this colour."""
    channels = [
        channel.point([255 * (level == value) for level in range(_LEVELS)])
        for channel, value in zip(picture.split(), rgb, strict=True)
    ]
    return ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])


# ---------------------------------------------------------------- conversion to the screen


def to_screen(profile: bytes, mode: str, values: bytes, size: tuple[int, int]) -> Image.Image:
    """Pixels that were measured with another profile, as sRGB. Raises OSError or PyCMSError for a bad profile."""
    transform = _transform(ImageCms.ImageCmsProfile(BytesIO(profile)), _built_in("sRGB"), mode, "RGB")
    return _applied(Image.frombytes(mode, size, values), transform)


def lab_to_screen(lightness: float, a: float, b: float) -> Rgb:
    """A CIE L*a*b* colour (D50) as sRGB, or the nearest one of that lightness."""
    transform = _transform(_built_in("LAB"), _built_in("sRGB"), "LAB", "RGB")
    # Pillow keeps a* and b* as bytes in two's complement
    signed = [min(127, max(-128, round(value))) & 0xFF for value in (a, b)]
    pixel = bytes((round(min(100, max(0, lightness)) * 2.55), *signed))
    return _rgb(_applied(Image.frombytes("LAB", (1, 1), pixel), transform).tobytes())


def _transform(
    source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile, source_mode: str, target_mode: str
) -> ImageCms.ImageCmsTransform:
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.buildTransform(source, target, source_mode, target_mode, intent, flags)


def _applied(picture: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    """Like ``ImageCms.applyTransform``, which (Pillow 12, 13) attaches a copy of the profile to every result: 15 ms."""
    made = Image.new(transform.output_mode, picture.size)
    transform.transform.apply(picture.getim(), made.getim())
    return made


def _built_in(name: str) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name))  # type: ignore[arg-type]


def _rgb(values: bytes) -> Rgb:
    red, green, blue = values
    return (red, green, blue)


def _eight_bits(values: Sequence[float]) -> Rgb:
    """Components from 0 to 1 as the bytes of an sRGB colour."""
    return _rgb(bytes(min(255, max(0, round(255 * value))) for value in values))


# ---------------------------------------------------------------- colour spaces


@dataclass(frozen=True, slots=True)
class SourceSpace:
    """A colour space to convert: its number of components, and how they are read as a screen colour.

    ``device`` is the device space of its numbers, if any: they are kept if it is the target's.
    """

    components: int
    read: Callable[[Sequence[float]], Rgb]
    device: Name | None = None

    def converted(self, values: Sequence[float], target: Target) -> Values:
        """The components of a colour as the target has them."""
        return tuple(values) if self.device == target.space else target.color(self.read(values))


def space_of(space: Object, target: Target) -> SourceSpace | None:
    """How to read a colour space; None for one that can stay, because it already names the target's inks.

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
        return SourceSpace(3, lambda values: lab_to_screen(values[0], values[1], values[2]))
    if isinstance(space, Array) and family in (Name.Separation, Name.DeviceN):
        if space[2] != Name.DeviceCMYK or target.space != Name.DeviceCMYK:  # else the press can also mix it
            raise UnprintableError("HP351", f"the spot colour {space[1]} is not defined in CMYK")
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
    """An indexed space of screen colours."""
    return _indexed([target.color(rgb) for rgb in colors], target)


def _indexed(values: Sequence[Sequence[float]], target: Target) -> Array:
    table = bytes(round(255 * value) for color in values for value in color)
    return Array([Name.Indexed, target.space, len(values) - 1, String(table)])


def resolved(space: Object, named: Mapping[str, Object]) -> Object:
    """The colour space of a name in the resources."""
    return named.get(str(space), space) if isinstance(space, Name) else space


def _profiled(space: Array) -> SourceSpace:
    """ICCBased: grey and CMYK count as the device's own, RGB is read with its profile."""
    components = int(space[1].N)
    if components == 3:
        return SourceSpace(3, partial(_read_with, space[1].read_bytes()))
    if components not in _DEVICE_SPACES:
        raise UnprintableError("HP351", f"a colour profile of {components} components cannot be printed")
    return _DEVICE_SPACES[components]


def _read_with(profile: bytes, values: Sequence[float]) -> Rgb:
    try:
        return _rgb(to_screen(profile, "RGB", bytes(_eight_bits(values)), (1, 1)).tobytes())
    except (OSError, ImageCms.PyCMSError) as error:
        raise UnprintableError("HP351", f"a colour profile cannot be read: {error}") from None


def _gray(values: Sequence[float]) -> Rgb:
    return _eight_bits((values[0],) * 3)


def _cmyk(values: Sequence[float]) -> Rgb:
    """As ISO 32000-1, 10.3.5 converts it; only masks need it."""
    cyan, magenta, yellow, black = values
    return _eight_bits([1 - min(1.0, ink + black) for ink in (cyan, magenta, yellow)])


_DEVICE_SPACES = {
    1: SourceSpace(1, _gray, Name.DeviceGray),
    3: SourceSpace(3, _eight_bits, Name.DeviceRGB),
    4: SourceSpace(4, _cmyk, Name.DeviceCMYK),
}
