# SPDX-License-Identifier: MIT
"""Check colours on pages: colour spaces of the press, inks, overprint, black text, ink coverage.

The device colours of a print file must be those of its output intent, or have a default space that defines them. That
also applies to pictures, gradients, patterns, masks, groups and the mixing of named inks (ISO 15930-7, 6.2). Colours
with a profile are allowed since PDF/X-3: the printer converts them, and decides how they look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageCms, ImageFilter, ImageMath

from hemaprint.errors import Severity
from hemaprint.pdf.colors import Inks, alternate, colorants, family, is_white, process_inks, space_name, spots
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark, TextMark
from hemaprint.pdf.objects import MALFORMED, MM, Rectangle, content_of, entry, items, number, text_of, trim_of
from hemaprint.pdf.raster import plates_of
from hemaprint.preflight.metadata import designation, press_claim, press_intents
from hemaprint.preflight.page import PageView, groups_of, page_check, quoted, spaces_of, times
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

_COMPONENTS = {"DeviceRGB": 3, "DeviceCMYK": 4}
"""Spaces that must match the output intent, and the number of components of its profile; grey always matches."""
_INDEPENDENT = frozenset({"CalGray", "CalRGB", "Lab", "ICCBased1", "ICCBased3", "ICCBased4"})
_OLD = ("PDF/X-1", "PDF/X-1a", "PDF/X-2")
"""Versions that allow only colours of the press (ISO 15930-1, -4)."""

_SMALL = 12.0
"""pt: smaller text looks blurred if inks are out of register (Ghent Workgroup, GWG2015, "Rich Black Text")."""
_INK = 0.02
_BLACK = 0.85
"""Text with at least this tint of black counts as black."""
_GREY = 0.25
"""Cyan, magenta and yellow above this, and no further apart than this, make a grey."""

_SPOT = 1 * MM
"""Ink is averaged over squares of this side: smaller areas dry anyway, and softened edges do not count."""
_ROUNDING = 5.0
"""Percentage points above the limit that come from compressing pictures and rounding tints."""
_USUAL = 300.0
_LIMITS = (("300", 300.0), ("FOGRA39", 330.0), ("ISO COATED V2", 330.0), ("FOGRA51", 300.0), ("FOGRA52", 300.0))
"""Limits in % by the name of a profile or a printing condition: ISO Coated v2 (ECI) is made for 330 %, its 300 %
variant for 300 %; PSO Coated v3 and PSO Uncoated v3 for 300 %."""
_LONGEST = 14_400
"""pt: larger pages are not drawn (ISO 32000-1, annex C)."""
_MOST_PIXELS = 4000
_FULL = 255


# colour spaces


@dataclass(frozen=True, slots=True)
class Use:
    """The use of a colour space; ``mark`` is known where the page's own content uses it."""

    what: str
    space: str
    mark: Mark | None

    @property
    def place(self) -> Rectangle | None:
        """Its place on the page."""
        return None if self.mark is None else self.mark.box


def _used_spaces(mark: Mark) -> Iterator[tuple[str, str]]:
    """The kind of a mark in words, and its colour spaces."""
    match mark:
        case TextMark():
            yield "text", mark.paint.space
        case ImageMark():
            yield "picture", mark.space
        case ShadingMark():
            yield "gradient", mark.space
        case PathMark():
            yield from (("area", mark.fill.space),) if mark.fill is not None else ()
            yield from (("line", mark.stroke.space),) if mark.stroke is not None else ()


