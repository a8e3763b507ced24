"""Colour spaces of a page for the press: which are not allowed, and which the printer converts (ISO 15930-7, 6.2).

The colours of a device may be those of the output intent alone, or have a default space that says what they mean; that
rules pictures, gradients, patterns, masks, groups and what named inks are mixed of, too. Colours with a profile of
their own are allowed since PDF/X-3: the printer converts them, and what comes out is his.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hemaprint.errors import Severity
from hemaprint.pdf.colors import alternate, colorants, space_name
from hemaprint.pdf.marks import ImageMark, Mark, PathMark, ShadingMark, TextMark
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.values import entry, number
from hemaprint.preflight.claims import designation, press_claim, press_intents
from hemaprint.preflight.models import Finding, Subject
from hemaprint.preflight.pages.inks import family
from hemaprint.preflight.pages.view import PageView, quoted, times
from hemaprint.preflight.reach import groups_of, spaces_of

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
