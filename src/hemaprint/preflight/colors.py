"""Check colours for the press: colour spaces, inks, overprint, black text, ink coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageCms, ImageFilter, ImageMath, ImageStat

from hemaprint.errors import Severity
from hemaprint.pdf.colors import (
    Inks,
    Paint,
    alternate,
    colorants,
    family,
    is_cmyk,
    is_white,
    process_inks,
    space_name,
    spots,
)
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark, TextMark
from hemaprint.pdf.objects import MALFORMED, MM, Rectangle, content_of, entry, items, number, text_of, trim_of
from hemaprint.pdf.raster import plates_of
from hemaprint.preflight.metadata import designation, press_claim, press_intents
from hemaprint.preflight.opening import plain
from hemaprint.preflight.page import PageView, groups_of, quoted, spaces_of, times
from hemaprint.preflight.report import Finding, Purpose, Subject

_SMALL = 12.0
"""pt: text below this shows when the inks of a press do not meet (Ghent Workgroup, GWG2015, "Rich Black Text")."""
_INK = 0.02
_BLACK = 0.85
"""Tint of black from which on a text is called black."""
_GREY = 0.25
"""Cyan, magenta and yellow that all exceed this, and lie no further apart, make a grey."""


def check_screen_colors(view: PageView) -> Iterator[Finding]:
    """Inks on a page for screens say of which press they are."""
    if view.printed or _has_press(view.subject.pdf):
        return
    found = [use for mark in view.marks for use in used_spaces(mark) if is_cmyk(use[1])]
    if found:
        message = "colours are given in inks (DeviceCMYK), but the file does not say of which press"
        hint = "convert them to sRGB, or add an output intent"
        yield view.finding("HP454", Severity.WARNING, message, hint, found[0][2].box)


def _has_press(pdf: pikepdf.Pdf) -> bool:
    """There is an output intent with a profile of four inks."""
    profiles = (entry(intent, "/DestOutputProfile") for intent in items(entry(pdf.Root, "/OutputIntents")))
    return any(entry(profile, "/N") == 4 for profile in profiles)


def check_spots(view: PageView) -> Iterator[Finding]:
    """Inks besides the four are named (PRINT)."""
    if not view.printed:
        return
    places: dict[str, Rectangle] = {}
    for mark in view.marks:
        for _, space, _ in used_spaces(mark):
            for name in spots(space):
                places.setdefault(name, mark.box)
    for name, place in sorted(places.items()):
        message = f"the spot ink {name} prints besides the four process inks"
        yield view.finding("HP453", Severity.NOTE, message, "make sure that the printer expects it", place)


def check_registration(view: PageView) -> Iterator[Finding]:
    """The registration colour, which prints in every ink, stays off the sheet (PRINT)."""
    if not view.printed:
        return
    found = [
        mark
        for mark in view.marks
        for _, space, _ in used_spaces(mark)
        if "All" in colorants(space) and not mark.clipped_away and view.on_sheet(mark)
    ]
    if found:
        message = f"{times(len(found), 'mark')} inside the trim in the registration colour print in every ink"
        yield view.finding(
            "HP461", Severity.ERROR, message, "give it black, and keep registration marks outside", found[0].box
        )


def check_white_overprint(view: PageView) -> Iterator[Finding]:
    """White does not overprint: it would vanish (PRINT)."""
    if not view.printed:
        return
    found = [mark for mark in view.marks if mark.overprint and any(is_white(paint) for paint in _paints(mark))]
    if found:
        what = times(len(found), "white mark overprints and vanishes", "white marks overprint and vanish")
        message = f"{what} on the press"
        yield view.finding("HP459", Severity.ERROR, message, "turn overprint off for white", found[0].box)


def _paints(mark: Mark) -> list[Paint]:
    """The colours that the overprint state of a mark speaks of."""
    if isinstance(mark, TextMark):
        return [mark.paint]
    if isinstance(mark, PathMark):
        return [paint for paint in (mark.fill or mark.stroke,) if paint is not None]
    return []


def check_black_text(view: PageView) -> Iterator[Finding]:
    """Small text is not of inks that have to meet: black is black alone, colours take three inks at most (PRINT)."""
    if not view.printed:
        return
    small = [(mark, inks) for mark in view.texts() if mark.size < _SMALL and (inks := process_inks(mark.paint))]
    rich = [(mark, inks) for mark, inks in small if _is_rich_black(inks)]
    if rich:
        mark, inks = rich[0]
        tints = " / ".join(f"{ink * 100:.0f}" for ink in inks)
        message = f"{len(rich)} × small text in black of several inks ({tints} %), first {quoted(mark.text)}"
        hint = "set small black text in black alone"
        yield view.finding("HP460", Severity.WARNING, message, hint, mark.box)
    full = [mark for mark, inks in small if min(inks) > _INK and not _is_rich_black(inks)]
    if full:
        message = f"coloured text smaller than {_SMALL:.0f} pt is of all four inks, which have to meet exactly"
        yield view.finding("HP460", Severity.NOTE, message, "mix the colour of three inks at most", full[0].box)


def _is_rich_black(inks: Inks) -> bool:
    """Black with other inks, or a grey that is mixed of all four."""
    others, black = inks[:3], inks[3]
    grey = min(others) > _GREY and max(others) - min(others) < _GREY
    return (black >= _BLACK and max(others) > _INK) or (black > _INK and grey)


def check_transparency(view: PageView) -> Iterator[Finding]:
    """Pages with transparency are named: old workflows (PDF/X-1a) must flatten them (PRINT)."""
    if not view.printed:
        return
    for mark in view.marks:
        if mark.alpha < 1 or mark.masked or mark.blend != "Normal":
            message = "the page has live transparency, which printers that ask for PDF/X-1a must flatten"
            yield view.finding("HP466", Severity.NOTE, message, "", mark.box)
            return


_COMPONENTS = {"DeviceRGB": 3, "DeviceCMYK": 4}
"""Spaces that must be those of the output intent, by how many components its profile has; grey is welcome to all."""
_INDEPENDENT = frozenset({"CalGray", "CalRGB", "Lab", "ICCBased1", "ICCBased3", "ICCBased4"})
_OLD = ("PDF/X-1", "PDF/X-1a", "PDF/X-2")
"""Versions that know no colours but those of the press (ISO 15930-1, -4)."""


@dataclass(frozen=True, slots=True)
class Use:
    """A colour space that something asks for; ``mark`` where it stands in the page's own content."""

    what: str
    space: str
    mark: Mark | None

    @property
    def place(self) -> Rectangle | None:
        """Where it is on the page."""
        return None if self.mark is None else self.mark.box