@page_check(Purpose.PRINT)
def check_press_spaces(view: PageView) -> Iterator[Finding]:
    """Check that every colour is one of the output intent's, or is defined by a profile."""
    uses = list(_uses(view))
    profiles = (entry(intent, "/DestOutputProfile") for intent in press_intents(view.subject.pdf))
    intended = next((int(number(entry(profile, "/N"))) for profile in profiles if profile is not None), 4)
    foreign = [use for use in uses if _COMPONENTS.get(family(use.space), intended) != intended]
    if rgb := [use for use in foreign if family(use.space) == "DeviceRGB"]:
        hint = view.subject.advice(
            "convert it with the profile of the press, or set inks in the style sheet of the print edition",
            "convert it with the profile of the press",
        )
        yield _found(view, "HP452", Severity.ERROR, "RGB colour remains", hint, rgb)
    if cmyk := [use for use in foreign if family(use.space) == "DeviceCMYK"]:
        hint = "convert it with the profile of the output intent, or give the file the output intent it was made for"
        yield _found(view, "HP478", Severity.ERROR, "there are inks that the output intent does not have", hint, cmyk)
    if converted := [use for use in uses if family(use.space) in _INDEPENDENT]:
        severity, effect = _conversion(view.subject)
        hint = "check a proof, or convert it with the profile of the press: black text would become four inks"
        yield _found(view, "HP476", severity, f"colours have a profile, {effect}", hint, converted)
    yield from _mixed(view, uses, intended)


def _uses(view: PageView) -> Iterator[Use]:
    for mark in view.marks:
        yield from (Use(what, space, mark) for what, space in _used_spaces(mark))
    for mark in view.beside:
        yield from (Use(f"{what} in a mask or an annotation", space, None) for what, space in _used_spaces(mark))
    for group, resources in groups_of(view.page):
        if space := space_name(entry(group, "/CS"), resources):
            yield Use("transparency group", space, None)


def _found(view: PageView, code: str, severity: Severity, message: str, hint: str, uses: list[Use]) -> Finding:
    """A finding with evidence: ``2 lines, 1 picture in DeviceRGB``, and the first text."""
    counts = Counter(use.what for use in uses)
    kinds = [
        f"{count} × {what}" if " " in what or what == "text" else times(count, what) for what, count in counts.items()
    ]
    spaces = ", ".join(dict.fromkeys(use.space for use in uses))
    texts = [use.mark.text for use in uses if isinstance(use.mark, TextMark) and use.mark.text.strip()]
    first = f", first {quoted(texts[0])}" if texts else ""
    message = f"{message}: {', '.join(kinds)} in {spaces}{first}"
    return view.finding(code, severity, message, hint, uses[0].place)


def _conversion(subject: Subject) -> tuple[Severity, str]:
    """What happens to colours with a profile."""
    claim = designation(press_claim(subject.pdf))
    if claim in _OLD:
        return Severity.ERROR, f"which {claim} forbids"
    if claim:
        return Severity.NOTE, f"which {claim} allows, and the printer converts"
    return Severity.WARNING, "which the printer converts, or refuses, as the file does not claim PDF/X"


def _mixed(view: PageView, uses: list[Use], intended: int) -> Iterator[Finding]:
    """Named inks whose alternate space is that of another device."""
    shown = {name: use for use in reversed(uses) for name in colorants(use.space)}
    reported: set[str] = set()
    for space, resources in spaces_of(view.page) if shown else ():
        mixed = alternate(space, resources)
        names = [name for name in colorants(space_name(space, resources)) if name in shown and name not in reported]
        if names and _COMPONENTS.get(mixed, intended) != intended:
            reported.update(names)
            message = f"the ink {', '.join(names)} is mixed in {mixed} on a press that does not have it"
            hint = "let its alternate colour be one of the output intent's inks, or one in Lab"
            yield view.finding("HP477", Severity.ERROR, message, hint, shown[names[0]].place)


@page_check(Purpose.SCREEN)
def check_screen_colors(view: PageView) -> Iterator[Finding]:
    """Check that the press is known for inks on a page for screens."""
    intents = items(entry(view.subject.pdf.Root, "/OutputIntents"))
    if any(entry(intent, "/DestOutputProfile", "/N") == 4 for intent in intents):
        return
    used = (mark for mark in view.marks for _, space in _used_spaces(mark) if family(space) == "DeviceCMYK")
    if mark := next(used, None):
        message = "colours are given in inks (DeviceCMYK), but the file does not name the press"
        hint = "convert them to sRGB, or add an output intent"
        yield view.finding("HP454", Severity.WARNING, message, hint, mark.box)


