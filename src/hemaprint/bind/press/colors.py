"""Collect what cannot be made ready for the press, each with the page on which it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Protocol

from pikepdf import Array, Name, Object, Stream, String
from PIL import Image, ImageChops, ImageCms

from hemaprint.bind.press.profiles import Profile
from hemaprint.errors import Location, Problem
from hemaprint.theme.stylesheets import Ink


class UnprintableError(Exception):
    """Something whose colours cannot be turned into inks; ``code`` is HP351, HP352 or HP353."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


_HINTS = {
    "HP351": "set it in a colour token, in sRGB or in device-cmyk()",
    "HP352": "save the picture as PNG or JPEG with 8 bits a channel, in RGB, grey or CMYK",
    "HP353": "use a linear or a radial gradient between sRGB colours, or set a picture in its place",
}


class Faults:
    """What was refused so far; ``page`` is the page at work, counted from 0.

    ``sources`` are the files that the pages were set from; ``file`` is named where they are not known.
    """

    def __init__(self, file: Path, sources: Sequence[Path] = ()) -> None:
        self._file = file
        self._sources = sources
        self.page = 0
        self.problems: list[Problem] = []

    def note(self, error: UnprintableError) -> None:
        """Refuse something on the page at work."""
        source = self._sources[self.page] if self.page < len(self._sources) else self._file
        problem = Problem(error.code, f"sheet {self.page + 1}: {error}", Location(source), hint=_HINTS[error.code])
        if problem not in self.problems:
            self.problems.append(problem)


Rgb = tuple[int, int, int]
"""An sRGB colour, 0 to 255."""

Values = tuple[float, ...]
"""The components of a colour as a content stream has them, 0 to 1."""

_LEVELS = 256
_LUMINANCE = (0.299, 0.587, 0.114)
"""The luminosity of RGB (ISO 32000-1, 10.3.2, with the digits of ITU-R BT.601, which Pillow uses for pictures)."""


def eight_bits(values: Sequence[float]) -> Rgb:
    """Components from 0 to 1 as the bytes of an sRGB colour."""
    red, green, blue = (min(255, max(0, round(255 * value))) for value in values)
    return (red, green, blue)


class Target(Protocol):
    """What screen colours are turned into; ``space`` is a device colour space, ``fill`` and ``stroke`` set it."""

    space: Name
    fill: str
    stroke: str

    def color(self, rgb: Rgb) -> Values:
        """One colour."""

    def ramp(self, colors: Sequence[Rgb]) -> list[Values]:
        """The colours of a smooth run from the first to the last."""

    def picture(self, picture: Image.Image, *, lossless: bool) -> Image.Image:
        """An RGB picture, pixel by pixel; ``lossless`` pixels may be exactly the colour of a token."""


class Inks:
    """Screen colours as inks: tokens as their designer says, greys in black alone, the rest through the profile.

    The profile is asked for relative colorimetric colours with black point compensation, so that white stays paper.
    """

    space = Name.DeviceCMYK
    fill, stroke = "k", "K"

    def __init__(self, profile: Profile, inks: Mapping[str, Ink]) -> None:
        press = ImageCms.ImageCmsProfile(BytesIO(profile.data))
        self._transform = _transform(_screen(), press, "RGB", "CMYK")
        self._black = _black_curve(press)
        self._tokens: dict[Rgb, Ink] = {_parsed(color): ink for color, ink in inks.items()}
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
        """A smooth run of inks: both ends are exact, and their distance from the profile's inks fades between them."""
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
        """The CMYK picture; photographs keep the greys that the profile mixes from four inks."""
        printed = _applied(picture, self._transform)
        if lossless:
            for rgb, ink in self._tokens.items():
                where = _pixels_of(picture, rgb)
                if where.getbbox():
                    printed.paste(tuple(round(255 * amount) for amount in ink), mask=where)
        return printed

    def gray_picture(self, picture: Image.Image) -> Image.Image:
        """A grey picture in black alone."""
        empty = Image.new("L", picture.size)
        return Image.merge("CMYK", (empty, empty, empty, picture.point(self._black)))

    def _through_profile(self, colors: Sequence[Rgb]) -> list[Ink]:
        strip = Image.frombytes("RGB", (len(colors), 1), bytes(value for rgb in colors for value in rgb))
        amounts = [round(value / 255, 4) for value in _applied(strip, self._transform).tobytes()]
        return list(zip(amounts[::4], amounts[1::4], amounts[2::4], amounts[3::4], strict=True))