def used_spaces(mark: Mark) -> Iterator[tuple[str, str, Mark]]:
    """What a mark is called, and the colour spaces it asks for."""
    if isinstance(mark, TextMark):
        yield "text", mark.paint.space, mark
    elif isinstance(mark, ImageMark):
        yield "picture", mark.space, mark
    elif isinstance(mark, ShadingMark):
        yield "gradient", mark.space, mark
    elif isinstance(mark, PathMark):
        if mark.fill is not None:
            yield "area", mark.fill.space, mark
        if mark.stroke is not None:
            yield "line", mark.stroke.space, mark


def check_press_spaces(view: PageView) -> Iterator[Finding]:
    """Every colour is one of the output intent's, or says what it means (PRINT)."""
    if not view.printed:
        return
    uses = list(_uses(view))
    wanted = _intended(view.subject)
    foreign = [use for use in uses if _COMPONENTS.get(family(use.space), wanted) != wanted]
    yield from _screens(view, [use for use in foreign if family(use.space) == "DeviceRGB"])
    yield from _inks(view, [use for use in foreign if family(use.space) == "DeviceCMYK"])
    yield from _converted(view, [use for use in uses if family(use.space) in _INDEPENDENT])
    yield from _mixed(view, uses, wanted)


def _intended(subject: Subject) -> int:
    """The components of the press: those of the output intent, four where there is none."""
    profiles = (entry(intent, "/DestOutputProfile") for intent in press_intents(subject.pdf))
    return next((int(number(entry(profile, "/N"))) for profile in profiles if profile is not None), 4)