# inks


@page_check(Purpose.PRINT)
def check_spots(view: PageView) -> Iterator[Finding]:
    """Report inks besides the four process inks."""
    places: dict[str, Rectangle] = {}
    for mark in view.marks:
        for _, space in _used_spaces(mark):
            for name in spots(space):
                places.setdefault(name, mark.box)
    for name, place in sorted(places.items()):
        message = f"the spot ink {name} prints besides the four process inks"
        yield view.finding("HP453", Severity.NOTE, message, "make sure that the printer expects it", place)


@page_check(Purpose.PRINT)
def check_registration(view: PageView) -> Iterator[Finding]:
    """Check that the registration colour, which prints in every ink, is outside the trim."""
    found = [
        mark
        for mark in view.marks
        for _, space in _used_spaces(mark)
        if "All" in colorants(space) and not mark.clipped_away and view.on_sheet(mark)
    ]
    if found:
        message = f"{times(len(found), 'mark')} inside the trim in the registration colour print in every ink"
        hint = "make it black, and keep registration marks outside"
        yield view.finding("HP461", Severity.ERROR, message, hint, found[0].box)


@page_check(Purpose.PRINT)
def check_white_overprint(view: PageView) -> Iterator[Finding]:
    """Check that white does not overprint: it would vanish."""
    found = [mark for mark in view.marks if mark.overprint and _is_white_mark(mark)]
    if found:
        what = times(len(found), "white mark overprints and vanishes", "white marks overprint and vanish")
        yield view.finding(
            "HP459", Severity.ERROR, f"{what} on the press", "turn overprint off for white", found[0].box
        )


def _is_white_mark(mark: Mark) -> bool:
    """Whether the overprint state of a mark concerns white."""
    match mark:
        case TextMark():
            return is_white(mark.paint)
        case PathMark():
            paint = mark.fill or mark.stroke
            return paint is not None and is_white(paint)
    return False


@page_check(Purpose.PRINT)
def check_black_text(view: PageView) -> Iterator[Finding]:
    """Check that small text does not need register: black alone for black text, at most three inks for colours."""
    small = [(mark, inks) for mark in view.texts() if mark.size < _SMALL and (inks := process_inks(mark.paint))]
    rich = [(mark, inks) for mark, inks in small if _is_rich_black(inks)]
    if rich:
        mark, inks = rich[0]
        tints = " / ".join(f"{ink * 100:.0f}" for ink in inks)
        message = f"{len(rich)} × small text in black of several inks ({tints} %), first {quoted(mark.text)}"
        yield view.finding("HP460", Severity.WARNING, message, "set small black text in black alone", mark.box)
    full = [mark for mark, inks in small if min(inks) > _INK and not _is_rich_black(inks)]
    if full:
        message = f"coloured text smaller than {_SMALL:.0f} pt uses all four inks, which requires exact register"
        yield view.finding("HP460", Severity.NOTE, message, "mix the colour of three inks at most", full[0].box)


def _is_rich_black(inks: Inks) -> bool:
    """Whether it is black with other inks, or a grey mixed of all four."""
    others, black = inks[:3], inks[3]
    grey = min(others) > _GREY and max(others) - min(others) < _GREY
    return (black >= _BLACK and max(others) > _INK) or (black > _INK and grey)


@page_check(Purpose.PRINT)
def check_transparency(view: PageView) -> Iterator[Finding]:
    """Report pages with transparency: old workflows (PDF/X-1a) must flatten them."""
    for mark in view.marks:
        if mark.alpha < 1 or mark.masked or mark.blend != "Normal":
            message = "the page has live transparency, which printers that require PDF/X-1a must flatten"
            yield view.finding("HP466", Severity.NOTE, message, "", mark.box)
            return