class Luminosity:
    """Screen colours as shades of grey, for the content of soft masks: there a colour is an opacity, not an ink."""

    space = Name.DeviceGray
    fill, stroke = "g", "G"

    def color(self, rgb: Rgb) -> Values:
        """The luminosity of one colour."""
        return (round(sum(weight * value for weight, value in zip(_LUMINANCE, rgb, strict=True)) / 255, 4),)

    def ramp(self, colors: Sequence[Rgb]) -> list[Values]:
        """The luminosity of each."""
        return [self.color(rgb) for rgb in colors]

    def picture(self, picture: Image.Image, *, lossless: bool) -> Image.Image:  # noqa: ARG002 - exact either way
        """The grey picture."""
        return picture.convert("L")


def to_screen(profile: bytes, mode: str, values: bytes, size: tuple[int, int]) -> Image.Image:
    """Pixels that were measured with another profile, as sRGB. Raises OSError or PyCMSError for a bad profile."""
    transform = _transform(ImageCms.ImageCmsProfile(BytesIO(profile)), _screen(), mode, "RGB")
    return _applied(Image.frombytes(mode, size, values), transform)


def lab_to_screen(lightness: float, a: float, b: float) -> Rgb:
    """A CIE L*a*b* colour (D50) as sRGB, or the nearest one of that lightness."""
    transform = _transform(_lab(), _screen(), "LAB", "RGB")
    pixel = bytes((round(min(100, max(0, lightness)) * 2.55), _signed(a), _signed(b)))
    red, green, blue = _applied(Image.frombytes("LAB", (1, 1), pixel), transform).tobytes()
    return (red, green, blue)


def _signed(value: float) -> int:
    """As Pillow keeps a* and b*: a byte in two's complement."""
    return min(127, max(-128, round(value))) & 0xFF


def _transform(
    source: ImageCms.ImageCmsProfile,
    target: ImageCms.ImageCmsProfile,
    source_mode: str,
    target_mode: str,
) -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        source,
        target,
        source_mode,
        target_mode,
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _applied(picture: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    """As ``ImageCms.applyTransform``, which (Pillow 12, 13) hangs a copy of the profile on every result: 15 ms."""
    made = Image.new(transform.output_mode, picture.size)
    transform.transform.apply(picture.getim(), made.getim())
    return made


def _screen() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _lab() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))


def _black_curve(press: ImageCms.ImageCmsProfile) -> list[int]:
    """For each grey from 0 to 255 the black that prints as light as it looks; black and white stay what they are."""
    levels = bytes(range(_LEVELS))
    seen = _transform(_screen(), _lab(), "RGB", "LAB")
    printed = _transform(press, _lab(), "CMYK", "LAB")
    strip = (_LEVELS, 1)
    wanted = _applied(Image.frombytes("RGB", strip, bytes(value for value in levels for _ in range(3))), seen)
    blacks = b"".join(bytes((0, 0, 0, value)) for value in levels)
    given = _applied(Image.frombytes("CMYK", strip, blacks), printed).getchannel("L").tobytes()
    curve = [
        min(range(_LEVELS), key=lambda black: (abs(given[black] - lightness), black))
        for lightness in wanted.getchannel("L").tobytes()
    ]
    curve[0], curve[-1] = 255, 0
    return curve


def _pixels_of(picture: Image.Image, rgb: Rgb) -> Image.Image:
    """A mask of the pixels that have exactly this colour."""
    channels = [
        channel.point([255 * (level == value) for level in range(_LEVELS)])
        for channel, value in zip(picture.split(), rgb, strict=True)
    ]
    return ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])


def _parsed(color: str) -> Rgb:
    """``#rrggbb``."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return (red, green, blue)


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