def _uses(view: PageView) -> Iterator[Use]:
    for mark in view.marks:
        yield from (Use(what, space, mark) for what, space, _ in used_spaces(mark))
    for mark in view.beside:
        yield from (Use(f"{what} in a mask or an annotation", space, None) for what, space, _ in used_spaces(mark))
    for group, resources in groups_of(view.page):
        if space := space_name(entry(group, "/CS"), resources):
            yield Use("transparency group", space, None)


def _screens(view: PageView, found: list[Use]) -> Iterator[Finding]:
    if not found:
        return
    hint = view.subject.advice(
        "convert it with the profile of the press, or give it inks in the style sheet of the print edition",
        "convert it with the profile of the press",
    )
    message = f"colours of screens are left: {_told(found)}{_evidence(found)}"
    yield view.finding("HP452", Severity.ERROR, message, hint, found[0].place)


def _inks(view: PageView, found: list[Use]) -> Iterator[Finding]:
    if found:
        message = f"inks are asked for that the output intent does not have: {_told(found)}{_evidence(found)}"
        hint = "convert it with the profile of the output intent, or give the file the output intent it is made for"
        yield view.finding("HP478", Severity.ERROR, message, hint, found[0].place)


def _converted(view: PageView, found: list[Use]) -> Iterator[Finding]:
    if not found:
        return
    claim = designation(press_claim(view.subject.pdf))
    if claim in _OLD:
        severity, then = Severity.ERROR, f"which {claim} forbids"
    elif claim:
        severity, then = Severity.NOTE, f"which {claim} allows, and the printer converts"
    else:
        severity, then = Severity.WARNING, "which the printer converts, or refuses, as the file does not claim PDF/X"
    message = f"colours with a profile of their own, {then}: {_told(found)}{_evidence(found)}"
    hint = "look at a proof, or convert it with the profile of the press: black text would become four inks"
    yield view.finding("HP476", severity, message, hint, found[0].place)


def _mixed(view: PageView, uses: list[Use], wanted: int) -> Iterator[Finding]:
    """Named inks whose alternate space is that of another device."""
    shown = {name: use for use in reversed(uses) for name in colorants(use.space)}
    told: set[str] = set()
    for space, resources in spaces_of(view.page) if shown else ():
        mixed = alternate(space, resources)
        names = [name for name in colorants(space_name(space, resources)) if name in shown and name not in told]
        if names and _COMPONENTS.get(mixed, wanted) != wanted:
            told.update(names)
            message = f"the ink {', '.join(names)} is mixed in {mixed} where the press does not have it"
            hint = "let its alternate colour be one of the output intent's inks, or one in Lab"
            yield view.finding("HP477", Severity.ERROR, message, hint, shown[names[0]].place)


def _told(found: list[Use]) -> str:
    """``2 lines and 1 picture in DeviceRGB``."""
    counts: dict[str, int] = {}
    for use in found:
        counts[use.what] = counts.get(use.what, 0) + 1
    spaces = ", ".join(dict.fromkeys(use.space for use in found))
    kinds = [
        f"{count} × {what}" if " " in what or what == "text" else times(count, what) for what, count in counts.items()
    ]
    return f"{', '.join(kinds)} in {spaces}"


def _evidence(found: list[Use]) -> str:
    texts = [use.mark.text for use in found if isinstance(use.mark, TextMark) and use.mark.text.strip()]
    return f", first {quoted(texts[0])}" if texts else ""