# ink coverage


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ink within the trim of a page.

    ``highest`` is the largest sum of all inks in %, averaged over a square of 1 mm, and ``place`` its place (pt of
    default user space); ``over`` is the area in mm² where the sum exceeds the limit.
    """

    highest: float
    place: Rectangle
    over: float


@only_for(Purpose.PRINT)
def check_ink(subject: Subject) -> Iterator[Finding]:
    """Check that no place on a page takes more ink than dries."""
    limit = ink_limit(subject.pdf)
    for index, page in enumerate(subject.pdf.pages):
        left, bottom, right, top = trim_of(page)
        longer = max(right - left, top - bottom)
        if not min(right - left, top - bottom) >= 1 or longer > _LONGEST:
            yield _unmeasured(subject, index, "its size is not a size of paper")
            continue
        try:
            coverage = ink_coverage(subject.pdf, index, limit, min(72, 72 * _MOST_PIXELS / longer))
        except (pdfium.PdfiumError, *MALFORMED) as error:
            yield _unmeasured(subject, index, f"it cannot be drawn: {error}")
            continue
        if coverage.over > 0:
            message = (
                f"the inks add up to {coverage.highest:.0f} %, but only {limit:.0f} % dry "
                f"({coverage.over:.0f} mm² exceed that)"
            )
            hint = "convert the picture with the profile of the press, or reduce the ink of the colour"
            yield subject.finding("HP455", Severity.ERROR, message, hint, index, coverage.place)


def _unmeasured(subject: Subject, index: int, reason: str) -> Finding:
    message = f"the ink on the page could not be measured: {reason}"
    hint = "fix the other findings on the page and try again, or ask the printer"
    return subject.finding("HP475", Severity.WARNING, message, hint, index)


def ink_limit(pdf: pikepdf.Pdf) -> float:
    """The largest sum of inks in % for the printing condition of the file's output intent."""
    for intent in items(entry(pdf.Root, "/OutputIntents")):
        profile = _description(content_of(entry(intent, "/DestOutputProfile")))
        said = " ".join(text_of(entry(intent, key)) for key in ("/OutputConditionIdentifier", "/Info"))
        for name in (profile.upper(), said.upper()):
            for part, limit in _LIMITS:
                if part in name:
                    return limit
    return _USUAL


def _description(profile: bytes) -> str:
    try:
        return str(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))) if profile else ""
    except (ImageCms.PyCMSError, OSError):
        return ""


def ink_coverage(pdf: pikepdf.Pdf, page: int, limit: float = _USUAL, dpi: float = 72) -> Coverage:
    """The ink that a page (from 0) takes. Raises pypdfium2.PdfiumError where it cannot be drawn."""
    area = trim_of(pdf.pages[page])
    plates = plates_of(pdf, page, area, dpi)
    radius = max(1, ceil((_SPOT / 72 * dpi - 1) / 2))
    total = _sum([band.filter(ImageFilter.BoxBlur(radius)) for band in plates])
    highest = float(str(total.getextrema()[1]))
    percent, pixel = 100 / _FULL, 72 / dpi
    above = _mask(total, (limit + _ROUNDING) / percent)
    return Coverage(
        highest=round(highest * percent, 1),
        place=_place(_mask(total, highest - 1), area, pixel),
        over=round(above.histogram()[_FULL] * (pixel / MM) ** 2, 1),
    )


def _sum(bands: list[Image.Image]) -> Image.Image:
    named = {f"plate{number}": band for number, band in enumerate(bands)}
    total: Image.Image = ImageMath.lambda_eval(lambda by: sum(by[name] for name in named), **named)
    return total


def _mask(total: Image.Image, above: float) -> Image.Image:
    """White where the sum is larger than ``above``."""
    mask: Image.Image = ImageMath.lambda_eval(lambda by: (by["t"] > int(above)) * _FULL, t=total)
    return mask.convert("L")


def _place(mask: Image.Image, area: Rectangle, pixel: float) -> Rectangle:
    """The box around the marked pixels."""
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    x, y = area[0], area[3]
    return (x + left * pixel, y - bottom * pixel, x + right * pixel, y - top * pixel)