_SPOT = 1 * MM
"""Ink is averaged over squares of this side: what is smaller dries all the same, and softened edges do not count."""
_ROUNDING = 5.0
"""Percentage points above the limit that come from compressing pictures and rounding tints."""
_USUAL = 300.0
_LIMITS = (("300", 300.0), ("FOGRA39", 330.0), ("ISO COATED V2", 330.0), ("FOGRA51", 300.0), ("FOGRA52", 300.0))
"""Limits in % by what a profile or a printing condition is called: ISO Coated v2 (ECI) is made for 330 %, its 300 %
variant for 300 %; PSO Coated v3 and PSO Uncoated v3 for 300 %."""
_LONGEST = 14_400
"""pt: larger pages are not drawn (ISO 32000-1, annex C)."""
_MOST_PIXELS = 4000
_FULL = 255


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ink within the trim of a page.

    ``highest`` is the largest sum of all inks in %, averaged over a square of 1 mm, and ``place`` where it is (pt
    of default user space); ``over`` is the area in mm² where it exceeds ``limit``; ``means`` are the mean tints of
    cyan, magenta, yellow and black in %.
    """

    highest: float
    place: Rectangle
    limit: float
    over: float
    means: tuple[float, float, float, float]


def ink_coverage(pdf: pikepdf.Pdf, page: int, limit: float = _USUAL, dpi: float = 72) -> Coverage:
    """How much ink a page (from 0) takes. Raises pypdfium2.PdfiumError where it cannot be drawn."""
    area = trim_of(pdf.pages[page])
    plates = plates_of(pdf, page, area, dpi)
    radius = max(1, ceil((_SPOT / 72 * dpi - 1) / 2))
    total = _sum([band.filter(ImageFilter.BoxBlur(radius)) for band in plates])
    _, highest = total.getextrema()
    percent = 100 / _FULL
    above = _mask(total, (limit + _ROUNDING) / percent)
    pixel = 72 / dpi
    return Coverage(
        highest=round(float(str(highest)) * percent, 1),
        place=_place(_mask(total, float(str(highest)) - 1), area, pixel),
        limit=limit,
        over=round(above.histogram()[_FULL] * (pixel / MM) ** 2, 1),
        means=_means(plates),
    )


def _sum(bands: list[Image.Image]) -> Image.Image:
    cyan, magenta, yellow, black, spot = bands
    total: Image.Image = ImageMath.lambda_eval(
        lambda by: by["c"] + by["m"] + by["y"] + by["k"] + by["s"], c=cyan, m=magenta, y=yellow, k=black, s=spot
    )
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


def _means(bands: tuple[Image.Image, ...]) -> tuple[float, float, float, float]:
    cyan, magenta, yellow, black, _ = (round(ImageStat.Stat(band).mean[0] * 100 / _FULL, 1) for band in bands)
    return (cyan, magenta, yellow, black)


def ink_limit(pdf: pikepdf.Pdf) -> float:
    """The largest sum of inks in % that the printing condition of the file's output intent bears."""
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


def check_ink(subject: Subject) -> Iterator[Finding]:
    """No place on a page takes more ink than dries (PRINT)."""
    if subject.purpose is not Purpose.PRINT:
        return
    limit = ink_limit(subject.pdf)
    for index, page in enumerate(subject.pdf.pages):
        left, bottom, right, top = trim_of(page)
        longer = max(right - left, top - bottom)
        if not min(right - left, top - bottom) >= 1 or longer > _LONGEST:
            yield _unmeasured(subject, index, "its size is no size of paper")
            continue
        try:
            coverage = ink_coverage(subject.pdf, index, limit, min(72, 72 * _MOST_PIXELS / longer))
        except (pdfium.PdfiumError, *MALFORMED) as error:
            yield _unmeasured(subject, index, f"it cannot be drawn: {plain(error)}")
            continue
        if coverage.over > 0:
            message = (
                f"the inks add up to {coverage.highest:.0f} % where {limit:.0f} % dry "
                f"({coverage.over:.0f} mm² are above it)"
            )
            hint = "convert the picture with the profile of the press, or take ink out of the colour"
            place = subject.located(index, coverage.place)
            yield Finding("HP455", Severity.ERROR, message, hint, index, coverage.place, place)


def _unmeasured(subject: Subject, index: int, reason: str) -> Finding:
    message = f"how much ink the page takes could not be measured: {reason}"
    hint = "mend what else is said of the page and try again, or ask the printer"
    return Finding("HP475", Severity.WARNING, message, hint, index, None, subject.located(index))
